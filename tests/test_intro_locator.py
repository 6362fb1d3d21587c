"""The highlight of the spoken intro, which is not a block of the article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import wait_until
from playwright.sync_api import Page
from publisher import PublisherSite, publisher_site

from earshot import narrate, save

PAGE = """<!doctype html><html lang="en-US"><head><title>The ferry is free</title>
<script async src="player.js"></script>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry is free",
"author": {"@type": "Person", "name": "Anna Smith"}, "datePublished": "2026-03-14"}</script></head>
<body><nav><a href="/smith">Anna Smith’s best</a></nav><main><article><h1>The ferry is free</h1>
<earshot-player timings="ferry.json" src="ferry.mp3"></earshot-player>%s
<p>The children of the village ride for nothing until the first of May, said the harbour.</p>
<p>Tickets will be sold again on the pier, where the old booth still stands today.</p>
<p>The boat will leave at noon on every day of the week, except on the last Sunday.</p>
</article></main><footer>By Anna Smith</footer></body></html>"""
PLAYER = "document.querySelector('earshot-player')"
LIT = """name => [...(CSS.highlights.get(`earshot-${name}`) ?? [])]
  .filter(range => range.startContainer.getRootNode() === document).map(String).join(' ')"""


def highlights(page: Page, site: PublisherSite, byline: str) -> dict[str, str]:
    """The highlighted text for each word of the spoken intro."""
    html = PAGE % byline
    source = site.folder / "ferry.html"
    site.put("ferry.html", html)
    save(narrate(source, voice="silent:reader"), site.folder / "ferry.mp3")
    words = json.loads((site.folder / "ferry.json").read_text())["words"]
    page.goto(site.put("index.html", html))
    wait_until(page, f"{PLAYER}?.[Symbol.for('earshot.player')]?.story")
    lit = {}
    for word in words:
        if word["block"] == -2:
            page.evaluate(f"{PLAYER}.seek({(word['start'] + word['end']) / 2000})")
            wait_until(page, f"!{PLAYER}[Symbol.for('earshot.player')].audio.seeking")
            lit[word["text"]] = page.evaluate(f"({LIT})('word')")
    return lit


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PublisherSite]:
    with publisher_site(tmp_path) as running:
        yield running


def test_the_byline_and_the_date_are_highlighted_in_two_elements(
    page: Page, site: PublisherSite
) -> None:
    byline = '<p class="byline">By <a href="/smith">Anna Smith</a></p><time>March 14, 2026</time>'
    assert highlights(page, site, byline) == {
        each: each for each in ("By", "Anna", "Smith", "March", "14", "2026")
    }


def test_a_name_below_the_lead_is_highlighted_without_the_word_by(
    page: Page, site: PublisherSite
) -> None:
    lead = "<p>Nobody pays for the boat across the bay before the summer begins, as a trial.</p>"
    lit = highlights(page, site, f'{lead}<div><a rel="author" href="/smith">ANNA SMITH</a></div>')
    assert lit["By"] == lit["March"] == ""
    assert (lit["Anna"], lit["Smith"]) == ("ANNA", "SMITH")


def test_a_name_elsewhere_on_the_page_is_not_highlighted(page: Page, site: PublisherSite) -> None:
    assert set(highlights(page, site, "").values()) == {""}


def test_the_byline_of_the_read_along_page_is_highlighted(page: Page, site: PublisherSite) -> None:
    source = site.folder / "source.html"
    source.write_text(PAGE % "", "utf-8")
    save(narrate(source, voice="silent:reader"), site.folder / "ferry.mp3")
    page.goto(f"{site.base_url}/ferry.html")
    wait_until(page, f"{PLAYER}?.[Symbol.for('earshot.player')]?.story")
    words = json.loads((site.folder / "ferry.json").read_text())["words"]
    anna = next(each for each in words if each["text"] == "Anna")
    page.evaluate(f"{PLAYER}.seek({(anna['start'] + anna['end']) / 2000})")
    wait_until(page, f"({LIT})('word') === 'Anna'")
