"""Subscriptions and their seen entries as rows. Each change is one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import fields

from earshot.errors import RequestRejected
from earshot.server.account import Submitter, has_role
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader, Row
from earshot.server.subscriptions.subscription import ACTIVE, SeenEntry, Subscription
from earshot.server.urls import canonical_url, require_web_url, shorten_key

MAX_REMEMBERED_ENTRIES = 5_000
"""The most entries of one subscription that are remembered after they left its feed."""
MAX_SUBSCRIPTIONS = 2_000
"""Subscriptions."""


class SubscriptionStore:
    """The subscriptions of all accounts."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, subscription_id: str) -> Subscription | None:
        row = self.database.row("SELECT * FROM subscriptions WHERE id = ?", subscription_id)
        return _subscription_from_row(row) if row else None

    def find(self, account_id: int, subscription_id: str) -> Subscription | None:
        """The subscription, if it is of this account."""
        found = self.get(subscription_id)
        return found if found and found.account_id == account_id else None

    def list_all(self, account_id: int) -> list[Subscription]:
        """The subscriptions of an account."""
        rows = self.database.rows(
            "SELECT * FROM subscriptions WHERE account_id = ? ORDER BY title COLLATE NOCASE, url",
            account_id,
        )
        return [_subscription_from_row(row) for row in rows]

    def get_submitter(self, subscription: Subscription) -> Submitter:
        """The account that follows the feed."""
        sql = "SELECT role FROM accounts WHERE id = ?"
        role = self.database.value(sql, subscription.account_id) or ""
        return Submitter(subscription.account_id, has_role(role, "editor"))

    def list_due(self, now: float) -> list[Subscription]:
        """The subscriptions due for a poll, longest overdue first."""
        sql = (
            "SELECT * FROM subscriptions WHERE status = ? AND next_check_at <= ?"
            " ORDER BY next_check_at"
        )
        return [_subscription_from_row(row) for row in self.database.rows(sql, ACTIVE, now)]

    def add(
        self, account_id: int, url: str, now: float, *, title: str = "", playlist: str = ""
    ) -> tuple[str, bool]:
        """Add a subscription; return its id, and whether it is new. Raises RequestRejected."""
        require_web_url(url)
        with self.database.transaction():
            known = self.find_id_by_url(account_id, url)
            if known:
                return known, False
            self.check_limit(account_id, [url])
            subscription_id = secrets.token_urlsafe(9)
            self.database.execute(
                "INSERT INTO subscriptions"
                " (id, account_id, key, url, title, playlist, next_check_at, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                *(subscription_id, account_id, _url_key(url), url, title[:300], playlist[:100]),
                *(now, now),
            )
        return subscription_id, True

    def check_limit(self, account_id: int, urls: Iterable[str]) -> None:
        """Raises RequestRejected if there are too many new URLs."""
        count = sum(self.find_id_by_url(account_id, url) is None for url in urls)
        if count and self.count(account_id) + count > MAX_SUBSCRIPTIONS:
            raise RequestRejected(
                status=422,
                code="limit_reached",
                reason=f"the limit is {MAX_SUBSCRIPTIONS} subscriptions; delete one first",
            )

    def find_id_by_url(self, account_id: int, url: str) -> str | None:
        """The subscription to this URL."""
        sql = "SELECT id FROM subscriptions WHERE account_id = ? AND key = ?"
        found = self.database.value(sql, account_id, _url_key(url))
        return str(found) if found else None

    def count(self, account_id: int) -> int:
        sql = "SELECT count(*) FROM subscriptions WHERE account_id = ?"
        return int(self.database.value(sql, account_id))

    def update(self, subscription_id: str, **columns: object) -> None:
        assert _COLUMNS.issuperset(columns), columns
        if "url" in columns:
            columns["key"] = _url_key(str(columns["url"]))
        assignments = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE subscriptions SET {assignments} WHERE id = ?"
        self.database.execute(sql, *columns.values(), subscription_id)

    def remove(self, subscription_id: str) -> bool:
        """Delete the subscription; its stories are kept."""
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
        self.database.execute(
            "INSERT INTO feed_entries VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (subscription_id, key) DO UPDATE SET url = excluded.url,"
            " digest = excluded.digest, story_id = excluded.story_id,"
            " change_count = excluded.change_count, changed_at = excluded.changed_at",
            *(subscription_id, entry.key, entry.url, entry.digest, entry.story_id),
            *(entry.change_count, entry.changed_at),
        )

    def prune_seen_entries(self, subscription_id: str, feed_keys: Iterable[str]) -> None:
        """Forget old entries that are not among the keys of the feed."""
        sql = (
            "SELECT key FROM feed_entries WHERE subscription_id = ?"
            " ORDER BY changed_at DESC LIMIT 1000000000 OFFSET ?"
        )
        kept_keys = set(feed_keys)
        for row in self.database.rows(sql, subscription_id, MAX_REMEMBERED_ENTRIES):
            if row["key"] not in kept_keys:
                sql = "DELETE FROM feed_entries WHERE subscription_id = ? AND key = ?"
                self.database.execute(sql, subscription_id, row["key"])

    async def count_stories(self, account_id: int) -> dict[str, int]:
        """The number of stories of each subscription."""
        return await self.database.readers.run(_count_stories, account_id)


def _count_stories(reader: Reader, account_id: int) -> dict[str, int]:
    rows = reader.rows(
        "SELECT subscription_id, count(*) FROM subscriptions"
        " CROSS JOIN feed_entries ON subscription_id = subscriptions.id"
        " CROSS JOIN stories ON stories.id = story_id"
        " CROSS JOIN library_entries AS entry"
        " ON entry.account_id = subscriptions.account_id AND entry.story_number = stories.number"
        " WHERE subscriptions.account_id = ? GROUP BY subscription_id",
        account_id,
    )
    return {row[0]: row[1] for row in rows}


_COLUMNS = frozenset(each.name for each in fields(Subscription))


def has_subscriptions(reader: Reader, account_id: int) -> bool:
    sql = "SELECT EXISTS (SELECT 1 FROM subscriptions WHERE account_id = ?)"
    return bool(reader.value(sql, account_id))


def find_origins(
    reader: Reader, account_id: int, story_ids: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """The id and the name of the subscription of each story, by the id of the story."""
    places = ", ".join("?" * len(story_ids))
    sql = (
        "SELECT story_id, subscriptions.id, "
        " CASE WHEN title <> '' THEN title ELSE subscriptions.url END"
        " FROM feed_entries JOIN subscriptions ON subscriptions.id = subscription_id"
        f" WHERE account_id = ? AND story_id IN ({places})"
    )
    return {row[0]: (row[1], row[2]) for row in reader.rows(sql, account_id, *story_ids)}


def _subscription_from_row(row: Row) -> Subscription:
    return Subscription(**{name: row[name] for name in _COLUMNS})


def _url_key(url: str) -> str:
    """The URL without `www` and final slash, for comparison."""
    rest = canonical_url(url).partition("://")[2].removeprefix("www.")
    return shorten_key(rest.rstrip("/"))
