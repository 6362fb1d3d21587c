"""What is true of each subscription and of the entries that were met in it: rows, changed in one
transaction or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields

from earshot.errors import RequestRejected
from earshot.server.http_errors import http_error
from earshot.server.storage.database import Database, Row
from earshot.server.urls import canonical_url, is_web_url

ACTIVE, PAUSED, ENDED = "active", "paused", "ended"
MAX_REMEMBERED_ENTRIES = 5_000
"""Entries of one subscription that are remembered beside those that its feed still holds."""
MAX_SUBSCRIPTIONS = 2_000
"""Subscriptions."""
MIN_CHANGE_INTERVAL_SECONDS = 600.0
"""Seconds before the first change of an entry is followed; twice as long for each that was."""
MAX_CHANGE_INTERVAL_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One row. Times are seconds since 1970."""

    id: str
    key: str
    """The address, however it is spelled."""
    url: str
    """What is asked."""
    title: str
    site_url: str
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
    next_check_at: float
    last_checked_at: float
    """When it was last asked; 0 for never."""
    last_success_at: float
    """When it last answered well; 0 for never."""
    created_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry that was met in the feed of a subscription."""

    key: str
    url: str
    digest: str
    story_id: str
    """The story that it is; empty where none was made of it."""
    change_count: int
    """That were followed."""
    changed_at: float

    def is_due(self, now: float) -> bool:
        """Whether a change of it is followed by now: an entry that changes all the time is followed
        less and less."""
        return now - self.changed_at >= min(
            MIN_CHANGE_INTERVAL_SECONDS * 2.0 ** min(self.change_count, 20),
            MAX_CHANGE_INTERVAL_SECONDS,
        )


class SubscriptionStore:
    """All subscriptions of a library."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, subscription_id: str) -> Subscription | None:
        row = self.database.row("SELECT * FROM subscriptions WHERE id = ?", subscription_id)
        return _subscription_from_row(row) if row else None

    def list_all(self) -> list[Subscription]:
        rows = self.database.rows("SELECT * FROM subscriptions ORDER BY title COLLATE NOCASE, url")
        return [_subscription_from_row(row) for row in rows]

    def list_due(self, now: float) -> list[Subscription]:
        """Whom it is time to look at, the longest waiting first."""
        sql = (
            "SELECT * FROM subscriptions WHERE status = ? AND next_check_at <= ?"
            " ORDER BY next_check_at"
        )
        return [_subscription_from_row(row) for row in self.database.rows(sql, ACTIVE, now)]

    def add(self, url: str, now: float, *, title: str = "", playlist: str = "") -> tuple[str, bool]:
        """The id of the subscription to a URL, and whether it is new. Raises RequestRejected."""
        if not is_web_url(url):
            raise http_error(
                422, "invalid_url", f"{url[:200]} is no address that starts with https://"
            )
        with self.database.transaction():
            known = self.find_id_by_url(url)
            if known:
                return known, False
            if self.count() >= MAX_SUBSCRIPTIONS:
                raise RequestRejected(
                    status=422,
                    code="limit_reached",
                    reason=f"{MAX_SUBSCRIPTIONS} subscriptions are all",
                )
            subscription_id = secrets.token_urlsafe(9)
            self.database.execute(
                "INSERT INTO subscriptions"
                " (id, key, url, title, playlist, next_check_at, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(subscription_id, _url_key(url), url, title[:300], playlist[:100], now, now),
            )
        return subscription_id, True

    def find_id_by_url(self, url: str) -> str | None:
        """Whoever follows that address already."""
        found = self.database.value("SELECT id FROM subscriptions WHERE key = ?", _url_key(url))
        return str(found) if found else None

    def count(self) -> int:
        return int(self.database.value("SELECT count(*) FROM subscriptions"))

    def update(self, subscription_id: str, **columns: object) -> None:
        assert _COLUMNS.issuperset(columns), columns
        if "url" in columns:
            columns["key"] = _url_key(str(columns["url"]))
        assignments = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE subscriptions SET {assignments} WHERE id = ?"
        self.database.execute(sql, *columns.values(), subscription_id)

    def remove(self, subscription_id: str) -> bool:
        """Follow it no longer; its stories stay."""
        return bool(
            self.database.execute("DELETE FROM subscriptions WHERE id = ?", subscription_id)
        )

    # Entries

    def list_seen_entries(self, subscription_id: str) -> list[SeenEntry]:
        rows = self.database.rows(
            "SELECT * FROM feed_entries WHERE subscription_id = ?", subscription_id
        )
        names = [each.name for each in fields(SeenEntry)]
        return [SeenEntry(**{name: row[name] for name in names}) for row in rows]

    def save_seen_entry(self, subscription_id: str, entry: SeenEntry) -> None:
        """Remember the entry as it is now."""
        self.database.execute(
            "INSERT OR REPLACE INTO feed_entries VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(subscription_id, entry.key, entry.url, entry.digest, entry.story_id),
            *(entry.change_count, entry.changed_at),
        )

    def prune_seen_entries(self, subscription_id: str, feed_keys: Iterable[str]) -> None:
        """Let go of what was met long ago and is not among the keys that the feed still holds."""
        sql = (
            "SELECT key FROM feed_entries WHERE subscription_id = ?"
            " ORDER BY changed_at DESC LIMIT -1 OFFSET ?"
        )
        kept_keys = set(feed_keys)
        for row in self.database.rows(sql, subscription_id, MAX_REMEMBERED_ENTRIES):
            if row["key"] not in kept_keys:
                sql = "DELETE FROM feed_entries WHERE subscription_id = ? AND key = ?"
                self.database.execute(sql, subscription_id, row["key"])

    def count_stories(self) -> dict[str, int]:
        """How many stories there are now of each subscription."""
        rows = self.database.rows(
            "SELECT subscription_id, count(*) FROM feed_entries"
            " JOIN stories ON stories.id = story_id GROUP BY subscription_id"
        )
        return {row[0]: row[1] for row in rows}


_COLUMNS = frozenset(each.name for each in fields(Subscription))


def _subscription_from_row(row: Row) -> Subscription:
    return Subscription(**{name: row[name] for name in _COLUMNS})


def _url_key(url: str) -> str:
    """The same for one address with or without www and a slash at the end."""
    rest = canonical_url(url).partition("://")[2].removeprefix("www.")
    return rest.rstrip("/")
