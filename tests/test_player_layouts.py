"""The compact and the full player, in columns and windows of every width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import find_violations, wait_until
from playwright.sync_api import Browser, Page, Route, expect
from publisher import PublisherSite, narrated_site
from test_player import INNER, PLAYER, STORY

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = (200, 260, 320, 400, 520, 900)
TAG = '<earshot-player layout="{}" timings="ferry.json"></earshot-player>'
OVERHANG = f"""() => {{ const box = {INNER}.controls.bar.getBoundingClientRect();
  const selector = '[part~=bar] :is(button, select, input, span, p)';
  return [...{PLAYER}.shadowRoot.querySelectorAll(selector)]
    .filter(each => !each.closest('[part=menu]') && each.getClientRects().length)
    .map(each => [each.getAttribute('part'), each.getBoundingClientRect()])
    .filter(([, each]) => each.left < box.left - 1 || each.right > box.right + 1
      || each.top < box.top - 1 || each.bottom > box.bottom + 1)
    .map(([name]) => name); }}"""
SMALL_TARGETS = f"""() => [...{PLAYER}.shadowRoot.querySelectorAll('button, select, input, a')]
  .filter(each => each.getClientRects().length)
  .map(each => [each.getAttribute('part'), each.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""
CONTROLS = {"previous", "back", "forward", "next", "speed", "chapters", "mute", "transcript-button"}
REACHABLE = f"""() => [...{PLAYER}.shadowRoot.querySelectorAll('[part~=bar] :is(button, select)')]
  .filter(each => each.getClientRects().length)
  .flatMap(each => each.getAttribute('part').split(' '))"""
VIEWPORT = {"width": 1000, "height": 700}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublisherSite]:
    pages = {"ferry.mp3": STORY.format(player="")}
    with narrated_site(tmp_path_factory.mktemp("site"), pages) as running:
        yield running


def open_player(page: Page, site: PublisherSite, layout: str, css: str = "") -> None:
    tag = TAG.format(layout) + f"<style>{css}</style>"
    page.goto(site.put("index.html", STORY.replace("{player}", tag)))
    wait_until(page, f"{INNER}.story")


def start(page: Page) -> None:
    page.locator("earshot-player [part~=play]").click()
    wait_until(page, f"{PLAYER}.currentTime > 0.1")


def resize(page: Page, width: int) -> None:
    page.evaluate(f"document.querySelector('article').style.width = '{width}px'")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


def test_by_default_it_is_one_row_that_invites_to_listen(page: Page, site: PublisherSite) -> None:
    open_player(page, site, "")
    bar = page.locator("earshot-player [part~=bar]")
    expect(bar).to_contain_text("Listen to this article")
    expect(bar).to_contain_text("1 min · AI voice")
    assert page.evaluate(f"{PLAYER}.offsetHeight") == 64
    start(page)
    expect(bar).to_contain_text("Ferry returns to the lake")
    expect(page.locator("earshot-player [part=position]")).to_be_visible()
    expect(page.locator("earshot-player [part~=back]")).to_be_visible()
    assert page.evaluate(f"{PLAYER}.offsetHeight") == 64


@pytest.mark.parametrize("layout", ["compact", "full"])
def test_in_every_column_nothing_hangs_out_and_every_control_can_be_reached(
    page: Page, site: PublisherSite, layout: str
) -> None:
    open_player(page, site, layout)
    for is_playing in (False, True):
        if is_playing:
            start(page)
        for width in WIDTHS:
            resize(page, width)
            assert page.evaluate(OVERHANG) == [], (width, is_playing)
            height = page.evaluate(f"{PLAYER}.offsetHeight")
            assert height == (64 if layout == "compact" else 120), (width, is_playing)
            page.locator("earshot-player [part~=more]").click()
            missing = CONTROLS - set(page.evaluate(REACHABLE))
            page.keyboard.press("Escape")
            expect(page.locator("earshot-player [part=menu]")).to_be_hidden()
            assert missing <= (set() if is_playing else {"back", "forward"}), (width, is_playing)


def test_the_menu_is_opened_by_keyboard_and_closed_by_escape_or_a_click_elsewhere(
    page: Page, site: PublisherSite
) -> None:
    open_player(page, site, "compact")
    more = page.locator("earshot-player [part~=more]")
    menu = page.locator("earshot-player [part=menu]")
    more.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    expect(more).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    focused = f"{PLAYER}.shadowRoot.activeElement.closest('[part=menu]') !== null"
    assert page.evaluate(focused)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert page.evaluate(f"{PLAYER}.shadowRoot.activeElement.matches('[part~=more]')")
    more.click()
    expect(menu).to_be_visible()
    more.click()
    expect(menu).to_be_hidden()
    more.click()
    page.mouse.click(5, 5)
    expect(menu).to_be_hidden()
    expect(more).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("height", [700, 136])
def test_the_menu_is_inside_the_window_even_in_a_small_frame(
    page: Page, site: PublisherSite, height: int
) -> None:
    page.set_viewport_size({"width": 320, "height": height})
    open_player(page, site, "full", "body { margin: 8px } h1 { display: none }")
    page.locator("earshot-player [part~=more]").click()
    box = page.locator("earshot-player [part=menu]").bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["x"] >= 0
    assert box["y"] + box["height"] <= height
    assert box["x"] + box["width"] <= 320
    page.get_by_role("button", name="Share from this point").click(trial=True)


def test_on_touch_screens_every_target_is_44_px_high(browser: Browser, site: PublisherSite) -> None:
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    for layout in ("compact", "full"):
        open_player(page, site, layout)
        start(page)
        page.locator("earshot-player [part~=more]").click()
        assert page.evaluate(SMALL_TARGETS) == []
    context.close()


def test_a_sites_text_styles_stay_outside_and_a_readers_larger_size_counts(
    page: Page, site: PublisherSite
) -> None:
    ugly = """article { text-transform: uppercase; letter-spacing: 5px; word-spacing: 9px;
      text-align: center; text-indent: 2em; line-height: 3; font-style: italic;
      white-space: pre; text-shadow: 1px 1px red; visibility: visible; font-variant: small-caps }
      html { font-size: 62.5% }"""
    open_player(page, site, "compact", ugly)
    style = page.evaluate(
        f"""() => {{ const {{textTransform, letterSpacing, wordSpacing, textAlign, textIndent,
          fontStyle, textShadow, fontVariant, fontSize}} = getComputedStyle({INNER}.controls.bar);
        return [textTransform, letterSpacing, wordSpacing, textAlign, textIndent,
          fontStyle, textShadow, fontVariant, fontSize]; }}"""
    )
    assert style == ["none", "normal", "0px", "start", "0px", "normal", "none", "normal", "16px"]
    page.evaluate("document.documentElement.style.fontSize = '24px'")
    assert page.evaluate(f"getComputedStyle({INNER}.controls.bar).fontSize") == "24px"


@pytest.mark.parametrize("layout", ["compact", "full"])
def test_with_text_of_twice_the_size_nothing_hangs_out(
    page: Page, site: PublisherSite, layout: str
) -> None:
    open_player(page, site, layout, "html { font-size: 200% }")
    start(page)
    for width in (320, 400, 520, 900):
        resize(page, width)
        assert page.evaluate(OVERHANG) == [], width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_compact_player(
    page: Page, site: PublisherSite, scheme: str
) -> None:
    open_player(page, site, "compact", f":root {{ color-scheme: {scheme} }}")
    assert find_violations(page) == []
    start(page)
    page.locator("earshot-player [part~=more]").click()
    assert find_violations(page) == []


def test_a_question_mark_lists_the_keys(page: Page, site: PublisherSite) -> None:
    open_player(page, site, "compact")
    page.locator("earshot-player [part~=play]").focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Back 15 seconds")
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.locator("earshot-player [part~=more]").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(keys).to_be_visible()


def test_a_screen_reader_finds_the_controls_in_the_order_of_the_guide(
    page: Page, site: PublisherSite
) -> None:
    open_player(page, site, "full")
    page.locator("earshot-player [part~=more]").click()
    tree = page.locator("earshot-player").aria_snapshot()
    found = re.findall(r"^ *- (group|button|slider|combobox) \"([^\"]+)\"", tree, re.M)
    assert found == [
        ("group", "Audio player"),
        ("button", "Play"),
        ("slider", "Seek"),
        ("button", "Previous sentence"),
        ("button", "Back 15 seconds"),
        ("button", "Forward 15 seconds"),
        ("button", "Next sentence"),
        ("combobox", "Speed"),
        ("combobox", "Chapters"),
        ("button", "Mute"),
        ("slider", "Volume"),
        ("button", "Transcript"),
        ("button", "More"),
        ("group", "More"),
        ("combobox", "Sleep timer"),
        ("group", "Download"),
        ("button", "Share from this point"),
        ("button", "Keyboard shortcuts ?"),
    ]
    guide = (ROOT / "docs/explanation/player.md").read_text("utf-8")
    places = [guide.index(f'"{name}') for _, name in found[:12]]
    assert places == sorted(places)


def test_screen_readers_announce_when_the_audio_is_ready(page: Page, site: PublisherSite) -> None:
    held: list[Route] = []
    page.route("**/ferry.json", lambda route: held.append(route))
    page.goto(site.put("index.html", STORY.replace("{player}", TAG.format("compact"))))
    page.locator("earshot-player [part~=play]").click()
    expect(page.locator("earshot-player [part=status]")).to_have_text("Preparing audio…")
    page.route("**/ferry.json", lambda route: route.continue_())  # for a request that comes now
    for each in held:
        each.continue_()
    news = page.locator("earshot-player [role=status].news")
    expect(news).to_have_text("Ready to play.")
    wait_until(page, f"{PLAYER}.currentTime > 0.1")
