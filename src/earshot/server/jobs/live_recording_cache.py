"""Cache of open recordings."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from earshot.server.jobs.live_recording import LiveRecording, SegmentCallback
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.storage.recordings import Recording

MAX_LIVE_RECORDINGS = 64
RecordingKey = tuple[str, int]
"""The story id and the revision."""


class LiveRecordingCache:
    """Evicts the least recently used recording."""

    def __init__(self, task_runner: TaskRunner) -> None:
        self._task_runner = task_runner
        self._recordings: OrderedDict[RecordingKey, LiveRecording] = OrderedDict()

    async def open(
        self, key: RecordingKey, recording: Recording, on_segment: SegmentCallback
    ) -> LiveRecording:
        known = self._recordings.get(key)
        if known is None or known.failure:
            opened = await asyncio.to_thread(
                LiveRecording, recording, self._task_runner, on_segment
            )
            known = self._recordings.setdefault(key, opened) if known is None else opened
            self._recordings[key] = known
        self._recordings.move_to_end(key)
        while len(self._recordings) > MAX_LIVE_RECORDINGS:
            self._recordings.popitem(last=False)
        return known

    def drop(self, story_id: str, *, is_deleted: bool = False) -> None:
        for key in [key for key in self._recordings if key[0] == story_id]:
            recording = self._recordings.pop(key)
            if is_deleted:
                recording.end("the story was deleted")
