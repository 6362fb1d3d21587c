"""Copies a library from SQLite to Postgres, and its files to an object store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from earshot.errors import ServerError
from earshot.server.storage.backup_archive import LibraryNotFound
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database
from earshot.server.storage.file_names import RECORDING_FILE
from earshot.server.storage.reader_pool import Row

TABLES = (
    *("accounts", "invitations", "sessions", "api_keys", "feeds", "stories", "story_edits"),
    *("lexicon_versions", "library_entries", "playlists", "listen_stats", "listen_totals"),
    *("webhooks", "outbox", "editions", "subscriptions", "feed_entries", "connectors"),
    *("connector_items", "audit_log", "sites", "deleted_stories", "passkeys"),
    *("login_attempts", "identities", "source_changes", "site_audio", "site_cookies"),
)
"""In an order that fits their references. Triggers fill the tables of counts."""
NUMBERED = {
    "accounts": "id",
    "audit_log": "number",
    "library_entries": "number",
    "outbox": "number",
    "stories": "number",
}
"""Tables whose rows the engine numbers."""
WITHOUT_ROWID = ("listen_totals", "playlists")
"""Tables of SQLite that are read at once."""
BATCH_ROWS = 500


class LibraryNotEmpty(ServerError):
    """The Postgres database has {count} stories already."""

    advice = "copy the library to an empty database"


@dataclass(frozen=True, slots=True)
class CopyResult:
    stories: int
    files: int


def copy_library(data_dir: DataDir, url: str) -> CopyResult:
    """Copy the SQLite library of the data directory to Postgres, in one transaction, and its files
    to the object store, if there is one. The server must not run.

    Raises LibraryNotFound, LibraryNotEmpty, DataDirLocked and OutputError.
    """
    if not data_dir.database_path.exists():
        raise LibraryNotFound(path=data_dir.folder)
    with (
        data_dir.exclusive_lock(),
        closing(open_database(data_dir)) as source,
        closing(open_database(data_dir, url)) as target,
    ):
        if count := target.value("SELECT count(*) FROM stories"):
            raise LibraryNotEmpty(count=count)
        files = asyncio.run(_upload_files(data_dir)) if data_dir.is_cache else 0
        with target.transaction():
            target.execute("DELETE FROM accounts")
            for table in TABLES:
                _copy_table(source, target, table)
            _copy_texts(source, target)
            for table, column in NUMBERED.items():
                _continue_numbers(target, table, column)
        return CopyResult(target.value("SELECT count(*) FROM stories"), files)


def _copy_table(source: Database, target: Database, table: str) -> None:
    for row in _iterate_rows(source, table, "*"):
        names = row.keys()[1:]
        placeholders = ", ".join("?" * len(names))
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({placeholders})"
        target.execute(sql, *list(row)[1:])


def _copy_texts(source: Database, target: Database) -> None:
    """Index the texts of the stories for the search of the target."""
    search = target.text_search
    for row in _iterate_rows(source, "story_search", "title, byline, site, text"):
        story_id = source.value("SELECT id FROM stories WHERE number = ?", row[0])
        if story_id:
            target.execute(search.insertion, *search.build_document(list(row)[1:]), story_id)


def _iterate_rows(source: Database, table: str, columns: str) -> Iterator[Row]:
    """All rows in the order of their insertion; their first value is the rowid."""
    if table in WITHOUT_ROWID:
        yield from source.rows(f"SELECT 0 AS place, {columns} FROM {table}")
        return
    sql = f"SELECT rowid AS place, {columns} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT ?"
    last = -1
    while rows := source.rows(sql, last, BATCH_ROWS):
        last = rows[-1]["place"]
        yield from rows


def _continue_numbers(target: Database, table: str, column: str) -> None:
    """Let the next row have the number after the last one."""
    sql = f"SELECT setval(pg_get_serial_sequence(?, ?), max({column})) FROM {table}"
    target.value(sql, table, column)


async def _upload_files(data_dir: DataDir) -> int:
    """Upload the files of all stories. A file that marks a recording as finished comes last."""
    paths = [path for path in data_dir.stories_dir.rglob("*") if path.is_file()]
    for path in sorted(paths, key=lambda each: (each.name == RECORDING_FILE, each)):
        await data_dir.upload_file(path)
    return len(paths)
