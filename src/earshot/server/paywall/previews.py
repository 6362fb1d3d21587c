"""The previews of stories that are not open to everybody, made when they are first asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from earshot.server.http_errors import http_error
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.worker_pool import WorkerPool
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stories import Story


class PreviewService:
    def __init__(self, data_dir: DataDir, worker_pool: WorkerPool) -> None:
        self._data_dir = data_dir
        self._worker_pool = worker_pool
        self._tasks: dict[Path, asyncio.Future[dict[str, Any]]] = {}

    async def get(self, story: Story, level: str) -> Recording:
        """The beginning of the newest revision, finished. Raises Refused where there is none."""
        revision_dir = self._data_dir.revision_dir(story.id, story.revision)
        recording = Recording(revision_dir / level)
        if recording.is_finished:
            return recording
        if recording.folder not in self._tasks:
            work = self._worker_pool.run_task(
                "preview", folder=str(revision_dir), part=str(recording.folder), level=level
            )
            task = self._tasks[recording.folder] = asyncio.ensure_future(work)
            task.add_done_callback(lambda _: self._tasks.pop(recording.folder, None))
        try:
            result = await asyncio.shield(self._tasks[recording.folder])
        except TaskFailed as error:
            raise http_error(503, "not_made", error.reason.rstrip(".")) from error
        if not result["segments"]:
            raise http_error(403, "locked", "nothing of this story may be heard without a token")
        return recording
