"""The player in parts: the first script draws the button and starts the audio."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser import PageMonitor, wait_until
from playwright.sync_api import Page, Route, expect
from publisher import PublisherSite, narrated_site
from test_player import AUDIO, INNER, PLAYER, STORY, STRICT

SCRIPT = "first.js"
TAG = f'<earshot-player timings="ferry.json">{AUDIO}</earshot-player>'
REST = re.compile(r"/player/\w+/rest\.js")
VIEWPORT = {"width": 900, "height": 700}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    pages = {"ferry.mp3": STORY.format(player="")}
    with narrated_site(tmp_path_factory.mktemp("site"), pages) as running:
        running.put_parts(SCRIPT)
        running.csp = STRICT
        yield running


def open_page(page: Page, site: PublisherSite, tag: str = TAG, script: str = SCRIPT) -> PageMonitor:
    monitor = PageMonitor(page)
    story = STORY.replace("player.js", script).replace("{player}", tag)
    page.goto(site.put("index.html", story))
    wait_until(page, "customElements.get('earshot-player')")
    return monitor


def hold_rest(page: Page) -> list[Route]:
    """Requests for the rest, which are not answered before the test does."""
    held: list[Route] = []
    page.route(REST, lambda route: held.append(route))
    return held


def release(held: list[Route]) -> None:
    for each in held:
        each.continue_()


def test_under_the_strictest_policy_the_parts_play_and_highlight(
    page: Page, site: PublisherSite
) -> None:
    monitor = open_page(page, site)
    page.locator("earshot-player [part~=play]").click()
    wait_until(page, f"{PLAYER}.currentTime > 0.2 && CSS.highlights.get('earshot-word')?.size")
    assert monitor.errors == []
    names = {url.rpartition("/")[2] for url in monitor.requests}
    assert names == {"index.html", SCRIPT, "rest.js", "ferry.json", "ferry.mp3"}


def test_the_sound_starts_before_the_rest_loads_and_continues_afterwards(
    page: Page, site: PublisherSite
) -> None:
    held = hold_rest(page)
    open_page(page, site)
    page.evaluate(
        f"""() => {{ window.told = []; for (const name of ["play", "pause", "earshot-adbreak"])
        {PLAYER}.addEventListener(name, () => told.push(name)); }}"""
    )
    play = page.get_by_role("button", name="Play")
    play.focus()
    page.keyboard.press("Enter")
    wait_until(page, f"{PLAYER}.currentTime > 0.3 && !{PLAYER}.paused")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    height = page.evaluate(f"{PLAYER}.offsetHeight")
    page.evaluate(f"{PLAYER}.playbackRate = 1.5")
    release(held)
    wait_until(page, f"{INNER}.story")
    at = page.evaluate(f"{PLAYER}.currentTime")
    wait_until(page, f"{PLAYER}.currentTime > {at} + 0.2 && !{PLAYER}.paused")
    assert page.evaluate("told.filter(name => name !== 'pause')") == ["earshot-adbreak", "play"]
    assert page.evaluate(f"{PLAYER}.offsetHeight") == height
    assert page.evaluate(f"{PLAYER}.playbackRate") == 1.5
    assert page.evaluate(f"{PLAYER}.shadowRoot.activeElement.matches('[part~=play]')")


def test_a_press_that_lasts_until_the_rest_is_there_plays(page: Page, site: PublisherSite) -> None:
    held = hold_rest(page)
    open_page(page, site)
    page.get_by_role("button", name="Play").hover()
    page.mouse.down()
    with page.expect_response(REST):
        release(held)
    page.wait_for_timeout(200)  # the rest would replace the button now
    page.mouse.up()
    wait_until(page, f"{PLAYER}.currentTime > 0.1 && {INNER}.story")


def test_what_is_asked_of_it_before_the_rest_is_done_after_it(
    page: Page, site: PublisherSite
) -> None:
    held = hold_rest(page)
    open_page(page, site, '<earshot-player timings="ferry.json" lang="de"></earshot-player>')
    page.evaluate(f"() => {{ {PLAYER}.seekToWord(9); {PLAYER}.toggleTranscript(); }}")
    page.get_by_role("button", name="Abspielen").click()
    expect(page.locator("earshot-player [part=status]")).to_have_text("Audio wird vorbereitet…")
    release(held)
    wait_until(page, f"{INNER}.story && {PLAYER}.currentWord >= 9 && !{PLAYER}.paused")
    expect(page.locator("earshot-player [part=speed]")).to_have_attribute("aria-label", "Tempo")


def test_a_break_before_the_story_that_the_page_takes_is_waited_for(
    page: Page, site: PublisherSite
) -> None:
    held = hold_rest(page)
    open_page(page, site)
    page.evaluate(
        """() => document.addEventListener("earshot-adbreak", event =>
        event.waitUntil(new Promise(done => { window.endAd = done; })))"""
    )
    page.locator("earshot-player [part~=play]").click()
    wait_until(page, "window.endAd")
    release(held)
    status = page.locator("earshot-player [part=status]")
    expect(status).to_have_text("The article continues after this.")
    assert page.evaluate(f"{INNER}.audio.paused && !{PLAYER}.currentTime")
    page.evaluate("endAd()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")


def test_a_rest_that_cannot_be_loaded_is_tried_again_while_the_sound_plays(
    page: Page, site: PublisherSite
) -> None:
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    page.route(REST, fail_once)
    open_page(page, site)
    page.locator("earshot-player [part~=play]").click()
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    wait_until(page, f"{INNER}.story && {PLAYER}.currentTime > 0.2 && !{PLAYER}.paused")
    assert len(failed) == 1


def test_two_builds_on_one_page_do_not_mix(page: Page, site: PublisherSite) -> None:
    tags = f'{TAG}<script src="player.js"></script>{TAG}'
    monitor = open_page(page, site, tags)
    all_ready = "[...document.querySelectorAll('earshot-player')].every(each => each.duration > 0)"
    wait_until(page, all_ready)
    assert monitor.errors == []
