"""Times of day and durations."""

from __future__ import annotations

import re

from earshot.script.normalize.dates import verbalize_date
from earshot.script.normalize.matching import (
    DIGITS,
    FIRST_DIGIT,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import NUMBER, cardinal, number
from earshot.script.normalize.units import ELAPSED_UNITS
from earshot.script.normalize.word_context import precedes

_AM_PM = r"(?P<half>[aApP](?:\.\s?)?[mM]\b\.?)"
_AM_PM_TRIGGERS = ("am", "pm", "AM", "PM", "Am", "Pm", "aM", "pM", ".m", ".M", ". m", ". M")
_ZONE = (
    r"(?P<zone>(?:[ECMP][SD]?T|GMT|BST|UTC|CEST|CET|IST|JST|AEST|AEDT|HKT|SGT|[ecmp][sd]?t|gmt)\b"
    r"|[ECMP]\.[SD]?\.?T\.)"
)
_CLOCK = r"(?P<clock>(?P<hour>[01]?[0-9]|2[0-4])(?:[:.](?P<minute>[0-5][0-9]))?)"
_END_CLOCK = (
    r"(?P<dash>\s?[-–]\s?)(?P<later>(?P<hour2>[01]?[0-9]|2[0-4])(?:[:.](?P<minute2>[0-5][0-9]))?)"
)
_CLOCK_FOLLOWS = re.compile(
    r"\s(?:ago|later|earlier|remaining|elapsed|left\s(?:to\s(?:run|go|play)|on\sthe\sclock|in\sthe\s(?:game|match"
    r"|half|quarter|race|show|film|video|session)))\b"
)
_BEFORE_TIME = re.compile(
    r"\b(?:[Aa]t|[Ff]rom|[Uu]ntil|[Tt]ill|[Bb]y|[Bb]efore|[Aa]fter|[Ss]ince|[Aa]bout)\s\Z"
)
_OPENING_HOURS = re.compile(
    r"\b(?:from|between|open|hours|daily|times?|to|and|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*)\.?[\s:,]{1,2}\Z",
    re.I,
)
_ON = re.compile(r"\b[Oo]n\s\Z")
_ALONE = r"(?<![\w.,:/$£€-])"
_END = r"(?!\w|[.:][0-9])"


def _spell_letters(written: str) -> str:
    return " ".join(c for c in written.upper() if c.isalpha())


def _verbalize_clock(hour: str, minute: str | None) -> str:
    """("5", "30") → "five thirty", ("2", "05") → "two oh five", ("5", "00") → "five"."""
    spoken, minutes = cardinal(int(hour)), int(minute or 0)
    if not minutes:
        return spoken
    return f"{spoken} {'oh ' if minutes < 10 else ''}{cardinal(minutes)}"


def _verbalize_24_hour_clock(hour: str, minute: str) -> str:
    if int(minute) or int(hour):
        return _verbalize_clock(hour, minute) + ("" if int(minute) else " o'clock")
    return "zero hundred"


def _verbalize_duration(parts: tuple[str, str, str]) -> str:
    return " ".join(map(_count, map(int, parts), ("hour", "minute", "second")))


def _count(amount: int, unit: str) -> str:
    return f"{cardinal(amount)} {unit}{'' if amount == 1 else 's'}"


@semiotic_class(
    rf"{_ALONE}{_CLOCK}{_END_CLOCK}\s?{_AM_PM}(?!\w)(?:\s\(?{_ZONE}(?!\w))?",
    DIGITS,
    _AM_PM_TRIGGERS,
)
def hours(m: re.Match[str], british: bool) -> SpokenGroups:
    """5-7 p.m. ET"""
    yield "clock", _verbalize_clock(m["hour"], m["minute"]) + " to"
    yield "later", _verbalize_clock(m["hour2"], m["minute2"])
    yield "half", _spell_letters(m["half"])
    if m["zone"]:
        yield "zone", _spell_letters(m["zone"])


@semiotic_class(
    rf"(?<![\w.,:/$£€]){_CLOCK}\s?{_AM_PM}(?!\w)(?:,?\s\(?{_ZONE}(?!\w))?(?P<to>\s?[-–]\s?(?=[0-9]|noon\b|midnight\b))?",
    DIGITS,
    _AM_PM_TRIGGERS,
)
def time_of_day(m: re.Match[str], british: bool) -> SpokenGroups:
    """5 p.m. · 9am · 5:30 PM ET · 5pm-7pm"""
    yield "clock", _verbalize_clock(m["hour"], m["minute"])
    yield "half", _spell_letters(m["half"]) + (" to" if m["to"] else "")
    if m["zone"]:
        yield "zone", _spell_letters(m["zone"])


@semiotic_class(
    r"(?<![\w.,:/$£€-])(?P<clock>(?P<hour>[01][0-9]|2[0-4])(?P<minute>[0-5][0-9]))(?:(?P<unit>(?=\s(?:hours|GMT|UTC|BST|CET|EST|EDT)\b))|\s(?P<hours>hrs)\b)?(?![\w-]|[.,:/][0-9])",
    DIGITS,
    ("0000",),
    start=FIRST_DIGIT,
)
def military_time(m: re.Match[str], british: bool) -> SpokenGroups:
    """0600 GMT · 1800 hours · leaves at 0630"""
    is_time = (
        m["unit"] is not None or m["hours"] or (m["hour"][0] == "0" and precedes(_BEFORE_TIME, m))
    )
    if not is_time:
        return
    yield "clock", _verbalize_military(m["hour"], m["minute"])
    if m["hours"]:
        yield "hours", "hours"


def _verbalize_military(hour: str, minute: str) -> str:
    spoken = ("oh " if hour[0] == "0" else "") + cardinal(int(hour))
    return f"{spoken} {cardinal(int(minute)) if int(minute) else 'hundred'}"


@semiotic_class(
    r"(?<=(?:GMT|UTC))\s?(?P<offset>(?P<sign>[-–+])(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-5][0-9]))?)(?!\w)",
    "GU",
)
def zone_offset(m: re.Match[str], british: bool) -> SpokenGroups:
    """GMT+4:30 · UTC -5"""
    yield (
        "offset",
        ("plus " if m["sign"] == "+" else "minus ") + _verbalize_clock(m["hour"], m["minute"]),
    )


@semiotic_class(
    rf"{_ALONE}(?P<h>[0-9]{{1,2}}):(?P<m>[0-5][0-9]):(?P<s>[0-5][0-9])(?:\s?{_AM_PM})?{_END}",
    ":",
    start=FIRST_DIGIT,
)
def duration(m: re.Match[str], british: bool) -> SpokenGroups:
    """2:05:37 · 11:59:59 p.m."""
    if not m["half"] or not int(m["m"]):
        spoken = _verbalize_duration((m["h"], m["m"], m["s"]))
        yield 0, f"{spoken} {_spell_letters(m['half'])}" if m["half"] else spoken
        return
    seconds = int(m["s"])
    unit = "second" if seconds == 1 else "seconds"
    tail = f" and {cardinal(seconds)} {unit}" if seconds else ""
    yield 0, f"{_verbalize_clock(m['h'], m['m'])}{tail} {_spell_letters(m['half'])}"


@semiotic_class(
    r"(?<![\w.,:$£€-])(?P<hours>[0-9]{1,3})h\s?(?P<minutes>[0-5]?[0-9])(?P<unit>m(?:ins?)?)?(?!\w|[.:'][0-9\s]|\s[0-9]{1,2}s\b)",
    "h",
    ("0h",),
    start=FIRST_DIGIT,
)
def hours_and_minutes(m: re.Match[str], british: bool) -> SpokenGroups:
    """1h30m · 2h 05"""
    minutes = int(m["minutes"])
    spoken = f"{_count(int(m['hours']), 'hour')} "
    yield 0, spoken + (_count(minutes, "minute") if m["unit"] else cardinal(minutes))


@semiotic_class(
    r"(?<![\w.,:$£€-])(?:(?P<hours>[0-9]{1,3})h\s?)?(?P<minutes>[0-9]{1,3})m\s?(?P<seconds>[0-5]?[0-9](?:\.[0-9]{1,3})?)s(?!\w)",
    "m",
    ("0m",),
)
def minutes_and_seconds(m: re.Match[str], british: bool) -> SpokenGroups:
    """4m 32s · 2h 1m 9s"""
    hours = f"{_count(int(m['hours']), 'hour')} " if m["hours"] else ""
    seconds = "second" if m["seconds"] == "1" else "seconds"
    yield (
        0,
        f"{hours}{_count(int(m['minutes']), 'minute')} {number(m['seconds'], british)} {seconds}",
    )


@semiotic_class(
    r"(?<![\w.,:$£€-])(?P<clock>(?P<hour>[01]?[0-9]|2[0-3])\.(?P<minute>[0-5][0-9]))(?=\s(?:GMT|BST|UTC|CET|CEST|IST)\b)",
    ".",
    ("GMT", "BST", "UTC", "CE", "IST"),
)
def dotted_clock(m: re.Match[str], british: bool) -> SpokenGroups:
    """09.15 GMT, as British papers write it"""
    oh = "oh " if m["hour"][0] == "0" else ""
    yield "clock", oh + _verbalize_24_hour_clock(m["hour"], m["minute"])


@semiotic_class(
    r"(?<![\w.,:/$£€-])(?P<clock>(?P<hour>0[1-9])\.(?P<minute>[0-5][0-9]))(?!\w|[.,:/-][0-9]|\s?[%°]|\s[a-z]{1,2}\b)",
    "0",
    ("00.00",),
    start=FIRST_DIGIT,
)
def padded_clock(m: re.Match[str], british: bool) -> SpokenGroups:
    """sails at 06.55 and 09.45: no decimal begins with a zero and a digit"""
    if not precedes(_ON, m, 4):
        yield "clock", _verbalize_24_hour_clock(m["hour"], m["minute"])


@semiotic_class(
    r"(?<![\w.,:/$£€-])(?P<from>(?P<hour>0[0-9])(?P<minute>[0-5][0-9]))(?P<dash>[-–])"
    r"(?P<to>(?P<hour2>[01][0-9]|2[0-4])(?P<minute2>[0-5][0-9]))(?![\w-]|[.,:/][0-9])",
    "0",
    ("0000-", "0000–"),
    start=FIRST_DIGIT,
)
def military_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """from 0600-2300; not the telephone number"""
    if precedes(_OPENING_HOURS, m, 24):
        yield ("from", "dash"), f"{_verbalize_military(m['hour'], m['minute'])} to"
        yield "to", _verbalize_military(m["hour2"], m["minute2"])


@semiotic_class(
    r"(?<![\w.,/$£€-])(?:(?P<hours>[0-9]{1,2})h\s?)?(?P<minutes>[0-9]{1,2})'\s?(?P<seconds>0[0-9]|1[2-9]|[2-5][0-9])(?P<part>\.[0-9]{1,3})?(?:\"|'')(?!\w)",
    "'",
    start=FIRST_DIGIT,
)
def primed_time(m: re.Match[str], british: bool) -> SpokenGroups:
    """1'32" behind the leader · in 4h 12' 33"; a height has no more than 11 inches"""
    seconds = (
        number(m["seconds"].lstrip("0") or "0")
        if not m["part"]
        else number(m["seconds"] + m["part"])
    )
    unit = "second" if seconds == "one" else "seconds"
    hours = f"{_count(int(m['hours']), 'hour')} " if m["hours"] else ""
    yield 0, f"{hours}{_count(int(m['minutes']), 'minute')} {seconds} {unit}"


@semiotic_class(
    r"(?<=\b[Tt]he\s)(?P<clock>(?P<hour>[01]?[0-9]|2[0-3])\.(?P<minute>[0-5][0-9]))"
    r"(?=\s(?:(?:to|at)\s[A-Z]|(?:from|train|bus|ferry|flight|service|departure|kick-?off|race|showing)\b))",
    DIGITS,
    ("0.0",),
)
def timetable_clock(m: re.Match[str], british: bool) -> SpokenGroups:
    """the 7.15 from Euston"""
    yield "clock", _verbalize_24_hour_clock(m["hour"], m["minute"])


@semiotic_class(
    rf"(?<![\w.,:$£€-])(?<![0-9]/)(?P<clock>(?P<hour>[01]?[0-9]|2[0-4]):(?P<minute>[0-5][0-9]))(?:(?=ish\b)|{_END})"
    rf"(?P<to>\s?[-–]\s?(?=[0-9]))?(?:\s?(?P<hours>hrs|h)\b)?(?:\s\(?{_ZONE}(?!\w))?",
    ":",
    start=FIRST_DIGIT,
)
def clock_time(m: re.Match[str], british: bool) -> SpokenGroups:
    """17:45 · 20:00 GMT"""
    is_bare_clock = not (m["zone"] or m["hours"])
    spoken = (
        _verbalize_24_hour_clock(m["hour"], m["minute"])
        if is_bare_clock
        else _verbalize_clock(m["hour"], m["minute"])
    )
    is_full_hour = not is_bare_clock and not int(m["minute"])
    yield "clock", spoken + (" hundred" if is_full_hour else "") + (" to" if m["to"] else "")
    if m["hours"]:
        yield "hours", "hours"
    if m["zone"]:
        yield "zone", _spell_letters(m["zone"])


@semiotic_class(
    r"(?<![\w.-])(?P<date>(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01]))"
    r"[T\s](?P<clock>(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::[0-5][0-9](?:\.[0-9]{1,6})?)?)"
    r"(?P<zone>Z|[+–-][0-9]{2}:?[0-9]{2})?(?!\w)",
    "T :",
    ("0T0", "0 0"),
)
def timestamp(m: re.Match[str], british: bool) -> SpokenGroups:
    """2025-11-13T14:30:00Z"""
    day = verbalize_date(int(m["day"]), int(m["month"]), m["year"], british)
    clock = _verbalize_clock(m["hour"], m["minute"])
    yield 0, f"{day} {clock}" + (" U T C" if m["zone"] == "Z" else "")


@semiotic_class(
    rf"(?<![\w.,/$£€-])(?P<number>{NUMBER})\s?(?P<unit>{any_of(ELAPSED_UNITS)})(?={_CLOCK_FOLLOWS.pattern})",
    DIGITS,
    ("ago", "later", "earlier", "remaining", "elapsed", "left"),
)
def elapsed_time(m: re.Match[str], british: bool) -> SpokenGroups:
    """5m ago · 56m left to run"""
    unit = ELAPSED_UNITS[m["unit"]]
    yield 0, f"{number(m['number'], british)} {unit if m['number'] == '1' else unit + 's'}"
