"""The stories of podcasts, and how SQLite finds them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from earshot.server.account import OWNER_ID
from earshot.server.storage.account_library import LibraryStore, list_playlists_of
from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.collections import COLLECTIONS, select_newest
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.sqlite_database import SqliteDatabase
from earshot.server.storage.stories import StoryStore


def test_a_feed_has_the_stories_of_its_account(tmp_path: Path, database_url: str) -> None:
    database = open_database(DataDir(tmp_path), database_url)
    stories = StoryStore(database)
    library = LibraryStore(database, stories.observers)
    ann = AccountStore(database).add("ann", "reader").id
    columns = {"submission_hash": "", "site": "A", "section": "B", "byline": "C"}
    added = [
        stories.add(str(number), {**columns, "ready_revision": number % 2}).id
        for number in range(4)
    ]
    for account, ids in ((OWNER_ID, added), (ann, added[1:2])):
        for story_id in ids:
            library.add(account, story_id)
            library.set_playlists(account, story_id, ["D"])
    names = {"library": "", "site": "A", "section": "B", "author": "C", "playlist": "D"}
    for collection, name in names.items():
        for account, expected in ((OWNER_ID, [added[3], added[1]]), (ann, [added[1]])):
            rows = database.rows(select_newest(collection, 5), name, account)
            assert [row["id"] for row in rows] == expected, collection
    database.close()


@pytest.mark.parametrize("collection", sorted(set(COLLECTIONS) - {"playlist", "editions"}))
def test_no_feed_sorts_or_looks_through_all_stories(tmp_path: Path, collection: str) -> None:
    database = open_database(DataDir(tmp_path))
    sql = f"EXPLAIN QUERY PLAN {select_newest(collection, 200)}"
    plan = [row["detail"] for row in database.rows(sql, "A", OWNER_ID)]
    assert {"SCAN stories", "SCAN entry", "USE TEMP B-TREE FOR ORDER BY"}.isdisjoint(plan), plan
    database.close()


def test_a_story_is_found_by_its_address_without_a_look_at_the_whole_library(
    tmp_path: Path,
) -> None:
    database = SqliteDatabase(DataDir(tmp_path))
    statements = list[str]()
    database._connection.set_trace_callback(statements.append)
    LibraryStore(database, []).find(OWNER_ID, "a key", "https://news.example/a")
    database._connection.set_trace_callback(None)
    for statement in statements:
        plan = " ".join(row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {statement}"))
        assert re.search(r"SEARCH stories USING INDEX \w+ \((key|url)=\?\)", plan), plan
        assert "SEARCH entry USING INDEX" in plan
    assert len(statements) == 2
    database.close()


def test_the_playlists_of_stories_are_found_without_a_look_at_all_playlists(tmp_path: Path) -> None:
    database = SqliteDatabase(DataDir(tmp_path))
    statements = list[str]()
    database._connection.set_trace_callback(statements.append)
    list_playlists_of(database, OWNER_ID, ["a", "b"])
    database._connection.set_trace_callback(None)
    plan = [row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {statements[-1]}")]
    assert any("playlists" in step and "story_number=?" in step for step in plan), plan
    database.close()
