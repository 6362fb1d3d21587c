"""Creates the previews of stories without open access, on the first request."""

from __future__ import annotations

from earshot.server.http_errors import http_error, not_ready_error
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import BuildPreview, Preview
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.single_flight import SingleFlight
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import Recording
from earshot.server.storage.story import Story


class PreviewService:
    def __init__(self, data_dir: DataDir, task_runner: TaskRunner) -> None:
        self._data_dir = data_dir
        self._task_runner = task_runner
        self._previews = SingleFlight[Preview]()

    async def get(self, story: Story, level: str) -> Recording:
        """The finished preview of the newest revision. Raises RequestRejected if there is none."""
        revision_dir = await self._data_dir.fetch_recording(story.id, story.revision)
        recording = Recording(revision_dir / level)
        if recording.is_finished:
            return recording
        folder, preview_folder = str(revision_dir), str(recording.folder)
        try:
            result = await self._previews.run(
                preview_folder,
                lambda: self._task_runner.run_task(
                    BuildPreview(folder=folder, preview_folder=preview_folder, level=level)
                ),
            )
        except TaskFailed as error:
            raise not_ready_error(error.reason) from error
        if not result.segment_count:
            raise http_error(403, "access_denied", "this story has no preview; a token is required")
        return recording
