"""Dates, years and decades."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import (
    DIGITS,
    FIRST_DIGIT,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import cardinal, digit_pairs, ordinal, pluralize, year
from earshot.script.normalize.word_context import precedes

MONTH_NAMES = (
    "January February March April May June July August September October November December"
).split()
_MONTH_BY_STEM = {name[:3].lower(): name for name in MONTH_NAMES}
_MONTH_TRIGGERS = tuple(
    change_case(name[:3]) for name in MONTH_NAMES for change_case in (str, str.lower, str.upper)
)
MONTH = (
    r"(?P<month>(?!(?:may|march)(?![a-z]|,?\s(?:[0-3]?[0-9],?\s)?[12][0-9]{3}))"
    r"(?i:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?(?![a-z])))"
)
"""Without a capital, "may" and "march" are months only if a year follows."""
_MONTH_START = r"[JFMASONDjfmasond](?<!\w.)(?=(?i:an|eb|ar|pr|ay|u[nlg]|ep|ct|ov|ec))"
_DAY = r"(?P<date>(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?)"
_RANGE_END = r"(?:\s?[-–]\s?(?P<until>(?P<to>[0-3]?[0-9])(?:st|nd|rd|th)?))?"
_YEAR = r"(?P<year>[12][0-9]{3})"
_ALONE = r"(?<![\w.,/:$£€-])"
_END = r"(?![\w/]|[.,:][0-9])"
_DAY_CUE = re.compile(
    r"\b(?:due|RSVP|due\son|(?:RSVP|due)\sby|dated|effective|until|through|since)\s\Z"
)
_GRADE_CONTEXT = re.compile(r"\b(?:scor\w+|marks?|grad\w+|rat\w+|got)\b")
_COMMON_DENOMINATORS = ("16", "24", "25")
_END_OF_DATE = r"(?![\w%]|[.,:-][0-9])"


def _month_name(written: str) -> str:
    return _MONTH_BY_STEM[written[:3].lower()]


def verbalize_date(day: int, month: int, written_year: str, british: bool) -> str:
    name, spoken = MONTH_NAMES[month - 1], year(written_year, british)
    return (
        f"the {ordinal(day)} of {name} {spoken}" if british else f"{name} {ordinal(day)} {spoken}"
    )


@semiotic_class(
    rf"{_ALONE}{_YEAR}(?P<mark>[-./–])(?P<month>[01]?[0-9])(?P=mark)(?P<day>[0-3]?[0-9]){_END}",
    DIGITS,
    ("0-0", "0.0", "0/0", "0–0"),
    start=FIRST_DIGIT,
)
def iso_date(m: re.Match[str], british: bool) -> SpokenGroups:
    """2025-11-13"""
    if 1 <= int(m["month"]) <= 12 and 1 <= int(m["day"]) <= 31:
        yield 0, verbalize_date(int(m["day"]), int(m["month"]), m["year"], british)


@semiotic_class(
    rf"{_ALONE}(?P<one>[0-3]?[0-9])(?P<mark>[/.-])(?P<two>[0-3]?[0-9])(?P=mark)(?P<year>[12][0-9]{{3}}|(?<=[/])[0-9]{{2}}){_END}",
    DIGITS,
    ("0/0", "0.0", "0-0"),
)
def slashed_date(m: re.Match[str], british: bool) -> SpokenGroups:
    """11/13/2025, and 13/11/2025 in Britain or if the first number cannot be a month."""
    one, two = int(m["one"]), int(m["two"])
    day_first = one > 12 or ((british or m["mark"] == ".") and two <= 12)
    day, month = (one, two) if day_first else (two, one)
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield 0, verbalize_date(day, month, _expand_year(m["year"]), british)


def _expand_year(written: str) -> str:
    """ "05" → "2005", "87" → "1987"."""
    if len(written) == 4:
        return written
    return ("20" if int(written) < 50 else "19") + written


@semiotic_class(
    rf"(?<!\w){MONTH}[\s-]{_DAY}{_RANGE_END}(?:(?:,?\s|-){_YEAR})?{_END_OF_DATE}",
    DIGITS,
    _MONTH_TRIGGERS,
    start=_MONTH_START,
)
def month_day(m: re.Match[str], british: bool) -> SpokenGroups:
    """Oct. 21, 2021 · Nov. 3-5 · March 8th"""
    if not 1 <= int(m["day"]) <= 31:
        return
    the = "the " if british else ""
    yield "month", _month_name(m["month"])
    yield "date", the + ordinal(int(m["day"])) + (" to" if m["to"] else "")
    if m["to"]:
        yield "until", the + ordinal(int(m["to"]))
    if m["year"]:
        yield "year", year(m["year"], british)


@semiotic_class(
    rf"(?P<the>\b[Tt]he\s)?{_ALONE}{_DAY}{_RANGE_END}\s(?P<of>of\s)?{MONTH}(?:,?\s{_YEAR})?{_END_OF_DATE}",
    DIGITS,
    _MONTH_TRIGGERS,
    start=r"[0-9Tt](?<!\w.)",
)
def day_month(m: re.Match[str], british: bool) -> SpokenGroups:
    """21 October 2021 · the 8th of March"""
    if not 1 <= int(m["day"]) <= 31:
        return
    the, of = "" if m["the"] else "the ", "" if m["of"] else " of"
    first = the + ordinal(int(m["day"]))
    yield "date", f"{first} to the" if m["to"] else first + of
    if m["to"]:
        yield "until", ordinal(int(m["to"])) + of
    yield "month", _month_name(m["month"])
    if m["year"]:
        yield "year", year(m["year"], british)


@semiotic_class(
    rf"(?<!\w){MONTH},?\s{_YEAR}{_END_OF_DATE}", DIGITS, _MONTH_TRIGGERS, start=_MONTH_START
)
def month_year(m: re.Match[str], british: bool) -> SpokenGroups:
    """June 2024"""
    yield "month", _month_name(m["month"])
    yield "year", year(m["year"], british)


@semiotic_class(r"(?<![\w'])'0(?P<year>[1-9])(?![\w'])", "'", tuple(f"'0{d}" for d in DIGITS))
def short_year(m: re.Match[str], british: bool) -> SpokenGroups:
    """the class of '09"""
    yield 0, f"oh {cardinal(int(m['year']))}"


@semiotic_class(
    r"(?<![\w.,/:$£€-])(?P<year>1[0-9]{3}|20[0-9]{2})\s?[-–]\s?(?P<end>[Pp]resent|[Nn]ow|[Tt]oday)(?!\w)",
    DIGITS,
    ("present", "Present", "now", "Now", "today", "Today"),
)
def year_to_present(m: re.Match[str], british: bool) -> SpokenGroups:
    """2021–present"""
    yield "year", f"{year(m['year'], british)} to"
    yield "end", m["end"]


@semiotic_class(
    rf"(?<!\w){MONTH}(?P<dash>\s?[-–]\s?)(?=(?i:{'|'.join(_MONTH_BY_STEM)})[a-z]{{0,6}}\b)",
    "-–",
    _MONTH_TRIGGERS,
)
def month_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """Jan.-March"""
    yield "month", _month_name(m["month"]) + " to"


_MONTH_PRECEDES = re.compile(rf"(?<!\w)(?i:{'|'.join(_MONTH_BY_STEM)})[a-z]{{0,6}}\.?[-–]\Z")


@semiotic_class(
    r"(?<=[a-z.][-–])(?P<month>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)(?![a-z])", "-–"
)
def last_month(m: re.Match[str], british: bool) -> SpokenGroups:
    """Apr-Jun"""
    if precedes(_MONTH_PRECEDES, m, 16):
        yield "month", _month_name(m["month"])


@semiotic_class(
    r"(?<!\w)(?P<month>(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.)(?=\W|$)",
    ".",
    _MONTH_TRIGGERS,
)
def month_alone(m: re.Match[str], british: bool) -> SpokenGroups:
    """Oct."""
    yield "month", _month_name(m["month"])


@semiotic_class(
    r"(?<![\w.,/$£€-])(?<![0-9]\s)(?P<date>(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2[0-9]|3[01]|(?<=0[0-9]/)(?:0[1-9]|1[0-2])|(?P<low>1[0-2]|[1-9])))(?![\w/-]|[.,][0-9]|\s?[\"']"
    r"|\s(?:of|inch|in|miles?|cups?|scale|share|stake|majority|odds|shot|fav)\b)",
    "/",
)
def month_slash_day(m: re.Match[str], british: bool) -> SpokenGroups:
    """the 10/31 deadline, 06/08: American order, and not a common fraction"""
    if m["low"] and not precedes(_DAY_CUE, m, 12):
        return
    is_grade = _GRADE_CONTEXT.search(m.string, max(0, m.start() - 30), m.start())
    if not (british or is_grade or m["day"] in _COMMON_DENOMINATORS):
        yield "date", f"{MONTH_NAMES[int(m['month']) - 1]} {ordinal(int(m['day']))}"


@semiotic_class(
    r"(?<![\w.,$£€])(?P<decade>'?(?P<century>[12][0-9])?(?P<tens>[0-9]0)'?s\b)(?P<to>\s?[-–]\s?(?='?[0-9]{2,4}'?s))?",
    DIGITS,
    ("0s", "0's"),
)
def decade(m: re.Match[str], british: bool) -> SpokenGroups:
    """1990s · '90s · her 20s · the 2000s"""
    if m["century"] or int(m["tens"]):
        spoken = _verbalize_decade(m["century"], int(m["tens"]))
        yield "decade", spoken + (" to" if m["to"] else "")


def _verbalize_decade(century: str | None, tens: int) -> str:
    if not century:
        return pluralize(cardinal(tens))
    if tens:
        return f"{cardinal(int(century))} {pluralize(cardinal(tens))}"
    if century in ("10", "20"):
        return f"{cardinal(int(century) // 10)} thousands"
    return f"{cardinal(int(century))} hundreds"


@semiotic_class(
    rf"(?<![\w.,/:$£€-]){_YEAR}(?P<dash>\s?[-–/]\s?)(?P<to>[12][0-9]{{3}}|[0-9]{{2}})"
    r"(?![\w%/-]|[.,:][0-9])(?P<season>\s(?:[a-z]+\s)?(?:season|school|academic|fiscal|campaign|winter)\b)?",
    DIGITS,
    (f"0{space}{dash}" for space in ("", " ") for dash in "-–/"),
    start=FIRST_DIGIT,
)
def year_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """1914-18 · 2019–2020 · the 2024-25 season"""
    first, second = int(m["year"]), int(m["to"])
    if second <= first % 100 if second < 100 else second <= first:
        return
    link = "" if m["season"] or "/" in m["dash"] else " to"
    yield "year", year(m["year"], british) + link
    yield "to", cardinal(second) if second < 100 else year(m["to"], british)


@semiotic_class(
    r"(?<![\w.,/:$£€+-])(?P<year>[1-9][0-9]{2,3})(?P<gap>\s?)(?P<era>(?:B\.?C\.?(?:E\.?)?|A\.D\.?|AD|C\.?E\.?)(?!\w))",
    DIGITS,
    ("0B", "0 B", "0A", "0 A", "0C", "0 C"),
)
def year_of_era(m: re.Match[str], british: bool) -> SpokenGroups:
    """44 BC · 2024 B.C"""
    yield "year", digit_pairs(m["year"])
    yield "era", " ".join(m["era"].replace(".", ""))


@semiotic_class(
    r"(?<![\w,/:$£€+'])(?<![^a-z]-)(?<!\A-)(?<![0-9]\.)(?P<year>1[1-9][0-9]{2}|10[1-9][0-9]|20[0-9]{2})(?!\w|[.,:][0-9]|\s?%)",
    DIGITS,
    start=FIRST_DIGIT,
)
def plain_year(m: re.Match[str], british: bool) -> SpokenGroups:
    """Four digits without a comma from 1100 to 2099."""
    yield "year", year(m["year"], british)


@semiotic_class(
    r"(?<![\w-])(?P<count>[1-4])(?P<part>[QH])(?P<year>20[0-9]{2}|[0-9]{2})?(?!\w)", "QH"
)
def part_of_year(m: re.Match[str], british: bool) -> SpokenGroups:
    """3Q22 · 1H2025"""
    part = "quarter" if m["part"] == "Q" else "half"
    spoken = f"{ordinal(int(m['count']))} {part}"
    if m["year"]:
        whole = len(m["year"]) == 4
        of = year(m["year"], british) if whole else cardinal(int(m["year"]))
        spoken = f"the {spoken} of {of}"
    yield 0, spoken


@semiotic_class(r"(?<!\w)Q(?P<quarter>[1-4])(?:\s(?P<year>20[0-9]{2}))?(?!\w)", "Q", ["Q0"])
def quarter(m: re.Match[str], british: bool) -> SpokenGroups:
    """Q3 2025"""
    of_year = f" {year(m['year'], british)}" if m["year"] else ""
    yield 0, f"Q {cardinal(int(m['quarter']))}{of_year}"


_LIFE_DATES = {"b": "born", "d": "died", "r": "reigned"}


@semiotic_class(
    rf"(?<![\w.])(?P<word>(?:{any_of(_LIFE_DATES)})\.)"
    r"(?=\s(?:c\.\s)?(?:(?:[0-9]{1,2}\s)?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?:[0-9]{1,2},?\s)?)?"
    r"[12]?[0-9]{3}(?!\w|,[0-9]))",
    ".",
    tuple(f"{word}. " for word in _LIFE_DATES),
)
def life_date(m: re.Match[str], british: bool) -> SpokenGroups:
    """b. 1950, d. Mar. 2, 2020"""
    yield "word", _LIFE_DATES[m["word"][:-1]]
