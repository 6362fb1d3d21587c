"""Days as they are written: 2025-11-13, 13 November 2025, Nov. 13, 2025."""

from __future__ import annotations

import re
from datetime import date, datetime

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_TIMED = re.compile(
    r"((?:19|20)\d\d-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*"
    r"(?:(Z|[+-]\d\d)(?::?(\d\d))?)?(?!\d)",
    re.I,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:" + "|".join(_MONTHS) + r")[a-z]{0,6})\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = (
    re.compile(rf"\b{_DAY}\s+{_MONTH},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.I),
)


def day(written: str) -> date | None:
    """The first day named in the text, or None."""
    found = _ISO.search(written)
    if found:
        return _date(found[1], int(found[2]), found[3])
    for form in _WRITTEN:
        found = form.search(written)
        if found:
            month = _MONTHS.index(found["month"][:3].lower()) + 1
            return _date(found["year"], month, found["day"])
    return None


def moment(written: str) -> date | None:
    """The first moment named in the text with its zone, where it is told like a machine tells it
    (ISO 8601, RFC 3339); else its first day; else None."""
    timed = _TIMED.search(written)
    if timed:
        hours = (timed[3] or "").upper()
        zone = "+00:00" if hours == "Z" else f"{hours}:{timed[4] or '00'}" if hours else ""
        try:
            return datetime.fromisoformat(f"{timed[1]}T{timed[2]}{zone}")
        except ValueError:
            pass
    return day(written)


def without_day(written: str) -> str:
    """The text with the first day named in it cut out."""
    for form in (_ISO, *_WRITTEN):
        cut, count = form.subn("", written, count=1)
        if count:
            return cut
    return written


def _date(year: str, month: int, day_of_month: str) -> date | None:
    try:
        return date(int(year), month, int(day_of_month))
    except ValueError:
        return None
