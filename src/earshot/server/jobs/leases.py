"""Leases of jobs, in a library that several processes share.

A process that runs a job has its lease, and extends it while it works. If it dies or is paused,
the lease ends, and another process takes over. Before each step is saved, the process checks
that it still has the lease.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from earshot.errors import OutputError
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import Story
from earshot.server.storage.worker_capabilities import EVERYTHING, JOB_FORMAT, Capabilities

log = logging.getLogger("earshot")
LEASE_SECONDS = 30.0
RENEWAL_SECONDS = 5.0
QUEUE_KINDS = ("live", "background")


class JobLeases:
    """The leases of this process. In SQLite there is only one process, which needs none."""

    def __init__(self, database: Database, capabilities: Capabilities = EVERYTHING) -> None:
        self._database = database
        self.capabilities = capabilities
        self.worker = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"

    def claim(self, story: Story) -> bool:
        """Take the job, unless another process has it, or has finished this step of it."""
        if not self._database.is_shared:
            return True
        now = time.time()
        sql = (
            "UPDATE stories SET leased_by = ?1, leased_until = ?2 WHERE id = ?3 AND status = ?4"
            " AND revision = ?5 AND (leased_by = ?1 OR leased_until < ?6)"
        )
        state = (story.id, story.status, story.revision)
        return bool(self._database.execute(sql, self.worker, now + LEASE_SECONDS, *state, now))

    def holds(self, story_id: str) -> bool:
        """Whether no other process has the job."""
        return not self._database.is_shared or self._holder(story_id) in ("", self.worker)

    def is_elsewhere(self, story_id: str) -> bool:
        """Whether another process has the job."""
        return not self.holds(story_id)

    def has_known_format(self, story_id: str) -> bool:
        """Whether this release can do the job: a newer one may have made it."""
        sql = "SELECT job_format FROM stories WHERE id = ?"
        return bool((self._database.value(sql, story_id) or 0) <= JOB_FORMAT)

    def _holder(self, story_id: str) -> str:
        sql = "SELECT leased_by FROM stories WHERE id = ? AND leased_until >= ?"
        return str(self._database.value(sql, story_id, time.time()) or "")

    @contextmanager
    def hold(self, story_id: str) -> Iterator[None]:
        """A context in which this process has the job. The job is released at its end."""
        try:
            yield
        finally:
            sql = "UPDATE stories SET leased_until = 0 WHERE id = ? AND leased_by = ?"
            if self._database.is_shared:
                with suppress(OutputError):  # the lease expires
                    self._database.execute(sql, story_id, self.worker)

    async def renew(self, running_ids: Collection[str]) -> None:
        """Extend the leases of the running jobs until cancelled."""
        while self._database.is_shared:
            await asyncio.sleep(RENEWAL_SECONDS)
            sql = "UPDATE stories SET leased_until = ? WHERE id = ? AND leased_by = ?"
            try:
                with self._database.transaction():
                    for story_id in list(running_ids):
                        self._database.execute(
                            sql, time.time() + LEASE_SECONDS, story_id, self.worker
                        )
            except OutputError as error:
                log.warning("%s", error)


@dataclass(frozen=True, slots=True)
class QueueLength:
    """The pending stories of one kind and status."""

    kind: str
    status: str
    count: int
    seconds: float
    """Since the oldest of them was submitted."""


def measure_queue(reader: Reader) -> list[QueueLength]:
    rows = reader.rows(
        "SELECT is_background, status, count(*), min(submitted_at) FROM stories"
        " WHERE status IN ('todo', 'doing') GROUP BY is_background, status"
        " ORDER BY is_background, status"
    )
    now = time.time()
    return [
        QueueLength(QUEUE_KINDS[bool(row[0])], row[1], row[2], max(0.0, now - row[3]))
        for row in rows
    ]


def count_leases(reader: Reader) -> list[tuple[str, int]]:
    """The processes that have jobs, and how many."""
    rows = reader.rows(
        "SELECT leased_by, count(*) FROM stories WHERE status IN ('todo', 'doing')"
        " AND leased_until >= ? GROUP BY leased_by ORDER BY leased_by",
        time.time(),
    )
    return [(row[0], row[1]) for row in rows]
