"""Migrations of the database from all versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from earshot.errors import Unwritable
from earshot.server.account import OWNER_ID
from earshot.server.analytics import load_listen_stats
from earshot.server.storage.account_library import LibraryStore, list_playlists_of
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.library_counts import count_views, list_playlists
from earshot.server.storage.sites import find_site_settings
from earshot.server.storage.sqlite_database import MIGRATIONS
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story_query import (
    StoryQuery,
    query_stories,
)


def database_schema(path: Path) -> dict[str, str]:
    """SQLite quotes the tables of a search index in either way."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return {name: sql.replace("'", '"') for name, sql in rows}


def database_rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows but sessions, times of creation and counters that are still 0."""
    with closing(sqlite3.connect(path)) as database:
        tables = [
            name for name, sql in database_schema(path).items() if sql.startswith("CREATE TABLE")
        ]
        database.execute("UPDATE accounts SET created_at = 0")
        rows = {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    other = ("sessions", "sqlite_sequence")
    return {name: found for name, found in rows.items() if found and name not in other}


@pytest.fixture(scope="module")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = DataDir(tmp_path_factory.mktemp("new"))
    open_database(data_dir).close()
    return data_dir.database_path


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_an_older_database_is_migrated_without_loss(
    tmp_path: Path, new_database: Path, version: int
) -> None:
    old = DataDir(tmp_path)
    with closing(sqlite3.connect(old.database_path)) as database:
        for step in MIGRATIONS[:version]:
            database.executescript(step.read_text("utf-8"))
        columns = [row[1] for row in database.execute("PRAGMA table_info(sessions)")][:2]
        database.execute(f"INSERT INTO sessions ({', '.join(columns)}) VALUES ('kept', 1.0)")
        database.execute(f"PRAGMA user_version = {version}")
        database.commit()
    open_database(old).close()
    assert database_schema(old.database_path) == database_schema(new_database)
    assert database_rows(old.database_path) == database_rows(new_database)
    with closing(sqlite3.connect(old.database_path)) as database:
        assert database.execute("SELECT token FROM sessions").fetchall() == [("kept",)]


def test_a_newer_database_is_rejected(tmp_path: Path) -> None:
    home = DataDir(tmp_path)
    open_database(home).close()
    with closing(sqlite3.connect(home.database_path)) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(Unwritable, match="newer"):
        open_database(home)


def test_a_story_of_the_first_version_keeps_its_data_under_the_new_names(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    with closing(sqlite3.connect(data_dir.database_path)) as database:
        for step in MIGRATIONS[:4]:
            database.executescript(step.read_text("utf-8"))
        database.execute(
            "INSERT INTO stories (id, key, sent, sent_at, created, updated, access, place, heard)"
            " VALUES ('a', 'k', 'h', 1, 2, 3, 'segment', 7, 'started')"
        )
        database.execute("INSERT INTO playlists VALUES ('a', 'Morning')")
        database.execute("PRAGMA user_version = 4")
        database.execute(
            "INSERT INTO words_of_stories VALUES ('a', 'Ferry', '', '', 'It came back.')"
        )
        for day in ("2026-01-01", "2026-01-02"):
            database.execute(
                "INSERT INTO figures VALUES ('a', ?, 1, 30, '1 1 0 0 0 0 0 0 0 2')", (day,)
            )
        database.commit()
    database_now = open_database(data_dir)
    store = StoryStore(database_now)
    library = LibraryStore(database_now, store.observers)
    story = library.get(OWNER_ID, "a")
    assert story is not None
    assert (story.access_level, story.position, story.listen_status) == ("preview", 7, "started")
    assert (story.submitted_at, story.created_at, story.updated_at) == (1, 2, 3)
    query = StoryQuery(account_id=OWNER_ID, search="came")
    assert list_playlists_of(database_now, OWNER_ID, ["a"]) == {"a": ["Morning"]}
    assert query_stories(database_now, query).stories == [story]
    assert list_playlists(database_now, OWNER_ID) == ["Morning"]
    assert count_views(database_now, OWNER_ID)["started"] == 1
    [stats] = load_listen_stats(database_now, 10)
    assert (stats.plays, stats.seconds, stats.deciles) == (2, 60, (2, 2, 0, 0, 0, 0, 0, 0, 0, 4))
    store.delete("a")
    assert query_stories(database_now, query).total == 0
    assert load_listen_stats(database_now, 10) == []
    assert database_now.rows("SELECT * FROM playlists") == [], "foreign keys follow the new names"
    database_now.close()


def test_a_site_that_chose_its_parts_still_reads_words_in_brackets(tmp_path: Path) -> None:
    data_dir = DataDir(tmp_path)
    with closing(sqlite3.connect(data_dir.database_path)) as database:
        for step in MIGRATIONS[:15]:
            database.executescript(step.read_text("utf-8"))
        settings = {"a.example": '{"spoken_parts":["notes"]}', "b.example": '{"spoken_parts":null}'}
        for host, text in settings.items():
            database.execute("INSERT INTO sites VALUES (?, ?, 0)", (host, text))
        database.execute("PRAGMA user_version = 15")
        database.commit()
    database_now = open_database(data_dir)
    chosen, unset = (find_site_settings(database_now, f"https://{host}/") for host in settings)
    assert chosen.spoken_parts == ("notes", "brackets")
    assert unset.spoken_parts is None
    database_now.close()
