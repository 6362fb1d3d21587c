"""What other services need of the jobs and the worker processes."""

from __future__ import annotations

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


class JobQueue(Protocol):
    """The pending jobs of stories."""

    def wake(self) -> None:
        """Check for pending jobs now."""

    def cancel(self, story_id: str) -> None:
        """Stop the job of a story that was changed or deleted."""

    def retry(self, story_id: str) -> Story | None:
        """Read the source again and record what is missing."""
