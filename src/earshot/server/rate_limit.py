"""Limits on requests per caller."""

from __future__ import annotations

import time
from collections import OrderedDict

from earshot.errors import RequestRejected

MAX_CALLERS = 10_000
"""Beyond these, the caller who has been silent for the longest time is forgotten."""


class RateLimiter:
    """A token bucket for each caller; its size is the requests of one minute."""

    def __init__(self, per_minute: int) -> None:
        self._capacity = float(per_minute)
        self._tokens: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def acquire(self, caller: str) -> None:
        """Count one request. Raises RequestRejected if the limit is reached."""
        tokens = self._take(caller)
        if tokens < 1:
            wait = max(1, round(60 * (1 - tokens) / self._capacity))
            reason = f"rate limit exceeded; try again in {wait} s"
            raise RequestRejected(status=429, code="rate_limited", reason=reason, wait=wait)

    def _take(self, caller: str) -> float:
        """Take a token, if there is one; return how many there were."""
        now = time.monotonic()
        tokens, at = self._tokens.get(caller, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self._capacity / 60)
        if tokens >= 1:
            self._tokens[caller] = (tokens - 1, now)
            self._tokens.move_to_end(caller)
        if len(self._tokens) > MAX_CALLERS:
            self._tokens.popitem(last=False)
        return tokens
