"""Days as they are written: 2025-11-13, 13 November 2025, Nov. 13, 2025."""

from __future__ import annotations

import re
from datetime import date, datetime

_ISO_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_ISO_DATETIME = re.compile(
    r"((?:19|20)\d\d-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*"
    r"(?:(Z|[+-]\d\d)(?::?(\d\d))?)?(?!\d)",
    re.I,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:" + "|".join(_MONTHS) + r")[a-z]{0,6})\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN_DATES = (
    re.compile(rf"\b{_DAY}\s+{_MONTH},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.I),
)


def parse_date(text: str) -> date | None:
    """The first day named in the text, or None."""
    match = _ISO_DATE.search(text)
    if match:
        return _build_date(match[1], int(match[2]), match[3])
    for form in _WRITTEN_DATES:
        match = form.search(text)
        if match:
            month = _MONTHS.index(match["month"][:3].lower()) + 1
            return _build_date(match["year"], month, match["day"])
    return None


def parse_datetime(text: str) -> date | None:
    """The first moment named in the text with its zone, where it is told like a machine tells it
    (ISO 8601, RFC 3339); else its first day; else None."""
    match = _ISO_DATETIME.search(text)
    if match:
        hours = (match[3] or "").upper()
        offset = "+00:00" if hours == "Z" else f"{hours}:{match[4] or '00'}" if hours else ""
        try:
            return datetime.fromisoformat(f"{match[1]}T{match[2]}{offset}")
        except ValueError:
            pass
    return parse_date(text)


def remove_date(text: str) -> str:
    """The text with the first day named in it cut out."""
    for form in (_ISO_DATE, *_WRITTEN_DATES):
        cut, count = form.subn("", text, count=1)
        if count:
            return cut
    return text


def _build_date(year: str, month: int, day_of_month: str) -> date | None:
    try:
        return date(int(year), month, int(day_of_month))
    except ValueError:
        return None
