"""Which story is made next: the one that has waited longest, unless it rests after a fault."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence

from earshot.server.jobs.quarantine import Quarantine
from earshot.server.storage.stories import Story

log = logging.getLogger("earshot")
PAUSE = 5.0
"""Seconds before the disk is tried again once it could not be written to."""


class Schedule:
    def __init__(self) -> None:
        self.quarantine = Quarantine()
        self.is_paused = False
        """Whether nothing is made because the disk cannot be written to."""
        self._paused_until = 0.0
        self._resting: dict[str, float] = {}

    def allowed(self, unfinished: Sequence[Story], in_hand: Collection[str]) -> Sequence[Story]:
        """What may be begun now beside the stories in hand, the next one first."""
        now = time.monotonic()
        if now < self._paused_until:
            return ()
        due = [
            story
            for story in unfinished
            if story.id not in in_hand and self._resting.get(story.id, 0) <= now
        ]
        return self.quarantine.allowed(due, in_hand)

    def rest(self, story: str, seconds: float) -> None:
        self._resting[story] = time.monotonic() + seconds

    def release(self, story: str) -> None:
        """Nothing holds the story back."""
        self._resting.pop(story, None)
        self.quarantine.release(story)

    def pause(self, error: Exception) -> None:
        """Begin nothing for some seconds; what is begun then tells whether the disk is well."""
        if not self.is_paused:
            log.error("%s Nothing is made until then.", error)
        self.is_paused = True
        self._paused_until = time.monotonic() + PAUSE

    def resume(self) -> None:
        """A story was made, or failed for a reason of its own: the disk is well."""
        if self.is_paused and time.monotonic() >= self._paused_until:
            self.is_paused = False
            log.warning("The disk can be written to again.")
