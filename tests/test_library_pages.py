"""The pages of the library with a screen reader and a keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from browser import PageMonitor, find_violations, hold_stream, wait_until
from playwright.sync_api import Browser, Locator, Page, expect
from serving import SENTENCES, ServerProcess, running_server, story_markdown
from voice_engines import install_slow_engine

TEXT = "\n\n".join(" ".join(SENTENCES) for _ in range(3))
PLAYER = "document.querySelector('earshot-player')"
INNER = f"{PLAYER}?.[Symbol.for('earshot.player')]?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with pytest.MonkeyPatch.context() as patch:
        install_slow_engine(tmp_path_factory.mktemp("engine") / "site", patch)
        with running_server(tmp_path_factory.mktemp("library")) as running:
            yield running


@pytest.fixture(scope="module")
def stories(server: ServerProcess) -> dict[str, str]:
    """One story in each state, by state."""
    page = (
        "<html lang=en><head><meta property='og:site_name' content='{site}'></head><body><article>"
        f"<h1>{{name}}</h1><p>{TEXT}</p></article></body></html>"
    )
    made = {}
    for name, site in (("finished", "The Courier"), ("other", "Harbour Notes")):
        html = page.format(name=f"Story {name}", site=site)
        made[name] = server.create_finished_story(html=html, source_id=name, playlists=["Morning"])[
            "id"
        ]
    made["failed"] = server.wait_until_finished(
        server.create_story(url=f"{server.base_url}/nothing")["id"]
    )["id"]
    server.client.post("/feeds", data={"content": "library"})
    server.client.post("/publisher", data={"name": "CMS", "scope": "write"})
    server.client.post("/v1/subscriptions", json={"url": "http://localhost:1/feed"})
    return made


def unfinished(server: ServerProcess, name: str) -> str:
    body = "\n\n".join(f"Paragraph number {n} is about the ferry on the lake." for n in range(400))
    fields = {"markdown": story_markdown(name, body), "voice": "slow:reader"}
    story: str = server.create_story(**fields, source_id=name)["id"]
    server.wait_until(lambda: server.get_story(story)["revision"])
    return story


# Two clicks of the mouse take as long as the rules of axe.
OPEN_DETAILS = """[...document.querySelectorAll("summary")]
  .filter(summary => summary.checkVisibility({visibilityProperty: true}))
  .slice(0, 2).forEach(summary => summary.click())"""


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "ar")])
def test_axe_finds_nothing_on_any_page(
    server: ServerProcess, stories: dict[str, str], browser: Browser, scheme: str, language: str
) -> None:
    context = browser.new_context(color_scheme=scheme, locale=language, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    story = f"/s/{stories['finished']}"
    paths = ["/", "/?view=queue", "/?view=failed", "/?search=zzz", story, f"{story}/voice"]
    paths += [f"{story}/proof", f"/s/{stories['failed']}", "/s/none", "/nowhere", "/login"]
    paths += ["/subscriptions", "/connectors?service=wallabag", "/feeds", "/settings", "/voices"]
    paths += ["/downloads", "/accounts", "/audit-log", "/publisher", "/sites?host=*"]
    for path in paths:
        page.goto(server.base_url + path)
        page.evaluate(OPEN_DETAILS)
        assert find_violations(page) == [], path
    assert page.locator("html").get_attribute("lang") == language
    context.close()


def test_the_icon_of_the_play_button_has_the_colour_of_its_text(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(server.base_url)
    colours = """link => {
        const {color, backgroundColor} = getComputedStyle(link);
        const {fill} = getComputedStyle(link.querySelector("path"));
        return [fill === color, color === backgroundColor];
    }"""
    assert page.locator(".stories .play").first.evaluate(colours) == [True, False]


def reached(page: Page, target: Locator) -> None:
    """Press Tab until the element has the focus. To find it again each time takes longer."""
    element = target.element_handle()
    for _ in range(80):
        has_focus = element.evaluate("e => e.isConnected ? e === document.activeElement : null")
        if has_focus:
            return
        if has_focus is None:
            element = target.element_handle()
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not come there")


def test_a_story_is_added_found_queued_and_played_with_the_keyboard_only(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(server.base_url)
    reached(page, page.get_by_label("Link or text of a story"))
    page.keyboard.type("Typed news. ")
    page.keyboard.insert_text(TEXT)  # as an input method does, for it is long
    reached(page, page.get_by_role("button", name="Save for later"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Typed news").first).to_be_visible()
    reached(page, page.get_by_label("Search"))
    page.keyboard.type("Story other")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_count(1)
    menu = page.get_by_label("More for Story other")
    reached(page, menu)
    page.keyboard.press("Enter")
    reached(page, page.get_by_role("button", name="Archive"))
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.get_by_role("button", name="Archive")).to_be_hidden()
    page.keyboard.press("Enter")
    reached(page, page.get_by_role("button", name="Play next"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Up next 1")).to_be_visible()
    reached(page, page.get_by_label("Play Story other"))
    page.keyboard.press("Enter")
    wait_until(page, "document.getElementById('audio')?.currentTime > 0.2")
    reached(page, page.locator(".now"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/**")
    page.keyboard.press("k")
    wait_until(page, "document.getElementById('audio').paused")
    page.keyboard.press(">")
    expect(page.get_by_label("Speed")).to_have_value("1.1")


def test_a_story_comes_back_and_a_site_is_followed_with_the_keyboard_only(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(f"{server.base_url}/?search=Story+other")
    story = page.get_by_role("link", name="Story other", exact=True)
    reached(page, page.get_by_label("More for Story other"))
    page.keyboard.press("Enter")
    reached(page, page.get_by_role("button", name="Archive"))
    page.keyboard.press("Enter")
    expect(story).to_have_count(0)
    reached(page, page.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    expect(story).to_be_visible()
    reached(page, page.get_by_role("link", name="Following"))
    page.keyboard.press("Enter")
    reached(page, page.get_by_label("Website or feed link"))
    page.keyboard.type("http://typed.example/feed")
    page.keyboard.press("Enter")
    site = page.locator(".card").filter(has_text="typed.example")
    reached(page, site.get_by_role("heading").get_by_role("link"))
    page.keyboard.press("Enter")
    reached(page, page.get_by_label("Playlist"))


def test_the_speed_stays_between_stories_and_visits(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    page.goto(f"{server.base_url}/s/{stories['finished']}")
    page.get_by_label("Speed").select_option("1.5")
    for story in (stories["other"], unfinished(server, "Fast")):
        page.goto(f"{server.base_url}/s/{story}?play")
        expect(page.get_by_label("Speed")).to_have_value("1.5")
        wait_until(page, "document.getElementById('audio').currentTime > 0")
        assert page.evaluate("document.getElementById('audio').playbackRate") == 1.5
    server.client.delete(f"/v1/stories/{story}")


def test_the_seek_bar_shows_the_recorded_parts(server: ServerProcess, page: Page) -> None:
    story = unfinished(server, "Seen")
    page.goto(f"{server.base_url}/s/{story}")
    made = f"{INNER}.controls.position.style.getPropertyValue('--ready')"
    wait_until(page, f"{INNER}.story")
    page.get_by_role("button", name="Play").click()
    wait_until(page, f"{made}.includes('--_ready')")
    page.locator("#b150").click()
    wait_until(page, f"{made}.split('--_ready').length > 2")
    server.client.delete(f"/v1/stories/{story}")


AUDIO = "document.getElementById('audio')"
PARAGRAPH = """[...(CSS.highlights.get('earshot-sentence') ?? [])][0]
  ?.startContainer.parentElement.closest('[id^=b]').id"""


def seek_several_times(page: Page) -> None:
    page.locator("#b150").click()
    page.locator("[part=position]").fill("500")
    page.locator("#b80").click()


def seek_there_and_back(page: Page) -> None:
    page.locator("#b150").click()
    wait_until(page, "asked.length === 2")
    page.locator("#b3").click()


SEEKS: dict[str, Callable[[Page], None]] = {
    "click": lambda page: page.locator("#b150").click(),
    "slider": lambda page: page.locator("[part=position]").fill("500"),
    "key": lambda page: page.locator("[part=position]").press("PageUp"),
    "several": seek_several_times,
    "back": seek_there_and_back,
}


@pytest.mark.parametrize("is_asked", [True, False], ids=["asked", "at_once"])
@pytest.mark.parametrize("seek", SEEKS)
def test_a_seek_before_playback_starts_is_kept(
    server: ServerProcess, page: Page, seek: str, is_asked: bool
) -> None:
    """In both orders: the response arrives before or after the seek."""
    story = unfinished(server, f"Sought by {seek} {is_asked}")
    hold_stream(page)
    page.goto(f"{server.base_url}/s/{story}")
    wait_until(page, f"{INNER}.story")
    page.get_by_role("button", name="Play").click()
    wait_until(page, "asked.length === 1")
    SEEKS[seek](page)
    assert page.evaluate(f"{AUDIO}.readyState") == 0
    wanted = page.evaluate(PARAGRAPH)
    if is_asked:
        wait_until(page, f"asked.length >= {3 if seek == 'back' else 2}")
    page.evaluate("release()")
    wait_until(page, f"{AUDIO}.readyState > 2 && {PARAGRAPH} === '{wanted}'")
    server.client.delete(f"/v1/stories/{story}")


def test_a_seek_to_the_start_is_kept_where_an_earlier_visit_ended_elsewhere(
    server: ServerProcess, page: Page
) -> None:
    story = unfinished(server, "Visited")
    server.client.patch(f"/v1/stories/{story}", json={"position": 800})
    hold_stream(page)
    page.goto(f"{server.base_url}/s/{story}")
    wait_until(page, f"{INNER}.story")
    assert page.evaluate(f"{AUDIO}.currentTime") > 100
    page.get_by_role("button", name="Play").click()
    wait_until(page, "asked.length === 1")
    page.keyboard.press("Home")
    page.evaluate("release()")
    wait_until(page, f"{AUDIO}.currentTime > 0.2 && {AUDIO}.currentTime < 10")
    server.client.delete(f"/v1/stories/{story}")


def test_the_bar_plays_on_without_the_server_and_resumes_with_it(
    server: ServerProcess, page: Page
) -> None:
    audio, status = "document.getElementById('audio')", page.locator("earshot-player [part=status]")
    story = unfinished(server, "Far away")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.base_url}/?search=Far+away")
    page.get_by_label("Play Far away").click()
    wait_until(page, f"{audio}?.currentTime > 0.2")
    wait_until(page, f"{audio}.buffered.end(0) > {audio}.currentTime + 30")
    server.kill()
    at = page.evaluate(f"{audio}.currentTime")
    wait_until(page, f"{audio}.currentTime > {at} + 0.5 && !{audio}.paused")
    page.evaluate(f"{PLAYER}.seek(400)")
    expect(status).to_have_text("You’re offline. We’ll resume when you’re back.")
    box, dock = status.bounding_box(), page.locator("#dock").bounding_box()
    assert box
    assert dock
    assert box["x"] >= 0
    assert box["y"] + box["height"] <= dock["y"] + 1
    server.start()
    wait_until(page, f"{audio}.currentTime > 400.2 && !{audio}.paused")
    expect(status).to_be_empty()
    page.get_by_role("button", name="Pause", exact=True).click()
    server.wait_until(lambda: server.get_story(story)["position"] > 100)
    server.client.delete(f"/v1/stories/{story}")


def filtered(page: Page, name: str, option: str) -> None:
    """Set the filter and wait for the page that it gives."""
    with page.expect_response(lambda response: response.url.startswith(page.url.split("?")[0])):
        page.get_by_label(name).select_option(option)
    expect(page.get_by_label(name).locator("option:checked")).to_have_text(option)


def test_the_library_is_filtered_by_site_and_playlist(
    server: ServerProcess, stories: dict[str, str], page: Page
) -> None:
    watched = PageMonitor(page)
    page.goto(server.base_url)
    page.get_by_text("Filter", exact=True).click()
    filtered(page, "Site", "Harbour Notes")
    expect(page.locator(".card")).to_have_count(1)
    filtered(page, "Site", "All sites")
    filtered(page, "Playlist", "Morning")
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_role("link", name="Archive").click()
    expect(page.get_by_label("Playlist")).to_have_value("Morning")
    assert watched.errors == []


def test_a_reload_creates_no_second_key_and_no_second_webhook(
    server: ServerProcess, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for field, value, button, secret in (
        ("Key name", "Pressed twice", "Create key", "New API key"),
        ("Endpoint URL", "https://twice.example/hook", "Add webhook", "Webhook secret"),
    ):
        page.goto(f"{server.base_url}/publisher")
        page.get_by_label(field).fill(value)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_label(secret)).to_be_visible()
        page.reload()
        expect(page.get_by_text(value)).to_have_count(1)
        expect(page.get_by_label(secret)).to_have_count(0)
    context.close()


def test_an_address_without_a_page_is_explained_to_people_and_to_programs(
    server: ServerProcess, page: Page
) -> None:
    page.goto(f"{server.base_url}/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    page.get_by_role("link", name="Back to library").click()
    expect(page).to_have_url(f"{server.base_url}/")
    assert server.client.get("/nowhere").json()["code"] == "not_found"


def test_a_fault_of_the_server_is_a_page_with_another_try(
    server: ServerProcess, page: Page
) -> None:
    story = server.create_finished_story(markdown=story_markdown("Broken"), source_id="broken")
    [script] = server.data_dir.glob(f"stories/{story['id']}/*/script.json*")
    script.write_bytes(b"not JSON")
    answer = page.goto(f"{server.base_url}/s/{story['id']}")
    assert answer
    assert answer.status == 500
    expect(page.get_by_role("heading", level=1)).to_have_text("Something went wrong")
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("alert")).to_contain_text("The server had a problem.")
    server.client.delete(f"/v1/stories/{story['id']}")


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A library with a password."""
    folder = tmp_path_factory.mktemp("locked")
    with running_server(folder, voice="", password=OWNER_HASH) as running:
        yield running


def test_a_new_library_explains_itself_and_login_works_by_keyboard(
    locked: ServerProcess, page: Page
) -> None:
    page.goto(locked.base_url)
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(OWNER_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Listen to any article")).to_be_visible()
    context = page.context.browser
    assert context
    looked = context.new_context(bypass_csp=True).new_page()
    looked.goto(f"{locked.base_url}/login")
    assert find_violations(looked) == []
    looked.context.close()


def test_a_new_library_has_an_example_that_plays(locked: ServerProcess, page: Page) -> None:
    page.goto(locked.base_url)
    page.get_by_label("Password").fill(OWNER_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Play an example").click()
    page.wait_for_url("**/s/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("How listening works")
    wait_until(page, "CSS.highlights.get('earshot-word')?.size")


def test_words_are_highlighted_in_a_library_with_a_password(
    locked: ServerProcess, page: Page
) -> None:
    page.goto(locked.base_url)
    page.get_by_label("Password").fill(OWNER_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Link or text of a story").fill(f"Private news. {SENTENCES[0]}")
    page.get_by_role("button", name="Play now").click()
    page.wait_for_url("**/s/**")
    wait_until(page, "CSS.highlights.get('earshot-word')?.size")
