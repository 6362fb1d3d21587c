"""When a daily edition is due: "06:30", or "18:00 playlist Morning", on the clock of a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from earshot.errors import BadOption
from earshot.server.storage.collections import EDITIONS, KINDS, WHOLE

_WRITTEN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?:\s+(\w+)(?:\s+(\S.*))?)?")
EXPECTED = 'a time such as "06:30", or a time and what it is of: "18:00 playlist Morning"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    at: clock
    zone: ZoneInfo
    kind: str = WHOLE
    name: str = ""

    @classmethod
    def read(cls, text: str, zone: str) -> Daily:
        """Raises BadOption."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise BadOption(option="editions", value=text, expected=EXPECTED)
        hour, minute, kind, name = found.groups()
        kind, name = kind or WHOLE, (name or "").strip()
        if kind not in KINDS or kind == EDITIONS or (kind == WHOLE) == bool(name):
            raise BadOption(option="editions", value=text, expected=EXPECTED)
        return cls(at=clock(int(hour), int(minute)), zone=zone_of(zone), kind=kind, name=name)

    def latest(self, now: float) -> tuple[str, float, float]:
        """The edition whose time came last: its day, and from when until when stories came in that
        it is made of. Seconds since 1970."""
        day = datetime.fromtimestamp(now, self.zone).date()
        if self._on(day) > now:
            day -= timedelta(days=1)
        since = self._on(day - timedelta(days=1))
        return f"{day.isoformat()} {self.at:%H:%M}", since, self._on(day)

    def _on(self, day: date) -> float:
        return datetime.combine(day, self.at, self.zone).timestamp()


def zone_of(name: str) -> ZoneInfo:
    """Raises BadOption."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        expected = 'a name such as "Europe/Berlin" is needed'
        raise BadOption(option="zone", value=name, expected=expected) from error


def bounds(day: date, zone: str) -> tuple[float, float]:
    """The beginning and the end of a day in a zone, in seconds since 1970."""
    start = datetime.combine(day, clock(), zone_of(zone))
    return start.timestamp(), (start + timedelta(days=1)).timestamp()
