"""The pages, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PageMonitor, wait_until
from playwright.sync_api import Browser, Page, expect
from serving import SENTENCES, ServerProcess, running_server, story_markdown
from voice_engines import install_slow_engine

PLAYER = "document.querySelector('earshot-player')"
LIT = """[...(CSS.highlights.get('earshot-word') ?? [])][0]
  ?.startContainer.parentElement.closest('[id^=b]')?.id"""
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with pytest.MonkeyPatch.context() as patch:
        install_slow_engine(tmp_path_factory.mktemp("engine") / "site", patch)
        with running_server(tmp_path_factory.mktemp("library")) as running:
            yield running


def long_story(server: ServerProcess, name: str, sentences: int = 200) -> str:
    body = "\n\n".join(
        f"Paragraph number {n} says that the ferry came back to the lake again."
        for n in range(sentences)
    )
    fields = {"markdown": story_markdown(name, body), "voice": "slow:reader"}
    story: str = server.create_story(**fields, source_id=name)["id"]
    server.wait_until(lambda: server.get_story(story)["revision"])
    return story


def test_a_text_is_pasted_and_plays(server: ServerProcess, page: Page) -> None:
    watched = PageMonitor(page)
    page.goto(server.base_url)
    page.get_by_label("Link or text of a story").fill("Pasted news\n\n" + " ".join(SENTENCES))
    page.get_by_role("button", name="Play now").click()
    page.wait_for_selector("earshot-player")
    wait_until(page, "document.getElementById('audio').currentTime > 0.5")
    wait_until(page, LIT)
    page.goto(server.base_url)
    expect(page.get_by_role("heading", name="Pasted news").first).to_be_visible()
    assert watched.errors == []
    assert [url for url in watched.requests if not url.startswith((server.base_url, "blob:"))] == []


def test_an_unrecorded_part_plays_after_a_seek_with_its_highlight(
    server: ServerProcess, page: Page
) -> None:
    story = long_story(server, "Sought")
    page.goto(f"{server.base_url}/s/{story}")
    page.get_by_role("button", name="Play").click()
    wait_until(page, "document.getElementById('audio').currentTime > 0.3")
    page.locator("#b190").click()
    wait_until(page, f"{LIT} === 'b190'")
    wait_until(page, "!document.getElementById('audio').paused")
    before = page.evaluate("document.getElementById('audio').currentTime")
    wait_until(page, f"document.getElementById('audio').currentTime > {before} + 0.5")
    wait_until(page, LIT)
    server.client.delete(f"/v1/stories/{story}")


def test_the_listener_comes_back_to_the_word_they_left(server: ServerProcess, page: Page) -> None:
    body = "\n\n".join(" ".join(SENTENCES) for _ in range(3))
    story = server.create_finished_story(
        markdown=story_markdown("Resumed", body), source_id="resumed"
    )
    page.goto(f"{server.base_url}/s/{story['id']}")
    middle = story["segments"][len(story["segments"]) // 2]
    word = middle["first_word"]
    page.evaluate(f"{PLAYER}.seekToWord({word})")
    wait_until(page, f"{PLAYER}.currentWord >= {word}")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, "!document.getElementById('audio').paused")
    page.get_by_role("button", name="Pause").click()
    server.wait_until(lambda: server.get_story(story["id"])["position"] >= word)
    page.reload()
    wait_until(page, f"document.getElementById('audio').currentTime * 1000 >= {middle['start']}")


def test_a_finished_story_is_counted_and_the_next_one_starts(
    server: ServerProcess, page: Page
) -> None:
    first = server.create_finished_story(
        markdown=story_markdown("First of two"), source_id="one-of-two"
    )
    second = server.create_finished_story(
        markdown=story_markdown("Second of two"), source_id="two-of-two"
    )
    for story in (first, second):
        server.client.patch(f"/v1/stories/{story['id']}", json={"queue": "back"})
    page.goto(f"{server.base_url}/s/{first['id']}?play")
    wait_until(page, "document.getElementById('audio').currentTime > 1.2")
    page.keyboard.press("End")
    page.wait_for_url(re.compile(second["id"]))
    wait_until(page, "document.getElementById('audio').currentTime > 0.2")
    assert server.get_story(first["id"])["listen_status"] == "finished"
    server.wait_until(lambda: ",1," in server.client.get("/analytics.csv").text)


def test_without_scripts_it_adds_reads_and_plays(server: ServerProcess, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.base_url)
    page.get_by_label("Link or text of a story").fill("Plain news\n\n" + " ".join(SENTENCES))
    page.get_by_role("button", name="Save for later").click()
    page.get_by_role("link", name="Plain news", exact=True).click()
    expect(page.locator("#b0")).to_contain_text("The boat came back")
    sound = page.locator("audio[controls]").get_attribute("src")
    answer = server.client.get(str(sound))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.content) > 10_000
    context.close()


def test_a_hostile_story_is_text_and_nothing_else(server: ServerProcess, page: Page) -> None:
    watched = PageMonitor(page)
    story = server.create_finished_story(
        text=f"{HOSTILE}\n\nThe mayor said so on Monday. {HOSTILE}", title=HOSTILE
    )
    page.on("dialog", lambda dialog: pytest.fail("a script of the story ran"))
    for address in (f"{server.base_url}/s/{story['id']}", server.base_url):
        page.goto(address)
        assert page.locator("img, [onerror]").count() == 0
        assert page.locator("a[href^=javascript]").count() == 0
    assert watched.errors == []


def test_buttons_queue_archive_and_delete(server: ServerProcess, page: Page) -> None:
    story = server.create_finished_story(markdown=story_markdown("Buttons"), source_id="buttons")
    page.goto(f"{server.base_url}/?search=Buttons")
    for deed in ("Play next", "Archive", "Unarchive", "Delete"):
        view = "archive" if deed == "Unarchive" else "library"
        page.goto(f"{server.base_url}/?view={view}&search=Buttons")
        page.get_by_label("More for Buttons").click()
        page.get_by_role("button", name=deed).click()
        if deed in ("Archive", "Unarchive"):
            expect(page.locator("#toasts")).to_contain_text(f"{deed}d")
            wait_until_archived(server, story["id"], archived=deed == "Archive")
    page.get_by_role("link", name="Following").click()
    server.wait_until(lambda: server.client.get(f"/v1/stories/{story['id']}").status_code == 404)


def test_an_action_is_done_although_the_page_is_left_at_once(
    server: ServerProcess, page: Page
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Left"), source_id="left")
    page.goto(f"{server.base_url}/?search=Left")
    page.get_by_label("More for Left").click()
    page.evaluate(
        """() => {
          const buttons = [...document.querySelectorAll(".card button")];
          buttons.find((button) => button.textContent.trim() === "Archive").click();
          location.assign("about:blank");
        }"""
    )
    wait_until_archived(server, story["id"], archived=True)


def wait_until_archived(server: ServerProcess, story_id: str, *, archived: bool) -> None:
    server.wait_until(lambda: server.get_story(story_id)["archived"] is archived)


def test_a_file_is_added(server: ServerProcess, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "news.md"
    file.write_text(story_markdown("From a file"), "utf-8")
    page.goto(server.base_url)
    page.get_by_text("Upload a file", exact=True).click()
    page.get_by_label("text or Markdown file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="From a file")).to_be_visible()


def test_a_file_that_is_dropped_on_the_page_is_added(server: ServerProcess, page: Page) -> None:
    page.goto(server.base_url)
    drop = """text => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.md", { type: "text/markdown" }));
      const facts = { dataTransfer: transfer, bubbles: true, cancelable: true };
      document.querySelector("#main").dispatchEvent(new DragEvent("drop", facts));
    }"""
    page.evaluate(drop, story_markdown("Dropped news"))
    expect(page.get_by_role("heading", name="Dropped news")).to_be_visible()


def test_the_bookmarklet_sends_the_page_that_the_reader_sees(
    server: ServerProcess, page: Page
) -> None:
    page.goto(f"{server.base_url}/settings")
    script = page.get_by_text("Save this page to").get_attribute("href") or ""
    text = " ".join(SENTENCES)
    shown = f"<title>Behind a login</title><article><h1>Behind a login</h1><p>{text}</p></article>"
    url = "http://members.example/story"
    page.route(url, lambda route: route.fulfill(content_type="text/html", body=shown))
    page.goto(url)
    page.evaluate("document.querySelector('p').append(' It snowed. </textarea><i>not markup</i>')")
    page.evaluate(script.removeprefix("javascript:"))
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    found = server.client.get("/v1/stories", params={"url": url}).json()["stories"]
    assert [story["url"] for story in found] == [url]
    server.wait_until(lambda: server.get_story(found[0]["id"])["revision"])
    page.goto(f"{server.base_url}/s/{found[0]['id']}")
    expect(page.get_by_text("It snowed. </textarea><i>not markup</i>")).to_be_visible()


def test_what_is_shared_to_the_library_is_saved_at_once_and_undone(
    server: ServerProcess, page: Page
) -> None:
    url = "http://shared.example/story"
    page.goto(f"{server.base_url}/add?title=A+story&text=Read+this:+{url}")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    [story] = server.client.get("/v1/stories", params={"url": url}).json()["stories"]
    page.goto(f"{server.base_url}/add?url={url}")
    expect(page.get_by_text("Already in your library")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Undo").click()
    server.wait_until(lambda: server.client.get(f"/v1/stories/{story['id']}").status_code == 404)


def test_a_link_of_another_site_saves_nothing(server: ServerProcess) -> None:
    url = "http://shared.example/unwanted"
    for site in ("cross-site", "same-site"):
        headers = {"Sec-Fetch-Site": site}
        form = server.client.get("/add", params={"url": url}, headers=headers)
        assert form.status_code == 200
        assert url in form.text
    assert server.client.get("/v1/stories", params={"url": url}).json()["stories"] == []


def test_a_sent_page_is_not_saved_before_the_reader_agrees(server: ServerProcess) -> None:
    url = "http://members.example/unwanted"
    sent = {"url": url, "html": f"<article><p>{' '.join(SENTENCES)}</p></article>"}
    headers = {"Origin": "http://members.example", "Sec-Fetch-Site": "cross-site"}
    assert server.client.post("/add/page", data=sent, headers=headers).status_code == 200
    assert server.client.post("/add", data=sent, headers=headers).status_code == 403
    assert server.client.get("/v1/stories", params={"url": url}).json()["stories"] == []
    for wrong in (sent | {"url": "javascript:alert(1)"}, sent | {"html": " "}):
        assert server.client.post("/add/page", data=wrong).status_code == 422
