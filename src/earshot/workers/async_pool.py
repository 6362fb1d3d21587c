"""A pool of worker processes for asyncio. A process carries out many tasks and is replaced if it
ends."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import Context
from typing import Any

from earshot.workers.channel import READ_BYTES
from earshot.workers.errors import TaskEnded
from earshot.workers.framing import (
    Decoder,
    Message,
    ProgressCallback,
    ProtocolError,
    encode_message,
)
from earshot.workers.spawn import WorkerProcess

log = logging.getLogger("earshot")
RESTART_SECONDS = 1.0
"""Delay before replacing a process that no task waits for, so a process that fails at startup
is not restarted in a loop."""
CANCEL_SECONDS = 2.0
"""Time for a cancelled task to end before its process is killed."""


class _Task:
    def __init__(self, subject: object, on_progress: ProgressCallback | None) -> None:
        self.subject = subject
        self.on_progress = on_progress
        self.result: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    def receive(self, message: Message) -> None:
        if message.kind == "progress":
            if self.on_progress:
                self.on_progress(message)
        elif not self.result.done():
            self.result.set_result(message)

    def fail(self, error: TaskEnded) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class _Connection:
    """A process and its pending tasks, which fail when it ends."""

    def __init__(
        self,
        process: WorkerProcess,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.tasks: dict[int, _Task] = {}
        self._process = process
        self._writer = writer
        self._is_ready = False
        self._is_overdue = False
        # It outlives the request that starts the process, and its context with the request's id.
        self.reading = asyncio.create_task(self._read(reader), context=Context())

    @classmethod
    async def open(cls, start: Callable[[], WorkerProcess]) -> _Connection:
        """Raises TaskEnded if the system cannot start a process."""
        try:
            process = start()
        except OSError as error:
            log.error("no worker process can be started: %s", error)
            raise TaskEnded("no process could be started", alone=False) from error
        try:
            return cls(process, *await asyncio.open_connection(sock=process.socket))
        except BaseException:
            process.close()
            raise

    async def _read(self, reader: asyncio.StreamReader) -> None:
        decoder = Decoder()
        try:
            while data := await reader.read(READ_BYTES):
                for message in decoder.feed(data):
                    self._receive(message)
        except ProtocolError:
            log.exception("a worker process sent something that is not a message")
        except OSError:  # a killed process can reset the connection
            pass
        except Exception:
            log.exception("a message of a worker process")
        finally:
            self.kill()
            self._fail_tasks()
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()

    def _receive(self, message: Message) -> None:
        if message.kind == "ready":
            self._is_ready = True
        elif task := self.tasks.get(message.task):
            if message.kind != "progress":
                del self.tasks[message.task]
            task.receive(message)

    def _fail_tasks(self) -> None:
        subjects = {task.subject for task in self.tasks.values()}
        alone = self._is_ready and not self._is_overdue and len(subjects) == 1
        for task in self.tasks.values():
            error = TaskEnded("its process ended", alone=alone, is_bystander=self._is_overdue)
            task.fail(error)
        self.tasks.clear()

    @property
    def is_alive(self) -> bool:
        return not self.reading.done() and self._process.is_alive

    def send(self, message: Message) -> None:
        buffers = encode_message(message)
        if self.is_alive:
            with suppress(OSError):
                self._writer.writelines(buffers)

    def cancel(self, number: int, seconds: float) -> None:
        """Ask a task to end. If it has not ended in time, kill the process."""
        self.tasks[number].on_progress = None
        self.send(Message("cancel", number))
        asyncio.get_running_loop().call_later(seconds, self._kill_if_unfinished, number)

    def _kill_if_unfinished(self, number: int) -> None:
        if number in self.tasks and self.is_alive:
            log.warning("a worker process did not end a cancelled task and is replaced")
            self._is_overdue = True
            self.kill()

    def kill(self) -> None:
        self._process.kill()


class _Worker:
    """A slot for one process. Tasks that arrive while it is starting wait for the same start."""

    def __init__(self, start: Callable[[], WorkerProcess]) -> None:
        self._start = start
        self._connection: _Connection | None = None
        self._starting = asyncio.Lock()
        self._restarting: asyncio.Task[None] | None = None
        self._is_stopped = False

    @property
    def is_alive(self) -> bool:
        return self._connection is not None and self._connection.is_alive

    @property
    def task_count(self) -> int:
        return len(self._connection.tasks) if self._connection else 0

    async def connection(self) -> _Connection:
        async with self._starting:
            if self._is_stopped:
                raise TaskEnded("the workers are stopped", alone=False)
            if self._connection is None or not self._connection.is_alive:
                self._connection = await _Connection.open(self._start)
                self._connection.reading.add_done_callback(self._on_end, context=Context())
            return self._connection

    def _on_end(self, _: object) -> None:
        if not self._is_stopped:
            self._restarting = asyncio.create_task(self._restart())

    async def _restart(self) -> None:
        await asyncio.sleep(RESTART_SECONDS)
        with suppress(TaskEnded):
            await self.connection()

    async def stop(self) -> None:
        self._is_stopped = True
        if self._restarting:
            self._restarting.cancel()
        async with self._starting:
            if self._connection:
                self._connection.kill()
                await self._connection.reading


class AsyncWorkerPool:
    """Several worker processes. Each task goes to the process with the fewest tasks."""

    def __init__(self, start: Callable[[], WorkerProcess], size: int) -> None:
        self._workers = [_Worker(start) for _ in range(size)]
        self._task_numbers = itertools.count(1)
        self.size = size

    async def start(self) -> None:
        for worker in self._workers:
            await worker.connection()

    async def stop(self) -> None:
        for worker in self._workers:
            await worker.stop()

    @property
    def is_healthy(self) -> bool:
        return all(worker.is_alive for worker in self._workers)

    @property
    def task_count(self) -> int:
        return sum(worker.task_count for worker in self._workers)

    async def run(
        self,
        body: Mapping[str, Any],
        on_progress: ProgressCallback | None = None,
        subject: object = None,
        cancel_seconds: float = CANCEL_SECONDS,
    ) -> Message:
        """The answer, a `result` or an `error`. Raises TaskEnded if the process ends, and
        ProtocolError if the request is too large.

        Tasks of the same `subject` count as one when `TaskEnded.alone` is determined. On
        cancellation (use `asyncio.timeout` for a deadline) the task ends at its next progress
        report. Its process is killed if it does not end in `cancel_seconds`.
        """
        connection = await min(self._workers, key=lambda each: each.task_count).connection()
        number = next(self._task_numbers)
        task = _Task(number if subject is None else subject, on_progress)
        connection.send(Message("request", number, body))
        connection.tasks[number] = task
        try:
            return await task.result
        except asyncio.CancelledError:
            if number in connection.tasks:
                connection.cancel(number, cancel_seconds)
            raise
