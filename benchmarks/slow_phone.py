"""The player on a slow phone network: `python -m benchmarks.slow_phone`. Loopback only, 3 minutes.

Chromium holds every answer back by 400 ms and passes 400 kbit/s. Some pages have their audio beside
them, others ask an Earshot server for it and for the player.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from benchmarks.player import launch_browser, print_times, serve_folder, write_scripts
from benchmarks.serving import CLIENT, run_server, send_story
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
            measure_pages(browser, [f"{base}/parts.html"] * ROUNDS, "in parts")
            measure_pages(browser, [f"{base}/whole.html"] * ROUNDS, "in one file")
            os.environ |= {"EARSHOT_PUBLIC": "true", "EARSHOT_ALLOWED_ORIGINS": base}
            with run_server() as (server, _):
                measure_server(browser, site, base, server)


def measure_server(browser: Browser, site: Path, base: str, server: str) -> None:
    """The stories of a server: finished, never played before, and found by their pages."""
    finished = send_story(server, WORDS, "Finished")
    url = f"{server}/v1/stories/{finished}"
    CLIENT.get(f"{url}/audio.mp3")
    while CLIENT.get(url, params={"segments": False}).json()["status"] != "succeeded":
        time.sleep(0.1)
    pages = [write_page(site, base, server, f'story="{finished}"')] * ROUNDS
    measure_pages(browser, pages, "finished on a server")
    stories = [send_story(server, WORDS, f"New {number}") for number in range(ROUNDS)]
    pages = [write_page(site, base, server, f'story="{each}"') for each in stories]
    measure_pages(browser, pages, "not recorded yet")
    pages = [write_found_page(site, base, server, number) for number in range(ROUNDS)]
    measure_pages(browser, pages, "found by its page")


def write_page(site: Path, base: str, server: str, facts: str, name: str = "") -> str:
    """Write a page with the player of the server. Returns its URL."""
    name = name or f"{re.sub(r'[^0-9A-Za-z]', '', facts)}.html"
    page = PAGE.format(script=f"{server}/player.js", facts=facts)
    (site / name).write_text(page, "utf-8")
    return f"{base}/{name}"


def write_found_page(site: Path, base: str, server: str, number: int) -> str:
    """Write a page whose story the server has, and has not recorded."""
    name = f"page-{number}.html"
    url = write_page(site, base, server, "", name)
    text = "".join(f"<p>{each.text}</p>" for each in make_story(WORDS).blocks)
    html = f"<html lang=en><title>Page {number}</title><article><h1>A story</h1>{text}</article>"
    story = CLIENT.post(f"{server}/v1/stories", json={"url": url, "html": html}).json()["id"]
    at = f"{server}/v1/stories/{story}"
    while not CLIENT.get(at, params={"segments": False}).json()["revision"]:
        time.sleep(0.02)
    return url


def write_player(site: Path) -> None:
    write_scripts(site, "start.js")
    (site / "whole.js").write_text(player_script(), "utf-8")
    facts = 'timings="story.json" src="story.mp3"'
    (site / "parts.html").write_text(PAGE.format(script="start.js", facts=facts), "utf-8")
    (site / "whole.html").write_text(PAGE.format(script="whole.js", facts=facts), "utf-8")


def measure_pages(browser: Browser, urls: list[str], name: str) -> None:
    """Press play as soon as the button is there, once on each page."""
    drawn, heard, requests = [], [], []
    for url in urls:
        context = browser.new_context(viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.add_init_script(NOTE_BUTTON)
        session = context.new_cdp_session(page)
        requests = watch_requests(session)
        session.send("Network.emulateNetworkConditions", NETWORK)
        page.goto(url, wait_until="commit")
        page.wait_for_function("window.drawn")
        heard.append(float(page.evaluate(PRESS)))
        drawn.append(float(page.evaluate("window.drawn")))
        context.close()
    print_times(f"{name}: button", drawn)
    print_times(f"{name}: sound", heard)
    print_requests(requests)


def watch_requests(session: CDPSession) -> list[dict[str, Any]]:
    """The requests of a page, which are added as they are sent and answered."""
    requests: dict[str, dict[str, Any]] = {}
    found: list[dict[str, Any]] = []

    def add(event: dict[str, Any]) -> None:
        sent = {"path": urlsplit(event["request"]["url"]).path, "sent": event["timestamp"]}
        requests[event["requestId"]] = sent
        found.append(sent)

    session.on("Network.requestWillBeSent", add)
    for event, name in (("responseReceived", "answered"), ("loadingFinished", "loaded")):
        session.on(f"Network.{event}", partial(_note_time, requests, name))
    session.send("Network.enable")
    return found


def _note_time(requests: dict[str, dict[str, Any]], name: str, event: dict[str, Any]) -> None:
    requests[event["requestId"]][name] = event["timestamp"]


def print_requests(requests: list[dict[str, Any]]) -> None:
    """The waterfall of the last page: ms after the page was asked for."""
    start = requests[0]["sent"]
    for each in requests:
        times = [each.get(name) for name in ("sent", "answered", "loaded")]
        columns = [f"{1000 * (at - start):6.0f}" if at else "     -" for at in times]
        print(f"    {' '.join(columns)}  {each['path']}")


if __name__ == "__main__":
    main()
