"""Acts on the messages of other processes that share the library."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from earshot.server.jobs.peer_changes import JOBS_TOPIC, STORY_TOPIC, PeerChanges
from earshot.server.jobs.segment_exchange import SEGMENT_TOPIC

if TYPE_CHECKING:
    from earshot.server.jobs.runner import JobRunner


class PeerMessages:
    def __init__(self, job_runner: JobRunner, changes: PeerChanges) -> None:
        self._job_runner = job_runner
        self._changes = changes
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def receive(self) -> Iterator[None]:
        """Act on messages during the block."""
        loop = asyncio.get_running_loop()

        def dispatch(topic: str, text: str) -> None:
            loop.call_soon_threadsafe(self._dispatch, topic, text)

        with self._job_runner.store.database.subscribe(dispatch):
            yield

    def _dispatch(self, topic: str, text: str) -> None:
        """An empty topic says that messages may have been lost."""
        if topic in (JOBS_TOPIC, ""):
            self._job_runner.look_for_jobs()
        if topic in (STORY_TOPIC, ""):
            self._start(self._changes.publish())
        if topic == SEGMENT_TOPIC:
            self._start(self._job_runner.receive_segment(text))

    def _start(self, action: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(action)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
