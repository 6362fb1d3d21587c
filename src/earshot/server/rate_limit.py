"""How often one caller may ask."""

from __future__ import annotations

import time

from earshot.errors import Refused


class RateLimiter:
    """A limit for each caller: so many requests a minute, saved up for at most a minute."""

    def __init__(self, per_minute: int) -> None:
        self._capacity = float(per_minute)
        self._tokens: dict[str, tuple[float, float]] = {}

    def acquire(self, caller: str) -> None:
        """Raises Refused when it is empty."""
        now = time.monotonic()
        tokens, at = self._tokens.get(caller, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self._capacity / 60)
        if tokens < 1:
            wait = max(1, round(60 * (1 - tokens) / self._capacity))
            raise Refused(status=429, code="too_many", reason=f"too many; wait {wait} s", wait=wait)
        if len(self._tokens) > 10_000:
            self._tokens.clear()
        self._tokens[caller] = (tokens - 1, now)
