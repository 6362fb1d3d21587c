"""Times in the future, which were stored while the clock was wrong.

Without a repair, what is due at such a time would wait until then.
"""

from __future__ import annotations

from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader

CLOCK_SKEW_SECONDS = 60.0
"""Smaller differences are normal: the clocks of two machines differ by seconds."""
LONGEST_WAIT_SECONDS = 14 * 86_400.0
"""No poll is planned further ahead than that."""
_TIME_COLUMNS = {
    "stories": ("created_at", "updated_at", "submitted_at", "superseded_at"),
    "subscriptions": ("created_at", "last_checked_at", "last_success_at"),
    "connectors": ("created_at", "last_success_at"),
    "feed_entries": ("changed_at",),
}
_POLLED_TABLES = ("subscriptions", "connectors")


def find_future_times(reader: Reader, now: float) -> list[str]:
    """The tables with times in the future."""
    return [
        table
        for table in _TIME_COLUMNS
        if reader.value(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {_is_future(table)})", now)
    ]


def fix_future_times(database: Database, table: str, now: float) -> None:
    """Replace these times by `now`, so polls that were planned for the future are due now."""
    columns = [
        f"{column} = CASE WHEN {column} < ?1 THEN {column} ELSE ?1 END"
        for column in _TIME_COLUMNS[table]
    ]
    if table in _POLLED_TABLES:
        columns.append("next_check_at = ?1")
    database.execute(f"UPDATE {table} SET {', '.join(columns)} WHERE {_is_future(table)}", now)


def _is_future(table: str) -> str:
    """The SQL condition of a row; its value is the present time."""
    conditions = [f"{column} > ?1 + {CLOCK_SKEW_SECONDS}" for column in _TIME_COLUMNS[table]]
    if table in _POLLED_TABLES:
        conditions.append(f"next_check_at > ?1 + {LONGEST_WAIT_SECONDS}")
    return " OR ".join(conditions)
