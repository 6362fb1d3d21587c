"""What is true of each subscription and of the entries that were met in it: rows, changed in one
transaction or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields

from earshot.errors import Refused
from earshot.server.storage.database import Database, Row
from earshot.server.submissions import canonical, is_web_address, refused

ACTIVE, PAUSED, ENDED = "active", "paused", "ended"
KEPT = 5_000
"""Entries of one subscription that are remembered beside those that its feed still holds."""
MOST = 2_000
"""Subscriptions."""
GAP = 600.0
"""Seconds before the first change of an entry is followed; twice as long for each that was."""
LONGEST_GAP = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One row. Times are seconds since 1970."""

    id: str
    key: str
    """The address, however it is spelled."""
    url: str
    """What is asked."""
    title: str
    home: str
    playlist: str
    """That its stories are put in; empty for none."""
    status: str
    """active, paused or ended"""
    error: str
    """What the last look came to, in plain words; empty where it was good."""
    failures: int
    """In a row."""
    etag: str
    last_modified: str
    due: float
    looked: float
    """When it was last asked; 0 for never."""
    heard: float
    """When it last answered well; 0 for never."""
    created: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """An entry that was met in the feed of a subscription."""

    key: str
    url: str
    digest: str
    story: str
    """The story that it is; empty where none was made of it."""
    changes: int
    """That were followed."""
    at: float

    def is_due(self, now: float) -> bool:
        """Whether a change of it is followed by now: an entry that changes all the time is followed
        less and less."""
        return now - self.at >= min(GAP * 2.0 ** min(self.changes, 20), LONGEST_GAP)


class Book:
    """All subscriptions of a library."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def one(self, subscription: str) -> Subscription | None:
        row = self.database.row("SELECT * FROM subscriptions WHERE id = ?", subscription)
        return _of(row) if row else None

    def all(self) -> list[Subscription]:
        rows = self.database.rows("SELECT * FROM subscriptions ORDER BY title COLLATE NOCASE, url")
        return [_of(row) for row in rows]

    def due(self, now: float) -> list[Subscription]:
        """Whom it is time to look at, the longest waiting first."""
        sql = "SELECT * FROM subscriptions WHERE status = ? AND due <= ? ORDER BY due"
        return [_of(row) for row in self.database.rows(sql, ACTIVE, now)]

    def add(self, url: str, now: float, *, title: str = "", playlist: str = "") -> tuple[str, bool]:
        """The id of the subscription to that address, and whether it is new. Raises Refused."""
        if not is_web_address(url):
            raise refused(422, "bad_url", f"{url[:200]} is no address that starts with https://")
        with self.database.together():
            known = self.of_url(url)
            if known:
                return known, False
            if self.count() >= MOST:
                raise Refused(status=422, code="too_many", reason=f"{MOST} subscriptions are all")
            made = secrets.token_urlsafe(9)
            self.database.change(
                "INSERT INTO subscriptions (id, key, url, title, playlist, due, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(made, _key(url), url, title[:300], playlist[:100], now, now),
            )
        return made, True

    def of_url(self, url: str) -> str | None:
        """Whoever follows that address already."""
        found = self.database.value("SELECT id FROM subscriptions WHERE key = ?", _key(url))
        return str(found) if found else None

    def count(self) -> int:
        return int(self.database.value("SELECT count(*) FROM subscriptions"))

    def change(self, subscription: str, **facts: object) -> None:
        assert _COLUMNS.issuperset(facts), facts
        if "url" in facts:
            facts["key"] = _key(str(facts["url"]))
        sets = ", ".join(f"{name} = ?" for name in facts)
        sql = f"UPDATE subscriptions SET {sets} WHERE id = ?"
        self.database.change(sql, *facts.values(), subscription)

    def remove(self, subscription: str) -> bool:
        """Follow it no longer; its stories stay."""
        return bool(self.database.change("DELETE FROM subscriptions WHERE id = ?", subscription))

    # Entries

    def met(self, subscription: str) -> list[Met]:
        rows = self.database.rows("SELECT * FROM entries WHERE subscription = ?", subscription)
        names = [each.name for each in fields(Met)]
        return [Met(**{name: row[name] for name in names}) for row in rows]

    def meet(self, subscription: str, entry: Met) -> None:
        """Remember the entry as it is now."""
        self.database.change(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(subscription, entry.key, entry.url, entry.digest, entry.story),
            *(entry.changes, entry.at),
        )

    def forget(self, subscription: str, held: Iterable[str]) -> None:
        """Let go of what was met long ago and is not among the keys that the feed still holds."""
        sql = "SELECT key FROM entries WHERE subscription = ? ORDER BY at DESC LIMIT -1 OFFSET ?"
        still = set(held)
        for row in self.database.rows(sql, subscription, KEPT):
            if row["key"] not in still:
                sql = "DELETE FROM entries WHERE subscription = ? AND key = ?"
                self.database.change(sql, subscription, row["key"])

    def stories(self) -> dict[str, int]:
        """How many stories there are now of each subscription."""
        rows = self.database.rows(
            "SELECT subscription, count(*) FROM entries JOIN stories ON stories.id = entries.story"
            " GROUP BY subscription"
        )
        return {row[0]: row[1] for row in rows}


_COLUMNS = frozenset(each.name for each in fields(Subscription))


def _of(row: Row) -> Subscription:
    return Subscription(**{name: row[name] for name in _COLUMNS})


def _key(url: str) -> str:
    """The same for one address with or without www and a slash at the end."""
    bare = canonical(url).partition("://")[2].removeprefix("www.")
    return bare.rstrip("/")
