"""The totals of a run: counts, hours of audio, speed and cost."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from earshot.archive.story_processor import StoryResult

HOUR_SECONDS = 3_600


@dataclass(slots=True, kw_only=True)
class Totals:
    hourly_cost: float = 0.0
    """US dollars per hour for all machines."""
    records: int = 0
    failed: int = 0
    duplicates: int = 0
    """Records with the content of an earlier one."""
    new: int = 0
    """Stories that this run synthesized."""
    seconds: float = 0.0
    """Of audio, in all stories."""
    new_seconds: float = 0.0
    dollars: float = 0.0
    """For paid voices, in this run."""
    _keys: set[str] = field(default_factory=set)
    _start: float = field(default_factory=time.monotonic)

    def add(self, result: StoryResult) -> None:
        self.records += 1
        if result.error:
            self.failed += 1
            return
        if result.is_new:
            self.new += 1
            self.new_seconds += result.seconds
            self.dollars += result.dollars
        if result.key in self._keys:
            self.duplicates += 1
            return
        self._keys.add(result.key)
        self.seconds += result.seconds

    @property
    def stories(self) -> int:
        return len(self._keys)

    @property
    def speed(self) -> float:
        """Seconds of audio per second."""
        return self.new_seconds / max(time.monotonic() - self._start, 1e-9)

    @property
    def cost(self) -> float:
        """US dollars so far."""
        hours = (time.monotonic() - self._start) / HOUR_SECONDS
        return self.dollars + self.hourly_cost * hours

    def describe(self) -> str:
        parts = [
            f"{self.records:,} {'record' if self.records == 1 else 'records'}",
            f"{self.stories:,} {'story' if self.stories == 1 else 'stories'} ({self.new:,} new)",
            f"{self.duplicates:,} duplicate",
            f"{self.failed:,} failed",
            f"{self.seconds / HOUR_SECONDS:,.2f} h of audio",
            f"{self.speed:,.1f} × real time",
        ]
        return " · ".join(parts + ([f"${self.cost:,.2f}"] if self.cost else []))
