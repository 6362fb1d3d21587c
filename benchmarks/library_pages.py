"""The library in a browser: `python -m benchmarks.library_pages`. Loopback only, 2 minutes.

With 10,000 stories: the first page on a phone network, actions, and the longest task while a reader
scrolls down the list, as the time on the clock and of the processor. With a new library: from
pasting a text to the first sound.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.library import create_library
from benchmarks.player import launch_browser, print_times
from benchmarks.serving import start_server
from benchmarks.slow_phone import NETWORK
from earshot.server.storage.data_dir import DataDir

STORY_COUNT, ROUNDS, SCROLLED_PAGES = 10_000, 5, 20
TRACE_CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
PHONE: ViewportSize = {"width": 390, "height": 844}
WAIT = """ready => new Promise(done => { const look = () => ready() ? done(performance.now())
  : requestAnimationFrame(look); look(); })"""
LONG_TASKS = """window.tasks = [];
new PerformanceObserver(list => tasks.push(...list.getEntries().map(each => each.duration)))
  .observe({type: 'longtask', buffered: true});"""
TEXT = "The boat came back to the lake on Monday. " * 60


def main() -> None:
    with launch_browser() as browser, tempfile.TemporaryDirectory() as folder:
        create_stories(Path(folder) / "large")
        with start_server(Path(folder) / "large") as (base, _):
            print_times(
                "first page, 400 kbit/s", [open_first(browser, base) for _ in range(ROUNDS)]
            )
            print_times("queue a story", [queue_story(browser, base) for _ in range(ROUNDS)])
            longest, busiest = scroll(browser, base, Path(folder) / "trace.json")
            print(
                f"{SCROLLED_PAGES} pages scrolled: longest task {longest:.0f} ms,"
                f" of the processor {busiest:.0f} ms"
            )
        with start_server(Path(folder) / "new") as (base, _):
            print_times("paste to sound", [paste(browser, base, n) for n in range(ROUNDS)])


def create_stories(data_dir: Path) -> None:
    """Stories without recordings, whose covers are the emblems of their sites."""
    create_library(data_dir, STORY_COUNT)
    with closing(sqlite3.connect(DataDir(data_dir).database_path)) as database:
        database.execute("UPDATE stories SET revision = 0, ready_revision = 0")
        database.commit()


def open_first(browser: Browser, base: str) -> float:
    """Milliseconds until the stories are shown and the page's script has run."""
    context = browser.new_context(viewport=PHONE, service_workers="block")
    page = context.new_page()
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", NETWORK)
    page.goto(base, wait_until="commit")
    shown = page.evaluate(
        f"({WAIT})(() => document.readyState !== 'loading'"
        " && document.querySelector('.stories .play')"
        " && performance.getEntriesByName('first-contentful-paint').length)"
    )
    context.close()
    return float(shown)


def queue_story(browser: Browser, base: str) -> float:
    page = _open_page(browser, base)
    card = page.locator("#list .card:has(button[value=last])").first
    card.locator("summary").click()
    taken = card.locator("button[value=last]").evaluate(
        f"""async button => {{
          const count = () => document.querySelector('.views a[href*=queue] .count')?.textContent;
          const before = count(), started = performance.now();
          button.click();
          return await ({WAIT})(() => count() !== before) - started;
        }}"""
    )
    page.context.close()
    return float(taken)


def _open_page(browser: Browser, base: str) -> Page:
    page = browser.new_context(viewport=PHONE, service_workers="block").new_page()
    page.add_init_script(LONG_TASKS)
    page.goto(base)
    return page


def scroll(browser: Browser, base: str, trace: Path) -> tuple[float, float]:
    """The longest task while a reader scrolls through the newest stories, in milliseconds: those
    that the browser calls long, and of the processor."""
    page = _open_page(browser, f"{base}/?view=library")
    page.wait_for_timeout(1000)
    page.evaluate("tasks.length = 0")
    browser.start_tracing(page=page, path=trace, categories=TRACE_CATEGORIES)
    while page.locator("#list > .stories").count() <= SCROLLED_PAGES:
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(30)
    browser.stop_tracing()
    events = json.loads(trace.read_text())["traceEvents"]
    page_process = next(each["pid"] for each in events if each["name"] == "ParseHTML")
    busy = [
        each.get("tdur", 0) / 1000
        for each in events
        if each["name"] == "ThreadControllerImpl::RunTask" and each["pid"] == page_process
    ]
    tasks = [float(each) for each in page.evaluate("tasks")]
    page.context.close()
    return max(tasks, default=0), max(busy)


def paste(browser: Browser, base: str, number: int) -> float:
    page = _open_page(browser, base)
    page.locator("#what").fill(f"Story {number}. {TEXT}")
    started = time.perf_counter()
    page.get_by_role("button", name="Play now").click()
    page.wait_for_selector("earshot-player", state="attached")
    page.evaluate(f"({WAIT})(() => document.getElementById('audio')?.currentTime > 0)")
    taken = 1000 * (time.perf_counter() - started)
    page.context.close()
    return taken


if __name__ == "__main__":
    main()
