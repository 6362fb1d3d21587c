"""The player API, as publishers' pages and other sites use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from browser import wait_until
from playwright.sync_api import Browser, Page, expect
from publisher import PublisherSite, publisher_site
from serving import ServerProcess, running_server, story_markdown
from test_podcasts import new_feed

from earshot.player.built_scripts import first_script, parts_folder, player_parts, player_version

PLAYER = "document.querySelector('earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"
TEXT = (
    "The boat came back to the lake on Monday. Nobody had waited for it in the rain. "
    "It cost a lot to mend the bell, she said. The children ride for nothing until May."
)
HTML = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry</title>
<link rel="icon" href="data:,"></head><body><article><h1>Ferry returns</h1>{tag}
<p>{text}</p></article></body></html>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    with publisher_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, site: PublisherSite
) -> Iterator[ServerProcess]:
    home = tmp_path_factory.mktemp("library")
    with running_server(home, public="true", allowed_origins=site.base_url) as running:
        yield running


def test_the_script_is_served_to_every_page(server: ServerProcess) -> None:
    answer = server.client.get("/player.js")
    assert answer.text == first_script()
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-encoding"] == "gzip"
    again = server.client.get("/player.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert "immutable" not in answer.headers["cache-control"]
    of_our_pages = server.client.get(f"/player.js?{player_version()}")
    assert "immutable" in of_our_pages.headers["cache-control"]
    plain = server.client.get("/player.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == first_script()


def test_the_parts_of_the_script_are_served_to_every_page_for_good(server: ServerProcess) -> None:
    for name, code in player_parts().items():
        answer = server.client.get(
            f"/{parts_folder()}/{name}", headers={"Origin": "https://news.example"}
        )
        assert answer.content == code
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["access-control-allow-origin"] == "*"
    assert server.client.get(f"/{parts_folder()}/none.js").status_code == 404


def test_a_first_script_of_an_older_build_gets_a_rest_that_needs_nothing_of_it(
    server: ServerProcess, site: PublisherSite, page: Page
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Old"), source_id="old")
    old = first_script().replace(parts_folder(), "player/000000000000")
    site.put("old.js", old)
    tag = f'<earshot-player server="{server.base_url}" story="{story["id"]}"></earshot-player>'
    parts = site.folder / "player/000000000000"
    parts.mkdir(parents=True)
    answer = server.client.get("/player/000000000000/rest.js")
    assert answer.headers["cache-control"] == "no-cache"
    (parts / "rest.js").write_bytes(answer.content)
    page.goto(
        site.put("old.html", HTML.format(tag=f'<script src="old.js"></script>{tag}', text=""))
    )
    page.locator("earshot-player [part~=play]").click()
    wait_until(page, f"{PLAYER}.currentTime > 0.1 && {INNER}.story")


def test_a_story_is_found_by_its_page_and_streams_while_it_is_recorded(
    server: ServerProcess, site: PublisherSite, page: Page
) -> None:
    tag = f'<script async src="{server.base_url}/player.js"></script>'
    tag += "<earshot-player></earshot-player>"
    text = TEXT + f"</p><p>{' '.join([TEXT] * 40)}</p><p>The bell rang once."
    html = HTML.format(tag=tag, text=text)
    address = site.put("ferry.html", html)
    assert server.client.get("/v1/player", params={"url": address}).status_code == 404
    server.create_story(url=address, html=html)
    page.goto(address)
    wait_until(page, "customElements.get('earshot-player')")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.3 && CSS.highlights.get('earshot-sentence')?.size")
    lit = "String([...CSS.highlights.get('earshot-sentence')][0])"
    # A slow machine may be at a later sentence: the story is paused at those that are looked at.
    page.evaluate(f"() => {{ {PLAYER}.pause(); {PLAYER}.seek(0.3); }}")
    wait_until(page, f"{lit} === 'Ferry returns'")
    page.evaluate(f"() => {{ {PLAYER}.play(); {PLAYER}.seek({PLAYER}.duration - 2); }}")
    wait_until(page, f"{PLAYER}.currentSegment?.text.startsWith('The bell rang')")
    page.evaluate(f"() => {{ {PLAYER}.pause(); {PLAYER}.seek({PLAYER}.duration - 1); }}")
    wait_until(page, f"{lit} === 'The bell rang once'")
    known = server.client.get("/v1/player", params={"url": address}).json()
    assert known["title"] == "Ferry returns"
    assert "position" not in known


def test_a_finished_story_downloads_with_its_headline_as_name(
    server: ServerProcess, site: PublisherSite, page: Page
) -> None:
    story = server.create_finished_story(
        markdown=story_markdown("Taken / along: «yes»"), source_id="taken"
    )
    script = f'<script async src="{server.base_url}/player.js"></script>'
    tag = f'{script}<earshot-player story="{story["id"]}"></earshot-player>'
    page.goto(site.put("taken.html", HTML.format(tag=tag, text=TEXT)))
    page.get_by_role("button", name="More").click()
    for name, ending in (("MP3", "mp3"), ("M4A", "m4a"), ("OPUS", "opus")):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download {name}").click()
        assert download.value.suggested_filename.endswith(f"along_ «yes».{ending}")


def test_a_feed_of_the_server_is_a_playlist_whose_stories_have_their_words(
    server: ServerProcess, site: PublisherSite, page: Page
) -> None:
    stories = [
        server.create_finished_story(markdown=story_markdown(name), source_id=name)
        for name in ("One", "Two")
    ]
    script = f'<script async src="{server.base_url}/player.js"></script>'
    facts = f'story="{stories[1]["id"]}" playlist="{new_feed(server)}"'
    tag = f"{script}<earshot-player {facts}></earshot-player>"
    page.goto(site.put("listed.html", HTML.format(tag=tag, text=TEXT)))
    wait_until(page, f"{INNER}.playlist?.entries.length > 1 && {INNER}.story")
    page.evaluate(f"{PLAYER}.nextStory()")
    wait_until(page, f"{INNER}.story?.facts.headline === 'One' && {PLAYER}.currentTime > 0.1")
    assert page.evaluate(f"{INNER}.story.words.length") > 10


def test_an_unreadable_page_gives_one_plain_message(
    server: ServerProcess, site: PublisherSite, page: Page
) -> None:
    # The server does not fetch loopback addresses.
    tag = f'<script async src="{server.base_url}/player.js"></script>'
    tag += "<earshot-player></earshot-player>"
    page.goto(site.put("unread.html", HTML.format(tag=tag, text=TEXT)))
    page.locator("earshot-player [part~=play]").click()
    status = page.locator("earshot-player [part=status]")
    wait_until(page, f"/cannot|can’t/.test({INNER}.controls.status.textContent)")
    assert status.is_visible()
    assert server.client.get("/v1/player", params={"url": page.url}).json()["status"] == "failed"


def test_pages_of_other_sites_create_no_story(server: ServerProcess) -> None:
    for url, status in (("https://stranger.example/story", 403), ("http://[", 422)):
        client, params = server.client, {"url": url}
        assert client.post("/v1/player", json=params).status_code == status
        assert client.get("/v1/player", params=params).status_code == status
        assert client.get("/v1/oembed", params=params).status_code == status
    assert server.client.get("/v1/player").status_code == 422


def test_a_foreign_origin_cannot_create_a_story(server: ServerProcess, site: PublisherSite) -> None:
    headers = {"Origin": "https://stranger.example"}
    sent = {"url": f"{site.base_url}/ferry.html"}
    assert server.client.post("/v1/player", json=sent, headers=headers).status_code == 403


def test_oembed_gives_the_iframe_of_a_story(server: ServerProcess) -> None:
    story = server.create_finished_story(
        markdown=story_markdown("Ferry & <bell>"), source_id="oembed"
    )
    paths = (f"s/{story['id']}", f"embed/{story['id']}", f"s/{story['id']}?x=1#t=75")
    for path in (*paths, f"s/{story['id']}#t=75"):
        params: dict[str, Any] = {
            "url": f"{server.base_url}/{path}",
            "maxwidth": 300,
        }
        result = server.client.get("/v1/oembed", params=params).json()
        assert (result["type"], result["version"], result["width"]) == ("rich", "1.0", 300)
        assert f'src="{server.base_url}/embed/{story["id"]}"' in result["html"]
        assert "<bell>" not in result["html"]
    params = {"url": f"{server.base_url}/s/{story['id']}", "format": "xml"}
    assert server.client.get("/v1/oembed", params=params).status_code == 501
    assert (
        server.client.get("/v1/oembed", params={"url": f"{server.base_url}/s/no"}).status_code
        == 404
    )


def test_without_javascript_a_link_in_the_player_leads_to_the_story(
    server: ServerProcess, site: PublisherSite, browser: Browser
) -> None:
    address = f"{site.base_url}/linked.html"
    link = f'<a href="{server.base_url}/embed?{urlencode({"url": address})}">Listen</a>'
    script = f'<script src="{server.base_url}/player.js"></script>'
    tag = f"{script}<earshot-player>{link}</earshot-player>"
    html = HTML.format(tag=tag, text=TEXT)
    site.put("linked.html", html)
    server.create_finished_story(url=address, html=html)
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    plain.get_by_role("link", name="Listen").click()
    expect(plain.locator("audio[controls]")).to_be_visible()
    context.close()
    page = browser.new_page()
    page.goto(address)
    wait_until(page, f"{INNER}.story")
    expect(page.get_by_role("link", name="Listen")).to_be_hidden()
    page.close()
    other = server.client.get("/embed", params={"url": "https://other.example/"})
    assert other.status_code == 403
    unknown = server.client.get("/embed", params={"url": f"{site.base_url}/unknown.html"})
    assert unknown.status_code == 404
    assert server.client.get("/embed", params={"url": "http://["}).status_code == 422


def test_the_iframe_page_leads_to_its_oembed(server: ServerProcess) -> None:
    story = server.create_finished_story(
        markdown=story_markdown("Discovered"), source_id="discovered"
    )
    page = server.client.get(f"/embed/{story['id']}").text
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', page)
    assert found
    assert server.client.get(found[1]).json()["title"] == "Discovered"


def test_the_embed_page_plays_in_a_sandbox_and_supports_player_js(
    server: ServerProcess, site: PublisherSite, page: Page
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Framed"), source_id="framed")
    site.put("listen.js", LISTEN)
    frame = f'<iframe sandbox="allow-scripts" allow="autoplay" src="{server.base_url}/embed/'
    tag = f'<script src="listen.js"></script>{frame}{story["id"]}" width="640"></iframe>'
    page.goto(site.put("frame.html", HTML.format(tag=tag, text=TEXT)))
    wait_until(page, "told.some(each => each.event === 'ready')")
    ready = page.evaluate("told.find(each => each.event === 'ready')")
    assert (ready["context"], ready["version"]) == ("player.js", "0.0.11")
    assert set(SPEC["methods"]) <= set(ready["value"]["methods"])
    assert set(SPEC["events"]) <= set(ready["value"]["events"])
    assert ready["value"]["src"] == page.frames[1].url
    page.evaluate("ask('addEventListener', 'play', 'L1')")
    page.evaluate("ask('addEventListener', 'timeupdate', 'L2')")
    page.evaluate("ask('setVolume', 40)")
    page.evaluate("ask('play')")
    wait_until(page, "told.some(each => each.event === 'timeupdate' && each.value.seconds > 0.2)")
    assert page.evaluate("told.some(each => each.event === 'play' && each.listener === 'L1')")
    assert page.evaluate("answer('getVolume')") == 40
    assert page.evaluate("answer('getPaused')") is False
    assert page.evaluate("answer('getDuration')") == pytest.approx(story["duration"] / 1000, abs=1)
    place = page.evaluate("() => { ask('setCurrentTime', 3); return answer('getCurrentTime'); }")
    assert place == pytest.approx(3, abs=1.5)
    page.evaluate("ask('removeEventListener', 'timeupdate')")
    page.evaluate("ask('addEventListener', 'progress', 'L3')")
    page.evaluate("ask('addEventListener', 'pause', 'L4')")
    page.evaluate("ask('addEventListener', 'ended', 'L5')")
    page.evaluate("ask('pause')")
    assert page.evaluate("answer('getPaused')") is True
    wait_until(page, "told.some(each => each.listener === 'L4')")
    page.evaluate("told.length = 0")
    for setter, value, getter in (("mute", None, "getMuted"), ("setLoop", True, "getLoop")):
        page.evaluate(f"value => ask('{setter}', value)", value)
        assert page.evaluate(f"answer('{getter}')") is True
    page.evaluate("ask('unmute')")
    page.evaluate("ask('setLoop', false)")
    assert page.evaluate("answer('getMuted')") is False
    page.evaluate(f"ask('setCurrentTime', {story['duration'] / 1000 - 0.4})")
    page.evaluate("ask('play')")
    wait_until(page, "told.some(each => each.listener === 'L5')")
    assert not page.evaluate("told.some(each => each.event === 'timeupdate')")
    progress = page.evaluate("told.find(each => each.listener === 'L3')?.value")
    assert progress is None or {"seconds", "duration"} <= set(progress)
    page.evaluate("ask('fly')")
    wait_until(page, "told.some(each => each.event === 'error' && each.value.code === 2)")


SPEC = {
    "methods": (
        *("play", "pause", "getPaused", "mute", "unmute", "getMuted", "setVolume", "getVolume"),
        *("getDuration", "setCurrentTime", "getCurrentTime", "setLoop", "getLoop"),
        *("removeEventListener", "addEventListener"),
    ),
    "events": ("ready", "progress", "timeupdate", "play", "pause", "ended", "error"),
}
"""https://github.com/embedly/player.js/blob/master/SPEC.rst"""
LISTEN = """
const told = [];
addEventListener("message", ({ data }) => told.push(JSON.parse(data)));
function ask(method, value, listener) {
  const message = { context: "player.js", version: "0.0.11", method, value, listener };
  document.querySelector("iframe").contentWindow.postMessage(JSON.stringify(message), "*");
}
let count = 0;
async function answer(method) {
  const listener = `answer-${count += 1}`;
  ask(method, undefined, listener);
  for (;;) {
    const found = told.find(each => each.listener === listener);
    if (found) return found.value;
    await new Promise(done => setTimeout(done, 20));
  }
}
"""


def test_an_opaque_origin_can_play_public_stories_only(
    server: ServerProcess,
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Null"), source_id="null")
    headers = {"Origin": "null"}
    for path, allowed in (
        (f"/v1/stories/{story['id']}", True),
        (f"/v1/stories/{story['id']}/timings", True),
        ("/v1/stories", False),
        ("/v1/player", False),
    ):
        answer = server.client.get(path, headers=headers)
        assert ("access-control-allow-origin" in answer.headers) == allowed, path


def test_a_deleted_story_gives_one_plain_message(
    server: ServerProcess, site: PublisherSite, page: Page
) -> None:
    script = f'<script async src="{server.base_url}/player.js"></script>'
    tag = f'{script}<earshot-player story="gone"></earshot-player>'
    page.goto(site.put("gone.html", HTML.format(tag=tag, text=TEXT)))
    status = page.locator("earshot-player [part=status]")
    status.wait_for()
    assert status.inner_text() == "Audio isn’t available for this article."
