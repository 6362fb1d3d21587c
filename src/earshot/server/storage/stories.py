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

UNFINISHED = ("todo", "doing")
ATTEMPTS = 3
TOLERANCE = 60.0
"""Seconds by which clocks are set right without a word."""
ID_BYTES = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One row. Times are seconds since 1970, `duration` is milliseconds."""

    id: str
    key: str
    source_id: str
    url: str
    sent: str
    """What was sent last: a hash of everything that decides how it will sound."""
    sent_at: float
    digest: str
    """What the current revision says, and in which voice: a hash."""
    status: str
    error: str
    attempts: int
    revision: int
    """The newest one; 0 while the page has not been read."""
    ready: int
    """The newest one whose recording is finished; 0 for none."""
    superseded_at: float
    voice: str
    """Asked for; empty for the best there is."""
    language: str
    sent_title: str
    title: str
    tongue: str
    """The language it is read in."""
    byline: str
    site: str
    section: str
    published: str
    opening: str
    words: int
    duration: int
    bytes: int
    made_at: float
    created: float
    updated: float
    place: int
    """The word it was left at."""
    heard: str
    """new, started or finished"""
    archived: int
    queued: float | None
    access: str
    """What everybody may hear of it; empty for what holds for its site."""


_COLUMNS = frozenset(each.name for each in fields(Story))


Watcher = Callable[[Story, Story | None], None]
"""Told of a change inside its transaction: the story before it, and after it (None: deleted)."""


class Store:
    """The stories of a library."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.watchers: list[Watcher] = []

    def story(self, story: str) -> Story | None:
        return _one(self.database.row("SELECT * FROM stories WHERE id = ?", story))

    def by_key(self, key: str) -> Story | None:
        return _one(self.database.row("SELECT * FROM stories WHERE key = ?", key))

    def by_url(self, url: str) -> Story | None:
        sql = "SELECT * FROM stories WHERE url = ? ORDER BY created DESC LIMIT 1"
        return _one(self.database.row(sql, url))

    def add(self, key: str, facts: Mapping[str, object]) -> Story:
        """The story of that key, to be made; `facts` are columns of it."""
        now = time.time()
        row = {"id": secrets.token_urlsafe(ID_BYTES), "key": key, "sent_at": now}
        row |= {"created": now, "updated": now, **facts}
        names = ", ".join(_known(row))
        marks = ", ".join("?" * len(row))
        self.database.change(f"INSERT INTO stories ({names}) VALUES ({marks})", *row.values())
        return _sure(self.by_key(key))

    def change(self, story: str, **facts: object) -> Story | None:
        """The story with other facts; None where it has been deleted meanwhile."""
        with self.database.together():
            before = self.story(story)
            after = self.note(story, updated=time.time(), **facts)
            if before and after:
                self._tell(before, after)
            return after

    def note(self, story: str, **facts: object) -> Story | None:
        """The same for what the listener did, which is no change of the story."""
        sets = ", ".join(f"{name} = ?" for name in _known(facts))
        self.database.change(f"UPDATE stories SET {sets} WHERE id = ?", *facts.values(), story)
        return self.story(story)

    def delete(self, story: str) -> bool:
        with self.database.together():
            if known := self.story(story):
                self._tell(known, None)
            self.database.change("DELETE FROM words_of_stories WHERE id = ?", story)
            self.database.change("DELETE FROM figures WHERE story = ?", story)
            return bool(self.database.change("DELETE FROM stories WHERE id = ?", story))

    def index(self, story: Story, text: str) -> None:
        """Let the story be found by its words."""
        with self.database.together():
            self.database.change("DELETE FROM words_of_stories WHERE id = ?", story.id)
            self.database.change(
                "INSERT INTO words_of_stories VALUES (?, ?, ?, ?, ?)",
                *(story.id, story.title, story.byline, story.site, text),
            )

    def unfinished(self) -> list[Story]:
        """What is left to make, the longest waiting first."""
        sql = "SELECT * FROM stories WHERE status IN (?, ?) ORDER BY sent_at"
        return _all(self.database.rows(sql, *UNFINISHED))

    def right_times(self, now: float) -> None:
        """Nothing happened later than now: such times were told by a clock that was wrong."""
        for column in ("created", "updated", "sent_at", "superseded_at"):
            self.database.change(
                f"UPDATE stories SET {column} = ?1 WHERE {column} > ?1 + {TOLERANCE}", now
            )

    def ids(self) -> set[str]:
        return {row[0] for row in self.database.rows("SELECT id FROM stories")}

    def put_in(self, story: str, playlists: Sequence[str]) -> None:
        """The story is in these playlists and no others."""
        with self.database.together():
            known = _sure(self.story(story))
            self._tell(known, known)  # where it was, and where it is then
            self.database.change("DELETE FROM playlists WHERE story = ?", story)
            for name in dict.fromkeys(playlists):
                self.database.change("INSERT INTO playlists VALUES (?, ?)", story, name)
            self._tell(known, known)

    def _tell(self, before: Story, after: Story | None) -> None:
        for watcher in self.watchers:
            watcher(before, after)

    def playlists_of(self, story: str) -> list[str]:
        sql = "SELECT name FROM playlists WHERE story = ? ORDER BY name"
        return [row[0] for row in self.database.rows(sql, story)]


def _known(facts: Mapping[str, object]) -> list[str]:
    """The names, which go into SQL as they are."""
    assert _COLUMNS.issuperset(facts), facts
    return list(facts)


def as_story(row: Row) -> Story:
    return Story(**{name: row[name] for name in _COLUMNS})


def _one(row: Row | None) -> Story | None:
    return as_story(row) if row else None


def _all(rows: list[Row]) -> list[Story]:
    return [as_story(row) for row in rows]


def _sure(story: Any) -> Story:
    assert isinstance(story, Story)
    return story
