"""Lists of stories: their order, pages, counts and search."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot.server.account import OWNER_ID
from earshot.server.storage import story_query
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.library_counts import count_views, list_playlists, list_sites
from earshot.server.storage.play_queue import (
    next_in_queue,
    rank_all_in_queue,
    sum_queue_seconds,
)
from earshot.server.storage.sqlite_database import SqliteDatabase
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import ENTRY_COLUMNS, LIBRARY_STORIES, LibraryStory
from earshot.server.storage.story_query import (
    VIEWS,
    StoryQuery,
    query_stories,
)


@pytest.fixture
def library(tmp_path: Path, database_url: str) -> Iterator[LibraryStore]:
    database = open_database(DataDir(tmp_path), database_url)
    yield LibraryStore(database, [])
    database.close()


def add_stories(
    library: LibraryStore, count: int, account_id: int = OWNER_ID, **columns: object
) -> list[LibraryStory]:
    state = {name: columns.pop(name) for name in ENTRY_COLUMNS & set(columns)}
    with library.database.transaction():
        return [
            add_story(library, account_id, f"{columns}{number}", columns, state)
            for number in range(count)
        ]


def add_story(
    library: LibraryStore,
    account_id: int,
    key: str,
    columns: dict[str, object],
    state: dict[str, object],
) -> LibraryStory:
    story = StoryStore(library.database).find_by_key(key) or StoryStore(library.database).add(
        key, {"submission_hash": "", **columns}
    )
    library.add(account_id, story.id)
    if state:
        library.update(account_id, story.id, **state)
    found = library.get(account_id, story.id)
    assert found is not None
    return found


def find(library: LibraryStore, account_id: int = OWNER_ID, **query: object) -> list[str]:
    asked = StoryQuery(account_id=account_id, **query)  # type: ignore[arg-type]
    return [story.id for story in query_stories(library.database, asked).stories]


def test_pages_have_every_story_once_newest_first(library: LibraryStore) -> None:
    added = [story.id for story in add_stories(library, 25)]
    pages = [find(library, page=page, size=10) for page in (1, 2, 3, 4)]
    assert [each for page in pages for each in page] == added[::-1]


def test_the_order_does_not_depend_on_the_clock(library: LibraryStore) -> None:
    first, second = add_stories(library, 2)
    StoryStore(library.database).update_silently(first.id, created_at=second.created_at + 1_000)
    assert find(library) == [second.id, first.id]


def test_counts_are_those_of_the_stories_after_any_changes(
    library: LibraryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(5)
    accounts = [OWNER_ID, AccountStore(library.database).add("ann", "reader").id]
    ids = [story.id for story in add_stories(library, 12, site="A", status="doing")]
    values: dict[str, list[object]] = {
        "status": ["todo", "doing", "succeeded", "failed"],
        "archived": [0, 1],
        "listen_status": ["new", "started", "finished"],
        "site": ["", "A", "B"],
        "queue_position": [None, 1.0, 2.0],
    }
    for _ in range(300):
        column, account, story = rng.choice(list(values)), rng.choice(accounts), rng.choice(ids)
        columns = {column: rng.choice(values[column])}
        if column in ENTRY_COLUMNS:
            library.update(account, story, **columns)
        else:
            StoryStore(library.database).update_silently(story, **columns)
        rng.choice([library.add, library.remove])(accounts[1], rng.choice(ids))
        if library.get(account, story):
            library.set_playlists(account, story, rng.sample(["One", "Two"], rng.randrange(3)))
    StoryStore(library.database).delete(ids.pop())
    for long in (1, 1_000):
        monkeypatch.setattr(story_query, "LONG_LIST", long)
        monkeypatch.setattr(story_query, "LONG_SEARCHED_LIST", long)
        for account in accounts:
            assert_counts_are_right(library, account)


def assert_counts_are_right(library: LibraryStore, account: int) -> None:
    def values(column: str, where: str) -> list[object]:
        sql = f"SELECT DISTINCT {column} FROM ({LIBRARY_STORIES} WHERE entry.account_id = ?) AS l"
        return [row[0] for row in library.database.rows(f"{sql} WHERE {where}", account)]

    for view, where in VIEWS.items():
        assert count_views(library.database, account)[view] == len(values("id", where)), view
    sites = values("site", "archived = 0 AND site <> ''")
    assert sorted(list_sites(library.database, account)) == sorted(map(str, sites))
    sql = "SELECT DISTINCT name FROM playlists WHERE account_id = ? ORDER BY name"
    playlists = [row[0] for row in library.database.rows(sql, account)]
    assert list_playlists(library.database, account) == playlists
    for status in ("todo", "doing", "succeeded", "failed"):
        expected = values("id", f"archived = 0 AND status = '{status}'")
        assert count(library, account, status=status) == len(expected)
    for name in playlists:
        member = f"number IN (SELECT story_number FROM playlists WHERE name = '{name}'"
        expected = values("id", f"archived = 0 AND {member} AND account_id = {account})")
        assert count(library, account, playlist=name) == len(expected)


def count(library: LibraryStore, account: int, **filters: str) -> int:
    query = StoryQuery(account_id=account, **filters)  # type: ignore[arg-type]
    return query_stories(library.database, query).total


def test_an_account_lists_and_finds_only_its_own_stories(library: LibraryStore) -> None:
    ann = AccountStore(library.database).add("ann", "reader").id
    old, *_ = add_stories(library, 3, site="A")
    [own] = add_stories(library, 1, ann, site="A", url="https://news.example/", queue_position=1.0)
    library.add(ann, old.id)
    library.set_playlists(OWNER_ID, old.id, ["Morning"])
    for story in (old, own):
        StoryStore(library.database).index_text(story, "A common word.")
    assert find(library, ann) == [old.id, own.id], "the last one that Ann added is first"
    assert find(library, ann, search="common") == [own.id, old.id]
    assert find(library, ann, site="A", search="common") == [own.id, old.id]
    assert find(library, ann, playlist="Morning") == []
    assert find(library, view="queue") == []
    assert len(find(library)) == 3


def test_a_search_matches_whole_words_and_the_beginning_of_the_last(library: LibraryStore) -> None:
    ferry, mail = add_stories(library, 2)
    StoryStore(library.database).index_text(ferry, "The council runs the ferry.")
    StoryStore(library.database).index_text(mail, "The councillor runs after the mail.")
    assert find(library, search="council") == [mail.id, ferry.id]
    assert find(library, search="council ferry") == [ferry.id]
    assert find(library, search="ru") == []
    assert find(library, search="runs MAI") == []
    assert find(library, search="runs mail") == [mail.id]
    StoryStore(library.database).index_text(mail, "Corrected.")
    assert find(library, search="mail") == []


@pytest.mark.parametrize("filters", [{}, {"site": "A"}, {"view": "archive"}])
def test_a_search_finds_a_limited_number_of_stories(
    library: LibraryStore, monkeypatch: pytest.MonkeyPatch, filters: dict[str, str]
) -> None:
    monkeypatch.setattr(story_query, "MAX_SEARCH_RESULTS", 5)
    stories = add_stories(library, 7, site="A", archived=int("view" in filters))
    with library.database.transaction():
        for story in stories:
            StoryStore(library.database).index_text(story, "A common word.")
    page = query_stories(
        library.database,
        StoryQuery(account_id=OWNER_ID, search="common", size=3, page=2, **filters),
    )
    assert page.total == 5
    assert [story.id for story in page.stories] == [stories[3].id, stories[2].id]


def test_a_search_on_a_site_finds_its_stories_alone(library: LibraryStore) -> None:
    found = list[str]()
    for site in ("The Sea", "Sea", "", "…", 'Sea "B" Öst'):
        [story] = add_stories(library, 1, site=site)
        StoryStore(library.database).index_text(story, "ferry")
        found.append(story.id)
        assert find(library, site=site, search="ferry") == (found[::-1] if not site else [story.id])


@pytest.mark.parametrize("long", [1, 1_000])
def test_a_playlist_is_listed_in_the_same_order_whatever_its_length(
    library: LibraryStore, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    monkeypatch.setattr(story_query, "LONG_LIST", long)
    stories = [story.id for story in add_stories(library, 6)]
    for story_id in stories[::2]:
        library.set_playlists(OWNER_ID, story_id, ["Morning"])
    assert find(library, playlist="Morning") == stories[4::-2]
    page = query_stories(
        library.database, StoryQuery(account_id=OWNER_ID, playlist="Morning", size=2)
    )
    assert (page.total, page.page_count) == (3, 2)


def test_ranks_in_the_queue_count_all_stories_before(library: LibraryStore) -> None:
    stories = add_stories(library, 6)
    for number, story in enumerate(stories[:4]):
        library.update(OWNER_ID, story.id, queue_position=float(number - 2))
    found = [
        library.get(OWNER_ID, story.id)
        for story in (stories[3], stories[0], stories[2], stories[5])
    ]
    ranks = rank_all_in_queue(library.database, OWNER_ID, [story for story in found if story])
    assert ranks == {stories[0].id: 1, stories[2].id: 3, stories[3].id: 4}


@pytest.mark.parametrize(
    "query",
    [
        StoryQuery(account_id=OWNER_ID, page=3_000),
        StoryQuery(account_id=OWNER_ID, view="started", page=100),
        StoryQuery(account_id=OWNER_ID, view="failed"),
        StoryQuery(account_id=OWNER_ID, view="queue"),
        StoryQuery(account_id=OWNER_ID, site="A"),
        StoryQuery(account_id=OWNER_ID, playlist="Morning"),
        StoryQuery(account_id=OWNER_ID, search="common"),
        StoryQuery(account_id=OWNER_ID, site="A", search="common"),
        StoryQuery(account_id=OWNER_ID, view="archive", search="common"),
        StoryQuery(account_id=OWNER_ID, status="failed"),
    ],
)
def test_no_list_looks_through_all_stories(tmp_path: Path, query: StoryQuery) -> None:
    statements = list[str]()
    database = SqliteDatabase(DataDir(tmp_path))
    database._connection.set_trace_callback(statements.append)
    query_stories(database, query)
    database._connection.set_trace_callback(None)
    for statement in (each for each in statements if each.startswith("SELECT")):
        plan = [row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {statement}")]
        assert {"SCAN stories", "SCAN entry"}.isdisjoint(plan), statement
    database.close()


def test_unfinished_stories_are_counted_without_a_look_at_the_whole_library(tmp_path: Path) -> None:
    statements = list[str]()
    database = SqliteDatabase(DataDir(tmp_path))
    database._connection.set_trace_callback(statements.append)
    story_query._count_few(database, OWNER_ID, "doing")
    database._connection.set_trace_callback(None)
    plan = [row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {statements[0]}")]
    assert "stories_by_status (status=?)" in plan[0], plan
    database.close()


def test_a_story_that_failed_in_the_queue_is_passed_over(library: LibraryStore) -> None:
    added = add_stories(library, 4)
    for place, story in enumerate(added):
        library.update(OWNER_ID, story.id, queue_position=float(place))
    first, failed, older, _ = [library.get(OWNER_ID, story.id) for story in added]
    assert first and failed and older
    stories = StoryStore(library.database)
    stories.update_silently(failed.id, status="failed")
    stories.update_silently(older.id, status="failed", ready_revision=1)
    following = next_in_queue(library.database, OWNER_ID, first)
    assert following and following.id == older.id


def test_the_time_of_the_queue_is_estimated_for_stories_without_a_recording(
    library: LibraryStore,
) -> None:
    recorded, waiting, _ = add_stories(library, 3, word_count=310)
    StoryStore(library.database).update_silently(recorded.id, duration_ms=90_000)
    for story in (recorded, waiting):
        library.enqueue(OWNER_ID, story.id)
    assert sum_queue_seconds(library.database, OWNER_ID) == 90 + 120


@pytest.mark.parametrize(
    ("places", "order"), [(-1, [1, 0, 2, 3]), (1, [0, 2, 1, 3]), (9, [0, 2, 3, 1])]
)
def test_a_story_moves_up_and_down_in_the_queue(
    library: LibraryStore, places: int, order: list[int]
) -> None:
    stories = add_stories(library, 4)
    for story in stories:
        library.enqueue(OWNER_ID, story.id)
    library.shift_in_queue(OWNER_ID, stories[1].id, places)
    assert find(library, view="queue") == [stories[n].id for n in order]
