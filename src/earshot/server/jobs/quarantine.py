"""Finds the job that crashed a worker process which ran several jobs.

After a crash all of these jobs are suspects. Each is retried alone. If the process crashes again
before the job makes progress, that job is the cause.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from earshot.server.storage.story import Story


class Quarantine:
    """Jobs that run alone."""

    def __init__(self) -> None:
        self._suspects: set[str] = set()
        self._progressed: set[str] = set()

    def add(self, story: str) -> None:
        self._suspects.add(story)

    def release(self, story: str) -> None:
        self._suspects.discard(story)
        self._progressed.discard(story)

    def start_attempt(self, story: str) -> None:
        """Start an attempt."""
        self._progressed.discard(story)

    def record_progress(self, story: str) -> None:
        """Record progress: the job did not crash the process."""
        self._progressed.add(story)
        self._suspects.discard(story)

    def has_progressed(self, story: str) -> bool:
        """Whether the job made progress in this attempt."""
        return story in self._progressed

    def select_startable(
        self, due: Sequence[Story], running_ids: Collection[str]
    ) -> Sequence[Story]:
        """The jobs that may start beside the running ones. A suspect starts first, and alone."""
        if not self._suspects.isdisjoint(running_ids):
            return ()
        suspects = [story for story in due if story.id in self._suspects]
        if not suspects:
            return due
        return () if running_ids else suspects[:1]
