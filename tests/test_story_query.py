"""Lists of stories: their order, pages, counts and search."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from earshot.server.storage import story_query
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import Story
from earshot.server.storage.story_query import (
    VIEWS,
    StoryQuery,
    count_views,
    list_playlists,
    list_sites,
    query_stories,
    rank_all_in_queue,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoryStore]:
    database = Database(DataDir(tmp_path))
    yield StoryStore(database)
    database.close()


def add_stories(store: StoryStore, count: int, **columns: object) -> list[Story]:
    with store.database.transaction():
        return [
            store.add(f"{columns}{number}", {"submission_hash": "", **columns})
            for number in range(count)
        ]


def find(store: StoryStore, **query: object) -> list[str]:
    return [story.id for story in query_stories(store.database, StoryQuery(**query)).stories]  # type: ignore[arg-type]


def test_pages_have_every_story_once_newest_first(store: StoryStore) -> None:
    added = [story.id for story in add_stories(store, 25)]
    pages = [find(store, page=page, size=10) for page in (1, 2, 3, 4)]
    assert [each for page in pages for each in page] == added[::-1]


def test_the_order_does_not_depend_on_the_clock(store: StoryStore) -> None:
    first, second = add_stories(store, 2)
    store.update_silently(first.id, created_at=second.created_at + 1_000)
    assert find(store) == [second.id, first.id]


def test_counts_are_those_of_the_stories_after_any_changes(store: StoryStore) -> None:
    rng = random.Random(5)
    ids = [story.id for story in add_stories(store, 12, site="A", status="doing")]
    values: dict[str, list[object]] = {
        "status": ["todo", "doing", "succeeded", "failed"],
        "archived": [0, 1],
        "listen_status": ["new", "started", "finished"],
        "site": ["", "A", "B"],
        "queue_position": [None, 1.0, 2.0],
    }
    for _ in range(200):
        column = rng.choice(list(values))
        store.update_silently(rng.choice(ids), **{column: rng.choice(values[column])})
        store.set_playlists(rng.choice(ids), rng.sample(["One", "Two"], rng.randrange(3)))
    store.delete(ids.pop())
    rows = store.database.rows
    for view, where in VIEWS.items():
        [[count]] = rows(f"SELECT count(*) FROM stories WHERE {where}")
        assert count_views(store.database)[view] == count
    names = {row[0] for row in rows("SELECT site FROM stories WHERE archived = 0 AND site <> ''")}
    assert set(list_sites(store.database)) == names
    playlists = [row[0] for row in rows("SELECT DISTINCT name FROM playlists ORDER BY name")]
    assert list_playlists(store.database) == playlists


def test_a_search_matches_whole_words_and_the_beginning_of_the_last(store: StoryStore) -> None:
    ferry, mail = add_stories(store, 2)
    store.index_text(ferry, "The council runs the ferry.")
    store.index_text(mail, "The councillor runs after the mail.")
    assert find(store, search="council") == [mail.id, ferry.id]
    assert find(store, search="council ferry") == [ferry.id]
    assert find(store, search="ru") == []
    assert find(store, search="runs MAI") == []
    assert find(store, search="runs mail") == [mail.id]
    store.index_text(mail, "Corrected.")
    assert find(store, search="mail") == []


@pytest.mark.parametrize("filters", [{}, {"site": "A"}, {"view": "archive"}])
def test_a_search_finds_a_limited_number_of_stories(
    store: StoryStore, monkeypatch: pytest.MonkeyPatch, filters: dict[str, str]
) -> None:
    monkeypatch.setattr(story_query, "MAX_SEARCH_RESULTS", 5)
    stories = add_stories(store, 7, site="A", archived=int("view" in filters))
    with store.database.transaction():
        for story in stories:
            store.index_text(story, "A common word.")
    page = query_stories(store.database, StoryQuery(search="common", size=3, page=2, **filters))
    assert page.total == 5
    assert [story.id for story in page.stories] == [stories[3].id, stories[2].id]


@pytest.mark.parametrize("long", [1, 1_000])
def test_a_playlist_is_listed_in_the_same_order_whatever_its_length(
    store: StoryStore, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    monkeypatch.setattr(story_query, "LONG_PLAYLIST", long)
    stories = [story.id for story in add_stories(store, 6)]
    for story_id in stories[::2]:
        store.set_playlists(story_id, ["Morning"])
    assert find(store, playlist="Morning") == stories[4::-2]
    page = query_stories(store.database, StoryQuery(playlist="Morning", size=2))
    assert (page.total, page.page_count) == (3, 2)


def test_ranks_in_the_queue_count_all_stories_before(store: StoryStore) -> None:
    stories = add_stories(store, 6)
    for number, story in enumerate(stories[:4]):
        store.update_silently(story.id, queue_position=float(number - 2))
    found = [store.get(story.id) for story in (stories[3], stories[0], stories[2], stories[5])]
    ranks = rank_all_in_queue(store.database, [story for story in found if story])
    assert ranks == {stories[0].id: 1, stories[2].id: 3, stories[3].id: 4}


@pytest.mark.parametrize(
    "query",
    [
        StoryQuery(page=3_000),
        StoryQuery(view="started", page=100),
        StoryQuery(view="failed"),
        StoryQuery(view="queue"),
        StoryQuery(site="A"),
        StoryQuery(playlist="Morning"),
        StoryQuery(search="common"),
    ],
)
def test_no_list_looks_through_all_stories(store: StoryStore, query: StoryQuery) -> None:
    statements = list[str]()
    store.database._connection.set_trace_callback(statements.append)
    query_stories(store.database, query)
    store.database._connection.set_trace_callback(None)
    for statement in (each for each in statements if each.startswith("SELECT")):
        plan = [row["detail"] for row in store.database.rows(f"EXPLAIN QUERY PLAN {statement}")]
        assert "SCAN stories" not in plan, statement


def test_a_story_that_failed_in_the_queue_is_passed_over(store: StoryStore) -> None:
    first, failed, older, last = add_stories(store, 4)
    for place, story in enumerate((first, failed, older, last)):
        store.update_silently(story.id, queue_position=float(place))
    store.update_silently(failed.id, status="failed")
    store.update_silently(older.id, status="failed", ready_revision=1)
    following = story_query.next_in_queue(store.database, first.id)
    assert following and following.id == older.id


def test_the_time_of_the_queue_is_estimated_for_stories_without_a_recording(
    store: StoryStore,
) -> None:
    recorded, waiting, _ = add_stories(store, 3, word_count=310)
    store.update_silently(recorded.id, queue_position=1.0, duration_ms=90_000)
    store.update_silently(waiting.id, queue_position=2.0)
    assert story_query.sum_queue_seconds(store.database) == 90 + 120


@pytest.mark.parametrize(
    ("places", "order"), [(-1, [1, 0, 2, 3]), (1, [0, 2, 1, 3]), (9, [0, 2, 3, 1])]
)
def test_a_story_moves_up_and_down_in_the_queue(
    store: StoryStore, places: int, order: list[int]
) -> None:
    stories = add_stories(store, 4)
    for story in stories:
        story_query.enqueue(store.database, story.id)
    story_query.shift_in_queue(store.database, stories[1].id, places)
    assert find(store, view="queue") == [stories[n].id for n in order]
