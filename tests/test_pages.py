"""The pages, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Watched, launched, until
from playwright.sync_api import Browser, Page, expect
from serving import SENTENCES, Server, markdown, serving

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("library"), voice="") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def long_story(server: Server, name: str, sentences: int = 200) -> str:
    body = "\n\n".join(
        f"Paragraph number {n} says that the ferry came back to the lake again."
        for n in range(sentences)
    )
    story: str = server.send(markdown=markdown(name, body), source_id=name)["id"]
    server.until(lambda: server.story(story)["revision"])
    return story


def test_a_text_is_pasted_and_plays(server: Server, page: Page) -> None:
    watched = Watched(page)
    page.goto(server.base)
    page.get_by_label("Address or text of a story").fill("Pasted news\n\n" + " ".join(SENTENCES))
    page.get_by_role("button", name="Listen").click()
    page.wait_for_selector("#player")
    until(page, "document.getElementById('audio').currentTime > 0.5")
    expect(page.locator(".w.lit")).to_have_count(1)
    page.goto(server.base)
    expect(page.get_by_role("heading", name="Pasted news")).to_be_visible()
    assert watched.complaints == []
    assert [url for url in watched.requests if not url.startswith((server.base, "blob:"))] == []


def test_a_part_that_is_not_made_is_heard_when_it_is_sought_and_the_light_follows(
    server: Server, page: Page
) -> None:
    story = long_story(server, "Sought")
    page.goto(f"{server.base}/s/{story}")
    page.get_by_role("button", name="Play").click()
    until(page, "document.getElementById('audio').currentTime > 0.3")
    word = page.locator("#b190 .w").nth(1)
    word.evaluate("element => element.click()")
    until(page, "document.querySelector('#b190 .w.lit, #b391 .w.lit')")
    until(page, "!document.getElementById('audio').paused")
    before = page.evaluate("document.getElementById('audio').currentTime")
    until(page, f"document.getElementById('audio').currentTime > {before} + 0.5")
    expect(page.locator(".w.lit")).to_have_count(1)
    server.client.delete(f"/v1/stories/{story}")


def test_the_listener_comes_back_to_the_word_they_left(server: Server, page: Page) -> None:
    body = "\n\n".join(" ".join(SENTENCES) for _ in range(3))
    story = server.made(markdown=markdown("Resumed", body), source_id="resumed")
    page.goto(f"{server.base}/s/{story['id']}")
    middle = story["segments"][len(story["segments"]) // 2]
    word = middle["first_word"]
    page.locator(f"#w{word}").click()
    until(page, "!document.getElementById('audio').paused")
    page.get_by_role("button", name="Pause").click()
    server.until(lambda: server.story(story["id"])["place"] >= word)
    page.reload()
    until(page, f"document.getElementById('audio').currentTime * 1000 >= {middle['start']}")


def test_what_is_heard_to_the_end_is_counted_and_the_next_one_begins(
    server: Server, page: Page
) -> None:
    first = server.made(markdown=markdown("First of two"), source_id="one-of-two")
    second = server.made(markdown=markdown("Second of two"), source_id="two-of-two")
    for story in (first, second):
        server.client.patch(f"/v1/stories/{story['id']}", json={"queued": "last"})
    page.goto(f"{server.base}/s/{first['id']}?play")
    until(page, "document.getElementById('audio').currentTime > 1.2")
    page.keyboard.press("End")
    page.wait_for_url(re.compile(second["id"]))
    until(page, "document.getElementById('audio').currentTime > 0.2")
    assert server.story(first["id"])["heard"] == "finished"
    server.until(lambda: ",1," in server.client.get("/figures.csv").text)


def test_without_scripts_it_adds_reads_and_plays(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.base)
    page.get_by_label("Address or text of a story").fill("Plain news\n\n" + " ".join(SENTENCES))
    page.get_by_role("button", name="Add").first.click()
    page.get_by_role("link", name="Plain news", exact=True).click()
    expect(page.locator("#b0")).to_contain_text("The boat came back")
    sound = page.locator("audio[controls]").get_attribute("src")
    answer = server.client.get(str(sound))
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.content) > 10_000
    context.close()


def test_a_hostile_story_is_text_and_nothing_else(server: Server, page: Page) -> None:
    watched = Watched(page)
    story = server.made(text=f"{HOSTILE}\n\nThe mayor said so on Monday. {HOSTILE}", title=HOSTILE)
    page.on("dialog", lambda dialog: pytest.fail("a script of the story ran"))
    for address in (f"{server.base}/s/{story['id']}", server.base):
        page.goto(address)
        assert page.locator("img, [onerror]").count() == 0
        assert page.locator("a[href^=javascript]").count() == 0
    assert watched.complaints == []


def test_buttons_queue_archive_and_delete(server: Server, page: Page) -> None:
    story = server.made(markdown=markdown("Buttons"), source_id="buttons")
    page.goto(f"{server.base}/?search=Buttons")
    for deed in ("Play next", "Archive", "Back to library", "Delete"):
        view = "archive" if deed == "Back to library" else "library"
        page.goto(f"{server.base}/?view={view}&search=Buttons")
        page.get_by_label("More for Buttons").click()
        page.get_by_role("button", name=deed).click()
    assert server.client.get(f"/v1/stories/{story['id']}").status_code == 404


def test_a_file_is_added(server: Server, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "news.md"
    file.write_text(markdown("From a file"), "utf-8")
    page.goto(server.base)
    page.get_by_text("From a file", exact=True).first.click()
    page.get_by_label("A page, a text or Markdown").set_input_files(file)
    page.locator("form.file").get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="From a file")).to_be_visible()


def test_a_file_that_is_dropped_on_the_page_is_added(server: Server, page: Page) -> None:
    page.goto(server.base)
    drop = """text => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.md", { type: "text/markdown" }));
      const facts = { dataTransfer: transfer, bubbles: true, cancelable: true };
      document.querySelector("#main").dispatchEvent(new DragEvent("drop", facts));
    }"""
    page.evaluate(drop, markdown("Dropped news"))
    expect(page.get_by_role("heading", name="Dropped news")).to_be_visible()
