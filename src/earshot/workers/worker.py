"""A worker process for threads: one request at a time, and a new process after each end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any

from earshot.workers.errors import WorkerClosed, WorkerEnded, WorkerTimeout
from earshot.workers.framing import Message, ProtocolError
from earshot.workers.spawn import WorkerProcess

EXIT_SECONDS = 1.0
"""Grace period for a process to exit after its socket is closed."""


class Worker:
    """A process that starts at the first request and restarts at the first one after its end.

    Threads that share it wait for each other.
    """

    def __init__(self, start: Callable[[], WorkerProcess]) -> None:
        self._start = start
        self._process: WorkerProcess | None = None
        self._task = 0
        self._lock = Lock()
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process else None

    @property
    def is_running(self) -> bool:
        process = self._process
        return process is not None and process.is_usable

    def start(self) -> None:
        """Start the process unless it is running. Raises WorkerEnded."""
        with self._lock:
            self._running_process()

    def request(
        self, body: Mapping[str, Any], timeout: float, parts: Sequence[bytes] = ()
    ) -> Message:
        """The answer, a `result` or an `error`. Raises WorkerEnded and WorkerTimeout without a
        retry; retries are up to the caller."""
        with self._lock:
            process = self._running_process()
            self._task += 1
            try:
                process.channel.send(Message("request", self._task, body, parts), timeout)
                answer = process.channel.receive(timeout)
                if answer.task != self._task:
                    raise ProtocolError("it answered another request")
            except TimeoutError as error:
                self._drop()
                raise WorkerTimeout(f"it took longer than {timeout:.0f} s") from error
            except (EOFError, OSError) as error:
                raise WorkerEnded(self._end_reason()) from error
            except ProtocolError as error:
                self._drop()
                raise WorkerEnded(f"its process broke the protocol: {error}") from error
            except BaseException:
                self._drop()  # a partial answer would be read as the next one
                raise
            return answer

    def prepare(self, body: Mapping[str, Any]) -> None:
        """Start the process and name what its first request will need. Raises WorkerEnded."""
        with self._lock, suppress(OSError):  # the request will find that it has ended
            self._running_process().channel.send(Message("prepare", body=body))

    def stop(self) -> None:
        """End the process; the next request starts another one. A pending request of another
        thread fails with WorkerEnded."""
        if process := self._process:
            process.kill()
        if self._lock.acquire(blocking=False):
            try:
                self._drop()
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the process permanently."""
        self._is_closed = True
        self.stop()

    def _running_process(self) -> WorkerProcess:
        if self._is_closed:
            raise WorkerClosed
        if self._process and not self._process.is_usable:
            self._drop()
        if self._process is None:
            try:
                self._process = self._start()
            except OSError as error:
                raise WorkerEnded(f"no process could be started: {error}") from error
        return self._process

    def _drop(self) -> None:
        if self._process:
            self._process.close()
            self._process = None

    def _end_reason(self) -> str:
        code = self._process.wait(EXIT_SECONDS) if self._process else None
        self._drop()
        if code is None:
            return "its process closed the connection"
        return f"its process was ended by signal {-code}" if code < 0 else "its process ended"
