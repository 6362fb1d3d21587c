"""Encodes finished recordings in other formats on the first request."""

from __future__ import annotations

from pathlib import Path

from earshot.server.jobs.messages import NoResult, TranscodeRecording
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.single_flight import SingleFlight
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import Recording


class TranscodeService:
    def __init__(self, data_dir: DataDir, task_runner: TaskRunner) -> None:
        self._data_dir = data_dir
        self._task_runner = task_runner
        self._transcodes = SingleFlight[NoResult]()

    async def ensure_file(self, recording: Recording, ending: str) -> Path:
        """The file of the recording in the format; it is encoded if it does not exist. Raises
        TaskFailed and OutputError."""
        path = recording.file_path(ending)
        if not await self._data_dir.fetch_file(path):
            request = TranscodeRecording(folder=str(recording.folder), format=ending)
            await self._transcodes.run(path, lambda: self._task_runner.run_task(request))
            await self._data_dir.upload_file(path)
        return path
