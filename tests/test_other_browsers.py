"""The player in Firefox and WebKit, which `make test` installs; skipped by name if missing."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from other_browsers import BrowserDriver, running_firefox, running_webkit, wait_until
from publisher import PublisherSite, publisher_site
from serving import ServerProcess, running_server, story_markdown
from test_player_pages import ENOUGH, LOOK, SAMPLES, TAG, letters, said_before

from earshot import narrate, save

PAGES = ("fundus-iNews_2025_01_28", "fundus-TaipeiTimes_2024_10_15", "fundus-Publico_2025_05_29")
HERE_ALONE = "default-src 'self' 'unsafe-inline' data: blob:"
"""No request of the page leaves this machine."""
ON_PLAYGROUND = "document.querySelector('#stage earshot-player')"
BROWSERS = {"firefox": running_firefox, "webkit": running_webkit}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), public="true") as running:
        running.create_finished_story(markdown=story_markdown("Ferry returns"), source_id="ferry")
        yield running


@pytest.fixture(scope="module", params=BROWSERS)
def browser(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserDriver]:
    with BROWSERS[request.param](tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    with publisher_site(tmp_path_factory.mktemp("pages")) as running:
        running.csp = HERE_ALONE
        yield running


READ_STATE = """player => {
  const { audio, pendingSeek } = player[Symbol.for("earshot.player")];
  const focused = player.shadowRoot.activeElement ?? document.activeElement;
  return JSON.stringify([player.currentTime, pendingSeek, audio.paused, audio.readyState,
    audio.networkState, audio.seeking, audio.duration, focused?.outerHTML.slice(0, 100)]);
}"""


def heard_and_worked(browser: BrowserDriver, player: str) -> None:
    """Play, seek and pause with the keyboard, and check the highlight."""
    wait_until(browser, f"{player}?.[Symbol.for('earshot.player')]?.story")
    browser.evaluate(f"void {player}.seek(7)")  # before there is any sound
    browser.evaluate(f"void {player}.shadowRoot.querySelector('[part~=play]').focus()")
    browser.press_keys(" ")
    wait_until(
        browser,
        f"{player}.currentTime > 7.2 && !{player}.paused",
        state=f"({READ_STATE})({player})",
    )
    wait_until(browser, "CSS.highlights.get('earshot-sentence')?.size")
    browser.press_keys("m.")
    wait_until(browser, f"{player}.muted && {player}.currentSegment.index > 0")
    browser.press_keys("k")
    wait_until(browser, f"{player}.paused")
    at = browser.evaluate(f"{player}.currentTime")
    browser.press_keys("j")
    wait_until(browser, f"{player}.currentTime < {at}")
    assert browser.evaluate(f"{player}.shadowRoot.querySelector('[part=status]').textContent") == ""


def test_playback_highlight_and_controls_work_on_the_playground(
    browser: BrowserDriver, server: ServerProcess
) -> None:
    browser.goto(f"{server.base_url}/playground")
    heard_and_worked(browser, ON_PLAYGROUND)


@pytest.mark.shared
@pytest.mark.parametrize("name", PAGES)
def test_the_spoken_words_are_highlighted_on_real_pages(
    browser: BrowserDriver, site: PublisherSite, shared: Path, name: str
) -> None:
    source = shared / f"evaluation/extraction/pages/{name}.html.gz"
    if not (site.folder / f"{name}.mp3").is_file():
        save(narrate(source, voice="silent:reader", intro=False), site.folder / f"{name}.mp3")
    told = json.loads((site.folder / f"{name}.json").read_text("utf-8"))
    text = gzip.decompress(source.read_bytes()).decode("utf-8", "replace")
    body = re.search(r"<body[^>]*>", text, re.IGNORECASE)
    at = body.end() if body else 0
    tag = TAG.format(base=site.base_url, name=name)
    browser.goto(site.put(f"{name}.html", text[:at] + tag + text[at:]))
    player = "document.querySelector('earshot-player')"
    heard_and_worked(browser, player)
    spoken = [word for word in told["words"] if word["block"] >= 0 and letters(word["text"])]
    sample = spoken[:: max(1, len(spoken) // SAMPLES)]
    found = browser.evaluate(
        f"({LOOK})({[(word['start'] + word['end']) / 2 for word in sample]})",
    )
    wrong = [
        (said_before(told, word), word["text"], each)
        for word, each in zip(sample, found, strict=True)
        if letters(word["text"]) != letters(each["word"])
        or letters(said_before(told, word)) != letters(each["before"])
    ]
    assert len(wrong) <= (1 - ENOUGH) * len(sample), wrong
