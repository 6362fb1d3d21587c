"""Parse written dates: 2025-11-13, 13 November 2025, 8 de março de 2026, 2026年3月8日."""

from __future__ import annotations

import re
from datetime import date, datetime

from earshot.ingest.metadata.months import MONTHS

_ISO_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_ISO_DATETIME = re.compile(
    r"((?:19|20)\d\d-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*"
    r"(?:(Z|[+-]\d\d)(?::?(\d\d))?)?(?!\d)",
    re.I,
)
_NAMES = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAMES})\.?(?![^\W\d_])"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|ro|º|ª|-го)?\.?"
_YEAR = r"(?P<year>(?:19|20|25)\d\d)(?!\d)"
_DATE_SEPARATOR = r"(?:\s+|\s*[,،]\s*|\s+(?:de|del|of|di)\s+|\s+d['’])"
_WRITTEN_DATES = (
    re.compile(
        rf"{_DAY}(?:{_DATE_SEPARATOR}|\s*){_MONTH}(?:{_DATE_SEPARATOR}|\s*)(?:พ\.ศ\.\s*)?{_YEAR}",
        re.I,
    ),
    re.compile(rf"(?<![^\W\d_]){_MONTH}\s+{_DAY},?\s+{_YEAR}", re.I),
    re.compile(rf"(?<!\d){_YEAR}\.?\s+{_MONTH}\s+{_DAY}", re.I),
    re.compile(
        rf"(?<![^\W\d_]){_MONTH}\s+{_DAY}\s+\d\d:\d\d:\d\d\s+(?:[A-Z]{{3,4}}\s+)?{_YEAR}", re.I
    ),
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<number>1[0-2]|0?[1-9])\s?[月월]\s?"
        r"(?P<day>[0-3]?\d)\s?[日일]"
    ),
    re.compile(
        r"(?<!\d)(?P<day>[0-3]?\d)\s+tháng\s+(?P<number>1[0-2]|0?[1-9])[\s,]+năm\s+"
        r"(?P<year>(?:19|20)\d\d)",
        re.I,
    ),
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)\.\s?(?P<number>1[0-2]|0?[1-9])\.\s?(?P<day>[0-3]?\d)(?!\d)"
    ),
    re.compile(
        r"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<number>1[0-2]|0?[1-9])\.\s?(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
)
_SLASHED_DATE = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d)(?![\d/])")
_ANY_YEAR = re.compile(r"(?:19|20|25)\d\d")
_TWO_NUMBERS = re.compile(r"\d\D+\d|\d{8}")
"""A date has a year and a day, apart or in eight digits. Prose often has only a year."""
_BUDDHIST_OFFSET, _DECEMBER = 543, 12
_MAX_DATE_LINE_CHARS = 120
_ZEROS = ("\u0660", "\u06f0", "\u0966", "\u09e6", "\u0e50")
"""The zeros of the Arabic, Persian, Devanagari, Bengali and Thai digits."""
_DIGITS = {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}
_MAX_LABEL_LETTERS = 24
"""Letters allowed beside a date in a date line, besides times and time zones."""
_TIME_OF_DAY = re.compile(
    r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?|\b\d{1,2}\s*(?:uhr|h|[ap]\.?\s?m\b\.?)|\b[ap]\.\s?m\b\.?|"
    r"\b[ap]m\b|\b(?:[ECMP][SD]T|GMT|UTC|IST|CES?T|BST|JST|KST)\b",
    re.I,
)


def parse_date(text: str, language: str = "") -> date | None:
    """Return the first date in the text, or None. `language` decides the order of 3/8/2026."""
    plain = text if text.isascii() else text.translate(_DIGITS)
    if not (_ANY_YEAR.search(plain) and _TWO_NUMBERS.search(plain)):
        return None
    match = _ISO_DATE.search(plain)
    if match:
        return _build_date(match[1], int(match[2]), match[3])
    for form in _WRITTEN_DATES:
        match = form.search(plain)
        if match:
            named = match.groupdict()
            number = int(named["number"]) if named.get("number") else MONTHS[_month_name(match)]
            return _build_date(match["year"], number, match["day"])
    match = _SLASHED_DATE.search(plain)
    return _parse_slashed_date(match, language) if match else None


def _month_name(found: re.Match[str]) -> str:
    return found["month"].lower().replace("i̇", "i")


def _parse_slashed_date(found: re.Match[str], language: str) -> date | None:
    """Decide the order by a number above 12, otherwise by the language."""
    first, second = int(found[1]), int(found[2])
    is_month_first_language = language in ("", "en", "en-US")
    is_month_first = second > _DECEMBER or (first <= _DECEMBER and is_month_first_language)
    month, day = (first, second) if is_month_first else (second, first)
    return _build_date(found[3], month, str(day))


def parse_datetime(text: str) -> date | None:
    """Return the first ISO 8601 or RFC 3339 date and time in the text, otherwise its first date."""
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
    """Return the text without its first date."""
    plain = text.translate(_DIGITS)
    for form in (_ISO_DATE, *_WRITTEN_DATES, _SLASHED_DATE):
        cut, count = form.subn("", plain, count=1)
        if count:
            return cut
    return text


def is_date_line(text: str) -> bool:
    """Whether the text is a date, with at most a label, a weekday and a time beside it."""
    if len(text) > _MAX_DATE_LINE_CHARS or not parse_date(text):
        return False
    rest = remove_date(text)
    while parse_date(rest):
        rest = remove_date(rest)
    letter_count = sum(map(str.isalpha, _TIME_OF_DAY.sub("", rest)))
    return letter_count <= _MAX_LABEL_LETTERS and not (
        letter_count > _MAX_LABEL_LETTERS // 2 and rest.rstrip()[-1:] == "."
    )


def _build_date(year: str, month: int, day_of_month: str) -> date | None:
    number = int(year) - (_BUDDHIST_OFFSET if year.startswith("25") else 0)
    try:
        return date(number, month, int(day_of_month))
    except ValueError:
        return None
