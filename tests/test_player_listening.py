"""The sleep timer, downloads, sharing, the mini player, playlists and ad breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser import wait_until
from playwright.sync_api import Browser, Page, expect
from publisher import PublisherSite, narrated_site
from test_player import INNER, PLAYER, STORY, STRICT, TAG, opened, words

TALL = STORY.replace("</article>", '<canvas height="3000" width="9"></canvas></article>')
OTHER = "<h1>{title}</h1><p>The council met on Thursday and agreed on nothing at all.</p>"
LIST = """<ol slot="playlist"><li><a href="index.html" data-timings="ferry.json">Here</a></li>
<li><a href="second.html" data-timings="second.json">Second story</a></li>
<li><a href="third.html" data-timings="third.json">Third story</a></li></ol></earshot-player>"""
LISTED = TAG.replace("</earshot-player>", LIST)
SHIFTS = """() => { window.shifts = 0;
  new PerformanceObserver(list => {
    for (const { value } of list.getEntries()) shifts += value;
  }).observe({type: 'layout-shift'}); }"""
VIEWPORT = {"width": 900, "height": 700}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    pages = {"ferry.mp3": STORY.format(player="")}
    for name in ("second", "third"):
        pages[f"{name}.mp3"] = OTHER.format(title=f"{name.title()} story")
    with narrated_site(tmp_path_factory.mktemp("site"), pages) as running:
        running.csp = STRICT
        yield running


def playing(page: Page, seconds: float = 0.0) -> None:
    """Play from a position, which is not near the end: the story would end meanwhile."""
    start_at(page, seconds)
    wait_until(page, f"!{PLAYER}.paused && {PLAYER}.currentTime > {seconds + 0.1}")


def start_at(page: Page, seconds: float) -> None:
    page.evaluate(f"() => {{ {PLAYER}.seek({seconds}); {PLAYER}.play(); }}")


def start_near_end(page: Page) -> None:
    """Play the last half second."""
    start_at(page, page.evaluate(f"{PLAYER}.duration") - 0.5)


def start_of(site: PublisherSite, text: str) -> float:
    """Return the start of a word in seconds."""
    return float(next(word["start"] for word in words(site) if word["text"] == text)) / 1000


def with_facts(facts: str) -> str:
    return TAG.replace("<earshot-player", f"<earshot-player {facts}")


# The sleep timer


def test_a_sleep_timer_fades_the_story_out_and_gives_the_volume_back(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    page.evaluate(f"{PLAYER}.addEventListener('earshot-sleep', () => told.push(['sleep']))")
    playing(page)
    page.evaluate(
        f"""() => {{ const audio = {INNER}.audio; window.hasFaded = false;
        audio.addEventListener("volumechange", () => {{
          window.hasFaded ||= audio.volume < 0.2 && {PLAYER}.volume === 1; }});
        {PLAYER}.setSleepTimer(0.02); }}"""
    )
    wait_until(page, "hasFaded")
    wait_until(page, f"{PLAYER}.paused && told.some(([name]) => name === 'sleep')")
    assert page.evaluate(f"[{INNER}.audio.volume, {INNER}.sleepTimer.when]") == [1, 0]


def test_a_sleep_timer_ends_with_the_chapter_and_not_in_the_next(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    chapter = start_of(site, "A")
    page.get_by_role("button", name="More").click()
    page.get_by_label("Sleep timer").select_option(label="End of chapter")
    expect(page.get_by_role("button", name="More (Sleep timer: End of chapter)")).to_be_visible()
    start_at(page, chapter - 1.5)
    wait_until(page, f"{PLAYER}.paused && {PLAYER}.currentTime > {chapter - 0.1}")
    assert page.evaluate(f"{PLAYER}.currentTime") == pytest.approx(chapter, abs=0.01)
    expect(page.get_by_role("button", name="More", exact=True)).to_be_visible()


def test_a_sleep_timer_for_the_story_keeps_the_next_one_silent(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site, LISTED)
    page.evaluate(f"{PLAYER}.setSleepTimer('story')")
    start_near_end(page)
    wait_until(page, "told.some(([name]) => name === 'ended')")
    assert page.evaluate(f"[{INNER}.playlist.at, {INNER}.sleepTimer.when]") == [0, 0]


# Downloads


def test_the_recording_can_be_downloaded_unless_the_page_says_no(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    page.get_by_role("button", name="More").click()
    link = page.get_by_role("link", name="Download MP3")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "ferry.mp3"
    opened(page, site, with_facts('controls="-download -speed"'))
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("button", name="Share from this point")).to_be_visible()
    expect(page.get_by_role("link", name="Download MP3")).to_be_hidden()
    expect(page.get_by_label("Speed")).to_be_hidden()
    opened(page, site, with_facts('controls="speed"'))
    expect(page.get_by_label("Speed")).to_be_visible()
    expect(page.get_by_role("button", name="More")).to_be_hidden()


# Sharing


def test_a_link_to_this_moment_is_copied_and_starts_there(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(f"{PLAYER}.seek(7.4)")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Share from this point").click()
    expect(page.get_by_text("Link copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{site.base_url}/index.html#t=7"
    page.goto("about:blank")
    page.goto(link)
    status = page.locator("earshot-player [part=status]")
    expect(status).to_have_text("Starts at 0:07.")
    assert page.evaluate(f"[{PLAYER}.currentTime, {PLAYER}.paused]") == [7, True]
    page.get_by_role("button", name="Play").click()
    wait_until(page, f"{PLAYER}.currentTime > 7.1")
    expect(status).to_be_empty()
    page.evaluate("location.hash = '#t=0:21'")
    wait_until(page, f"{PLAYER}.currentTime >= 21")


def test_of_several_players_the_link_names_its_own(page: Page, site: PublisherSite) -> None:
    opened(page, site, TAG + with_facts('id="evening"'))
    second = "document.querySelectorAll('earshot-player')[1]"
    wait_until(page, f"{second}[Symbol.for('earshot.player')].story")
    page.evaluate(f"{second}.seek(9)")
    page.evaluate("navigator.share = data => { window.shared = data; }")
    page.evaluate(f"{second}.share()")
    wait_until(page, "window.shared")
    shared = page.evaluate("shared")
    assert shared["title"] == "Ferry returns to the lake"
    assert shared["url"].endswith("#t=9&player=evening")
    page.goto("about:blank")
    page.goto(shared["url"])
    wait_until(page, f"{second}.currentTime === 9")
    assert page.evaluate(f"{PLAYER}.currentTime") == 0


def test_where_nothing_may_be_copied_the_link_is_shown(page: Page, site: PublisherSite) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    opened(page, site)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Share from this point").click()
    expect(page.locator("earshot-player [part=link]")).to_have_value(
        f"{site.base_url}/index.html#t=0"
    )


# The mini player


def test_out_of_view_it_floats_without_moving_anything_and_can_be_closed(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site, story=TALL)
    bar = page.locator("earshot-player [part~=bar]")
    page.mouse.wheel(0, 1500)
    wait_until(page, f"!{INNER}.miniPlayer.isInView")
    assert not page.evaluate(f"{INNER}.miniPlayer.isFloating")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate(SHIFTS)
    playing(page)
    expect(bar).to_have_attribute("part", "bar mini")
    expect(bar).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    expect(bar).to_have_attribute("part", "bar")
    page.mouse.wheel(0, 1500)
    expect(bar).to_have_attribute("part", "bar mini")
    expect(bar).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").click()
    assert page.evaluate("document.documentElement.scrollHeight") == height
    assert page.evaluate("shifts") == 0
    page.get_by_role("button", name="Close").click()
    expect(bar).not_to_be_in_viewport()
    page.mouse.wheel(0, 100)
    wait_until(page, f"!{INNER}.miniPlayer.isFloating && !{PLAYER}.paused")


def test_the_mini_player_keeps_off_the_pages_own_controls(page: Page, site: PublisherSite) -> None:
    site.csp = ""
    banner = (
        '<button id="chat" style="position:fixed;right:8px;bottom:8px;height:60px">Chat</button>'
    )
    opened(page, site, story=TALL.replace("<main>", f"<main>{banner}"))
    site.csp = STRICT
    page.mouse.wheel(0, 1500)
    playing(page)
    wait_until(page, f"{INNER}.miniPlayer.isFloating")
    wait_until(page, f"{INNER}.controls.bar.dataset.corner === 'bottom start'")
    page.locator("#chat").click()


def test_a_page_may_do_without_the_mini_player(page: Page, site: PublisherSite) -> None:
    opened(page, site, with_facts('controls="-mini"'), TALL)
    page.mouse.wheel(0, 1500)
    wait_until(page, f"!{INNER}.miniPlayer.isInView")
    playing(page)
    assert not page.evaluate(f"{INNER}.miniPlayer.isFloating")


def test_reduced_motion_is_respected(browser: Browser, site: PublisherSite) -> None:
    for motion, name in (("reduce", "none"), ("no-preference", "rise")):
        context = browser.new_context(reduced_motion=motion)  # type: ignore[arg-type]
        page = context.new_page()
        opened(page, site, story=TALL)
        page.mouse.wheel(0, 1500)
        playing(page)
        wait_until(page, f"{INNER}.miniPlayer.isFloating")
        assert page.evaluate(f"getComputedStyle({INNER}.controls.bar).animationName") == name
        context.close()


# The playlist


def test_the_next_story_of_the_playlist_starts_automatically(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site, LISTED)
    page.evaluate(
        f"{PLAYER}.addEventListener('earshot-storychange', e => told.push(['story', e.detail]))"
    )
    start_near_end(page)
    wait_until(
        page, f"{INNER}.story?.facts.headline === 'Second story' && {PLAYER}.currentTime > 0.2"
    )
    assert page.evaluate("told.find(([name]) => name === 'story')[1]") == {
        "index": 1,
        "title": "Second story",
    }
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Second story"
    page.locator("earshot-player [part~=play]").focus()
    page.keyboard.press("n")
    wait_until(page, f"{INNER}.story?.facts.headline === 'Third story'")
    page.get_by_role("button", name="Up next").click()
    page.get_by_role("button", name="Ferry returns to the lake").click()
    wait_until(page, f"{INNER}.story?.facts.headline === 'Ferry returns to the lake'")
    current = page.locator("earshot-player [aria-current]")
    expect(current).to_have_text("Ferry returns to the lake")


LONG_SECONDS = """(() => {
  const { setTimeout } = window;
  window.setTimeout = (act, ms, ...more) => setTimeout(act, ms === 1000 ? 60_000 : ms, ...more);
})()"""
"""A countdown of seconds lasts long enough for a slow machine."""


def test_a_countdown_names_the_next_story_and_pause_stops_it(
    page: Page, site: PublisherSite
) -> None:
    page.add_init_script(LONG_SECONDS)
    opened(page, site, LISTED)
    start_near_end(page)
    status = page.locator("earshot-player [part=status]")
    expect(status).to_have_text(re.compile(r"Next in \d s: Second story"))
    page.get_by_role("button", name="Pause").click()
    expect(status).to_be_empty()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert page.evaluate(f"[{INNER}.playlist.at, {INNER}.playlist.isCounting]") == [0, False]


def test_a_headset_moves_between_stories(page: Page, site: PublisherSite) -> None:
    page.add_init_script(
        """window.pressed = {}; const set = MediaSession.prototype.setActionHandler;
        MediaSession.prototype.setActionHandler = function (name, act) {
          pressed[name] = act; set.call(this, name, act); };"""
    )
    opened(page, site, LISTED)
    playing(page)
    page.evaluate("pressed.nexttrack()")
    wait_until(page, f"{INNER}.story?.facts.headline === 'Second story' && !{PLAYER}.paused")
    page.evaluate("pressed.previoustrack()")
    wait_until(page, f"{INNER}.story?.facts.headline === 'Ferry returns to the lake'")


@pytest.mark.parametrize("name", ["list.json", "list.xml"])
def test_a_list_may_be_a_file_or_a_podcast_feed(page: Page, site: PublisherSite, name: str) -> None:
    stories = [{"title": f"{n.title()} story", "timings": f"{n}.json"} for n in ("second", "third")]
    site.put("list.json", json.dumps({"stories": stories}))
    items = "".join(
        f"<item><title>{n.title()} story</title><guid>{n}</guid>"
        f'<enclosure url="{site.base_url}/{n}.mp3" type="audio/mpeg" length="9"/></item>'
        for n in ("second", "third")
    )
    site.put("list.xml", f'<rss version="2.0"><channel>{items}</channel></rss>')
    opened(page, site, with_facts(f'playlist="{name}" no-autoadvance'))
    wait_until(page, f"{INNER}.playlist.entries.length === 3")
    start_near_end(page)
    wait_until(page, "told.some(([name]) => name === 'ended')")
    assert page.evaluate(f"{INNER}.playlist.at") == 0
    page.evaluate(f"{PLAYER}.nextStory()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1 && {INNER}.audio.src.endsWith('second.mp3')")
    expect(page.locator("earshot-player [part=title]")).to_have_text("Second story")


def test_a_list_that_cannot_be_read_costs_only_the_list(page: Page, site: PublisherSite) -> None:
    opened(page, site, with_facts('playlist="nowhere.json"'))
    playing(page)
    expect(page.get_by_role("button", name="Up next")).to_be_hidden()


# Ad breaks

BREAKS = """(act) => {PLAYER}.addEventListener('earshot-adbreak', event => {
  told.push(['adbreak', {kind: event.detail.kind, at: event.detail.currentTime}]);
  (ACT)(event); })"""


def breaks(page: Page, act: str) -> None:
    page.evaluate(BREAKS.replace("{PLAYER}", PLAYER).replace("(ACT)", f"({act})"))


def told_of(page: Page, name: str) -> list[Any]:
    found: list[Any] = page.evaluate(f"told.filter(each => each[0] === '{name}').map(e => e[1])")
    return found


def test_the_page_may_put_something_in_before_the_story_and_between_paragraphs(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    breaks(page, "event => event.waitUntil(new Promise(done => (window.done = done)))")
    status = page.locator("earshot-player [part=status]")
    page.get_by_role("button", name="Play").click()
    wait_until(page, "window.done")
    assert page.evaluate(f"[{PLAYER}.paused, {PLAYER}.currentTime]") == [True, 0]
    expect(status).to_have_text("The article continues after this.")
    page.evaluate("() => { done(); window.done = null; }")
    wait_until(page, f"!{PLAYER}.paused")
    expect(status).to_be_empty()
    second = start_of(site, "We")
    page.evaluate(f"{PLAYER}.seek({second - 1})")
    wait_until(page, "window.done")
    assert page.evaluate(f"{PLAYER}.currentTime") == pytest.approx(second, abs=0.01)
    page.evaluate("done()")
    wait_until(page, f"{PLAYER}.currentTime > {second + 0.2}")
    kinds = told_of(page, "adbreak")
    assert [each["kind"] for each in kinds] == ["pre", "mid"]
    assert kinds[1]["at"] == pytest.approx(second, abs=0.01)


@pytest.mark.parametrize(
    "act",
    [
        "event => event.waitUntil(new Promise(() => {}), 0.3)",
        "event => event.waitUntil(Promise.reject(new Error('no advertisement')))",
        "event => { throw new Error('x') }",
    ],
)
def test_an_advertisement_that_hangs_or_fails_does_not_hold_the_story_up(
    page: Page, site: PublisherSite, act: str
) -> None:
    opened(page, site)
    breaks(page, act)
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
    assert len(told_of(page, "adbreak")) == 1


def test_a_break_that_is_prevented_waits_for_the_page_to_play(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site)
    breaks(page, "event => event.preventDefault()")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, "told.some(([name]) => name === 'adbreak')")
    assert page.evaluate(f"{PLAYER}.paused")
    page.evaluate(f"{PLAYER}.play()")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")


def test_who_pauses_during_a_break_is_not_played_to(page: Page, site: PublisherSite) -> None:
    opened(page, site)
    breaks(page, "event => event.waitUntil(new Promise(done => (window.done = done)))")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    page.evaluate("done()")
    expect(page.locator("earshot-player [part=status]")).to_be_empty()
    assert page.evaluate(f"{PLAYER}.paused")
    page.get_by_role("button", name="Play").click()
    wait_until(page, f"{PLAYER}.currentTime > 0.1")


# Without a mouse

FOCUSED = f"""(() => {{ const at = {PLAYER}.shadowRoot.activeElement;
  return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.firstChild.textContent.trim()
    ?? at?.textContent; }})()"""


def tabbed(page: Page, name: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(20):
        if page.evaluate(FOCUSED) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {name}, but to {page.evaluate(FOCUSED)}")


def test_a_whole_story_can_be_played_with_the_keyboard_only(
    page: Page, site: PublisherSite
) -> None:
    opened(page, site, LISTED.replace("<earshot-player", "<earshot-player no-autoadvance"), TALL)
    tabbed(page, "Play")
    page.keyboard.press("Space")
    wait_until(page, f"!{PLAYER}.paused")
    page.keyboard.press("k")
    wait_until(page, f"{PLAYER}.paused")
    for name in ("Seek", "Next sentence", "Speed", "Chapters", "Volume", "Transcript"):
        tabbed(page, name)
    page.keyboard.press("Enter")
    wait_until(page, f"!{INNER}.transcript.panel.hidden")
    tabbed(page, "More")
    page.keyboard.press("Enter")
    tabbed(page, "Sleep timer")
    page.keyboard.press("End")
    wait_until(page, f"{INNER}.sleepTimer.when === 'story'")
    tabbed(page, "Share from this point")
    page.keyboard.press("Escape")
    wait_until(page, f"{INNER}.controls.menu.panel.hidden")
    assert page.evaluate(FOCUSED) == "More (Sleep timer: End of article)"
    page.keyboard.press("k")
    page.mouse.wheel(0, 1500)
    wait_until(page, f"{INNER}.miniPlayer.isFloating")
    page.keyboard.press("k")  # the focus went along
    wait_until(page, f"{PLAYER}.paused")
    page.keyboard.press("Escape")
    wait_until(page, f"!{INNER}.miniPlayer.isFloating")
    page.keyboard.press("k")
    wait_until(page, f"!{PLAYER}.paused")
    for _ in range(6):
        page.keyboard.press(">")
    wait_until(page, f"{PLAYER}.playbackRate > 2")
    for _ in range(3):
        page.keyboard.press("l")
    wait_until(page, "told.some(([name]) => name === 'ended')")
    page.keyboard.press("Home")
    page.keyboard.press("k")
    wait_until(page, f"{PLAYER}.currentTime > 0.1 && !{PLAYER}.paused")
