"""A pool of synthesis workers, one per core, shared by the whole process."""

from __future__ import annotations

import atexit
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from threading import Condition, Thread
from typing import TypeVar

from earshot.synthesis.messages import VoiceSpec
from earshot.synthesis.worker import SynthesisWorker
from earshot.voices.gpu_memory import read_free_bytes
from earshot.voices.hardware import available_cores, count_gpu_workers, select_device

T = TypeVar("T")
MAX_WORKERS = 8
"""Limit of the default, because each worker holds a model in memory."""
_Work = tuple["Future[object]", Callable[[SynthesisWorker], object]]


def worker_count() -> int:
    """`EARSHOT_SYNTHESIS_WORKERS`; by default one per core, at most eight, and no more than a GPU
    has memory for.

    Raises InvalidOption.
    """
    is_gpu = select_device() == "cuda"
    return available_cores(
        count_gpu_workers(read_free_bytes(), MAX_WORKERS) if is_gpu else MAX_WORKERS
    )


class SynthesisPool:
    """Threads with a worker process each. Urgent work starts before other work, and both in the
    order of submission. An idle worker whose process is running takes it before one that has to
    start a process."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._condition = Condition()
        """Guards the queues, and who takes from them."""
        self._urgent, self._queue = deque[_Work](), deque[_Work]()
        self._is_closed = False
        self._workers = [SynthesisWorker() for _ in range(count)]
        self._idle_workers = list(self._workers)
        for worker in self._workers:
            Thread(target=self._work, args=(worker,), daemon=True).start()

    def submit(self, work: Callable[[SynthesisWorker], T], *, is_urgent: bool = False) -> Future[T]:
        """Queue work for the next free worker."""
        future: Future[T] = Future()
        queue = self._urgent if is_urgent else self._queue
        with self._condition:
            queue.append((future, work))  # type: ignore[arg-type]
            self._condition.notify_all()
        return future

    def warm_up(self, voice: VoiceSpec) -> None:
        """Start a process that loads the voice, unless one is running. Returns at once."""
        if not any(worker.is_running for worker in self._workers):
            self._workers[0].prepare(voice)

    def close(self) -> None:
        """End the processes. Queued work fails."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
        for worker in self._workers:
            worker.close()

    def _work(self, worker: SynthesisWorker) -> None:
        while item := self._wait_for_work(worker):
            future, work = item
            if not future.set_running_or_notify_cancel():
                self._idle_workers.append(worker)
                continue
            try:
                result = work(worker)
            except BaseException as error:
                self._idle_workers.append(worker)
                future.set_exception(error)
            else:
                self._idle_workers.append(worker)  # first, or the next work would pass it by
                future.set_result(result)

    def _wait_for_work(self, worker: SynthesisWorker) -> _Work | None:
        """None after the pool was closed."""
        with self._condition:
            self._condition.wait_for(
                lambda: self._is_closed or (self._next_queue and self._is_preferred(worker))
            )
            self._idle_workers.remove(worker)
            self._condition.notify_all()  # another worker may be the preferred one now
            return self._next_queue.popleft() if self._next_queue else None

    @property
    def _next_queue(self) -> deque[_Work]:
        return self._urgent or self._queue

    def _is_preferred(self, worker: SynthesisWorker) -> bool:
        return worker.is_running or not any(each.is_running for each in self._idle_workers)


@cache
def shared_pool() -> SynthesisPool:
    """The pool of this process, created on first use. Raises InvalidOption."""
    workers = SynthesisPool(worker_count())
    atexit.register(workers.close)
    return workers


os.register_at_fork(after_in_child=shared_pool.cache_clear)
