"""The playground page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PageMonitor, find_violations, wait_until
from playwright.sync_api import Browser, Page, expect
from serving import ServerProcess, running_server, story_markdown

REFERENCE = Path(__file__).resolve().parents[1] / "docs/reference/player.md"
PLAYER = "document.querySelector('#stage earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), public="true") as running:
        running.create_finished_story(markdown=story_markdown("Ferry returns"), source_id="ferry")
        yield running


@pytest.fixture
def page(browser: Browser, server: ServerProcess) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    yield context.new_page()
    context.close()


def test_every_attribute_and_custom_property_can_be_tried(server: ServerProcess) -> None:
    html = server.client.get("/playground").text
    chapter = REFERENCE.read_text("utf-8")
    table = chapter.split("## Attributes\n")[1].split("\n## ")[0]
    looks = chapter.split("## Custom properties\n")[1].split("\n## ")[0]
    names = set(re.findall(r"^\| `\"?([\w-]+)", table, re.M)) - {"playerjs"}
    names |= set(re.findall(r"`(--earshot-[\w-]+)`", looks))
    assert not {name for name in names if f'name="{name}"' not in html}


def test_choices_change_the_player_and_the_tag(server: ServerProcess, page: Page) -> None:
    watched = PageMonitor(page)
    page.goto(f"{server.base_url}/playground")
    wait_until(page, f"{INNER}.story")
    page.locator("select[name=highlight]").select_option("word")
    page.locator("[name=playbackrate]").fill("1.5")
    page.get_by_label("radius").fill("30")
    tag = page.locator("#tag")
    expect(tag).to_contain_text('highlight="word"')
    expect(tag).to_contain_text("--earshot-radius: 30px")
    wait_until(page, f"{PLAYER}.playbackRate === 1.5")
    assert page.evaluate(f"{PLAYER}.style.getPropertyValue('--earshot-radius')") == "30px"
    assert watched.errors == []  # before axe, which cannot talk to a sandboxed iframe
    assert find_violations(page) == []


def test_it_is_worked_from_the_keyboard(server: ServerProcess, page: Page) -> None:
    page.goto(f"{server.base_url}/playground")
    wait_until(page, f"{INNER}.story")
    page.get_by_role("button", name="play()", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#events")).to_contain_text("earshot-segmentchange")
    wait_until(page, "CSS.highlights.get('earshot-word')?.size")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    wait_until(page, f"{PLAYER}.paused")
