"""The shell of the library: the pages change, and the player goes on."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.resources import files

import pytest
from browser import PageMonitor, find_violations, wait_until
from playwright.sync_api import Browser, Page, expect
from serving import SENTENCES, ServerProcess, running_server, story_markdown

BODY = "\n\n".join(" ".join(SENTENCES) for _ in range(30))
AUDIO = "document.getElementById('audio')"
MAX_SCRIPT_BYTES = 60_000
HOLD_SAME_PAGE = """(() => {
  const { fetch } = window;
  window.held = [];
  window.fetch = async (address, options) => {
    const answer = await fetch(address, options);
    if (String(address) === location.href) await new Promise(done => { held.push(done); });
    return answer;
  };
})()"""
"""Holds back the answers with the page that is shown already, until the test calls `held[…]()`."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        yield running


@pytest.fixture(scope="module")
def stories(server: ServerProcess) -> dict[str, str]:
    """The ids of three stories, by name."""
    names = ("Ferry", "Bell", "Rain")
    made = [
        server.create_finished_story(markdown=story_markdown(name, BODY), source_id=name)
        for name in names
    ]
    return {name: story["id"] for name, story in zip(names, made, strict=True)}


def play(page: Page, name: str) -> None:
    """Play a story of the list, and wait for its sound."""
    page.locator(".stories").last.get_by_label(f"Play {name}").click()
    wait_until(page, f"{AUDIO}?.currentTime > 0.2 && !{AUDIO}.paused")


def test_the_sound_continues_during_navigation_adding_and_searching(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    monitor = PageMonitor(page)
    page.goto(server.base_url)
    play(page, "Ferry")
    page.evaluate(f"window.sameAudio = {AUDIO}")
    page.get_by_role("link", name="Following").click()
    expect(page).to_have_title("Following · Earshot")
    page.get_by_role("link", name="You", exact=True).click()
    expect(page.get_by_role("heading", name="Settings")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="Following")).to_be_visible()
    page.get_by_role("link", name="Home").click()
    page.get_by_label("Link or text of a story").fill(f"Typed news. {BODY}")
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_role("link", name="Typed news").first).to_be_visible()
    page.get_by_label("Search").fill("Typed")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    at = page.evaluate(f"{AUDIO}.currentTime")
    wait_until(page, f"{AUDIO} === sameAudio && {AUDIO}.currentTime > {at} && !{AUDIO}.paused")
    assert monitor.errors == []


def test_a_tap_on_the_bar_opens_the_text_with_the_same_sound(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(server.base_url)
    play(page, "Ferry")
    page.evaluate(f"window.sameAudio = {AUDIO}")
    page.locator(".now").click()
    page.wait_for_url(f"**/s/{stories['Ferry']}")
    wait_until(page, f"{AUDIO} === sameAudio && !{AUDIO}.paused")
    wait_until(page, "CSS.highlights.get('earshot-word')?.size")
    page.get_by_role("link", name="Earshot").click()
    wait_until(page, f"location.pathname === '/' && {AUDIO} === sameAudio && !{AUDIO}.paused")
    expect(page.locator("#dock.mini")).to_be_visible()


def test_the_text_follows_the_voice_again_after_another_page_was_scrolled(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 400})
    page.goto(server.base_url)
    play(page, "Ferry")
    page.mouse.wheel(0, 300)
    wait_until(page, "scrollY > 200")
    expect(page.get_by_role("button", name="Back to current")).to_be_hidden()
    page.locator(".now").click()
    page.wait_for_url(f"**/s/{stories['Ferry']}")
    expect(page.get_by_role("button", name="Back to current")).to_be_hidden()
    page.evaluate("document.querySelector('earshot-player').seekToWord(150)")
    wait_until(page, "scrollY > 200")
    expect(page.get_by_role("button", name="Back to current")).to_be_hidden()


def test_on_a_phone_the_menu_is_a_sheet_that_a_tap_beside_it_closes(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server.base_url)
    card = page.locator(".stories").last
    card.get_by_label("More for Ferry").click()
    sheet = page.get_by_role("button", name="Delete").locator("visible=true")
    expect(sheet).to_be_in_viewport(ratio=1)
    page.mouse.click(195, 20)
    expect(sheet).to_have_count(0)
    assert page.evaluate("location.pathname") == "/"


def test_a_menu_that_would_be_cut_off_opens_upwards(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(server.base_url)
    button = page.locator(".stories").last.get_by_label("More for Ferry")
    delete = page.get_by_role("button", name="Delete").locator("visible=true")
    top = page.evaluate("each => each.getBoundingClientRect().top", button.element_handle())
    for height, is_below in ((1600, True), (int(top) + 60, False)):
        page.set_viewport_size({"width": 1280, "height": height})
        button.click()
        expect(delete).to_be_in_viewport(ratio=1)
        assert (delete.evaluate("each => each.getBoundingClientRect().top") > top) == is_below
        page.keyboard.press("Escape")
        expect(delete).to_have_count(0)


def test_a_chosen_part_checks_the_box_that_makes_it_count(
    server: ServerProcess, page: Page
) -> None:
    page.goto(server.base_url)
    page.get_by_text("Choose what is read", exact=True).click()
    own = page.get_by_label("Choose what is read of this story:")
    expect(own).not_to_be_checked()
    page.get_by_label("Image captions").check()
    expect(own).to_be_checked()


def test_the_page_of_another_story_does_not_interrupt(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(server.base_url)
    play(page, "Ferry")
    page.get_by_role("link", name="Bell", exact=True).last.click()
    page.wait_for_url(f"**/s/{stories['Bell']}")
    expect(page.locator(".now")).to_contain_text("Ferry")
    assert not page.evaluate(f"{AUDIO}.paused")
    page.locator("[data-play]").click()
    expect(page.locator(".now")).to_contain_text("Bell")
    wait_until(page, "CSS.highlights.get('earshot-word')?.size")
    server.wait_until(lambda: server.get_story(stories["Ferry"])["listen_status"] == "started")


def test_the_queue_continues_in_the_bar(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    for name in ("Bell", "Rain"):
        server.client.patch(f"/v1/stories/{stories[name]}", json={"queue": "back"})
    page.goto(server.base_url)
    play(page, "Bell")
    page.evaluate("document.querySelector('earshot-player').seek(1e6)")
    expect(page.locator(".now")).to_contain_text("Rain")
    wait_until(page, f"{AUDIO}.currentTime > 0.2 && !{AUDIO}.paused")
    assert server.get_story(stories["Bell"])["listen_status"] == "finished"
    assert page.evaluate("location.pathname") == "/"


def test_a_story_that_failed_is_passed_over_in_the_queue(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    broken = server.create_story(url="https://gone.invalid/story")["id"]
    assert server.wait_until_finished(broken)["status"] == "failed"
    for story in (stories["Bell"], broken, stories["Rain"]):
        server.client.patch(f"/v1/stories/{story}", json={"queue": "back"})
    page.goto(server.base_url)
    play(page, "Bell")
    page.evaluate("document.querySelector('earshot-player').seek(1e6)")
    expect(page.locator(".now")).to_contain_text("Rain")
    wait_until(page, f"{AUDIO}.currentTime > 0.2 && !{AUDIO}.paused")
    server.client.delete(f"/v1/stories/{broken}")


def listen_at(page: Page, server: ServerProcess, story: str, word: int) -> None:
    """Seek to a word and pause there, until the library knows."""
    page.evaluate("word => document.querySelector('earshot-player').seekToWord(word)", word)
    page.evaluate("document.querySelector('earshot-player').pause()")
    server.wait_until(lambda: abs(server.get_story(story)["position"] - word) < 20)


def test_two_devices_go_on_where_the_other_one_stopped(
    server: ServerProcess, stories: dict[str, str], browser: Browser
) -> None:
    story = stories["Rain"]
    devices = [browser.new_context() for _ in range(2)]
    first, second = (each.new_page() for each in devices)
    word = "document.querySelector('earshot-player').currentWord"
    for page, place in ((first, 60), (second, 120)):
        page.goto(f"{server.base_url}/s/{story}?play")
        wait_until(page, f"!{AUDIO}.paused")
        listen_at(page, server, story, place)
    first.goto(f"{server.base_url}/s/{story}")  # the page it leaves keeps its place to itself
    wait_until(first, f"{word} >= 100 && {AUDIO}.paused")
    second.evaluate("document.querySelector('earshot-player').play()")
    listen_at(second, server, story, 90)
    first.goto(f"{server.base_url}/s/{story}")  # nor has it one if it only showed a place
    wait_until(first, f"{word} >= 80 && {word} < 100 && {AUDIO}.paused")
    for each in devices:
        each.close()


def test_without_a_connection_the_page_stays_and_says_so(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(server.base_url)
    play(page, "Ferry")
    page.route("**/subscriptions", lambda route: route.abort())
    page.get_by_role("link", name="Following").click()
    expect(page.locator("#toasts")).to_contain_text("reach the library")
    assert not page.evaluate(f"{AUDIO}.paused")


def choose(page: Page, name: str, action: str) -> None:
    page.locator(".stories").last.get_by_label(f"More for {name}").click()
    page.get_by_role("button", name=action, exact=True).last.click()


def test_an_archived_and_a_deleted_story_come_back_by_undo(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(f"{server.base_url}/?search=Rain")
    link = page.get_by_role("link", name="Rain", exact=True)
    choose(page, "Rain", "Archive")
    expect(link).to_have_count(0)
    assert server.get_story(stories["Rain"])["archived"]
    page.get_by_role("button", name="Undo").click()
    expect(link).to_be_visible()
    choose(page, "Rain", "Delete")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(link).to_be_visible()
    page.reload()
    expect(link).to_be_visible()


def test_a_story_that_comes_back_stays_in_a_list_that_was_empty_meanwhile(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Zeppelin"))["id"]
    page.add_init_script(HOLD_SAME_PAGE)
    page.goto(f"{server.base_url}/?search=Zeppelin")
    link = page.get_by_role("link", name="Zeppelin", exact=True)
    choose(page, "Zeppelin", "Archive")
    wait_until(page, "held.length === 1")
    expect(link).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(link).to_be_visible()
    page.evaluate("held[0]()")
    page.wait_for_timeout(200)  # the list without the story would be shown now
    expect(link).to_be_visible()
    server.client.delete(f"/v1/stories/{story}")


def queue_titles(page: Page) -> list[str]:
    return page.locator(".stories h3").all_inner_texts()


def test_the_queue_is_ordered_by_its_menu_and_by_dragging(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    for name in ("Ferry", "Bell", "Rain"):
        server.client.patch(f"/v1/stories/{stories[name]}", json={"queue": "back"})
    page.goto(f"{server.base_url}/?view=queue")
    assert queue_titles(page) == ["Ferry", "Bell", "Rain"]
    choose(page, "Rain", "Move up")
    expect(page.locator(".stories h3").nth(1)).to_have_text("Rain")
    expect(page.get_by_label("More for Rain")).to_be_focused()
    card = page.locator(".stories > .card")
    card.nth(2).drag_to(card.nth(0), target_position={"x": 200, "y": 5})
    expect(page.locator(".stories h3").first).to_have_text("Bell")
    server.wait_until(lambda: server.get_story(stories["Bell"])["queue_position"] == 1)
    page.reload()
    assert queue_titles(page) == ["Bell", "Ferry", "Rain"]


def test_the_text_looks_as_the_reader_chose_while_it_plays(
    server: ServerProcess, stories: dict[str, str], browser: Browser
) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{server.base_url}/s/{stories['Ferry']}?play")
    wait_until(page, f"{AUDIO}.currentTime > 0.2")
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#b0')).fontSize)")
    page.get_by_label("Text settings").click()
    for name, choice in (("Text size", "larger"), ("Typeface", "lexend"), ("Theme", "dark")):
        page.get_by_label(name).select_option(choice)
        wait_until(page, f"JSON.stringify(document.documentElement.dataset).includes('{choice}')")
    assert not page.evaluate(f"{AUDIO}.paused")
    page.reload()
    style = "getComputedStyle(document.querySelector('#b0'))"
    assert page.evaluate(f"parseFloat({style}.fontSize)") > 1.3 * size
    assert page.evaluate(f"{style}.fontFamily").startswith("Lexend")
    assert page.evaluate(f"{style}.colorScheme") == "dark"
    context.close()


def test_a_feed_is_copied_opened_in_apps_and_revoked(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(f"{server.base_url}/feeds")
    page.get_by_label("Content").select_option("Everything")
    page.get_by_role("button", name="Create").click()
    field = page.get_by_label("Address of Earshot")
    address = field.input_value()
    assert server.client.get(address).status_code == 200
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#toasts")).to_have_text("Copied")
    rest = address.removeprefix("http://")
    links = {name: page.get_by_role("link", name=name) for name in ("Pocket Casts", "AntennaPod")}
    expect(links["Pocket Casts"]).to_have_attribute("href", f"pktc://subscribe/{rest}")
    expect(links["AntennaPod"]).to_have_attribute("href", f"antennapod-subscribe://{rest}")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.get_by_role("button", name="Revoke").click()
    expect(field).to_be_hidden()
    page.get_by_role("link", name="Home").click()
    page.wait_for_url(f"{server.base_url}/")
    assert server.client.get(address).status_code == 404


def test_a_phone_has_the_bar_over_the_tabs(
    server: ServerProcess, stories: dict[str, str], browser: Browser
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="light",
        reduced_motion="reduce",  # no colour is between two schemes
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(server.base_url)
    play(page, "Ferry")
    bar, tabs = page.locator("#dock").bounding_box(), page.locator(".nav").bounding_box()
    assert bar and tabs
    assert bar["y"] + bar["height"] <= tabs["y"] + 1
    assert tabs["y"] + tabs["height"] == 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert find_violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert find_violations(page) == []
    context.close()


def test_a_page_leads_back_to_the_one_it_is_reached_from(server: ServerProcess, page: Page) -> None:
    page.goto(f"{server.base_url}/audit-log")
    for name in ("Accounts", "Settings"):
        tab = page.get_by_role("navigation").get_by_role("link", name="You")
        expect(tab).to_have_attribute("aria-current", "true")
        page.locator(".parent").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".parent")).to_have_count(0)


def test_all_scripts_of_the_library_stay_small() -> None:
    dist = files("earshot").joinpath("web/dist")
    names = ("earshot-player.js", "library.js")
    sizes = [len(gzip.compress(dist.joinpath(name).read_bytes())) for name in names]
    assert sum(sizes) <= MAX_SCRIPT_BYTES, sizes


def test_the_queue_is_ordered_by_a_finger(
    server: ServerProcess, stories: dict[str, str], browser: Browser
) -> None:
    for name in ("Ferry", "Bell", "Rain"):
        server.client.patch(f"/v1/stories/{stories[name]}", json={"queue": "back"})
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.base_url}/?view=queue")
    titles = queue_titles(page)
    grip, first = page.locator(".grip").last.bounding_box(), page.locator(".card").first
    target = first.bounding_box()
    assert grip and target
    touch = context.new_cdp_session(page)
    middle = {"x": grip["x"] + grip["width"] / 2, "y": grip["y"] + grip["height"] / 2}
    end = {"x": target["x"] + 100, "y": target["y"] + 5}
    for kind, points in (("touchStart", [middle]), ("touchMove", [end]), ("touchEnd", [])):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    moved = stories[titles[-1]]
    server.wait_until(lambda: server.get_story(moved)["queue_position"] == 1)
    expect(page.locator(".stories h3").first).to_have_text(titles[-1])
    context.close()


def test_the_buttons_skip_as_far_as_the_reader_chose(
    server: ServerProcess, browser: Browser
) -> None:
    # The others have a saved position, which on a slow machine is far from the start.
    story = server.create_finished_story(markdown=story_markdown("Skips", BODY))
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{server.base_url}/settings")
    page.get_by_label("Seconds to skip").select_option("30")
    wait_until(page, "document.cookie.includes('skip=30')")
    page.goto(f"{server.base_url}/s/{story['id']}")
    page.get_by_role("button", name="Forward 30 seconds").click()
    wait_until(page, f"{AUDIO}.currentTime >= 30")
    page.get_by_role("button", name="Back 30 seconds").click()
    wait_until(page, f"{AUDIO}.currentTime < 30")
    context.close()
