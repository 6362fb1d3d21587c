"""Subscriptions of a real server by API and pages. Its requests go to a site on this machine
(`network/sitecustomize.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from browser import PageMonitor, wait_until
from newsroom import FULL_TEXT, FeedServer, feed_server, rss_feed, rss_item
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from serving import SENTENCES, ServerProcess, running_server, story_markdown

from earshot.publish.artwork import draw_emblem

FEED = "http://courier.example/feed"
OPML = """<?xml version="1.0"?><opml version="2.0"><body>
<outline text="Morning"><outline type="rss" text="Q & A" xmlUrl="http://courier.example/feed?a&b"/></outline>
<outline type="rss" text="Two" xmlUrl="http://courier.example/two"/></body></opml>"""


@pytest.fixture(scope="module")
def site() -> Iterator[FeedServer]:
    with feed_server() as running:
        running.put("/feed", rss_feed(*[rss_item(f"story{n}", day=n) for n in range(1, 6)]))
        yield running


@pytest.fixture(scope="module")
def network(site: FeedServer) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EARSHOT_TEST_SITE", str(site.server_address[1]))
        yield


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, network: None) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        yield running


def stories(server: ServerProcess) -> list[str]:
    told = server.client.get("/v1/stories", params={"limit": 200}).json()["stories"]
    return [story["title"] for story in told if story["status"] == "succeeded"]


def test_new_stories_of_a_feed_are_narrated_once_despite_a_power_cut(
    tmp_path: Path, site: FeedServer, network: None
) -> None:
    server = ServerProcess(tmp_path, poll_initial_entries="4")
    server.start()
    sent = server.client.post("/v1/subscriptions", json={"url": FEED, "playlist": "Morning"})
    assert sent.status_code == 201
    server.kill()
    server.start()
    server.wait_until(lambda: len(stories(server)) == 4)
    server.kill()
    server.start()
    assert server.client.post("/v1/subscriptions", json={"url": FEED}).status_code == 200
    told = server.client.get(f"/v1/subscriptions/{sent.json()['id']}").json()
    assert (told["title"], told["stories"], told["error"]) == ("The Courier", 4, None)
    assert sorted(stories(server)) == ["story2", "story3", "story4", "story5"]
    listed = server.client.get("/v1/stories", params={"playlist": "Morning"}).json()
    assert listed["total"] == 4
    server.stop()
    server.client.close()


def test_lists_are_taken_in_and_given_out(server: ServerProcess) -> None:
    client = server.client
    told = client.post("/v1/import", json={"content": OPML}).json()
    assert (told["subscriptions"], told["duplicates"]) == (2, 0)
    assert client.post("/v1/import", json={"content": OPML}).json()["duplicates"] == 2
    out = client.get("/v1/subscriptions.opml")
    assert client.post("/v1/import", json={"content": out.text}).json()["duplicates"] == 2
    assert "feed?a&amp;b" in out.text
    table = "title,url\nFerry,http://courier.example/a?x=1\n,\nx,y\n"
    told = client.post("/v1/import", json={"content": table, "playlist": "Later"}).json()
    assert (told["stories"], told["errors"]) == (1, ["x y"])
    listed = client.get("/v1/stories", params={"playlist": "Later"}).json()
    assert listed["total"] == 1
    for body in ({}, {"content": "<opml><"}, {"content": " "}, {"content": "x", "type": "songs"}):
        assert client.post("/v1/import", json=body).status_code == 422
    for each in client.get("/v1/subscriptions").json()["subscriptions"]:
        assert client.delete(f"/v1/subscriptions/{each['id']}").status_code == 204
        assert client.delete(f"/v1/subscriptions/{each['id']}").status_code == 404


@pytest.mark.parametrize("scripts", [True, False])
def test_a_site_is_followed_paused_and_removed_on_the_page(
    server: ServerProcess, site: FeedServer, browser: Browser, scripts: bool
) -> None:
    site.put("/broken", status=503)
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    watched = PageMonitor(page)
    page.goto(f"{server.base_url}/subscriptions")
    page.get_by_label("Website or feed link").fill("http://courier.example/broken")
    page.get_by_role("button", name="Follow").click()
    server.wait_until(lambda: _errors(server) != [])
    if not scripts:
        page.goto(f"{server.base_url}/subscriptions")
    expect(page.locator(".problem")).to_have_text("The site has a problem (503).")
    page.get_by_label("More for courier.example").click()
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".state")).to_contain_text("Paused")
    page.get_by_label("More for courier.example").click()
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".state")).not_to_contain_text("Paused")
    if not scripts:
        open_idle_page(server, page, "/subscriptions")
    page.get_by_label("More for courier.example").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".follows .card")).to_be_hidden()
    page.get_by_role("link", name="Home").click()  # with scripts, nothing waits for Undo any more
    server.wait_until(lambda: not server.client.get("/v1/subscriptions").json()["subscriptions"])
    assert watched.errors == []
    context.close()


def open_idle_page(server: ServerProcess, page: Page, path: str) -> None:
    """Open a page once it changes no more. Without scripts it is loaded again until then, and a
    menu that is open or a word that is typed would be lost."""
    server.wait_until(lambda: 'http-equiv="refresh"' not in server.client.get(path).text)
    page.goto(f"{server.base_url}{path}")


def _errors(server: ServerProcess) -> list[str]:
    listed = server.client.get("/v1/subscriptions").json()["subscriptions"]
    return [each["error"] for each in listed if each["error"]]


def test_a_list_is_brought_on_the_page_and_taken_away(
    server: ServerProcess, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(OPML, "utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.base_url}/subscriptions")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("status")).to_have_text("2 subscriptions added.")
    assert 'http-equiv="refresh"' not in page.content(), "it would take the message away"
    open_idle_page(server, page, "/subscriptions")
    page.get_by_label("Website or feed link").fill("http://plain.example/feed")
    page.get_by_role("button", name="Follow").click()
    expect(page.locator(".address").filter(has_text="plain.example")).to_be_visible()
    open_idle_page(server, page, "/")
    lines = "http://courier.example/p1\nhttp://courier.example/p2"
    page.get_by_label("Link or text of a story").fill(lines)
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_role("status")).to_have_text("2 stories added.")
    context.close()


def test_other_sites_pages_follow_nothing(server: ServerProcess) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    before = len(server.client.get("/v1/subscriptions").json()["subscriptions"])
    for path, facts in (("", {"url": FEED}), ("/import", {"list": FEED, "of": "feeds"})):
        answer = server.client.post(f"/subscriptions{path}", data=facts, headers=headers)
        assert answer.status_code == 403
    assert len(server.client.get("/v1/subscriptions").json()["subscriptions"]) == before


def test_a_story_is_found_by_the_address_of_its_page(server: ServerProcess) -> None:
    story = server.create_finished_story(
        markdown=story_markdown("Found"), url="https://news.example/found?utm_source=x"
    )
    answer = server.client.get("/s", params={"url": "https://news.example/found"})
    assert answer.headers["location"] == f"/s/{story['id']}"
    page = server.client.get(f"/s/{story['id']}").text
    address = page.partition('type="application/json+oembed" href="')[2].partition('"')[0]
    assert server.client.get(address.replace("&amp;", "&")).json()["title"] == "Found"
    for url, status in (("https://news.example/no", 404), ("http://[", 422), ("", 404)):
        assert server.client.get("/s", params={"url": url}).status_code == status


def test_images_are_in_their_positions_and_come_only_from_this_server(
    server: ServerProcess, site: FeedServer, browser: Browser
) -> None:
    site.put("/bell.png", draw_emblem("Bell"), Content_Type="image/png")
    site.put("/no.png", "<script>alert(1)</script>", Content_Type="image/png")
    paragraphs = [f"<p>{sentence} {SENTENCES[0]}</p>" for sentence in SENTENCES]
    paragraphs.insert(
        2, '<figure><img src="/bell.png" alt="A bell"><figcaption>Bo Ek</figcaption></figure>'
    )
    paragraphs.insert(1, '<img src="/no.png"><img src="http://10.0.0.1/x.png">')
    html = (
        f"<html lang=en><body><article><h1>Bell</h1>{''.join(paragraphs)}</article></body></html>"
    )
    story = server.create_finished_story(html=html, url="http://courier.example/bell")
    page = browser.new_page()
    watched = PageMonitor(page)
    page.goto(f"{server.base_url}/s/{story['id']}")
    expect(page.locator("figure")).to_have_count(1)
    page.get_by_alt_text("A bell").scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('figure img').naturalWidth === 192")
    expect(page.locator("#b1 + figure + #b2")).to_have_count(1)
    expect(page.locator("figcaption")).to_have_text("Bo Ek")
    assert [url for url in watched.requests if not url.startswith(server.base_url)] == []
    cover = server.client.get(f"/s/{story['id']}/cover")
    assert cover.headers["content-type"] == "image/webp"
    wide = server.client.get(f"/s/{story['id']}/cover?shape=wide")
    with Image.open(BytesIO(wide.content)) as picture:
        assert picture.size == (640, 360)
    assert len([path for path, _ in site.requests if path == "/bell.png"]) == 1
    page.close()


def test_only_sites_have_an_emblem(server: ServerProcess) -> None:
    server.create_finished_story(
        html=f"<html><head><meta property='og:site_name' content='The Ä & Co'></head><body>"
        f"<article><h1>Emblem</h1>{FULL_TEXT}</article></body></html>",
        source_id="emblem",
    )
    answer = server.client.get("/cover.png", params={"of": "The Ä & Co"})
    assert answer.headers["content-type"] == "image/png"
    assert server.client.get("/cover.png", params={"of": "Nobody"}).status_code == 404
    [story] = server.client.get("/v1/stories", params={"source_id": "emblem"}).json()["stories"]
    cover = server.client.get(f"/s/{story['id']}/cover")
    assert (cover.headers["content-type"], cover.content) == ("image/png", answer.content)


def picture_of(server: ServerProcess, address: str) -> tuple[str, tuple[int, int]]:
    """The media type and the size."""
    answer = server.client.get(address)
    with Image.open(BytesIO(answer.content)) as picture:
        return answer.headers["content-type"], picture.size


def test_a_site_and_its_stories_without_pictures_have_its_icon(
    server: ServerProcess, site: FeedServer
) -> None:
    icon = draw_emblem("Icon")
    site.put("/apple-touch-icon.png", icon, Content_Type="image/png")
    page = "<head><meta property='og:site_name' content='Iconic'></head><body><article>"
    html = f"<html lang=en>{page}<h1>Icon</h1>{FULL_TEXT}</article></body></html>"
    story = server.create_finished_story(html=html, url="http://iconic.example/story")
    cover = f"/s/{story['id']}/cover"
    server.wait_until(lambda: picture_of(server, cover) == ("image/webp", (128, 128)))
    assert picture_of(server, f"{cover}?shape=wide") == ("image/webp", (320, 180))
    assert picture_of(server, "/cover.png?of=Iconic") == ("image/webp", (128, 128))
    asked = [path for path, headers in site.requests if headers["Host"] == "iconic.example"]
    assert asked == ["/", "/apple-touch-icon.png"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script>"),
        ("text/html", "<h1>Not found</h1>"),
        ("image/png", "<script>alert(1)</script>"),
    ],
)
def test_a_site_with_a_bad_icon_has_its_initials(
    server: ServerProcess, site: FeedServer, kind: str, content: str
) -> None:
    for path in ("/apple-touch-icon.png", "/favicon.ico"):
        site.put(path, content, Content_Type=kind)
    host = f"{kind.replace('/', '-').replace('+', '-')}.example"
    story = server.create_finished_story(markdown=story_markdown(), url=f"http://{host}/story")
    known = set(server.data_dir.glob("artwork/*.asked"))
    cover = f"/s/{story['id']}/cover"
    assert picture_of(server, cover) == ("image/png", (192, 192))
    server.wait_until(lambda: ("/favicon.ico", host) in requests_to(site))
    server.wait_until(lambda: set(server.data_dir.glob("artwork/*.asked")) > known)
    assert picture_of(server, cover) == ("image/png", (192, 192))


def requests_to(site: FeedServer) -> list[tuple[str, str]]:
    """The path and the host of each request."""
    return [(path, headers["Host"]) for path, headers in site.requests]


def test_a_connector_is_added_by_a_form_and_by_the_api(server: ServerProcess) -> None:
    client, form = server.client, {"service": "miniflux", "url": "https://flux.example"}
    assert 'name="token"' in client.get("/connectors?service=miniflux").text
    missing = client.post("/connectors", data=form)
    assert missing.status_code == 422
    assert "Miniflux needs token" in missing.text
    added = client.post("/connectors", data={**form, "token": "T0KEN", "label": "News"})
    assert (added.status_code, added.headers["location"]) == (303, "/connectors")
    created = client.post(
        "/v1/connectors", json={"service": "readeck", "url": "http://127.0.0.1", "token": "T0KEN"}
    )
    assert created.status_code == 201
    assert "T0KEN" not in created.text + client.get("/connectors").text
    address = created.headers["location"]
    server.wait_until(lambda: client.get(address).json()["error"])
    assert "allowed_private_hosts" in client.get(address).json()["error"]
    assert client.post(f"{address}/check").status_code == 202
    for each in client.get("/v1/connectors").json()["connectors"]:
        assert client.post("/connectors", data={"remove": each["id"]}).status_code == 303
    assert client.get(address).status_code == 404
