"""The lease of the server that does the background work of the library: polls, messages,
editions."""

from __future__ import annotations

import time

from earshot.server.storage.database import Database

LEASE_SECONDS = 30.0
NAME = "background"


class BackgroundLease:
    """The lease of this process. In SQLite there is only one process, which needs none."""

    def __init__(self, database: Database, holder: str) -> None:
        self._database = database
        self._holder = holder
        self._held_until = 0.0

    def acquire(self) -> bool:
        """Take or extend the lease; return whether this process has it."""
        if not self._database.is_shared:
            return True
        now, end = time.time(), time.monotonic() + LEASE_SECONDS
        # outside a transaction: the pages of the library do not change
        row = self._database.row(
            "INSERT INTO server_leases (name, holder, leased_until) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (name) DO UPDATE SET holder = ?2, leased_until = ?3"
            " WHERE server_leases.holder = ?2 OR server_leases.leased_until < ?4 RETURNING holder",
            *(NAME, self._holder, now + LEASE_SECONDS, now),
        )
        self._held_until = end if row else 0.0
        return row is not None

    @property
    def is_held(self) -> bool:
        """Whether this process still has the lease, even after a pause."""
        return not self._database.is_shared or time.monotonic() < self._held_until

    def release(self) -> None:
        """Let another server take over at once."""
        if self.is_held and self._database.is_shared:
            self._held_until = 0.0
            sql = "DELETE FROM server_leases WHERE name = ? AND holder = ? RETURNING name"
            self._database.row(sql, NAME, self._holder)
