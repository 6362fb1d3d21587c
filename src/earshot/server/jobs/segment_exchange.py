"""Exchanges the segments of a recording with other processes while it is made.

A segment is uploaded, if there is an object store, and then announced. The others download it when
they get the message, or find it when they look for it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from earshot.errors import OutputError

if TYPE_CHECKING:
    from earshot.server.jobs.leases import JobLeases
    from earshot.server.storage.data_dir import DataDir
    from earshot.server.storage.database import Database

log = logging.getLogger("earshot")
SEGMENT_TOPIC = "segment"


class SegmentMessage(msgspec.Struct, frozen=True):
    """A segment of a revision is there."""

    story_id: str
    revision: int
    index: int


class SegmentExchange:
    """The exchange for one revision."""

    def __init__(
        self, data_dir: DataDir, database: Database, leases: JobLeases, story_id: str, revision: int
    ) -> None:
        self._data_dir = data_dir
        self._database = database
        self._leases = leases
        self._story_id, self._revision = story_id, revision
        self._uploads: set[asyncio.Task[None]] = set()

    @property
    def has_peers(self) -> bool:
        """Whether other processes may make segments of it."""
        return self._database.is_shared

    def is_made_elsewhere(self) -> bool:
        """Whether another process makes the recording now."""
        return self._leases.is_elsewhere(self._story_id)

    def may_synthesize(self, voice: str) -> bool:
        """Whether this process may make segments with this voice."""
        is_known = self._leases.has_known_format(self._story_id)
        return is_known and self._leases.capabilities.has_voice(voice)

    def share(self, index: int, path: Path) -> None:
        """Upload and announce a segment that this process has made."""
        if self.has_peers or self._data_dir.is_cache:
            task = asyncio.create_task(self._share(index, path))
            self._uploads.add(task)
            task.add_done_callback(self._uploads.discard)

    async def _share(self, index: int, path: Path) -> None:
        try:
            await self._data_dir.upload_file(path)
            message = SegmentMessage(self._story_id, self._revision, index)
            self._database.announce(SEGMENT_TOPIC, msgspec.json.encode(message).decode())
        except OutputError as error:  # the finished recording is uploaded again
            log.warning("%s", error)
        except FileNotFoundError:  # the recording is finished
            return

    async def wait_until_shared(self) -> None:
        while self._uploads:
            await asyncio.wait(self._uploads)

    async def fetch_segment(self, path: Path) -> None:
        """Download a segment, or the finished recording. If the store fails, nothing changes."""
        with suppress(OutputError):
            await self._data_dir.fetch_segment(path)

    async def fetch_recording(self) -> None:
        """Download the files that were removed from the cache. Raises an OutputError."""
        await self._data_dir.fetch_recording(self._story_id, self._revision)
