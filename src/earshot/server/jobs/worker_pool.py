"""The makers: processes that are given tasks, heard, and replaced when they die."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from earshot.server.jobs.errors import KINDS, ProcessEnded, TaskFailed

log = logging.getLogger("earshot")
MAX_LINE_BYTES = 1 << 26
PAUSE = 1.0
"""Seconds before a process that nobody asks for is replaced, so that one which cannot start does
not take the machine."""
ProgressCallback = Callable[[dict[str, Any]], None]


class WorkerTask:
    """Something given to a maker to do."""

    def __init__(self, number: int, on_progress: ProgressCallback | None, subject: object) -> None:
        self.number = number
        self.on_progress = on_progress
        self.subject = subject
        self.result: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def fail(self, error: TaskFailed) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class _Process:
    """One process and the tasks that were sent to it, which end with it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.tasks: dict[int, WorkerTask] = {}
        self._process = process
        self._is_ready = False
        self.hearing = asyncio.create_task(self._hear())

    @classmethod
    async def start(cls) -> _Process:
        """Raises ProcessEnded where the system has no room for one."""
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "earshot.server.worker_process"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=MAX_LINE_BYTES,
            )
        except OSError as error:
            log.error("no process can be started: %s", error)
            reason = "there was no process to make it"
            raise ProcessEnded(reason=reason, alone=False) from error
        return cls(process)

    async def _hear(self) -> None:
        assert self._process.stdout
        try:
            # whoever is killed while it writes leaves half a line
            while (line := await self._process.stdout.readline()).endswith(b"\n"):
                self._take(json.loads(line))
        except Exception:  # what it says makes no sense any more
            log.exception("a maker")
            self.kill()
        finally:
            await self._process.wait()
            self._end_tasks()

    def _take(self, answer: dict[str, Any]) -> None:
        if "ready" in answer:
            self._is_ready = True
            return
        task = self.tasks.get(answer["task"])
        if task is None:
            return
        if "made" in answer:
            if task.on_progress:
                task.on_progress(answer["made"])
            return
        del self.tasks[task.number]
        if "error" in answer:
            task.fail(KINDS[answer["kind"]](reason=answer["error"]))
        elif not task.result.done():
            task.result.set_result(answer["done"])

    def _end_tasks(self) -> None:
        alone = self._is_ready and len({task.subject for task in self.tasks.values()}) == 1
        for task in self.tasks.values():
            task.fail(ProcessEnded(reason="the process that was making it ended", alone=alone))
        self.tasks.clear()

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    def send(self, request: dict[str, Any]) -> None:
        if self.is_alive and self._process.stdin:
            with suppress(OSError):
                self._process.stdin.write(json.dumps(request).encode() + b"\n")

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()


class _Worker:
    """A place for one process. Whoever asks for it while there is none waits for the same one."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._starting = asyncio.Lock()
        self._replacing: asyncio.Task[None] | None = None
        self._is_stopped = False

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive

    @property
    def load(self) -> int:
        return len(self._process.tasks) if self._process else 0

    async def process(self) -> _Process:
        async with self._starting:
            if self._process is None or not self._process.is_alive:
                self._process = await _Process.start()
                self._process.hearing.add_done_callback(self._ended)
            return self._process

    def _ended(self, _: object) -> None:
        if not self._is_stopped:
            self._replacing = asyncio.create_task(self._replace())

    async def _replace(self) -> None:
        await asyncio.sleep(PAUSE)
        with suppress(ProcessEnded):
            await self.process()

    async def stop(self) -> None:
        self._is_stopped = True
        if self._replacing:
            self._replacing.cancel()
        async with self._starting:
            if self._process:
                self._process.kill()
                await self._process.hearing


class WorkerPool:
    """All makers. Give each task to the one with the least to do."""

    def __init__(self, size: int) -> None:
        self._workers = [_Worker() for _ in range(size)]
        self._task_numbers = itertools.count(1)
        self.size = size

    async def start(self) -> None:
        for worker in self._workers:
            await worker.process()

    async def stop(self) -> None:
        for worker in self._workers:
            await worker.stop()

    @property
    def is_healthy(self) -> bool:
        return all(maker.is_alive for maker in self._workers)

    @property
    def task_count(self) -> int:
        """Tasks in hand."""
        return sum(maker.load for maker in self._workers)

    async def run_task(
        self, name: str, on_progress: ProgressCallback | None = None, **arguments: object
    ) -> dict[str, Any]:
        """What the task comes to. Raises TaskFailed, or TaskFaulted where another try may help.

        Cancelled, it stops at the next sentence.
        """
        process = await min(self._workers, key=lambda each: each.load).process()
        number = next(self._task_numbers)
        task = WorkerTask(number, on_progress, arguments.get("folder", number))
        process.tasks[number] = task
        process.send({"task": number, "do": name, **arguments})
        try:
            return await task.result
        except asyncio.CancelledError:
            task.on_progress = None
            process.send({"cancel": number})
            raise
