"""Signs of units that have several meanings: the context decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from earshot.script.normalize.word_context import follows, is_attributive, precedes

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
_NAUTICAL_CONTEXT = re.compile(
    r"\b(?:range|ships?|vessels?|boats?|frigates?|carriers?|fleet|navy|naval|coast|offshore|islands?|sail\w*|patrol\w*"
    r"|aircraft|pilots?|missiles?|strait|port|airspace|maritime|radius|zone|drifted|yacht)\b"
)
_NAUTICAL_FOLLOWS = re.compile(
    r"\s(?:off|offshore|from|north|south|east|west|away|out|of\sthe\scoast|[NSEW]{1,3})\b"
)
_TYPE_FOLLOWS = re.compile(
    r"\s(?:[a-z]+\s)?(?:type|font|text|bold|italics?|letters|print|serif|Times|Arial|Helvetica|Georgia|Garamond)\b"
)
_COLD_CONTEXT = re.compile(
    r"\b(?:temperatures?|kelvin|cool\w*|heat\w*|superconduct\w*|cryo\w*|absolute\szero|freez\w+|colder|hotter"
    r"|degrees|background|warm\w*|boil\w*)\b",
    re.IGNORECASE,
)
_MIN_CALORIES = 60
"""Fewer are the caliber of a gun: a .50 cal."""


def name_unit(m: re.Match[str]) -> str:
    """18 kt are knots, kilotons (of a bomb or ore) or karats (of gold); 300 nm are nanometers, or
    miles at sea. Empty for other signs."""
    name = m["name"]
    if name == "ppt" and not m["gap"]:
        return "percentage point"
    if name == "pt" and not m["gap"] and follows(_TYPE_FOLLOWS, m):
        return "point"
    if name == "nm" and m["gap"] and _is_nautical(m):
        return "nautical mile"
    if name != "kt":
        return ""
    if follows(_GOLD_FOLLOWS, m):
        return "karat"
    is_mass = follows(_MASS_FOLLOWS, m) or precedes(_MASS_CONTEXT, m)
    return "kiloton" if is_mass else "knot"


def is_race(m: re.Match[str]) -> bool:
    """Whether a length without a space is the name of a race: the 100m final."""
    return m["name"] == "m" and not m["gap"] and follows(_RACE_NOUN, m)


def decide_unit(m: re.Match[str], british: bool) -> bool | None:
    """False for '5m people' (metres) and 'two 4s' (seconds), None if the context is not needed."""
    if m["name"] == "st" and not british:
        return precedes(_WEIGHT_CONTEXT, m) or follows(_POUNDS_FOLLOW, m)
    decide = _DECISIONS.get(m["name"])
    return decide(m) if decide else None


def _is_nautical(m: re.Match[str]) -> bool:
    return follows(_NAUTICAL_FOLLOWS, m) or precedes(_NAUTICAL_CONTEXT, m)


def _is_in_kelvin(m: re.Match[str]) -> bool:
    """2.7 K near a word about temperature; not 10K"""
    return m["gap"] == " " and precedes(_COLD_CONTEXT, m)


def _is_in_calories(m: re.Match[str]) -> bool:
    """320 cal; not a .50 cal"""
    return "." not in m["number"] and int(m["number"].replace(",", "")) >= _MIN_CALORIES


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
    "m": _is_in_meters, "mb": _is_in_millibars, "K": _is_in_kelvin, "cal": _is_in_calories,
}  # fmt: skip
"""Decides by the context whether a short sign is a unit. None leaves it to the rules for all."""
