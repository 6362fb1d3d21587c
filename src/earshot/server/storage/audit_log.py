"""The audit log: who changed what and when, for changes that concern more than one's own listening.

Record an entry in the transaction of its change, so there is never one without the other.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader

MAX_ENTRIES = 10_000
COMMAND_LINE, SERVER = 0, -1
"""In place of an account: somebody with access to the data directory, and the server by a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A row."""

    number: int
    created_at: float
    account_id: int
    account_name: str
    action: str
    """Such as `account.added`."""
    subject: str
    """The name or id of the changed story, account, key or site."""
    details: dict[str, str]


class AuditLog:
    """Has the last MAX_ENTRIES entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, account_id: int, action: str, subject: str, **details: object) -> None:
        """Add an entry about a change by this account."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO audit_log"
                " (account_id, account_name, created_at, action, subject, details) VALUES"
                " (?1, coalesce((SELECT name FROM accounts WHERE id = ?1),"
                " CASE WHEN ?1 < 0 THEN 'server' ELSE 'command line' END),"
                " ?2, ?3, ?4, ?5)",
                *(account_id, time.time(), action, subject, _encode(details)),
            )
            self._database.execute(
                "DELETE FROM audit_log WHERE number <= (SELECT max(number) FROM audit_log) - ?",
                MAX_ENTRIES,
            )


def list_audit_entries(reader: Reader, limit: int, before: int = 0) -> list[AuditEntry]:
    """The entries before this number, otherwise the last ones; the newest first."""
    rows = reader.rows(
        "SELECT * FROM audit_log WHERE ?1 = 0 OR number < ?1 ORDER BY number DESC LIMIT ?2",
        *(before, limit),
    )
    return [AuditEntry(**dict(row) | {"details": json.loads(row["details"])}) for row in rows]


def _encode(details: dict[str, object]) -> str:
    return json.dumps({name: str(value) for name, value in details.items()}, ensure_ascii=False)
