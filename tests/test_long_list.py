"""A long list of stories: it goes on at its end, and an action changes only what it has to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser import wait_until
from playwright.sync_api import Page, expect
from serving import ServerProcess, running_server

from earshot.server.account import OWNER_ID
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.stories import StoryStore

COUNT = 100
SCROLL_TO_END = "void scrollTo(0, document.documentElement.scrollHeight)"
SHOWN = "[...document.querySelectorAll('#list .card')]"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A library whose stories were not recorded; the newest is number 99."""
    folder = tmp_path_factory.mktemp("long")
    database = open_database(DataDir(folder), "")
    library, stories = LibraryStore(database, []), StoryStore(database)
    with database.transaction():
        for number in range(COUNT):
            columns = {"submission_hash": "", "title": f"Story {number}.", "status": "succeeded"}
            library.add(OWNER_ID, stories.add(str(number), columns).id)
    database.close()
    with running_server(folder, voice="") as running:
        yield running


def choose(page: Page, name: str, action: str) -> None:
    card = page.locator("#list .card", has_text=name)
    card.locator("summary").click()
    card.get_by_role("button", name=action, exact=True).click()


def test_a_list_continues_at_its_end_without_gaps_after_a_story_has_left_it(
    server: ServerProcess, page: Page
) -> None:
    page.goto(f"{server.base_url}/?view=library")
    choose(page, "Story 99.", "Archive")
    expect(page.locator("#toasts")).to_contain_text("Archived")
    expect(page.locator("#list .card", has_text="Story 99.")).to_have_count(0)
    page.evaluate(
        f"""window.seen = new Set({SHOWN}.map(each => each.id));
        new MutationObserver(() => {SHOWN}.forEach(each => seen.add(each.id)))
          .observe(document.getElementById('list'), {{childList: true, subtree: true}})"""
    )
    wait_until(
        page,
        f"{SCROLL_TO_END} || !document.querySelector('.pages')",
    )
    wait_until(page, f"seen.size === {COUNT - 1}")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#list .card").first).to_contain_text("Story 98.")


def test_cards_far_off_the_screen_leave_the_document_and_come_back(
    server: ServerProcess, page: Page
) -> None:
    page.goto(f"{server.base_url}/?view=library")
    first = page.locator("#list > .stories").first
    expect(first.locator(".card")).to_have_count(30)
    height = "document.querySelector('#list > .stories').offsetHeight"
    wait_until(
        page,
        f"{SCROLL_TO_END} || !document.querySelector('#list > .stories').childElementCount",
    )
    assert page.evaluate(height) > 1000
    page.evaluate("scrollTo(0, 0)")
    expect(first.locator(".card")).to_have_count(30)


def test_an_action_replaces_its_card_and_leaves_the_others(
    server: ServerProcess, page: Page
) -> None:
    page.goto(f"{server.base_url}/?view=library")
    page.evaluate(f"window.before = {SHOWN}")
    choose(page, "Story 90.", "Add to queue")
    expect(page.get_by_role("link", name="Up next 1")).to_be_visible()
    expect(page.locator("#list").get_by_label("More for Story 90.")).to_be_focused()
    kept = page.evaluate(f"{SHOWN}.filter(each => before.includes(each)).length")
    assert kept == len(page.evaluate("before.map(each => each.id)")) - 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Up next 1")).to_have_count(0)


def test_an_archived_story_comes_back_to_its_place(server: ServerProcess, page: Page) -> None:
    page.goto(f"{server.base_url}/?view=library")
    titles = page.locator("#list h3")
    before = titles.all_text_contents()
    choose(page, "Story 95.", "Archive")
    expect(titles.filter(has_text="Story 95.")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(titles).to_have_text(before)


READ_POSITION = """(card => [card.dataset.story, Math.round(card.getBoundingClientRect().top)])(
    [...document.querySelectorAll("#list .card")].find(
        card => card.getBoundingClientRect().top > 0))"""


HOLD_FIRST_REQUEST_FOR_PAGE_4 = """
window.isHeld = false;
const fetchNow = window.fetch;
window.fetch = (address, options) => {
  if (isHeld || !String(address).includes("page=4")) return fetchNow(address, options);
  isHeld = true;
  return new Promise(() => {});
}"""


def set_archived(server: ServerProcess, stories: list[dict[str, Any]], *, archived: bool) -> None:
    for story in stories:
        path = f"/v1/stories/{story['id']}"
        assert server.client.patch(path, json={"archived": archived}).status_code == 200


def open_far_down(page: Page, server: ServerProcess) -> tuple[str, int]:
    """Open the library, scroll to its third page, and return the position."""
    page.goto(f"{server.base_url}/?view=library")
    wait_until(
        page,
        f"{SCROLL_TO_END} || document.querySelectorAll('#list > .stories').length >= 3",
    )
    page.evaluate("scrollTo(0, document.querySelectorAll('#list > .stories')[2].offsetTop)")
    return read_position(page)


def read_position(page: Page) -> tuple[str, int]:
    """Wait until the position is saved. Returns the first story that is whole on the screen, and
    the pixels above it."""
    story, top = page.evaluate(SETTLED_POSITION)
    return story, top


SETTLED_POSITION = f"""() => new Promise(done => {{
  let before = "";
  const look = () => {{
    const position = {READ_POSITION};
    const now = JSON.stringify([position, scrollY]);
    const isSaved = history.state?.scroll > 3000 && history.state.scroll === scrollY;
    if (isSaved && now === before) return done(position);
    before = now;
    requestAnimationFrame(() => requestAnimationFrame(look));
  }};
  look();
}})"""
"""The cards that come on the screen change from their estimated height to their own, so two looks
agree."""


def leave_list(page: Page) -> None:
    page.get_by_role("link", name="Following").click()
    page.wait_for_url("**/subscriptions")


def wait_for_position(page: Page, story: str, top: int) -> None:
    card = f"document.querySelector('#list .card[data-story=\"{story}\"]')"
    wait_until(page, f"Math.abs(({card}?.getBoundingClientRect().top ?? Infinity) - ({top})) < 2")


def test_a_reader_comes_back_to_a_place_far_down(server: ServerProcess, page: Page) -> None:
    story, top = open_far_down(page, server)
    leave_list(page)
    page.go_back()
    wait_for_position(page, story, top)


def test_a_reader_comes_back_to_a_story_that_others_have_moved_down(
    server: ServerProcess, page: Page
) -> None:
    newest = server.client.get("/v1/stories", params={"limit": 20}).json()["stories"]
    set_archived(server, newest, archived=True)
    story, top = open_far_down(page, server)
    leave_list(page)
    set_archived(server, newest, archived=False)
    page.go_back()
    wait_for_position(page, story, top)


def test_a_reloaded_list_is_where_it_was(server: ServerProcess, page: Page) -> None:
    story, top = open_far_down(page, server)
    page.reload()
    wait_for_position(page, story, top)


def test_a_list_is_restored_while_the_one_before_it_still_waits_for_cards(
    server: ServerProcess, page: Page
) -> None:
    page.add_init_script(HOLD_FIRST_REQUEST_FOR_PAGE_4)
    open_far_down(page, server)
    wait_until(page, f"{SCROLL_TO_END} || isHeld")
    story, top = read_position(page)
    leave_list(page)
    page.go_back()
    wait_for_position(page, story, top)


def test_a_place_is_kept_if_the_list_is_left_before_it_is_restored(
    server: ServerProcess, page: Page
) -> None:
    story, top = open_far_down(page, server)
    page.route("**page=2*", lambda _: None)  # no answer
    with page.expect_request("**page=2*"):
        page.reload()
    wait_until(page, "scrollY > 0")
    page.wait_for_timeout(400)  # longer than until a position is saved
    page.unroute("**page=2*")
    page.reload()
    wait_for_position(page, story, top)


SCROLL_AND_GO_BACK = """() => new Promise(done => {
  addEventListener("popstate", () => setTimeout(() => done(history.state.scroll), 500));
  dispatchEvent(new Event("scroll"));
  history.back();
})"""


def test_a_position_is_kept_while_its_page_is_fetched(server: ServerProcess, page: Page) -> None:
    open_far_down(page, server)
    leave_list(page)
    page.route("**/?view=library", lambda _: None)  # no answer
    assert page.evaluate(SCROLL_AND_GO_BACK) > 3000
