"""Narrates an archive with the cores of this machine.

Several stories are prepared and encoded in threads. Their sentences go to the synthesis pool, which
has a process per core with its models loaded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from earshot.archive.inputs import Part, read_part
from earshot.archive.records import Record
from earshot.archive.story_processor import StoryProcessor, StoryResult
from earshot.synthesis.pool import worker_count

MAX_PENDING = 4
"""Records per thread that are read ahead."""


class Stopped(Exception):
    """The run was interrupted."""


def narrate_parts(parts: Sequence[Part], processor: StoryProcessor) -> Iterator[StoryResult]:
    """The results in the order of the records. Raises OutputError and InvalidOption."""
    threads = worker_count() + 1
    stop = Event()
    pool = ThreadPoolExecutor(threads)
    pending: deque[Future[StoryResult]] = deque()
    try:
        for record in (
            each for part in parts for each in read_part(part, processor.settings.options)
        ):
            pending.append(pool.submit(_narrate, record, processor, stop))
            if len(pending) > MAX_PENDING * threads:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _narrate(record: Record, processor: StoryProcessor, stop: Event) -> StoryResult:
    def check_stopped(_: object) -> None:
        if stop.is_set():
            raise Stopped

    return processor.synthesize(processor.prepare(record), check_stopped)
