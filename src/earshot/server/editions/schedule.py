"""The schedule of a daily edition in a time zone: "06:30", or "18:00 playlist Morning"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from earshot.errors import InvalidOption
from earshot.server.storage.collections import COLLECTIONS, EDITIONS, LIBRARY

_SCHEDULE_PATTERN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?:\s+(\w+)(?:\s+(\S.*))?)?")
EXPECTED_FORMAT = 'a time such as "06:30", or a time and a collection: "18:00 playlist Morning"'


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySchedule:
    at: clock
    zone: ZoneInfo
    collection: str = LIBRARY
    name: str = ""

    @classmethod
    def parse(cls, text: str, zone: str) -> DailySchedule:
        """Raises InvalidOption."""
        found = _SCHEDULE_PATTERN.fullmatch(text.strip())
        if not found:
            raise InvalidOption(option="editions", value=text, expected=EXPECTED_FORMAT)
        hour, minute, kind, name = found.groups()
        kind, name = kind or LIBRARY, (name or "").strip()
        if kind not in COLLECTIONS or kind == EDITIONS or (kind == LIBRARY) == bool(name):
            raise InvalidOption(option="editions", value=text, expected=EXPECTED_FORMAT)
        return cls(
            at=clock(int(hour), int(minute)), zone=parse_timezone(zone), collection=kind, name=name
        )

    def latest_window(self, now: float) -> tuple[str, float, float]:
        """The most recent edition that is due: its day, and the start and end of the period in
        which its stories were added. In seconds since 1970."""
        day = datetime.fromtimestamp(now, self.zone).date()
        if self._timestamp_on(day) > now:
            day -= timedelta(days=1)
        since = self._timestamp_on(day - timedelta(days=1))
        return f"{day.isoformat()} {self.at:%H:%M}", since, self._timestamp_on(day)

    def _timestamp_on(self, day: date) -> float:
        return datetime.combine(day, self.at, self.zone).timestamp()


def parse_timezone(name: str) -> ZoneInfo:
    """Raises InvalidOption."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        expected = 'must be a time zone name such as "Europe/Berlin"'
        raise InvalidOption(option="timezone", value=name, expected=expected) from error


def day_bounds(day: date, zone: str) -> tuple[float, float]:
    """The start and end of a day in a time zone, in seconds since 1970."""
    start = datetime.combine(day, clock(), parse_timezone(zone))
    return start.timestamp(), (start + timedelta(days=1)).timestamp()
