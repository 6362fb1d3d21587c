"""The path of a real article through the newsroom, in a browser."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PageMonitor, wait_until
from newsroom import feed_server
from playwright.sync_api import Browser, Page, expect
from receiving import LOOPBACK
from serving import ServerProcess, running_server
from test_edits import sounds
from test_podcasts import attribute, channel, episode, new_feed

PAGE = "evaluation/extraction/pages/fundus-Reuters_2023_05_16.html.gz"
NAME, RESPELLED = "Niroula", "nee row la"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.shared
def test_an_article_is_added_checked_corrected_heard_published_and_proven(
    shared: Path, tmp_path: Path, page: Page
) -> None:
    settings = {"voice": "espeak:en-us", "review_sites": "*", "allowed_private_hosts": LOOPBACK}
    with feed_server() as site, running_server(tmp_path, **settings) as server:
        article = _without_images(gzip.decompress((shared / PAGE).read_bytes()))
        site.put("/crypto", article, Content_Type="text/html; charset=utf-8")
        monitor = PageMonitor(page)
        story_id = _add(server, page, f"http://{LOOPBACK}:{site.server_port}/crypto")
        feed = new_feed(server)
        assert not list(channel(server, feed).iter("item")), "a draft is in no feed"
        _correct_name(server, page, story_id)
        _publish(page)
        title = server.get_story(story_id)["title"]
        item = episode(channel(server, feed), title)
        audio = server.client.get(attribute(item, "enclosure", "url"))
        assert len(audio.content) == int(attribute(item, "enclosure", "length"))
        assert "Correction: A name was mispronounced." in (item.findtext("description") or "")
        _hear(page)
        _prove(page, title)
        assert monitor.errors == []


def _without_images(article: bytes) -> bytes:
    """The page without images, which are on the publisher's server."""
    return re.sub(rb"<img\b[^>]*>", b"", article)


def _add(server: ServerProcess, page: Page, url: str) -> str:
    """Add the address on the home page; return the id of the recorded story."""
    page.goto(server.base_url)
    page.get_by_label("Link or text of a story").fill(url)
    page.get_by_role("button", name="Play now").click()
    stories = "/v1/stories"
    server.wait_until(lambda: server.client.get(stories).json()["stories"])
    [story] = server.client.get(stories).json()["stories"]
    finished = server.wait_until_finished(story["id"])
    assert (finished["status"], finished["stage"]) == ("succeeded", "draft")
    return str(story["id"])


def _correct_name(server: ServerProcess, page: Page, story_id: str) -> None:
    """Correct a doubtful name, preview it, and save: only its sentences change."""
    page.goto(f"{server.base_url}/s/{story_id}/edit")
    page.locator("#findings button", has_text=NAME).first.click()
    page.get_by_label("Is spoken as").select_option("say")
    page.get_by_label("Words, IPA or language").fill(RESPELLED)
    with page.expect_response("**/edits/preview") as preview:
        page.get_by_role("button", name="Hear it").click()
    assert preview.value.ok
    wait_until(page, "document.getElementById('preview').currentTime > 0")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#status")).to_contain_text("The change is in the recording.")
    page.get_by_label("Note about a correction").fill("A name was mispronounced.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("#status")).to_contain_text("The note is saved.")
    story = server.wait_until_finished(story_id)
    before, after = sounds(server, story, 1), sounds(server, story, story["ready_revision"])
    changed = {text for text in before if before[text] != after[text]}
    assert changed == {text for text in before if re.search(rf"\b{NAME}\b", text)} != set()


def _publish(page: Page) -> None:
    page.get_by_label("Stage").select_option("published")
    page.get_by_role("button", name="Change the stage").click()
    expect(page.locator("#status")).to_contain_text("stage “published”")


def _hear(page: Page) -> None:
    page.get_by_role("link", name="Listen to the story").click()
    page.get_by_role("button", name="Play", exact=True).first.click()
    wait_until(page, "document.querySelector('earshot-player').currentTime > 0.5")


def _prove(page: Page, title: str) -> None:
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("link", name="Proof of the recording").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("row", name="Loudness")).to_contain_text("LUFS")
    expect(page.get_by_role("main")).to_contain_text("has no faults")
