"""Dates, years and times of day, in any language."""

from __future__ import annotations

import re

from earshot.script.normalize.languages.grammar import (
    CONTEXT_CHARS,
    Figure,
    Grammar,
    cardinal,
    inflect_noun,
    number,
)
from earshot.script.normalize.languages.locales import month_name, months, weekdays
from earshot.script.normalize.languages.measures import units_of
from earshot.script.normalize.languages.numbers import ALONE, END, REFERENCE, is_near
from earshot.script.normalize.matching import (
    DIGITS,
    SemioticClass,
    SpokenGroups,
    any_of,
    semiotic_class,
)

_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_DURATION_FORMS = {
    "h": ("", "2", "4", "6", "9"),
    "min": ("", "2", "4", "6", "7", "9", "11"),
    "s": ("", "2", "4", "6", "7", "8", "11"),
}
"""The numbers of the groups of a duration, by their unit."""
_HALF = re.compile(r"\s?[ap]\.\s?m\b")
_HOUR = r"(?P<hour>[01]?[0-9]|2[0-4])"


def text_before(m: re.Match[str]) -> str:
    """The text before a match, at most `CONTEXT_CHARS` characters."""
    return m.string[max(0, m.start() - CONTEXT_CHARS) : m.start()]


def numeric_date(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        rf"{ALONE}(?:{_DAY}(?P<mark>[./-])\s?(?P<month>0?[1-9]|1[0-2])(?P=mark)\s?(?P<year>[12][0-9]{{3}})"
        r"|(?P<year2>[12][0-9]{3})-(?P<month2>0[1-9]|1[0-2])-(?P<day2>0[1-9]|[12][0-9]|3[01]))"
        r"(?![\w/-]|[.,:][0-9])",
        "-/.",
        ("0-", "0/", "0."),
    )
    def numeric_date(m: re.Match[str], british: bool) -> SpokenGroups:
        """03.05.2026 · 3/5/2026 · 2026-05-03"""
        day, month, year = (int(m[key] or m[f"{key}2"]) for key in ("day", "month", "year"))
        spoken = grammar.day(day, text_before(m), "")
        name = month_name(grammar.locale, month)
        yield 0, grammar.date.format(day=spoken, month=name, year=grammar.year(year))

    return numeric_date


def day_and_month(grammar: Grammar) -> SemioticClass:
    cue = re.compile(rf"\b(?:{grammar.date_cue}),?\s\Z", re.I)
    template = grammar.date.partition("{month}")[0] + "{month}"

    @semiotic_class(
        rf"{ALONE}{_DAY}{grammar.date_mark}(?P<month>0?[1-9]|1[0-2])(?!\w|[./-][0-9])",
        "./-",
        ("0-", "0/", "0."),
    )
    def day_and_month(m: re.Match[str], british: bool) -> SpokenGroups:
        """le 12/05 · op 12/5; not "de 3/4" """
        day, month = int(m["day"]), int(m["month"])
        is_fraction = len(m["month"]) == 1 and day < month and "/" in m[0]
        is_certain = day > 12 and len(m["month"]) == 2 and "/" in m[0]
        before = text_before(m)
        if is_certain or (not is_fraction and cue.search(before)):
            name = month_name(grammar.locale, month)
            yield 0, template.format(day=grammar.day(day, before, ""), month=name)

    return day_and_month


def written_date(grammar: Grammar) -> SemioticClass:
    names = months(grammar.locale)

    @semiotic_class(
        rf"(?<!\w)(?:{ALONE}(?P<day>(?P<number>0?[1-9]|[12][0-9]|3[01])(?P<mark>{grammar.day_mark})?)"
        rf"{grammar.to_month})?(?P<month>(?i:{any_of(names)})\b(?:\.(?=\s?(?:del?\s)?[0-9]))?)"
        rf"(?:{grammar.to_year}(?P<year>[12][0-9]{{3}}){END})?",
        DIGITS,
    )
    def written_date(m: re.Match[str], british: bool) -> SpokenGroups:
        """3. Mai 2025 · 3 de mayo de 2025 · mai 1968"""
        if m["day"]:
            yield "day", grammar.day(int(m["number"]), text_before(m), m["mark"] or "")
        if m["day"] or m["year"]:
            yield "month", _month(grammar, m["month"], names)
        if m["year"]:
            yield "year", grammar.year(int(m["year"]))

    return written_date


def _month(grammar: Grammar, written: str, names: dict[str, int]) -> str:
    """Expand an abbreviated month."""
    bare = written.rstrip(".").lower()
    full = month_name(grammar.locale, names[bare])
    return full if written.endswith(".") or len(bare) < 4 < len(full) else written


def weekday_range(grammar: Grammar) -> SemioticClass:
    names = weekdays(grammar.locale)
    day = any_of({form for name in names for form in (name, name.capitalize())})

    @semiotic_class(
        rf"(?<!\w)(?P<first>(?P<one>{day})\.?(?:\s?[-–]|\st/m|(?<=\.)\s(?P<to>aos?|aux?|al?|bis|tot)(?=\s)))\s?(?P<last>(?P<two>{day})\b\.?)",
        "-–/.",
        (
            "-",
            "–",
            "t/m",
            *(f". {word} " for word in ("ao", "aos", "au", "aux", "a", "al", "bis", "tot")),
        ),
    )
    def weekday_range(m: re.Match[str], british: bool) -> SpokenGroups:
        """Mo–Fr · lun.-ven. · mar. au dim."""
        one, two = (names.get(m[key]) or names[m[key].lower()] for key in ("one", "two"))
        to = grammar.words.get("through") if "t/m" in m["first"] else ""
        yield "first", f"{one} {m['to'] or to or grammar.words['to']}"
        yield "last", two

    return weekday_range


def clock_time(grammar: Grammar) -> SemioticClass:
    clock, sport = grammar.clock, re.compile(grammar.sport, re.I)
    cue, later = re.compile(rf"(?:{clock.cue})\Z", re.I), re.compile(_later(clock.after))

    @semiotic_class(
        rf"(?:{ALONE}|(?<=[0-9][-–]))(?P<time>{_HOUR}(?P<mark>[:.])(?P<minute>[0-5][0-9]))"
        rf"(?:(?P<dash>\s?[-–]\s?(?=[0-9]))|(?P<after>{clock.after})?{END})"
        r"(?! [0-9]{3}(?![0-9]))",
        ":.",
        ("0:0", "0.0"),
    )
    def clock_time(m: re.Match[str], british: bool) -> SpokenGroups:
        """14:30 · 14.30 Uhr"""
        before, hour, minute = text_before(m), int(m["hour"]), int(m["minute"])
        if REFERENCE.search(before):
            return
        end = m.start("dash") if m["dash"] else m.end()
        sure = (
            m["after"]
            or _HALF.match(m.string, end)
            or cue.search(before)
            or later.match(m.string, end)
        )
        if sure or (m["mark"] == ":" and not is_near(m, sport)):
            spoken = clock.say(hour, minute, before)
            if m["dash"]:
                yield ("time", "dash"), f"{spoken} {grammar.words['to']}"
            elif m["after"]:
                yield ("time", "after"), f"{spoken} {clock.suffix}".strip()
            else:
                yield "time", spoken

    return clock_time


def _later(after: str) -> str:
    """A pattern for the end of a time range whose unit follows the end: "9-17h"."""
    return rf"\s?(?:[^\W\d_]{{1,4}}|[-–])\s?[0-9]{{1,2}}(?:[:.][0-5][0-9])?{after}"


def hour_letter(grammar: Grammar) -> SemioticClass:
    to = grammar.words.get("to hour") or grammar.words["to"]

    @semiotic_class(
        rf"(?<![\w.,:/])(?<![^\Wh][-–])(?:(?P<first>[01]?[0-9]|2[0-4])(?P<to>\s?[-–]\s?))?"
        rf"(?P<time>{_HOUR}\s?h(?:\s?(?P<minute>[0-5][0-9])(?:\s?min(?![^\W\d_]))?)?)(?!\w)"
        r"(?P<dash>\s?[-–]\s?(?=[0-9]))?",
        "h",
        ("0h", "0 h"),
    )
    def hour_letter(m: re.Match[str], british: bool) -> SpokenGroups:
        """14h30 · 14 h 30 · 8h · 9-17h"""
        if m["first"]:
            yield ("first", "to"), f"{cardinal(grammar, int(m['first']), 'f')} {to}"
        spoken = grammar.clock.say(int(m["hour"]), int(m["minute"] or 0), text_before(m))
        if m["dash"]:
            yield ("time", "dash"), f"{spoken} {to}"
        else:
            yield "time", spoken

    return hour_letter


def duration(grammar: Grammar) -> SemioticClass:
    units = units_of(grammar)
    hours, minutes = (any_of({*units[each].forms.values(), each}) for each in ("h", "min"))

    @semiotic_class(
        rf"{ALONE}(?:(?P<h>[0-9]{{1,2}}):(?P<min>[0-5][0-9]):(?P<s>[0-5][0-9]){END}"
        r"|(?:(?P<h2>[0-9]{1,2})\s?h\s?)?(?P<min2>[0-9]{1,2})'\s?(?P<s2>[0-9]{1,2})(?:\"|'')"
        r"|(?P<h4>[0-9]{1,2})\s?h\s?(?P<min4>[0-9]{1,2})\s?(?:m(?:in)?\s?(?P<s4>[0-9]{1,2})\s?s(?!\w)|:(?P<s8>[0-5][0-9])(?!\w))"
        r"|(?P<h9>[0-9]{1,2})\s?h\s?(?P<min9>[0-5][0-9])'(?!\w)"
        r"|(?P<s3>[0-9]{1,2})\"(?P<hundredths>[0-9]{1,2})(?!\w)"
        rf"|(?P<h6>[0-9]{{1,2}})\.(?P<min6>[0-5][0-9])\.(?P<s6>[0-5][0-9])(?=\s(?:{hours})\b)"
        rf"|(?P<min11>[0-9]{{1,3}}):(?P<s11>[0-5][0-9])(?=\s(?:{minutes})\b)"
        rf"|(?P<min7>[0-9]{{1,2}}):(?P<s7>[0-5][0-9])[.,](?P<part7>[0-9]{{1,2}})(?!\w))"
        rf"(?:\s(?:{hours}|{minutes})\b)?",
        ":'\"h.",
        ("0:0", "0.0", "0h", "0 h", "0'", '0"'),
    )
    def duration(m: re.Match[str], british: bool) -> SpokenGroups:
        """2:05:37 · 2h01'09" · 42"10 · 1:43,25"""
        spoken = []
        if m["s3"]:
            figure = Figure(m["s3"])
            unit = inflect_noun(grammar, units["s"], figure)
            yield 0, f"{number(grammar, figure)} {unit} {number(grammar, Figure(m['hundredths']))}"
            return
        for name in ("h", "min", "s"):
            written = next((w for n in _DURATION_FORMS[name] if (w := m[f"{name}{n}"])), "")
            if not written:
                continue
            figure = Figure(str(int(written)), (m["part7"] or "") if name == "s" else "")
            count = number(grammar, figure, grammar.agreement("", "", units[name].gender))
            spoken.append(f"{count} {inflect_noun(grammar, units[name], figure)}")
        yield 0, " ".join(spoken)

    return duration
