"""The order of jobs: oldest first, except those that are delayed after a fault."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence

from earshot.server.jobs.quarantine import Quarantine
from earshot.server.storage.story import Story

log = logging.getLogger("earshot")
PAUSE_SECONDS = 5.0
"""The delay before the disk is tried again after a failed write."""


class Schedule:
    def __init__(self) -> None:
        self.quarantine = Quarantine()
        self.is_paused = False
        """Whether jobs are paused because the disk is not writable."""
        self._paused_until = 0.0
        self._delayed_until: dict[str, float] = {}

    def select_startable(
        self, unfinished: Sequence[Story], running_ids: Collection[str]
    ) -> Sequence[Story]:
        """The jobs that may start now beside the running ones, the next one first."""
        now = time.monotonic()
        self._delayed_until = {key: at for key, at in self._delayed_until.items() if at > now}
        if now < self._paused_until:
            return ()
        due = [
            story
            for story in unfinished
            if story.id not in running_ids and story.id not in self._delayed_until
        ]
        return self.quarantine.select_startable(due, running_ids)

    @property
    def held_count(self) -> int:
        """The most stories that may not start now although they are pending."""
        return len(self._delayed_until)

    def delay(self, story: str, seconds: float) -> None:
        self._delayed_until[story] = time.monotonic() + seconds

    def release(self, story: str) -> None:
        """End the delay and the quarantine of the story."""
        self._delayed_until.pop(story, None)
        self.quarantine.release(story)

    def pause(self, error: Exception) -> None:
        """Start no job for PAUSE seconds. The next attempt shows whether the disk is writable."""
        if not self.is_paused:
            log.error("%s Jobs are paused until then.", error)
        self.is_paused = True
        self._paused_until = time.monotonic() + PAUSE_SECONDS

    def resume(self) -> None:
        """Call after an attempt without a disk error: the disk is writable again."""
        if self.is_paused and time.monotonic() >= self._paused_until:
            self.is_paused = False
            log.warning("The storage is available again. Jobs continue.")
