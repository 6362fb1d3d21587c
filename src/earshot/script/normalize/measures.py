"""Measures, percentages, temperatures and ages."""

from __future__ import annotations

import re

from earshot.script.normalize.ambiguous_units import decide_unit, is_race, name_unit
from earshot.script.normalize.matching import (
    DIGITS,
    MINUS,
    NUMBER_START,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import NUMBER, cardinal, number
from earshot.script.normalize.units import (
    AMBIGUOUS_UNITS,
    COUNTED_AMBIGUOUS_UNITS,
    PER_UNITS,
    POWER_WORDS,
    SPACED_AMBIGUOUS_UNITS,
    UNITS,
    pluralize_unit,
    to_british_spelling,
)
from earshot.script.normalize.word_context import LETTERED_BEFORE, is_attributive, precedes

_ALONE = r"(?<![\w.,/$£€-])"
_RANGE_END = rf"(?:(?P<dash>\s?(?:[-–]|to)\s?)(?P<to>{NUMBER}))?"
_NO_YEAR = r"(?!(?:1[0-9]|20)[0-9]{2}\sto\s[0-9]{1,3}(?![0-9,]))"
"""The year of "from 20% in 2010 to 45%" does not begin a range."""
_PER_NEXT = rf"(?:/(?P<per_next>{any_of(PER_UNITS)})(?!\w))?"
"""A second unit: 5 mL/kg/day."""
_AREA = r"(?P<area>sq|cu(?=[.\s-]|ft|yd|in))\.?[\s-]?"
"""Square or cubic. Without a space, "cut" and "cum" are words."""
_UNIT = (
    rf"(?P<gap>[\s-]?)(?P<unit>(?:{_AREA})?(?P<name>{any_of(UNITS)})"
    r"(?P<dot>\.(?=\s[a-z]|[,;)]|\s?[0-9]|(?<=[0-9\s]in\.)\Z))?(?P<power>[²³23](?![0-9]))?"
    rf"(?:\s?/\s?(?:(?P<per_count>10{{1,3}})\s?)?(?P<per>{any_of(PER_UNITS)}){_PER_NEXT})?)(?!\w|/(?![0-9]))"
)
_INDEFINITE_ARTICLE = re.compile(r"\b[Aa]n?\s\Z")
_SCALE_WORDS = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
_SCALE_WORD = (
    r"(?:\b(?:hundred|thousand|million|billion|trillion|dozen)"
    r"|[0-9]\^-?[0-9]{1,3}|[0-9](?:[KkMm]|mn|[Bb]n?|tn|\+|/[0-9]{1,2})|[½¼¾⁰¹²³⁴-⁹])"
)


def _is_singular(m: re.Match[str]) -> bool:
    return (
        is_race(m)
        or (m["number"] == "1" and not m["to"])
        or is_attributive(m.string, m.start(), m.end())
        or m["gap"] == "-"
        or precedes(_INDEFINITE_ARTICLE, m)
    )


def _verbalize_unit(m: re.Match[str], singular: bool, british: bool) -> str:
    """The unit of the match in words: "square kilometers", "meters per second"."""
    name = name_unit(m) or UNITS[m["name"]]
    spoken = to_british_spelling(name if singular else pluralize_unit(name), british)
    per = f" per {PER_UNITS[m['per']]}" if m["per"] else ""
    if m["per_count"]:
        per = f" per {cardinal(int(m['per_count']))} {pluralize_unit(PER_UNITS[m['per']])}"
    if m["per_next"]:
        per += f" per {PER_UNITS[m['per_next']]}"
    per = to_british_spelling(per, british)
    return POWER_WORDS[m["power"] or m["area"]] + spoken + per


def _is_measure(m: re.Match[str], british: bool) -> bool:
    """False for '5 in 10' (inches), '5m people' (metres) and 'two 4s' (seconds)."""
    name, decision = m["name"], decide_unit(m, british)
    if decision is not None:
        return decision
    if m["gap"] and name in AMBIGUOUS_UNITS and not (m["area"] or (m["dot"] and name == "in")):
        return name in SPACED_AMBIGUOUS_UNITS
    return not (m["gap"] == "-" and len(name) == 1)


def _first_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """The first number of "10-12 lb"."""
    if m["to"]:
        link = "" if "to" in m["dash"] else " to"
        yield "number", _minus_prefix(m) + number(m["number"], british) + link


def _last_number(m: re.Match[str], british: bool) -> tuple[str, str]:
    """The group of the last number, and its spoken form."""
    if m["to"]:
        return "to", number(m["to"], british)
    return "number", _minus_prefix(m) + number(m["number"], british)


def _minus_prefix(m: re.Match[str]) -> str:
    return "minus " if m["minus"] else ""


@semiotic_class(
    rf"(?:{_ALONE}|(?<=[A-Za-z]/)|(?<=[0-9][x×])){MINUS}{_NO_YEAR}(?P<number>{NUMBER}|\.[0-9]+){_RANGE_END}{_UNIT}",
    DIGITS,
    start=NUMBER_START,
)
def measure(m: re.Match[str], british: bool) -> SpokenGroups:
    """5km · 30 mph · 10-12 lb · 3.5 cm² · 82kg/180lb"""
    is_letter = m["unit"] in ("C", "F") and not m["gap"] and precedes(LETTERED_BEFORE, m, 12)
    if is_letter or not _is_measure(m, british):
        return
    unit = _verbalize_unit(m, _is_singular(m), british)
    yield from _first_number(m, british)
    last, spoken = _last_number(m, british)
    if m["gap"]:
        yield last, spoken
        yield "unit", unit
    else:
        yield (last, "unit"), f"{spoken} {unit}"


@semiotic_class(
    rf"(?:{_ALONE}|(?<=[^\W\d_]/|%/)|(?<=[0-9][0-9]/)){MINUS}{_NO_YEAR}(?P<number>{NUMBER}|\.[0-9]+)%?{_RANGE_END}(?P<gap>\s?)(?P<percent>(?<!%)%)",
    "%",
    start=NUMBER_START,
)
def percent(m: re.Match[str], british: bool) -> SpokenGroups:
    """10% · 10-15% · 93 %"""
    yield from _first_number(m, british)
    last, spoken = _last_number(m, british)
    yield (last, "percent"), f"{spoken} percent"


@semiotic_class(
    rf"{_ALONE}{MINUS}{_NO_YEAR}(?P<first>(?P<number>{NUMBER})(?:\s?°\s?[CF]?(?=\s?(?:[-–]|to\b)))?){_RANGE_END}\s?(?P<degree>[°º˚])\s?(?P<scale>[CFK](?!\w))?",
    "°º˚",
    start=NUMBER_START,
)
def temperature(m: re.Match[str], british: bool) -> SpokenGroups:
    """72°F · -5 °C · 45° · 10°C-15°C"""
    if m["to"]:
        link = "" if "to" in m["dash"] else " to"
        yield "first", _minus_prefix(m) + number(m["number"], british) + link
    last, spoken = _last_number(m, british)
    is_singular = (m[last] == "1" and not m["to"]) or (
        not m["scale"] and is_attributive(m.string, m.start(), m.end())
    )
    degrees = "degree" if is_singular else "degrees"
    scale = {"C": " Celsius", "F": " Fahrenheit", "K": " kelvin", None: ""}[m["scale"]]
    spoken = f"{spoken} {degrees}{scale}"
    yield (last, "scale" if m["scale"] else "degree"), spoken


_CODE = re.compile(r"[A-Za-z][0-9]{1,4}\Z")


@semiotic_class(
    rf"(?<=[0-9])(?:\s?/\s?|\sper\s)(?![CF](?!\w))(?P<unit>{any_of(UNITS)})(?P<power>[²³23])?(?!\w)",
    "/p",
    ("0/", "0 /", "0 per"),
)
def per_measure(m: re.Match[str], british: bool) -> SpokenGroups:
    """4,507/km² · 12/kg; not letters after a code: M1/MP3"""
    if precedes(_CODE, m, 8):
        return
    power = POWER_WORDS[m["power"]]
    per = "" if "per" in m[0] else "per "
    yield (
        ("unit", "power") if power else "unit",
        f"{per}{power}{to_british_spelling(UNITS[m['unit']], british)}",
    )


@semiotic_class(
    r"(?<![\w.,$£€/])(?P<age>[0-9]{1,3})(?P<unit>-(?:year|month|week|day)s?-olds?)",
    DIGITS,
    ("-old", "s-old"),
)
def age(m: re.Match[str], british: bool) -> SpokenGroups:
    """41-year-old"""
    yield "age", cardinal(int(m["age"]), british)


@semiotic_class(
    rf"(?P<scale>(?:(?<![\w.,]){NUMBER}[\s-])?{_SCALE_WORD})(?P<number>)(?P<to>)"
    rf"(?P<gap>[\s-])(?P<unit>(?:{_AREA})?(?P<name>{any_of(UNITS)})"
    r"(?P<dot>\.(?=\s[a-z]|[,;)]))?(?P<power>[²³23](?![0-9]))?"
    rf"(?:\s?/\s?(?P<per_count>)(?P<per>{any_of(PER_UNITS)}){_PER_NEXT})?)(?![\w/])",
    "".join(sorted(set("".join(UNITS)) - set("°"))),
    (*_SCALE_WORDS, *"½¼¾⁰¹²³⁴⁵⁶⁷⁸⁹", *(f"0{sign}" for sign in "KkMmBbt/^+")),
)
def unit_of_amount(m: re.Match[str], british: bool) -> SpokenGroups:
    """3 million sq ft · 4.1m b/d · half a million km"""
    is_sure = m["name"] not in AMBIGUOUS_UNITS or m["name"] in COUNTED_AMBIGUOUS_UNITS
    if is_sure or m["area"] or m["power"] or m["per"]:
        singular = (
            m["gap"] == "-"
            or _FRACTION.fullmatch(m.string, max(0, m.start() - 1), m.end("scale")) is not None
            or is_attributive(m.string, m.start(), m.end())
        )
        yield "unit", _verbalize_unit(m, singular, british)


_FRACTION = re.compile(r"[^0-9]?(?:[½¼¾]|[0-9]/[0-9]{1,2})")
_PER_WORD_UNITS = [u for u in UNITS if u not in AMBIGUOUS_UNITS and u.isalpha() and u != "min"]


@semiotic_class(rf"(?<=\bper\s)(?P<unit>{any_of(_PER_WORD_UNITS)})(?!\w)", "", ("per ",))
def unit_after_per(m: re.Match[str], british: bool) -> SpokenGroups:
    """cells per ml · tonnes per km"""
    yield "unit", to_british_spelling(UNITS[m["unit"]], british)
