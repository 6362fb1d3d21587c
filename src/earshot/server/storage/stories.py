"""What is true of each story: a row, changed in one transaction or not at all.

A row is also the story's job. `todo` and `doing` are what is left to make, in the order it was
sent; a server that starts takes up all of them, so that nothing depends on memory.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from earshot.server.storage.database import Database, Row

PENDING_STATUSES = ("todo", "doing")
MAX_JOB_ATTEMPTS = 3
CLOCK_SKEW_SECONDS = 60.0
"""Seconds by which clocks are set right without a word."""
ID_BYTES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One row. Times are seconds since 1970, `duration` is milliseconds."""

    id: str
    key: str
    source_id: str
    url: str
    submission_hash: str
    """What was sent last: a hash of everything that decides how it will sound."""
    submitted_at: float
    digest: str
    """What the current revision says, and in which voice: a hash."""
    status: str
    error: str
    attempts: int
    revision: int
    """The newest one; 0 while the page has not been read."""
    ready_revision: int
    """The newest one whose recording is finished; 0 for none."""
    superseded_at: float
    voice: str
    """Asked for; empty for the best there is."""
    language: str
    requested_title: str
    title: str
    spoken_language: str
    """The language it is read in."""
    byline: str
    site: str
    section: str
    published: str
    excerpt: str
    word_count: int
    duration_ms: int
    size_bytes: int
    made_at: float
    created_at: float
    updated_at: float
    position: int
    """The word it was left at."""
    listen_status: str
    """new, started or finished"""
    archived: int
    queue_position: float | None
    access_level: str
    """What everybody may hear of it; empty for what holds for its site."""


_COLUMNS = frozenset(each.name for each in fields(Story))


StoryObserver = Callable[[Story, Story | None], None]
"""Told of a change inside its transaction: the story before it, and after it (None: deleted)."""


class StoryStore:
    """The stories of a library."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.observers: list[StoryObserver] = []

    def get(self, story_id: str) -> Story | None:
        return _optional_story(self.database.row("SELECT * FROM stories WHERE id = ?", story_id))

    def find_by_key(self, key: str) -> Story | None:
        return _optional_story(self.database.row("SELECT * FROM stories WHERE key = ?", key))

    def find_by_url(self, url: str) -> Story | None:
        sql = "SELECT * FROM stories WHERE url = ? ORDER BY created_at DESC LIMIT 1"
        return _optional_story(self.database.row(sql, url))

    def add(self, key: str, columns: Mapping[str, object]) -> Story:
        """The story of that key, to be made; `facts` are columns of it."""
        now = time.time()
        row = {"id": secrets.token_urlsafe(ID_BYTES), "key": key, "submitted_at": now}
        row |= {"created_at": now, "updated_at": now, **columns}
        names = ", ".join(_column_names(row))
        placeholders = ", ".join("?" * len(row))
        self.database.execute(
            f"INSERT INTO stories ({names}) VALUES ({placeholders})", *row.values()
        )
        return _require_story(self.find_by_key(key))

    def update(self, story_id: str, **columns: object) -> Story | None:
        """The story with other facts; None where it has been deleted meanwhile."""
        with self.database.transaction():
            before = self.get(story_id)
            after = self.update_silently(story_id, updated_at=time.time(), **columns)
            if before and after:
                self._notify(before, after)
            return after

    def update_silently(self, story_id: str, **columns: object) -> Story | None:
        """The same for what the listener did, which is no change of the story."""
        assignments = ", ".join(f"{name} = ?" for name in _column_names(columns))
        self.database.execute(
            f"UPDATE stories SET {assignments} WHERE id = ?", *columns.values(), story_id
        )
        return self.get(story_id)

    def delete(self, story_id: str) -> bool:
        with self.database.transaction():
            if known := self.get(story_id):
                self._notify(known, None)
            self.database.execute("DELETE FROM story_search WHERE id = ?", story_id)
            self.database.execute("DELETE FROM listen_stats WHERE story_id = ?", story_id)
            return bool(self.database.execute("DELETE FROM stories WHERE id = ?", story_id))

    def index_text(self, story: Story, text: str) -> None:
        """Let the story be found by its words."""
        with self.database.transaction():
            self.database.execute("DELETE FROM story_search WHERE id = ?", story.id)
            self.database.execute(
                "INSERT INTO story_search VALUES (?, ?, ?, ?, ?)",
                *(story.id, story.title, story.byline, story.site, text),
            )

    def list_pending(self) -> list[Story]:
        """What is left to make, the longest waiting first."""
        sql = "SELECT * FROM stories WHERE status IN (?, ?) ORDER BY submitted_at"
        return _stories_from_rows(self.database.rows(sql, *PENDING_STATUSES))

    def fix_future_times(self, now: float) -> None:
        """Nothing happened later than now: such times were told by a clock that was wrong."""
        for column in ("created_at", "updated_at", "submitted_at", "superseded_at"):
            self.database.execute(
                f"UPDATE stories SET {column} = ?1 WHERE {column} > ?1 + {CLOCK_SKEW_SECONDS}", now
            )

    def ids(self) -> set[str]:
        return {row[0] for row in self.database.rows("SELECT id FROM stories")}

    def set_playlists(self, story_id: str, playlists: Sequence[str]) -> None:
        """The story is in these playlists and no others."""
        with self.database.transaction():
            known = _require_story(self.get(story_id))
            self._notify(known, known)  # where it was, and where it is then
            self.database.execute("DELETE FROM playlists WHERE story_id = ?", story_id)
            for name in dict.fromkeys(playlists):
                self.database.execute("INSERT INTO playlists VALUES (?, ?)", story_id, name)
            self._notify(known, known)

    def _notify(self, before: Story, after: Story | None) -> None:
        for observer in self.observers:
            observer(before, after)

    def playlists_of(self, story_id: str) -> list[str]:
        sql = "SELECT name FROM playlists WHERE story_id = ? ORDER BY name"
        return [row[0] for row in self.database.rows(sql, story_id)]


def _column_names(columns: Mapping[str, object]) -> list[str]:
    """The names, which go into SQL as they are."""
    assert _COLUMNS.issuperset(columns), columns
    return list(columns)


def story_from_row(row: Row) -> Story:
    return Story(**{name: row[name] for name in _COLUMNS})


def _optional_story(row: Row | None) -> Story | None:
    return story_from_row(row) if row else None


def _stories_from_rows(rows: list[Row]) -> list[Story]:
    return [story_from_row(row) for row in rows]


def _require_story(story: Any) -> Story:
    assert isinstance(story, Story)
    return story
