"""The browser extension, loaded into Chromium and Firefox, with a real server and a page of another
site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from browser import CHROMIUM_ARGS, find_chromium, set_timeout, wait_until
from other_browsers import Firefox, running_firefox
from other_browsers import wait_until as wait_until_in
from playwright.sync_api import BrowserContext, sync_playwright
from publisher import PublisherSite
from serving import ServerProcess, running_server

from earshot.version import __version__
from scripts.build_extension import build

SENTENCES = ("The ferry came back on Monday.", "It cost four pounds to mend the bell.")
PAGE = (
    "<!doctype html><html lang=en-GB><title>The ferry</title><nav>News Sport Weather</nav>"
    "<main><article><h1>The ferry returns</h1>"
    f"{''.join(f'<p>{each} {each} {each}</p>' for each in SENTENCES)}</article></main>"
)
WORD = """(() => { const light = CSS.highlights.get("earshot-word"); const [range] = light ?? [];
  return range?.toString() ?? ""; })()"""

FIREFOX_HOST = "6f0c1c4e-2a53-4b7e-9a51-1d2f3a4b5c6d"
"""Firefox gives an extension a random one, unless a preference names it."""

SIDEBAR_PANEL = "SidebarController.browser.contentDocument?.querySelector('browser')"
TAB, ENTER = "\ue004", "\ue007"
"""https://www.w3.org/TR/webdriver2/#keyboard-actions"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extension")
    build(folder)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-gb") as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    running = PublisherSite(tmp_path_factory.mktemp("site"))
    running.csp = "default-src 'none'; style-src 'none'"
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def context(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    extension = built / "chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=find_chromium("chromium"),
            headless=False,
            args=[
                *CHROMIUM_ARGS,
                "--headless=new",
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
            ],
        )
        set_timeout(opened)
        yield opened
        opened.close()


def test_a_page_is_read_aloud_in_the_panel_with_its_words_highlighted(
    context: BrowserContext, server: ServerProcess, site: PublisherSite
) -> None:
    [worker] = context.service_workers or [context.wait_for_event("serviceworker")]
    worker.evaluate("address => chrome.storage.local.set({ address })", server.base_url)
    page = context.new_page()
    page.goto(site.put("ferry.html", PAGE))
    tab = worker.evaluate(
        "async () => (await chrome.tabs.query({ url: 'http://127.0.0.1/*' }))[0].id"
    )
    panel = context.new_page()
    panel.goto(f"{worker.url.rpartition('/')[0]}/panel.html?tab={tab}")
    panel.click("#listen")
    wait_until(panel, "document.querySelector('audio').currentTime > 0.3")
    assert panel.inner_text("#title") == "The ferry returns"
    wait_until(page, f"{WORD} !== ''")
    panel.evaluate("document.querySelector('audio').pause()")
    panel.evaluate("document.querySelector('audio').currentTime = 0.05")
    wait_until(page, f"{WORD} === 'The'")
    stories = server.client.get("/v1/stories").json()["stories"]
    assert f"{site.base_url}/ferry.html" in [story["url"] for story in stories]


def test_a_page_is_read_aloud_in_firefox(
    built: Path, server: ServerProcess, site: PublisherSite, tmp_path: Path
) -> None:
    [settings] = json.loads((built / "firefox/manifest.json").read_text("utf-8"))[
        "browser_specific_settings"
    ].values()
    hosts = {"extensions.webextensions.uuids": json.dumps({settings["id"]: FIREFOX_HOST})}
    with running_firefox(tmp_path, hosts) as firefox:
        assert firefox.install_extension(built / "earshot-firefox.zip") == settings["id"]
        page = firefox.open_tab()
        firefox.goto(site.put("firefox.html", PAGE))
        panel = firefox.open_tab()
        address = f"moz-extension://{FIREFOX_HOST}/panel.html"
        firefox.goto(address)
        tab = firefox.evaluate(
            "browser.tabs.query({ url: 'http://127.0.0.1/*' }).then(t => t[0].id)"
        )
        firefox.goto(f"{address}?tab={tab}")
        wait_until_in(firefox, "document.querySelector('#address').value !== ''")
        firefox.click("summary")
        firefox.evaluate(f"void (document.querySelector('#address').value = '{server.base_url}')")
        firefox.click("#form button")
        wait_until_in(firefox, "document.querySelector('#status').textContent === 'Saved.'")
        firefox.click("#listen")
        wait_until_in(firefox, "document.querySelector('audio').currentTime > 0.3")
        firefox.evaluate("void document.querySelector('audio').pause()")
        firefox.evaluate("void (document.querySelector('audio').currentTime = 0.05)")
        firefox.switch_tab(page)
        wait_until_in(firefox, f"{WORD} === 'The'")
        background = "getComputedStyle(document.body, '::highlight(earshot-word)').backgroundColor"
        assert firefox.evaluate(background) == "rgba(255, 170, 0, 0.6)"
        firefox.switch_tab(panel)
        assert firefox.evaluate("document.querySelector('#title').textContent") == (
            "The ferry returns"
        )
        firefox.goto(site.put("sidebar.html", PAGE))
        click_in_sidebar(firefox, settings["id"])
        wait_until_in(firefox, f"{WORD} !== ''")


def click_in_sidebar(firefox: Firefox, extension: str) -> None:
    """Open the side panel by the button of the extension, and press its first button."""
    name = re.sub(r"\W", "_", extension)
    with firefox.own_interface():
        firefox.click(f"#{name}-BAP")
        wait_until_in(firefox, f"{SIDEBAR_PANEL}?.currentURI.spec.endsWith('/panel.html')")
        wait_until_in(firefox, f"SidebarController.currentID === '{name}-sidebar-action'")
        wait_until_in(firefox, f"!{SIDEBAR_PANEL}.webProgress.isLoadingDocument")
        firefox.evaluate(f"void {SIDEBAR_PANEL}.focus()")
        firefox.press_keys(TAB + ENTER)


def test_an_error_of_the_server_is_shown(
    context: BrowserContext, server: ServerProcess, site: PublisherSite
) -> None:
    [worker] = context.service_workers
    worker.evaluate("() => chrome.storage.local.set({ address: 'http://127.0.0.1:9' })")
    panel = context.new_page()
    tab = worker.evaluate(
        "async () => (await chrome.tabs.query({ url: 'http://127.0.0.1/*' }))[0].id"
    )
    panel.goto(f"{worker.url.rpartition('/')[0]}/panel.html?tab={tab}")
    panel.click("#listen")
    wait_until(panel, "document.querySelector('#status').textContent.includes('cannot be reached')")


@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
def test_the_package_of_each_browser_has_all_files_of_its_manifest(
    built: Path, browser_name: str
) -> None:
    with ZipFile(built / f"earshot-{browser_name}.zip") as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["manifest_version"], manifest["version"]) == (3, __version__)
    background = manifest["background"]
    panel = (
        manifest.get("side_panel", {}).get("default_path")
        or (manifest["sidebar_action"]["default_panel"])
    )
    scripts = background.get("scripts") or [background["service_worker"]]
    assert {
        *scripts,
        panel,
        *manifest["icons"].values(),
        "highlight.js",
        "highlight.css",
        "panel.js",
    } <= names
