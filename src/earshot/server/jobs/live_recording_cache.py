"""Opens recordings for playback, and keeps them open."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

import msgspec

from earshot.server.jobs.leases import JobLeases
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.jobs.segment_exchange import SegmentExchange, SegmentMessage
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database
from earshot.server.storage.recordings import Recording, RenderedSegment

MAX_LIVE_RECORDINGS = 64
RecordingKey = tuple[str, int]
"""The story id and the revision."""
SegmentObserver = Callable[[RecordingKey, int, RenderedSegment], None]
"""Called with each new segment and its index."""


class LiveRecordingCache:
    """Evicts the least recently used recording."""

    def __init__(
        self,
        data_dir: DataDir,
        database: Database,
        leases: JobLeases,
        task_runner: TaskRunner,
        on_segment: SegmentObserver,
    ) -> None:
        self._data_dir = data_dir
        self._database = database
        self._leases = leases
        self._task_runner = task_runner
        self._on_segment = on_segment
        self._recordings: OrderedDict[RecordingKey, LiveRecording] = OrderedDict()

    async def open(self, story_id: str, revision: int) -> LiveRecording:
        """Raises an OutputError if the object store fails."""
        key = (story_id, revision)
        known = self._recordings.get(key)
        if known is None or known.failure or not known.recording.has_plan:
            folder = await self._data_dir.fetch_recording(*key)
            opened = await asyncio.to_thread(
                LiveRecording, Recording(folder), self._task_runner, partial(self._on_segment, key)
            )
            opened.exchange = SegmentExchange(self._data_dir, self._database, self._leases, *key)
            known = self._recordings.setdefault(key, opened) if known is None else opened
            self._recordings[key] = known
        self._recordings.move_to_end(key)
        while len(self._recordings) > MAX_LIVE_RECORDINGS:
            self._recordings.popitem(last=False)
        if self._database.is_shared:
            await known.refresh()
        return known

    async def receive(self, text: str) -> None:
        """Load a segment that another process has announced, if somebody may listen to it."""
        message = msgspec.json.decode(text, type=SegmentMessage)
        known = self._recordings.get((message.story_id, message.revision))
        if known and message.index < len(known.segments):
            await known.load_segment(message.index)

    def drop(self, story_id: str, *, is_deleted: bool = False) -> None:
        for key in [key for key in self._recordings if key[0] == story_id]:
            recording = self._recordings.pop(key)
            if is_deleted:
                recording.end("the story was deleted")
