"""A pool of synthesis workers, one per core, shared by the whole process."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from earshot.synthesis.worker import SynthesisWorker
from earshot.voices.hardware import GPU_WORKERS, available_cores, select_device

T = TypeVar("T")
MAX_WORKERS = 8
"""Limit of the default, because each worker holds a model in memory."""
_Work = tuple["Future[object]", Callable[[SynthesisWorker], object]]


def worker_count() -> int:
    """`EARSHOT_SYNTHESIS_WORKERS`; by default one per core, at most eight, or two on a GPU.

    Raises InvalidOption.
    """
    return available_cores(GPU_WORKERS if select_device() == "cuda" else MAX_WORKERS)


class SynthesisPool:
    """Threads with a worker process each. Work starts in the order of submission."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._workers = [SynthesisWorker() for _ in range(count)]
        for worker in self._workers:
            Thread(target=self._work, args=(worker,), daemon=True).start()

    def submit(self, work: Callable[[SynthesisWorker], T]) -> Future[T]:
        """Queue work for the next free worker."""
        future: Future[T] = Future()
        self._queue.put((future, work))  # type: ignore[arg-type]
        return future

    def close(self) -> None:
        """End the processes and drop the queued work."""
        for _ in self._workers:
            self._queue.put(None)
        for worker in self._workers:
            worker.close()

    def _work(self, worker: SynthesisWorker) -> None:
        while item := self._queue.get():
            future, work = item
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work(worker))
                except BaseException as error:
                    future.set_exception(error)


@cache
def shared_pool() -> SynthesisPool:
    """The pool of this process, created on first use. Raises InvalidOption."""
    workers = SynthesisPool(worker_count())
    atexit.register(workers.close)
    return workers


os.register_at_fork(after_in_child=shared_pool.cache_clear)
