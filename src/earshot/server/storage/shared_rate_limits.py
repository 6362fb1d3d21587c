"""Limits on requests that all servers of a library count together."""

from __future__ import annotations

import time

from earshot.server.rate_limit import RateLimiter
from earshot.server.storage.database import Database

WINDOW_SECONDS = 60.0
_REFILLED = "least(?3, r.tokens + greatest(0, ?4 - r.counted_at) * ?3 / 60)"


class SharedRateLimiter(RateLimiter):
    """Counts in Postgres, in one statement outside a transaction, which waits for no other."""

    def __init__(self, per_minute: int, database: Database, name: str) -> None:
        super().__init__(per_minute)
        self._database = database
        self._name = name

    def _take(self, caller: str) -> float:
        values = (f"{self._name} {caller}", self._capacity - 1, self._capacity, time.time())
        row = self._database.row(
            "INSERT INTO request_counts AS r (caller, tokens, counted_at) VALUES (?1, ?2, ?4)"
            f" ON CONFLICT (caller) DO UPDATE SET tokens = {_REFILLED} - 1,"
            " counted_at = greatest(?4, r.counted_at)"
            f" WHERE {_REFILLED} >= 1 RETURNING tokens",
            *values,
        )
        if row is not None:
            return float(row[0]) + 1
        sql = f"SELECT {_REFILLED}, ?2 FROM request_counts AS r WHERE caller = ?1"
        return min(float(self._database.value(sql, *values) or 0), 0.99)


def forget_request_counts(database: Database) -> None:
    """Delete the counts of callers who may make all their requests again."""
    before = time.time() - WINDOW_SECONDS
    database.row("DELETE FROM request_counts WHERE counted_at < ? RETURNING caller", before)
