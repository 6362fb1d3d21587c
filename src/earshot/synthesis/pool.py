"""As many booths as there are cores, shared by everything in this process that wants speech."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from earshot.synthesis.worker import Booth
from earshot.voices.hardware import GPU_WORKERS, cores, device

T = TypeVar("T")
MOST = 8
"""Each holds a model in memory."""
_Work = tuple["Future[object]", Callable[[Booth], object]]


def count() -> int:
    """How many to use: `EARSHOT_WORKERS`, else one for each core, at most eight; where models run
    on a GPU, at most two.

    Raises BadOption.
    """
    return cores(GPU_WORKERS if device() == "cuda" else MOST)


class Workers:
    """Threads that each look after a booth, and do what they are given in its order."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._booths = [Booth() for _ in range(count)]
        for booth in self._booths:
            Thread(target=self._work, args=(booth,), daemon=True).start()

    def submit(self, work: Callable[[Booth], T]) -> Future[T]:
        """Have it done as soon as a booth is free."""
        future: Future[T] = Future()
        self._queue.put((future, work))  # type: ignore[arg-type]
        return future

    def close(self) -> None:
        """End the processes; what has not begun is never done."""
        for _ in self._booths:
            self._queue.put(None)
        for booth in self._booths:
            booth.close()

    def _work(self, booth: Booth) -> None:
        while item := self._queue.get():
            future, work = item
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work(booth))
                except BaseException as error:
                    future.set_exception(error)


@cache
def shared() -> Workers:
    """Those of this process. Raises BadOption."""
    workers = Workers(count())
    atexit.register(workers.close)
    return workers


os.register_at_fork(after_in_child=shared.cache_clear)
