"""The intervals of polls. All times are in seconds."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

DAY = 86_400.0
MAX_RETRY_AFTER_SECONDS = 7 * DAY
"""The longest `Retry-After` that is respected."""
HOST_GAP_SECONDS = 2.0
"""The delay between two requests to one host."""


class Clock:
    """The time, and how to wait; tests replace it."""

    def __init__(self) -> None:
        self.rng = random.Random()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def next_poll_delay(interval: float, max_age: float, rng: random.Random) -> float:
    """The delay after a successful poll: the default interval, or the longer one that the feed
    requests, up to a day. A random tenth spreads the polls."""
    longest = max(interval, DAY)
    return min(max(interval, max_age), longest) * rng.uniform(1, 1.1)


def retry_delay(interval: float, failures: int, retry_after: float, rng: random.Random) -> float:
    """The delay after `failures` failures in a row: it doubles each time, up to a day. It is at
    least the delay that the server requested, up to a week."""
    longest = max(interval, DAY)
    wait = min(interval * 2.0 ** min(failures, 20), longest)
    return max(wait * rng.uniform(0.8, 1.2), min(retry_after, MAX_RETRY_AFTER_SECONDS))


def parse_retry_after(value: str, now: float) -> float:
    """Parse a `Retry-After` header (RFC 9110, 10.2.3); 0 if it is invalid."""
    if value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, moment.timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0


class HostSpacing:
    """Spaces the requests to each host."""

    def __init__(self, gap: float = HOST_GAP_SECONDS) -> None:
        self._gap = gap
        self._free_at: dict[str, float] = {}

    def reserve(self, host: str, now: float) -> float:
        """Reserve the next request to the host; return the delay until then."""
        latest = now + MAX_RETRY_AFTER_SECONDS  # later times are of a clock that was set back
        self._free_at = {each: at for each, at in self._free_at.items() if now < at <= latest}
        at = max(now, self._free_at.get(host, now))
        self._free_at[host] = at + self._gap
        return at - now

    def block_until(self, host: str, until: float) -> None:
        """Allow no request to the host before this time."""
        self._free_at[host] = max(until, self._free_at.get(host, until))

    def is_blocked(self, host: str, now: float) -> bool:
        """Whether the next request is too far away to wait for."""
        wait = self._free_at.get(host, now) - now
        return 60 * self._gap < wait <= MAX_RETRY_AFTER_SECONDS
