"""Measures, percentages, temperatures and ages."""

from __future__ import annotations

import re
from collections.abc import Callable

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
from earshot.script.normalize.word_context import follows, is_attributive, precedes

_ALONE = r"(?<![\w.,/$£€-])"
_RANGE_END = rf"(?:(?P<dash>\s?(?:[-–]|to)\s?)(?P<to>{NUMBER}))?"
_UNIT = (
    rf"(?P<gap>[\s-]?)(?P<unit>(?:(?P<area>sq|cu)\.?[\s-]?)?(?P<name>{any_of(UNITS)})"
    r"(?P<dot>\.(?=\s[a-z]|[,;)]|\s?[0-9]))?(?P<power>[²³23](?![0-9]))?"
    rf"(?:\s?/\s?(?:(?P<per_count>10{{1,3}})\s?)?(?P<per>{any_of(PER_UNITS)}))?)(?!\w|/(?![0-9]))"
)
_SCALE_WORDS = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
_SCALE_WORD = (
    r"(?:\b(?:hundred|thousand|million|billion|trillion|dozen)"
    r"|[0-9]\^-?[0-9]{1,3}|[0-9](?:[KkMm]|mn|[Bb]n?|tn|/[0-9]{1,2})|[½¼¾⁰¹²³⁴-⁹])"
)
_MASS_CONTEXT = re.compile(
    r"\b(?:bomb|nuclear|atomic|warhead|yield|explo\w+|TNT|blast|copper|ore|emissions|CO2|CO₂|carbon"
    r"|mine|cargo|grain|output|production|steel|shipments?|exports?|imports?|uranium)\b"
)
_MASS_FOLLOWS = re.compile(r"\s(?:of\s|bomb|warhead|blast|explosion|yield|CO|a\syear|per)")
_GOLD_FOLLOWS = re.compile(r"[\s-](?:\w+\s)?(?:gold|diamond)")
_RACE_NOUN = re.compile(
    r"\s(?:race|final|sprint|freestyle|relay|hurdles|butterfly|backstroke|breaststroke|medley|champion)\b"
)
_LENGTH_CONTEXT = re.compile(
    rf"{_RACE_NOUN.pattern}|\s(?:long|high|deep|wide|tall|away|from|above|below|of|apart|in\s(?!(?:19|20)[0-9]{{2}}\b)[0-9]+)\b|-[a-z]|\W*\Z|[.,;)]"
)
_RACE_DISTANCES = frozenset(
    "50 60 100 200 300 400 800 1,500 1500 3000 3,000 5000 5,000 10,000".split()
)
_RACE_CONTEXT = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]en's|[Ww]omen's|[Bb]oys'|[Gg]irls'|individual|indoor|outdoor)\s"
    r"(?:[a-z]+\s)?\Z|[0-9]\s?[x×]\s?\Z"
)
_LEAP = re.compile(r"\b(?:clear|jump|leap|threw|throw|vault|hurl|put)\w*\s(?:an?\s|of\s)?\Z")
_CROSS_PRECEDES = re.compile(r"[0-9]m?\s?[x×]\s?\Z")
_CROSS_FOLLOWS = re.compile(r"\s?[x×]\s?[0-9]")
_PLURAL_FOLLOWS = re.compile(r"\s(?:[a-z]+\s)?[a-z]{2,}s\b")
_PEOPLE_FOLLOW = re.compile(r"\s(?:people|ppl|men|women|children|[a-z]{3,}(?<!s)s)\b")
_PEOPLE_PRECEDE = re.compile(
    r"\b(?:population|audiences?|viewers|users|subscribers|customers|followers|listeners|readers|downloads|voters)\b"
    r"(?:\s[a-z]+){0,3}\s\(?(?:est\.\s|about\s)?\Z"
)
_LETTERED_NOUN = re.compile(
    r"\b(?:a|an|apartment|apt\.?|bus|class|cup|exit|flat|form|gate|grade|item|model|no\.?|number|part|platform"
    r"|room|route|row|rule|seat|section|size|title|unit|wears?|wore)\s\Z",
    re.IGNORECASE,
)
_DURATION_CONTEXT = re.compile(
    r"\b(?:in|of|for|after|within|by|under|over|than|every|about|just|only|last\w*|took|takes?|ran|runs|clock\w+)\s\Z"
)
_WEIGHT_CONTEXT = re.compile(r"\bweigh")
_POUNDS_FOLLOW = re.compile(r"\s?[0-9]{1,2}\s?lb")
"""Stones are used only in British English. "11st" can also be a misspelled ordinal."""
_INDEFINITE_ARTICLE = re.compile(r"\b[Aa]n?\s\Z")


def _is_singular(m: re.Match[str]) -> bool:
    if m["name"] == "m" and not m["gap"] and _RACE_NOUN.match(m.string, m.end()):
        return True
    return (
        (m["number"] == "1" and not m["to"])
        or is_attributive(m.string, m.start(), m.end())
        or m["gap"] == "-"
        or precedes(_INDEFINITE_ARTICLE, m)
    )


def _unit_name(m: re.Match[str]) -> str:
    """18 kt are knots, kilotons (of a bomb or ore) or karats (of gold)."""
    if m["name"] == "ppt" and not m["gap"]:
        return "percentage point"
    if m["name"] != "kt":
        return UNITS[m["name"]]
    if follows(_GOLD_FOLLOWS, m):
        return "karat"
    is_mass = follows(_MASS_FOLLOWS, m) or precedes(_MASS_CONTEXT, m)
    return "kiloton" if is_mass else "knot"


def _verbalize_unit(m: re.Match[str], singular: bool, british: bool) -> str:
    """The unit of the match in words: "square kilometers", "meters per second"."""
    name = _unit_name(m)
    spoken = to_british_spelling(name if singular else pluralize_unit(name), british)
    per = f" per {PER_UNITS[m['per']]}" if m["per"] else ""
    if m["per_count"]:
        per = f" per {cardinal(int(m['per_count']))} {pluralize_unit(PER_UNITS[m['per']])}"
    per = to_british_spelling(per, british)
    return POWER_WORDS[m["power"] or m["area"]] + spoken + per


def _is_measure(m: re.Match[str], british: bool) -> bool:
    """False for '5 in 10' (inches), '5m people' (metres) and 'two 4s' (seconds)."""
    name = m["name"]
    decide = _DECISIONS.get(name)
    decision = decide(m) if decide else None
    if decision is not None:
        return decision
    if name == "st" and not british:
        return precedes(_WEIGHT_CONTEXT, m) or follows(_POUNDS_FOLLOW, m)
    if m["gap"] and name in AMBIGUOUS_UNITS and not (m["area"] or (m["dot"] and name == "in")):
        return name in SPACED_AMBIGUOUS_UNITS
    return not (m["gap"] == "-" and len(name) == 1)


def _is_in_seconds(m: re.Match[str]) -> bool | None:
    """4.1 s · ran 10s; not the plural in "two 4s" """
    if "." in m["number"]:
        return True
    if m["gap"] or m["per"]:
        return None
    return precedes(_DURATION_CONTEXT, m) or is_attributive(m.string, m.start(), m.end())


def _is_in_percentage_points(m: re.Match[str]) -> bool:
    """0.5pp; as many as in "a 320pp novel" are pages"""
    return not m["gap"] and ("." in m["number"] or int(m["number"].replace(",", "")) < 30)


def _is_in_degrees(m: re.Match[str]) -> bool | None:
    """40C; not the seat 12C"""
    return False if m["gap"] or precedes(_LETTERED_NOUN, m) else None


def _is_in_meters(m: re.Match[str]) -> bool | None:
    """Whether the "m" after a number means meters, not millions or minutes."""
    if m["gap"]:
        return None
    if m["per"] or m["power"] or precedes(_CROSS_PRECEDES, m) or follows(_CROSS_FOLLOWS, m):
        return True
    if "." in m["number"] and precedes(_LEAP, m):
        return True
    if m["number"] in _RACE_DISTANCES and precedes(_RACE_CONTEXT, m):
        return not follows(_PLURAL_FOLLOWS, m)
    part_of_word = m.string.startswith("-", m.start() - 1)
    if part_of_word or (follows(_PEOPLE_FOLLOW, m) and not follows(_RACE_NOUN, m)):
        return follows(_LENGTH_CONTEXT, m)
    is_length = is_attributive(m.string, m.start(), m.end()) or follows(_LENGTH_CONTEXT, m)
    return is_length and not precedes(_PEOPLE_PRECEDE, m)


def _is_in_millibars(m: re.Match[str]) -> bool | None:
    """Whether 972 mb is the pressure of the air."""
    return len(m["number"]) >= 3 or None


_DECISIONS: dict[str, Callable[[re.Match[str]], bool | None]] = {
    "s": _is_in_seconds, "pp": _is_in_percentage_points, "C": _is_in_degrees, "F": _is_in_degrees,
    "m": _is_in_meters, "mb": _is_in_millibars,
}  # fmt: skip
"""Decides by the context whether a short sign is a unit. None leaves it to the rules for all."""


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
    rf"(?:{_ALONE}|(?<=[A-Za-z]/)|(?<=[0-9][x×])){MINUS}(?P<number>{NUMBER}|\.[0-9]+){_RANGE_END}{_UNIT}",
    DIGITS,
    start=NUMBER_START,
)
def measure(m: re.Match[str], british: bool) -> SpokenGroups:
    """5km · 30 mph · 10-12 lb · 3.5 cm² · 82kg/180lb"""
    if not _is_measure(m, british):
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
    rf"(?:{_ALONE}|(?<=[^\W\d_]/|%/)|(?<=[0-9][0-9]/)){MINUS}(?P<number>{NUMBER}|\.[0-9]+)%?{_RANGE_END}(?P<gap>\s?)(?P<percent>(?<!%)%)",
    "%",
    start=NUMBER_START,
)
def percent(m: re.Match[str], british: bool) -> SpokenGroups:
    """10% · 10-15% · 93 %"""
    yield from _first_number(m, british)
    last, spoken = _last_number(m, british)
    yield (last, "percent"), f"{spoken} percent"


@semiotic_class(
    rf"{_ALONE}{MINUS}(?P<first>(?P<number>{NUMBER})(?:\s?°\s?[CF]?(?=\s?(?:[-–]|to\b)))?){_RANGE_END}\s?(?P<degree>[°º˚])\s?(?P<scale>[CFK](?!\w))?",
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


@semiotic_class(
    rf"(?<=[0-9])(?:\s?/\s?|\sper\s)(?![CF](?!\w))(?P<unit>{any_of(UNITS)})(?P<power>[²³23])?(?!\w)",
    "/p",
    ("0/", "0 /", "0 per"),
)
def per_measure(m: re.Match[str], british: bool) -> SpokenGroups:
    """4,507/km² · 12/kg"""
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
    rf"(?P<gap>[\s-])(?P<unit>(?:(?P<area>sq|cu)\.?[\s-]?)?(?P<name>{any_of(UNITS)})"
    r"(?P<dot>\.(?=\s[a-z]|[,;)]))?(?P<power>[²³23](?![0-9]))?"
    rf"(?:\s?/\s?(?P<per_count>)(?P<per>{any_of(PER_UNITS)}))?)(?![\w/])",
    "".join(sorted(set("".join(UNITS)) - set("°"))),
    (*_SCALE_WORDS, *"½¼¾⁰¹²³⁴⁵⁶⁷⁸⁹", *(f"0{sign}" for sign in "KkMmBbt/^")),
)
def unit_of_amount(m: re.Match[str], british: bool) -> SpokenGroups:
    """3 million sq ft · 4.1m b/d · half a million km"""
    is_unit = m["name"] not in AMBIGUOUS_UNITS or m["name"] in COUNTED_AMBIGUOUS_UNITS
    if is_unit or m["area"] or m["power"]:
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
