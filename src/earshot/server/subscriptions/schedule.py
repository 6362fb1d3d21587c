"""How often a stranger's server is asked. Seconds throughout."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

DAY = 86_400.0
LONGEST_ASKED = 7 * DAY
"""The most that a `Retry-After` is heeded."""
APART = 2.0
"""Between two calls of one host."""


class Clock:
    """The time, and the ways to let it pass; tests have one of their own."""

    def __init__(self) -> None:
        self.chance = random.Random()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def until_next(interval: float, asked: float, chance: random.Random) -> float:
    """How long to wait after a good answer: our own interval, or what the feed asks for where that
    is longer, up to a day. A tenth of it is chance, so that feeds do not all fall due at once."""
    longest = max(interval, DAY)
    return min(max(interval, asked), longest) * chance.uniform(1, 1.1)


def until_retry(interval: float, failures: int, asked: float, chance: random.Random) -> float:
    """How long to wait after `failures` failures in a row: twice as long each time, up to a day,
    and never less than the server asked for, up to a week."""
    longest = max(interval, DAY)
    wait = min(interval * 2.0 ** min(failures, 20), longest)
    return max(wait * chance.uniform(0.8, 1.2), min(asked, LONGEST_ASKED))


def asked_for(written: str, now: float) -> float:
    """What a `Retry-After` says (RFC 9110, 10.2.3); 0 for nonsense."""
    if written.isdecimal() and len(written) < 10:
        return float(written)
    try:
        moment = parsedate_to_datetime(written)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, moment.timestamp() - now)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0


class Spacing:
    """One call after the other for each host."""

    def __init__(self, apart: float = APART) -> None:
        self._apart = apart
        self._free: dict[str, float] = {}

    def turn(self, host: str, now: float) -> float:
        """Take the host's next turn; the seconds until it comes."""
        self._free = {each: at for each, at in self._free.items() if at > now}
        at = max(now, self._free.get(host, now))
        self._free[host] = at + self._apart
        return at - now

    def hold(self, host: str, until: float) -> None:
        """Nobody calls the host before then."""
        self._free[host] = max(until, self._free.get(host, until))

    def is_held(self, host: str, now: float) -> bool:
        """Whether its next turn is too far away to wait for."""
        return self._free.get(host, now) - now > 60 * self._apart
