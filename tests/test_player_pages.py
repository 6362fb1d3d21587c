"""The player on real news pages with their own styles."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import wait_until
from playwright.sync_api import Browser, Page, Route
from publisher import PublisherSite, publisher_site

from earshot import narrate
from earshot.publish.timeline import TimelineRecorder
from earshot.publish.word_timings import timings_json

TAG = (
    '<script async src="{base}/player.js"></script>'
    '<earshot-player timings="{base}/{name}.json"></earshot-player>'
)
PLAYER = "document.querySelector('earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"
SAMPLES = 40
"""Words that are checked on each page."""
ENOUGH = 0.97
"""Minimum share of highlighted words; the text of a page may differ from its metadata."""
PAGES = (
    "fundus-DieWelt_2023_04_28",
    "fundus-iNews_2025_01_28",
    "fundus-LaRepubblica_2025_01_05",
    "fundus-TheIntercept_2024_02_28",
    "fundus-TagesAnzeiger_2024_09_04",
    "fundus-TaipeiTimes_2024_10_15",
    "zyte-359fee228518",
    "fundus-FreeBeacon_2023_04_28",
    "fundus-TheGuardian_2024_02_24",
    "fundus-AsahiShimbun_2025_01_13",
    "fundus-Publico_2025_05_29",
    "fundus-LeFigaro_2024_11_22",
)

LOOK = """async times => {
  const player = document.querySelector("earshot-player")[Symbol.for("earshot.player")];
  const ours = range => range.startContainer.getRootNode() === document;
  const lit = name => [...(CSS.highlights.get(`earshot-${name}`) ?? [])].filter(ours);
  const found = [];
  for (const time of times) {
    player.seek(time / 1000);
    // on a busy machine WebKit reports the position before the seek for a while
    for (let frames = 0; frames < 300; frames++) {
      await new Promise(done => requestAnimationFrame(done));
      if (Math.abs(player.currentTime * 1000 - time) < 1) break;
    }
    player.update();
    const [word] = lit("word");
    const near = lit("sentence");
    found.push({
      at: player.currentTime * 1000,
      word: word ? String(word) : "",
      before: word && near.length ? textBetween(near[0], word) : "",
    });
  }
  function textBetween(start, end) {
    const range = document.createRange();
    range.setStart(start.startContainer, start.startOffset);
    range.setEnd(end.startContainer, end.startOffset);
    return String(range);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    with publisher_site(tmp_path_factory.mktemp("pages")) as running:
        yield running


def prepared(site: PublisherSite, name: str, shared: Path) -> dict[str, Any]:
    """Put the page with the player on the site; return the words of its story."""
    source = shared / f"evaluation/extraction/pages/{name}.html.gz"
    narration = narrate(source, voice="silent:reader", intro=False)
    keeper = TimelineRecorder(narration)
    for _ in keeper.samples(narration.segments):
        pass
    words = "".join(timings_json(narration, keeper.timeline(), "none.mp3"))
    site.put(f"{name}.json", words)
    text = gzip.decompress(source.read_bytes()).decode("utf-8", "replace")
    body = re.search(r"<body[^>]*>", text, re.IGNORECASE)
    at = body.end() if body else 0
    site.put(f"{name}.html", text[:at] + TAG.format(base=site.base_url, name=name) + text[at:])
    told: dict[str, Any] = json.loads(words)
    return told


def stays_here(route: Route, base: str) -> None:
    """No request of the page leaves this machine."""
    if route.request.url.startswith(base):
        route.continue_()
    else:
        route.abort()


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def said_before(told: dict[str, Any], word: dict[str, Any]) -> str:
    """Return the text of the sentence before the word."""
    start = max(each["start"] for each in told["sentences"] if each["start"] <= word["start"])
    first = next(each for each in told["words"] if each["start"] >= start)
    text = told["article"]["headline"]
    if word["block"] >= 0:
        text = told["blocks"][word["block"]]["text"]
    return str(text[first["start_char"] : word["start_char"]])


def looked(
    page: Page, site: PublisherSite, name: str, told: dict[str, Any]
) -> list[tuple[str, str]]:
    """Return expected and actual highlights of some words, with the text before them."""
    page.route("**/*", lambda route: stays_here(route, site.base_url))
    page.goto(f"{site.base_url}/{name}.html", wait_until="domcontentloaded")
    wait_until(page, f"{INNER}.story")
    spoken = [word for word in told["words"] if word["block"] >= 0 and letters(word["text"])]
    sample = spoken[:: max(1, len(spoken) // SAMPLES)]
    found = page.evaluate(LOOK, [(word["start"] + word["end"]) / 2 for word in sample])
    return [
        (
            f"{letters(said_before(told, word))}|{letters(word['text'])}",
            f"{letters(each['before'])}|{letters(each['word'])}",
        )
        for word, each in zip(sample, found, strict=True)
    ]


@pytest.mark.shared
@pytest.mark.parametrize("name", PAGES)
def test_the_highlighted_words_are_the_spoken_words_on_real_pages(
    browser: Browser, site: PublisherSite, shared: Path, name: str
) -> None:
    told = prepared(site, name, shared)
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    pairs = looked(context.new_page(), site, name, told)
    context.close()
    wrong = [(said, lit) for said, lit in pairs if said != lit]
    assert len(wrong) <= (1 - ENOUGH) * len(pairs), wrong
