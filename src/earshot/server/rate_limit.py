"""Limits on requests per caller."""

from __future__ import annotations

import time

from earshot.errors import RequestRejected


class RateLimiter:
    """A token bucket for each caller; its size is the requests of one minute."""

    def __init__(self, per_minute: int) -> None:
        self._capacity = float(per_minute)
        self._tokens: dict[str, tuple[float, float]] = {}

    def acquire(self, caller: str) -> None:
        """Count one request. Raises RequestRejected if the limit is reached."""
        now = time.monotonic()
        tokens, at = self._tokens.get(caller, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self._capacity / 60)
        if tokens < 1:
            wait = max(1, round(60 * (1 - tokens) / self._capacity))
            reason = f"rate limit exceeded; try again in {wait} s"
            raise RequestRejected(status=429, code="rate_limited", reason=reason, wait=wait)
        if len(self._tokens) > 10_000:
            self._tokens.clear()
        self._tokens[caller] = (tokens - 1, now)
