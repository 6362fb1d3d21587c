"""The worker processes of the server: they run tasks, and are replaced when they die."""

from __future__ import annotations

from typing import Any

from earshot.server.jobs.errors import TASK_ERRORS, ProcessEnded, TaskFailed
from earshot.workers.async_pool import AsyncWorkerPool
from earshot.workers.errors import TaskEnded
from earshot.workers.framing import Message, ProgressCallback, ProtocolError
from earshot.workers.spawn import WorkerProcess, spawn_worker


class WorkerPool:
    """All worker processes. A task goes to the process with the fewest tasks."""

    def __init__(self, size: int) -> None:
        self._pool = AsyncWorkerPool(_start_process, size)
        self.size = size

    async def start(self) -> None:
        """Raises ProcessEnded if the system cannot start a process."""
        try:
            await self._pool.start()
        except TaskEnded as error:
            raise _process_ended(error) from error

    async def stop(self) -> None:
        await self._pool.stop()

    @property
    def is_healthy(self) -> bool:
        return self._pool.is_healthy

    @property
    def task_count(self) -> int:
        """The number of unfinished tasks."""
        return self._pool.task_count

    async def run_task(
        self, name: str, on_progress: ProgressCallback | None = None, **arguments: object
    ) -> dict[str, Any]:
        """Return the result of the task. Raises TaskFailed, or TransientTaskFailed if a retry may
        help.

        A cancelled task stops at the next sentence.
        """
        body = {"name": name, "arguments": arguments}
        try:
            answer = await self._pool.run(body, on_progress, arguments.get("folder"))
        except TaskEnded as error:
            raise _process_ended(error) from error
        except ProtocolError as error:
            raise TaskFailed(reason="the request is too large for a worker process") from error
        return _result(answer)


def _start_process() -> WorkerProcess:
    return spawn_worker("earshot.server.worker_process")


def _process_ended(error: TaskEnded) -> ProcessEnded:
    return ProcessEnded(reason=f"the worker process failed: {error}", alone=error.alone)


def _result(answer: Message) -> dict[str, Any]:
    if answer.kind == "error":
        raise TASK_ERRORS[answer.body["kind"]](reason=answer.body["error"])
    return dict(answer.body)
