"""A real browser for the tests of pages: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

TIMEOUT_SECONDS = 60
"""For one condition. Playwright's 5 s and 30 s were too short on a loaded machine."""
expect.set_options(timeout=TIMEOUT_SECONDS * 1000)

HEADLESS_SHELL = "chromium-headless-shell"
"""The same browser without windows and extensions. A page costs a third of the time."""
CHROMIUM_ARGS = [
    "--use-fake-device-for-media-stream",  # a microphone that beeps
    "--use-fake-ui-for-media-stream",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--renderer-process-limit=1",  # no spare process, and none for each frame
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def find_chromium(*names: str) -> str:
    """The first of these programs, by default any Chromium. Without one the test is skipped, but
    under CI it fails."""
    programs = map(shutil.which, names or (HEADLESS_SHELL, "chromium"))
    program = next(filter(None, programs), None)
    if program is None and not os.environ.get("CI"):
        pytest.skip("left out: there is no chromium on this machine")
    assert program, "no chromium on this machine: CI installs it from Debian"
    return program


def set_timeout(context: BrowserContext) -> None:
    context.set_default_timeout(TIMEOUT_SECONDS * 1000)


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    """Start Chromium."""
    program = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGS)
        browser.on("context", set_timeout)
        try:
            yield browser
        finally:
            browser.close()


HOLD = """() => {
  const { fetch } = window;
  window.asked = [];
  const released = new Promise(done => { window.release = done; });
  window.fetch = async (address, options) => {
    const word = /stream\\?start_word=(\\d+)/.exec(address)?.[1];
    if (word) asked.push(Number(word));
    const answer = await fetch(address, options);
    if (word) await released;
    options?.signal?.throwIfAborted();
    return answer;
  }; }"""


def hold_stream(page: Page) -> None:
    """Hold back the audio of a story that is being recorded until the page calls `release()`. The
    requested words are in `asked`."""
    page.add_init_script(f"({HOLD})()")


BLOCKED_WORKER = "Service Worker registration blocked"
"""Playwright's own message."""


class PageMonitor:
    """Records network requests, console messages and blocked content of a page."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self._add_message(message.text))

    def _add_message(self, text: str) -> None:
        if BLOCKED_WORKER not in text:
            self.errors.append(text)

    def requested_urls(self, page_url: str) -> list[str]:
        """Return the requested URLs, without the page `but` itself and embedded data."""
        return [url for url in self.requests if url != page_url and not url.startswith("data:")]


RUN_AXE = """() => axe.run({resultTypes: ["violations"]}).then(
  ({violations}) => violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`)))"""


def find_violations(page: Page) -> list[str]:
    """The rules of accessibility that axe finds broken, with the HTML of each element. A document
    gets axe once, and sends back the violations alone: both are large."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def wait_until(page: Page | Frame, condition: str) -> None:
    """Wait for a JavaScript condition. Playwright's own function evaluates strings in the page,
    which a policy without 'unsafe-eval' forbids."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
          const look = () => ({condition}) ? done() : setTimeout(look, 50);
          setTimeout(fail, {TIMEOUT_SECONDS * 1000}, new Error("never became true"));
          look();
        }})"""
    )
