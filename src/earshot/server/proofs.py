"""Examines finished recordings on the first request for their proofs."""

from __future__ import annotations

from pathlib import Path

from earshot.errors import RequestRejected
from earshot.server.http_errors import http_error, not_ready_error
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import ExamineRecording, NoResult
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.single_flight import SingleFlight
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import Recording
from earshot.server.storage.story import Story
from earshot.version import __version__

MAX_DURATION_MS = 3 * 3_600_000
"""A recording of this length takes 1 GB of memory while it is examined."""


class ProofService:
    def __init__(self, data_dir: DataDir, task_runner: TaskRunner) -> None:
        self._data_dir = data_dir
        self._task_runner = task_runner
        self._examinations = SingleFlight[NoResult]()

    async def find_recording(self, story: Story, revision: int = 0) -> Recording:
        """This revision of the story, or the newest finished one. Raises RequestRejected."""
        number = revision or story.ready_revision
        recording = Recording(await self._data_dir.fetch_recording(story.id, number))
        if number and recording.is_finished:
            return recording
        if revision:
            reason = "this recording was not found; it may have been replaced"
            raise http_error(404, "recording_not_found", reason)
        if story.status == "failed":
            raise http_error(422, "story_failed", story.error.rstrip("."))
        reason = "the recording is not finished; try again in 10 s"
        raise RequestRejected(status=503, code="not_ready", reason=reason, wait=10)

    async def get(self, story: Story, recording: Recording) -> Path:
        """The file with the proof of the story's finished recording. Raises RequestRejected."""
        path = recording.file_path(f"proof-{__version__}.json")
        if await self._data_dir.fetch_file(path):
            return path
        if story.duration_ms > MAX_DURATION_MS:
            reason = "recordings of more than 3 hours are not examined here; use `earshot proof`"
            raise http_error(422, "recording_too_long", reason)
        request = ExamineRecording(folder=str(recording.folder), file=path.name)
        try:
            await self._examinations.run(path, lambda: self._task_runner.run_task(request))
        except TaskFailed as error:
            raise not_ready_error(error.reason) from error
        await self._data_dir.upload_file(path)
        return path
