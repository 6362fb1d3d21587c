"""The parts of the jobs and the worker processes that other services use."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from earshot.server.jobs.messages import Result, TaskRequest
from earshot.server.storage.story import Story
from earshot.workers.framing import ProgressCallback


class TaskRunner(Protocol):
    """Runs tasks in worker processes."""

    async def run_task(
        self, request: TaskRequest[Result], on_progress: ProgressCallback | None = None
    ) -> Result:
        """The result of the task. Raises TaskFailed."""
        ...


class SegmentPeers(Protocol):
    """Other processes that may make segments of a recording. `segment_exchange` is the class."""

    @property
    def has_peers(self) -> bool: ...

    def is_made_elsewhere(self) -> bool: ...

    def may_synthesize(self, voice: str) -> bool: ...

    def share(self, index: int, path: Path) -> None: ...

    async def wait_until_shared(self) -> None: ...

    async def fetch_segment(self, path: Path) -> None: ...

    async def fetch_recording(self) -> None: ...


class JobQueue(Protocol):
    """The pending jobs of stories."""

    def wake(self) -> None:
        """Check for pending jobs now."""

    def cancel(self, story_id: str) -> None:
        """Stop the job of a story that was changed or deleted."""

    def retry(self, story_id: str) -> Story | None:
        """Read the source again and record the missing segments."""
