"""The player on a slow phone network: `python -m benchmarks.slow_phone`. Loopback only, 1 minute.

Chromium holds every answer back by 400 ms and passes 400 kbit/s. One page has its audio beside it
and the player in parts; the other page asks an Earshot server for both.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from benchmarks.player import launch_browser, print_times, serve_folder, write_scripts
from benchmarks.serving import run_server, send_story
from benchmarks.story import make_story
from earshot import narrate, save
from earshot.player.built_scripts import player_script

WORDS = 1_000
ROUNDS = 5
NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A story</title>
<link rel="icon" href="data:,"><script async src="{script}"></script>
<article><h1>A story</h1><earshot-player {facts}></earshot-player><p>Text.</p></article></html>"""
NOTE_BUTTON = """(() => { const look = () => {
  const root = document.querySelector('earshot-player')?.shadowRoot;
  if (root?.querySelector('[part~=play]')) window.drawn = performance.now();
  else requestAnimationFrame(look); }; look(); })()"""
PRESS = """() => new Promise(done => { const player = document.querySelector('earshot-player');
  const start = performance.now();
  const look = () => player.currentTime > 0 ? done(performance.now() - start)
    : requestAnimationFrame(look);
  player.shadowRoot.querySelector('[part~=play]').click(); look(); })"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, launch_browser() as browser:
        site = Path(folder)
        write_player(site)
        narration = narrate(make_story(WORDS), voice="silent:reader", intro=False)
        save(narration, site / "story.mp3")
        with serve_folder(site, [Middleware(GZipMiddleware)]) as base:
            measure_page(browser, f"{base}/parts.html", "in parts")
            measure_page(browser, f"{base}/whole.html", "in one file")
            os.environ |= {"EARSHOT_PUBLIC": "true", "EARSHOT_ALLOWED_ORIGINS": base}
            with run_server() as (server, _):
                facts = f'story="{send_story(server, WORDS, "Slow")}"'
                page = PAGE.format(script=f"{server}/player.js", facts=facts)
                (site / "server.html").write_text(page, "utf-8")
                measure_page(browser, f"{base}/server.html", "from a server")


def write_player(site: Path) -> None:
    write_scripts(site, "start.js")
    (site / "whole.js").write_text(player_script(), "utf-8")
    facts = 'timings="story.json" src="story.mp3"'
    (site / "parts.html").write_text(PAGE.format(script="start.js", facts=facts), "utf-8")
    (site / "whole.html").write_text(PAGE.format(script="whole.js", facts=facts), "utf-8")


def measure_page(browser: Browser, url: str, name: str) -> None:
    drawn, heard = [], []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.add_init_script(NOTE_BUTTON)
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", NETWORK)
        page.goto(url, wait_until="commit")
        page.wait_for_function("window.drawn")
        heard.append(float(page.evaluate(PRESS)))
        drawn.append(float(page.evaluate("window.drawn")))
        context.close()
    print_times(f"{name}: button", drawn)
    print_times(f"{name}: sound", heard)


if __name__ == "__main__":
    main()
