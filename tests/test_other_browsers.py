"""The player in Firefox and in WebKit, where they are; elsewhere these are left out by name."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from other_browsers import Driven, firefox, webkit
from publisher import Site, publisher
from serving import Server, markdown, serving
from test_player_pages import ENOUGH, LOOK, SAMPLES, TAG, letters, said_before

from earshot import narrate, save

PAGES = ("fundus-iNews_2025_01_28", "fundus-TaipeiTimes_2024_10_15", "fundus-Publico_2025_05_29")
HERE_ALONE = "default-src 'self' 'unsafe-inline' data: blob:"
"""Nothing of a page calls its publisher."""
ON_PLAYGROUND = "document.querySelector('#stage earshot-player')"
BROWSERS = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("library"), public="true") as running:
        running.made(markdown=markdown("Ferry returns"), source_id="ferry")
        yield running


@pytest.fixture(scope="module", params=BROWSERS)
def browser(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driven]:
    with BROWSERS[request.param](tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with publisher(tmp_path_factory.mktemp("pages")) as running:
        running.policy = HERE_ALONE
        yield running


def until(browser: Driven, condition: str) -> None:
    found = browser.run(
        f"""new Promise(done => {{
          const end = Date.now() + 20000;
          const look = () => ({condition}) ? done(true) : Date.now() > end ? done(false)
            : setTimeout(look, 20);
          look();
        }})"""
    )
    assert found is True, condition


def heard_and_worked(browser: Driven, player: str) -> None:
    """Played from the keyboard, lit, sought, and stopped."""
    until(browser, f"{player}?.story")
    browser.run(f"void {player}.seek(7)")  # before there is any sound
    browser.run(f"void {player}.shadowRoot.querySelector('[part~=play]').focus()")
    browser.press(" ")
    until(browser, f"{player}.currentTime > 7.2 && !{player}.paused")
    until(browser, "CSS.highlights.get('earshot-sentence')?.size")
    browser.press("m.")
    until(browser, f"{player}.muted && {player}.currentSegment.index > 0")
    browser.press("k")
    until(browser, f"{player}.paused")
    at = browser.run(f"{player}.currentTime")
    browser.press("j")
    until(browser, f"{player}.currentTime < {at}")
    assert browser.run(f"{player}.shadowRoot.querySelector('[part=status]').textContent") == ""


def test_on_the_playground_it_is_heard_lit_and_worked(browser: Driven, server: Server) -> None:
    browser.goto(f"{server.base}/playground")
    heard_and_worked(browser, ON_PLAYGROUND)


@pytest.mark.shared
@pytest.mark.parametrize("name", PAGES)
def test_on_real_pages_it_lights_the_words_that_are_said(
    browser: Driven, site: Site, shared: Path, name: str
) -> None:
    source = shared / f"evaluation/extraction/pages/{name}.html.gz"
    if not (site.folder / f"{name}.mp3").is_file():
        save(narrate(source, voice="silent:reader", intro=False), site.folder / f"{name}.mp3")
    told = json.loads((site.folder / f"{name}.json").read_text("utf-8"))
    text = gzip.decompress(source.read_bytes()).decode("utf-8", "replace")
    body = re.search(r"<body[^>]*>", text, re.IGNORECASE)
    at = body.end() if body else 0
    tag = TAG.format(base=site.base, name=name)
    browser.goto(site.put(f"{name}.html", text[:at] + tag + text[at:]))
    player = "document.querySelector('earshot-player')"
    heard_and_worked(browser, player)
    spoken = [word for word in told["words"] if word["block"] >= 0 and letters(word["text"])]
    sample = spoken[:: max(1, len(spoken) // SAMPLES)]
    found = browser.run(
        f"({LOOK})({[(word['start'] + word['end']) / 2 for word in sample]})",
    )
    wrong = [
        (said_before(told, word), word["text"], each)
        for word, each in zip(sample, found, strict=True)
        if letters(word["text"]) != letters(each["word"])
        or letters(said_before(told, word)) != letters(each["before"])
    ]
    assert len(wrong) <= (1 - ENOUGH) * len(sample), wrong
