"""The documentation as a web site, opened from its folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import wait_until
from lxml import html
from playwright.sync_api import Page, expect

import earshot
from scripts.build_site import DOCS, build_site

WORD = """[...CSS.highlights.get("earshot-word") ?? []].join("")"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return folder


def list_pages(site: Path) -> list[Path]:
    """Without the example article, whose site is another."""
    return [each for each in sorted(site.rglob("*.html")) if each.name != "harbour.html"]


def links(page: Path) -> Iterator[str]:
    for element in html.parse(str(page)).iter("a", "img", "audio", "iframe", "script", "link"):
        target = element.get("href") or element.get("src")
        if target:
            yield target


def test_every_link_leads_to_a_file_or_a_heading_of_the_site(site: Path) -> None:
    pages = list_pages(site)
    anchors = {
        page: {element.get("id") for element in html.parse(str(page)).iter() if element.get("id")}
        for page in pages
    }
    missing = []
    for page in pages:
        for link in links(page):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not target.is_file() or (parts.fragment and parts.fragment not in anchors[target]):
                missing.append(f"{page.relative_to(site)}: {link}")
    assert missing == []
    assert len(pages) > len(list(DOCS.rglob("*.md")))


def test_nothing_is_loaded_from_another_site(site: Path) -> None:
    for page in list_pages(site):
        for element in html.parse(str(page)).iter("img", "audio", "iframe", "script", "link"):
            address = element.get("src") or element.get("href") or ""
            assert urlsplit(address).scheme in ("", "data"), page


def test_samples_have_a_player_and_docstrings_a_page(site: Path) -> None:
    tree = html.parse(str(site / "house-voice.html"))
    assert [each.get("src") for each in tree.iter("audio")]
    text = (site / "reference/docstrings.html").read_text("utf-8")
    for name in earshot.__all__:
        assert f'<h2 id="{name.lower()}">{name}</h2>' in text
    assert "synthesized lazily" in text


def test_words_are_found_without_a_server(site: Path, page: Page) -> None:
    page.goto((site / "how-to/index.html").as_uri())
    page.get_by_label("Search").fill("shortcut iphone")
    first = page.locator("#results a").first
    expect(first).to_contain_text("Send articles from a phone")
    first.click()
    expect(page.locator("h1")).to_have_text("Send articles from a phone")


def test_a_story_is_played_with_its_words_lit_without_a_server(site: Path, page: Page) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_label("Documentation").get_by_text("Listen and read along").click()
    expect(page.locator("h1")).to_have_text("Listen and read along")
    expect(page.locator("iframe.story")).to_be_visible()
    [_, story] = page.frames
    story.get_by_role("button", name="Play", exact=True).click()
    wait_until(story, f"{WORD} !== ''")
    assert story.evaluate("document.querySelector('audio').src").startswith("data:audio/mpeg")


def test_the_story_is_small(site: Path) -> None:
    """A page that is loaded by people who only look at the documentation."""
    assert (site / "samples/read-along.html").stat().st_size < 1_000_000
