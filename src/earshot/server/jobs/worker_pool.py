"""The worker processes of the server: they run tasks, and are replaced when they die."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from msgspec import convert, to_builtins

from earshot.server.jobs.errors import TASK_ERRORS, ProcessEnded, TaskFailed
from earshot.server.jobs.messages import (
    ExamineRecording,
    ExportSite,
    FinishRecording,
    Result,
    SynthesizeSegments,
    SynthesizeText,
    TaskRequest,
    TranscodeRecording,
    WarmUpVoice,
    result_type,
)
from earshot.server.log_context import get_log_fields
from earshot.server.traces import record_span
from earshot.workers.async_pool import CANCEL_SECONDS, AsyncWorkerPool
from earshot.workers.errors import TaskEnded
from earshot.workers.framing import Message, ProgressCallback, ProtocolError
from earshot.workers.spawn import WorkerProcess, spawn_worker

log = logging.getLogger("earshot")
_LONG_TASKS = (TranscodeRecording, FinishRecording, ExamineRecording, ExportSite)
"""These read a whole recording, which can be days long."""
_SPEECH_TASKS = (SynthesizeSegments, SynthesizeText, WarmUpVoice)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTimeLimits:
    """In seconds."""

    task: float = 600.0
    """The longest time between two reports of a task, or between its start and its end."""
    long_task: float = 7_200.0
    cancellation: float = CANCEL_SECONDS
    """Time for a cancelled task to end before its process is killed."""
    speech_cancellation: float = 15.0
    """Time for a cancelled task to finish its sentence. To load a voice again would take longer."""

    def of_task(self, request: TaskRequest[Result]) -> float:
        return self.long_task if isinstance(request, _LONG_TASKS) else self.task

    def of_cancellation(self, request: TaskRequest[Result]) -> float:
        is_speech = isinstance(request, _SPEECH_TASKS)
        return self.speech_cancellation if is_speech else self.cancellation


class WorkerPool:
    """All worker processes. A task goes to the process with the fewest tasks."""

    def __init__(self, size: int) -> None:
        self._pool = AsyncWorkerPool(_start_process, size)
        self.size = size
        self.time_limits = TaskTimeLimits()

    async def start(self) -> None:
        """Raises ProcessEnded if the system cannot start a process."""
        try:
            await self._pool.start()
        except TaskEnded as error:
            raise _process_ended(error) from error

    async def warm_up(self, voice: str, language: str) -> None:
        """Load the voice, so the first story does not wait for it."""
        with suppress(TaskFailed):
            await self.run_task(WarmUpVoice(voice=voice, language=language))

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
        self, request: TaskRequest[Result], on_progress: ProgressCallback | None = None
    ) -> Result:
        """Return the result of the task. Raises TaskFailed, or TransientTaskFailed if a retry may
        help.

        A cancelled task stops at the next sentence, or its process is killed. A task that reports
        nothing for longer than its limit is cancelled and fails.
        """
        try:
            with record_span(type(request).__name__):
                answer = await self._run_in_time(request, on_progress)
        except TaskEnded as error:
            raise _process_ended(error) from error
        except ProtocolError as error:
            raise TaskFailed(reason="the request is too large for a worker process") from error
        except TimeoutError as error:
            minutes = self.time_limits.of_task(request) / 60
            reason = f"it was stopped because it made no progress for {minutes:g} minutes"
            raise TaskFailed(reason=reason) from error
        if answer.kind == "error":
            _log_error(answer.body)
            facts = {"voice": answer.body["voice"]} if "voice" in answer.body else {}
            raise TASK_ERRORS[answer.body["kind"]](reason=answer.body["error"], **facts)
        return convert(answer.body, result_type(request))

    async def _run_in_time(
        self, request: TaskRequest[Result], on_progress: ProgressCallback | None
    ) -> Message:
        """Raises TaskEnded, ProtocolError and TimeoutError."""
        limit = self.time_limits.of_task(request)
        now = asyncio.get_running_loop().time
        body = {
            "name": type(request).__name__,
            "arguments": to_builtins(request),
            "log_fields": get_log_fields(),
        }
        folder = getattr(request, "folder", None)
        async with asyncio.timeout(limit) as deadline:

            def receive(message: Message) -> None:
                deadline.reschedule(now() + limit)
                if on_progress:
                    on_progress(message)

            grace = self.time_limits.of_cancellation(request)
            while True:
                try:
                    return await self._pool.run(body, receive, folder, grace)
                except TaskEnded as error:
                    if not error.is_bystander or isinstance(request, SynthesizeText):
                        raise


def _log_error(body: Mapping[str, Any]) -> None:
    """Log the details that the message for clients leaves out."""
    if detail := body.get("detail"):
        fields = {"traceback": body["traceback"]} if "traceback" in body else {}
        log.error("%s", detail, extra={"fields": fields})


def _start_process() -> WorkerProcess:
    return spawn_worker("earshot.server.worker_process")


def _process_ended(error: TaskEnded) -> ProcessEnded:
    return ProcessEnded(reason=f"the worker process failed: {error}", alone=error.alone)
