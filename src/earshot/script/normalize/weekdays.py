"""Abbreviated weekdays."""

from __future__ import annotations

import re

from earshot.script.normalize.dates import MONTH, MONTH_NAMES
from earshot.script.normalize.matching import SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import ordinal
from earshot.script.normalize.word_context import precedes

_WEEKDAY_TRIGGERS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday", "fr": "Friday", "sa": "Saturday", "su": "Sunday",
}  # fmt: skip
_OPENING_HOURS = re.compile(
    r"\b(?:[Cc]losed|[Oo]pens?|until|every|through|except|next|last|[Oo]n|by|since|this|from|to|and|or)\s\Z"
)
_RARE_DENOMINATORS = (6, 7, 9, 11, 12)


@semiotic_class(
    r"(?<!\w)(?P<day>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.?"
    r"(?P<dash>[-–](?P<to>Mon|Tues?|Wed|Thu(?:rs?)?|Fri?|Sat?|Sun?)\b\.?)",
    "-–",
)
def weekday_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """Mon.-Sun."""
    yield "day", _WEEKDAYS[m["day"][:3].lower()] + " to"
    yield "to", _WEEKDAYS[m["to"][:3].lower()]


@semiotic_class(
    r"(?<!\w)(?P<day>(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|(?:Sat|Sun)(?=\.\s[a-z]))\.|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?"
    rf"(?=,?\s(?:[0-9]|{MONTH}|night|morning|at\b|noon|evening))|(?:Sat|Sun)\.(?P<last>)(?=\W*\Z))",
    "",
    _WEEKDAY_TRIGGERS,
)
def weekday(m: re.Match[str], british: bool) -> SpokenGroups:
    """Tue., Feb. 3 · closed Sun."""
    if m["last"] is None or precedes(_OPENING_HOURS, m, 12):
        yield "day", _WEEKDAYS[m["day"][:3].lower()]


@semiotic_class(
    r"(?:(?<!\w)(?P<day>(?:Mon|Fri|Sun|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Sat(?:ur)?)(?:day)?|Tu|Th)\b\.?,?\s|\b[Oo]n\s)"
    r"\(?(?P<date>(?P<one>[0-3]?[0-9])/(?P<two>[0-3]?[0-9]))(?![\w/]|[.,][0-9]|\sof\b)",
    "/",
)
def dated_weekday(m: re.Match[str], british: bool) -> SpokenGroups:
    """Tue. (2/22) · on 9/20; not the fraction in "on 1/2 of it": without a weekday, it must not
    look like a fraction"""
    one, two = int(m["one"]), int(m["two"])
    month, day = (two, one) if one > 12 or (british and two <= 12) else (one, two)
    is_fraction = day <= 12 and (british or two not in _RARE_DENOMINATORS)
    if not (1 <= month <= 12 and 1 <= day <= 31) or (is_fraction and not m["day"]):
        return
    if m["day"]:
        short = m["day"][:3].lower()
        yield "day", _WEEKDAYS[{"tu": "tue", "th": "thu"}.get(short, short)]
    name = MONTH_NAMES[month - 1]
    yield "date", f"the {ordinal(day)} of {name}" if british else f"{name} {ordinal(day)}"
