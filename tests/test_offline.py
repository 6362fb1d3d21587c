"""Listening without a connection: the server is really stopped, and started again."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD, PASSWORD, add_accounts
from browser import PageMonitor, find_violations, wait_until
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import SENTENCES, ServerProcess, running_server, story_markdown

BODY = "\n\n".join(" ".join(SENTENCES) for _ in range(6))
AUDIO = "document.getElementById('audio')"
NAMES = ("Ferry", "Bell", "Rain")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("library")
    add_accounts(folder, {"ann": "reader"})
    with running_server(folder, password=OWNER_HASH) as running:
        running.client.post("/login", data={"password": OWNER_PASSWORD})
        yield running


@pytest.fixture(scope="module")
def stories(server: ServerProcess) -> dict[str, str]:
    """The ids of three stories, by name."""
    made = [
        server.create_finished_story(markdown=story_markdown(name, BODY), source_id=name)
        for name in NAMES
    ]
    return {name: story["id"] for name, story in zip(NAMES, made, strict=True)}


SLOW_STORAGE = """(() => {
  const { open } = CacheStorage.prototype;
  CacheStorage.prototype.open = async function (name) {
    await new Promise(done => setTimeout(done, 500));
    return open.call(this, name);
  };
})()"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, with service workers."""
    created = browser.new_context(bypass_csp=True)
    yield created
    created.close()


def log_in(page: Page, server: ServerProcess, name: str = "") -> None:
    """Log in, and wait until the library is prepared for a lost connection."""
    page.goto(f"{server.base_url}/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD if name else OWNER_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{server.base_url}/")
    wait_until_prepared(page)


def wait_until_prepared(page: Page) -> None:
    wait_until(page, "navigator.serviceWorker.controller")
    expect(page.locator("html")).to_have_attribute("data-prepared", "yes")


def choose(page: Page, name: str, action: str) -> None:
    page.locator(".stories").last.get_by_label(f"More for {name}").click()
    page.get_by_role("button", name=action, exact=True).last.click()


def download(page: Page, name: str) -> None:
    choose(page, name, "Download")
    menu = page.get_by_label(f"More for {name}", exact=True)
    card = page.locator(".stories").last.locator(".card").filter(has=menu)
    expect(card.get_by_text("Downloaded")).to_be_visible()


@contextmanager
def stopped(server: ServerProcess) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


def kept_caches(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return [name for name in names if name.startswith("earshot:")]


def test_a_downloaded_story_plays_while_the_server_is_gone_and_its_place_comes_later(
    server: ServerProcess, stories: dict[str, str], context: BrowserContext
) -> None:
    page = context.new_page()
    log_in(page, server)
    download(page, "Ferry")
    with stopped(server):
        page.reload()
        monitor = PageMonitor(page)
        page.locator(".stories").last.get_by_label("Play Ferry").click()
        wait_until(page, f"{AUDIO}?.currentTime > 0.2 && !{AUDIO}.paused")
        page.locator(".now").click()
        page.wait_for_url(f"**/s/{stories['Ferry']}")
        wait_until(page, "CSS.highlights.get('earshot-word')?.size")
        page.evaluate("document.querySelector('earshot-player').seek(20)")
        wait_until(page, f"{AUDIO}.currentTime > 20.2")
        page.evaluate("document.querySelector('earshot-player').pause()")
        word = page.evaluate("document.querySelector('earshot-player').currentWord")
        page.reload()
        wait_until(page, f"{AUDIO}.currentTime > 19")
        assert [each for each in monitor.errors if "net::ERR_" not in each] == []
        page.evaluate("document.querySelector('earshot-player').play()")
    page.get_by_role("link", name="Earshot").click()
    server.wait_until(lambda: server.get_story(stories["Ferry"])["position"] >= word)
    assert not page.evaluate(f"{AUDIO}.paused")


def test_a_page_that_loads_past_the_service_worker_is_prepared_too(
    server: ServerProcess, context: BrowserContext
) -> None:
    page = context.new_page()
    log_in(page, server)
    with page.expect_event("load"):  # else the page before it is looked at
        context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
    wait_until_prepared(page)


def test_a_page_that_is_not_kept_leads_to_the_downloads(
    server: ServerProcess, stories: dict[str, str], context: BrowserContext
) -> None:
    page = context.new_page()
    log_in(page, server)
    download(page, "Bell")
    with stopped(server):
        page.goto(f"{server.base_url}/s/{stories['Rain']}")
        expect(page.get_by_text("this page isn’t on this device")).to_be_visible()
        page.get_by_role("link", name="Bell", exact=True).click()
        page.wait_for_url(f"**/s/{stories['Bell']}")
        expect(page.get_by_role("heading", name="Bell")).to_be_visible()


def test_the_next_stories_of_the_queue_are_kept_and_leave_with_it(
    server: ServerProcess, stories: dict[str, str], context: BrowserContext
) -> None:
    for name in NAMES:
        server.client.patch(f"/v1/stories/{stories[name]}", json={"queue": "back"})
    page = context.new_page()
    log_in(page, server)
    page.goto(f"{server.base_url}/downloads")
    wait_until_prepared(page)
    page.get_by_label("Keep the next ten").check()
    rows = page.locator("#downloaded .card")
    expect(rows).to_have_count(3)
    expect(page.locator("#storage")).to_contain_text("MB")
    assert find_violations(page) == []
    page.get_by_role("link", name="Queue").click()
    choose(page, "Rain", "Remove from queue")
    expect(page.get_by_text("Removed from the queue")).to_be_visible()
    server.wait_until(lambda: not any(stories["Rain"] in name for name in kept_caches(page)))
    page.goto(f"{server.base_url}/downloads")
    wait_until_prepared(page)
    expect(rows).to_have_count(2)
    page.get_by_label("Remove download: Bell").click()
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Remove all downloads").click()
    expect(page.get_by_text("it shows up here")).to_be_visible()


def test_a_choice_is_kept_however_slow_the_storage_is(
    server: ServerProcess, stories: dict[str, str], context: BrowserContext
) -> None:
    page = context.new_page()
    log_in(page, server)
    page.add_init_script(SLOW_STORAGE)
    page.goto(f"{server.base_url}/downloads")
    choice = page.get_by_label("Keep the next ten")
    choice.check()
    wait_until(page, "Object.values(localStorage).includes('yes')")
    page.goto(f"{server.base_url}/downloads")
    expect(choice).to_be_checked()
    choice.uncheck()
    wait_until(page, "!Object.values(localStorage).includes('yes')")


def test_full_storage_is_said_and_leaves_nothing_half_kept(
    server: ServerProcess, stories: dict[str, str], context: BrowserContext
) -> None:
    page = context.new_page()
    log_in(page, server)
    limit = {"origin": server.base_url, "quotaSize": 1000}
    context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", limit)
    choose(page, "Ferry", "Download")
    expect(page.locator("#toasts")).to_contain_text("no space left")
    assert [name for name in kept_caches(page) if stories["Ferry"] in name] == []


def test_two_accounts_of_one_browser_never_see_each_others_stories(
    server: ServerProcess, stories: dict[str, str], context: BrowserContext
) -> None:
    page = context.new_page()
    log_in(page, server)
    download(page, "Ferry")
    owner_caches = kept_caches(page)
    log_in(page, server, "ann")
    assert not set(owner_caches) & set(kept_caches(page))
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{server.base_url}/login")
    server.wait_until(lambda: not kept_caches(page))


def test_the_library_is_installable(server: ServerProcess) -> None:
    manifest = server.client.get("/manifest.webmanifest").json()
    for icon in manifest["icons"][1:]:
        picture = server.client.get(icon["src"]).content
        width, height = struct.unpack(">II", picture[16:24])
        assert icon["sizes"] == f"{width}x{height}"
    assert {"any", "maskable"} == {icon.get("purpose", "any") for icon in manifest["icons"]}
    assert server.client.get("/service-worker.js").headers["Cache-Control"] == "no-cache"


def test_a_late_report_never_replaces_a_later_place(
    server: ServerProcess, stories: dict[str, str]
) -> None:
    address = f"/v1/stories/{stories['Rain']}"
    server.client.patch(address, json={"position": 30, "listened_at": 2_000})
    server.client.patch(address, json={"position": 9, "listened_at": 1_000})
    assert server.get_story(stories["Rain"])["position"] == 30
    server.client.patch(address, json={"position": 12})
    assert server.get_story(stories["Rain"])["position"] == 12
