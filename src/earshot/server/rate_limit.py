"""How often one caller may ask."""

from __future__ import annotations

import time

from earshot.errors import Refused


class Bucket:
    """A limit for each caller: so many requests a minute, saved up for at most a minute."""

    def __init__(self, a_minute: int) -> None:
        self._most = float(a_minute)
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, caller: str) -> None:
        """Raises Refused when it is empty."""
        now = time.monotonic()
        left, at = self._left.get(caller, (self._most, now))
        left = min(self._most, left + (now - at) * self._most / 60)
        if left < 1:
            wait = max(1, round(60 * (1 - left) / self._most))
            raise Refused(status=429, code="too_many", reason=f"too many; wait {wait} s", wait=wait)
        if len(self._left) > 10_000:
            self._left.clear()
        self._left[caller] = (left - 1, now)
