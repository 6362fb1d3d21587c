"""Work done a little ahead of whoever asks for it."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
POLL = 0.1
"""Seconds after which the thread looks whether anyone still listens."""


class _End:
    """The last thing in the queue, and what ended it."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(items: Iterable[T], depth: int) -> Generator[T, None, None]:
    """The same items in the same order, made by a thread of their own, at most `depth` waiting.

    What the making raises is raised here. When the asker stops asking, the thread stops too.
    """
    queue: Queue[T | _End] = Queue(depth)
    stopped = Event()
    thread = Thread(target=_make, args=(items, queue, stopped), daemon=True)
    thread.start()
    try:
        while not isinstance(item := queue.get(), _End):
            yield item
        if item.error:
            raise item.error
    finally:
        stopped.set()
        thread.join()


def _make(items: Iterable[T], queue: Queue[T | _End], stopped: Event) -> None:
    error: BaseException | None = None
    try:
        for item in items:
            if not _put(queue, item, stopped):
                return
    except BaseException as caught:
        error = caught
    _put(queue, _End(error), stopped)


def _put(queue: Queue[T | _End], item: T | _End, stopped: Event) -> bool:
    while not stopped.is_set():
        try:
            queue.put(item, timeout=POLL)
        except Full:
            continue
        return True
    return False
