"""Measures, percentages, temperatures and ages."""

from __future__ import annotations

import re

from earshot.script.normalize.context import follows, is_attributive, precedes
from earshot.script.normalize.matching import DIGITS, MINUS, SpokenGroups, any_of, semiotic_class
from earshot.script.normalize.number_words import NUMBER, cardinal, number, pluralize

UNITS: dict[str, str] = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer",
    "kg": "kilogram", "kgs": "kilogram", "g": "gram", "mg": "milligram", "mcg": "microgram",
    "μg": "microgram", "µg": "microgram", "µm": "micrometer",
    "bps": "basis point", "l": "liter", "L": "liter", "ml": "milliliter",
    "mL": "milliliter",
    "cl": "centiliter", "ft": "foot", "in": "inch", "yd": "yard", "yds": "yard", "mi": "mile",
    "lb": "pound", "lb-ft": "pound foot", "lbs": "pound", "oz": "ounce", "st": "stone",
    "gal": "gallon", "qt": "quart",
    "pt": "pint", "tsp": "teaspoon", "tbsp": "tablespoon", "ha": "hectare",
    "ac": "acre", "mph": "mile per hour", "kph": "kilometer per hour", "km/h": "kilometer per hour",
    "kmh": "kilometer per hour", "m/s": "meter per second", "mpg": "mile per gallon",
    "rpm": "revolution per minute", "bpm": "beat per minute", "fps": "frame per second",
    "ft/s": "foot per second", "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt",
    "TW": "terawatt", "kWh": "kilowatt hour", "MWh": "megawatt hour", "GWh": "gigawatt hour",
    "TWh": "terawatt hour", "V": "volt", "kV": "kilovolt", "mAh": "milliamp hour",
    "hp": "horsepower", "bhp": "brake horsepower", "cc": "c c", "KB": "kilobyte", "kB": "kilobyte",
    "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte",
    "Mbps": "megabit per second", "mbps": "megabit per second", "Gbps": "gigabit per second",
    "gbps": "gigabit per second", "kbps": "kilobit per second", "Hz": "hertz", "kHz": "kilohertz",
    "MHz": "megahertz", "GHz": "gigahertz", "THz": "terahertz", "dB": "decibel",
    "kPa": "kilopascal", "hPa": "hectopascal", "Pa": "pascal", "psi": "p s i", "mb": "millibar",
    "ppm": "part per million", "ppb": "part per billion", "kcal": "kilocalorie", "kJ": "kilojoule",
    "J": "joule", "hr": "hour", "hrs": "hour", "h": "hour", "min": "minute", "mins": "minute",
    "sec": "second", "secs": "second", "s": "second", "ms": "millisecond", "yr": "year",
    "yrs": "year", "mo": "month", "bbl": "barrel", "t": "tonne", "kt": "kiloton", "Mt": "megaton",
    "cd": "candela", "N": "newton", "ly": "light year", "KM": "kilometer", "KG": "kilogram",
    "F": "degree Fahrenheit", "C": "degree Celsius",
}  # fmt: skip
_INVARIABLE_UNITS = ("hertz", "horsepower", "stone", "c", "i")
_AMBIGUOUS_UNITS = frozenset(
    (
        "m",
        "g",
        "l",
        "L",
        "in",
        "st",
        "h",
        "s",
        "t",
        "W",
        "V",
        "J",
        "N",
        "Pa",
        "mo",
        "mb",
        "MB",
        "ac",
        "ha",
        "pt",
        "PB",
        "F",
        "C",
    )
)
"""Units that are also words or letters: taken for units only right behind the digits."""
_SPACED_AMBIGUOUS_UNITS = frozenset(("m", "g", "l", "L", "ha", "MB", "W", "V", "t"))
_ALONE = r"(?<![\w.,/$£€-])"
_RANGE_END = rf"(?:(?P<dash>\s?(?:[-–]|to)\s?)(?P<to>{NUMBER}))?"
_PER_UNITS = {
    "s": "second", "h": "hour", "hr": "hour", "min": "minute", "kg": "kilogram", "l": "liter",
    "km": "kilometer", "day": "day", "m": "meter", "g": "gram", "ml": "milliliter",
    "dl": "deciliter", "week": "week", "year": "year", "m3": "cubic meter", "m³": "cubic meter",
    "m²": "square meter",
}  # fmt: skip
_UNIT = (
    rf"(?P<gap>[\s-]?)(?P<unit>(?:(?P<area>sq|cu)\.?\s?)?(?P<name>{any_of(UNITS)})"
    r"(?P<dot>\.(?=\s[a-z]|[,;)]|\s?[0-9]))?(?P<power>[²³23](?![0-9]))?"
    rf"(?:/(?P<per>{any_of(_PER_UNITS)}))?)(?![\w/])"
)
_RACE_NOUN = re.compile(
    r"\s(?:race|final|sprint|freestyle|relay|hurdles|butterfly|backstroke|breaststroke|medley|champion)\b"
)
_LENGTH_CONTEXT = re.compile(
    rf"{_RACE_NOUN.pattern}|\s(?:long|high|deep|wide|tall|away|from|above|below|of|apart|in\s[0-9])\b|-[a-z]|\W*\Z|[.,;)]"
)
_DURATION_CONTEXT = re.compile(
    r"\b(?:in|of|for|after|within|by|under|over|than|every|about|just|only|last\w*|took|takes?|clock\w+)\s\Z"
)
_WEIGHT_CONTEXT = re.compile(r"\bweigh")
_POUNDS_FOLLOW = re.compile(r"\s?[0-9]{1,2}\s?lb")
"""Nobody else than Britain counts in stones, and an ordinal may be written wrong: 11st."""
_POWER_WORDS = {
    "²": "square ",
    "2": "square ",
    "sq": "square ",
    "³": "cubic ",
    "3": "cubic ",
    "cu": "cubic ",
    None: "",
}
_INDEFINITE_ARTICLE = re.compile(r"\b[Aa]n?\s\Z")
_BRITISH_SPELLINGS = (("meter", "metre"), ("liter", "litre"))


def _pluralize_unit(spoken: str) -> str:
    if spoken.startswith("degree "):
        return "degrees" + spoken[6:]
    first, _, rest = spoken.partition(" per ")
    many = first if first.endswith(_INVARIABLE_UNITS) else pluralize(first)
    return f"{many} per {rest}" if rest else many


def _is_singular(m: re.Match[str]) -> bool:
    if m["name"] == "m" and not m["gap"] and _RACE_NOUN.match(m.string, m.end()):
        return True
    return (
        (m["number"] == "1" and not m["to"])
        or is_attributive(m.string, m.start(), m.end())
        or m["gap"] == "-"
        or precedes(_INDEFINITE_ARTICLE, m)
    )


def _verbalize_unit(m: re.Match[str], singular: bool, british: bool) -> str:
    """The unit of the match in words: "square kilometers", "meters per second"."""
    name = UNITS[m["name"]]
    spoken = _to_british_spelling(name if singular else _pluralize_unit(name), british)
    per = f" per {_PER_UNITS[m['per']]}" if m["per"] else ""
    return _POWER_WORDS[m["power"] or m["area"]] + spoken + per


def _to_british_spelling(spoken: str, british: bool) -> str:
    for american, spelling in _BRITISH_SPELLINGS if british else ():
        spoken = spoken.replace(american, spelling)
    return spoken


def _is_measure(m: re.Match[str], british: bool) -> bool:
    """'5 in 10' holds no inches, '5m people' no metres, 'two 4s' no seconds."""
    name = m["name"]
    if name == "s" and not (m["gap"] or m["to"] or m["per"] or "." in m["number"]):
        is_duration = precedes(_DURATION_CONTEXT, m)
        return is_duration or is_attributive(m.string, m.start(), m.end())
    if name == "st" and not british:
        return precedes(_WEIGHT_CONTEXT, m) or follows(_POUNDS_FOLLOW, m)
    if name == "m" and not m["gap"]:
        part_of_word = m.string.startswith("-", m.start() - 1)
        is_attribute = is_attributive(m.string, m.start(), m.end()) and not part_of_word
        return is_attribute or _LENGTH_CONTEXT.match(m.string, m.end()) is not None
    if m["gap"] and name in _AMBIGUOUS_UNITS and not (m["area"] or (m["dot"] and name == "in")):
        return name in _SPACED_AMBIGUOUS_UNITS
    return not (m["gap"] == "-" and len(name) == 1)


def _first_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """The first number of "10-12 lb"."""
    if m["to"]:
        link = "" if "to" in m["dash"] else " to"
        yield "number", _minus_prefix(m) + number(m["number"], british) + link


def _last_number(m: re.Match[str], british: bool) -> tuple[str, str]:
    """The group of the last number, and how it is said."""
    if m["to"]:
        return "to", number(m["to"], british)
    return "number", _minus_prefix(m) + number(m["number"], british)


def _minus_prefix(m: re.Match[str]) -> str:
    return "minus " if m["minus"] else ""


@semiotic_class(rf"{_ALONE}{MINUS}(?P<number>{NUMBER}|\.[0-9]+){_RANGE_END}{_UNIT}", DIGITS)
def measure(m: re.Match[str], british: bool) -> SpokenGroups:
    """5km · 30 mph · 10-12 lb · 3.5 cm² · 6ft"""
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
    rf"{_ALONE}{MINUS}(?P<number>{NUMBER}|\.[0-9]+)%?{_RANGE_END}(?P<gap>\s?)(?P<percent>(?<!%)%)",
    "%",
)
def percent(m: re.Match[str], british: bool) -> SpokenGroups:
    """10% · 10-15% · 93 %"""
    yield from _first_number(m, british)
    last, spoken = _last_number(m, british)
    yield (last, "percent"), f"{spoken} percent"


@semiotic_class(
    rf"{_ALONE}{MINUS}(?P<number>{NUMBER}){_RANGE_END}\s?(?P<degree>°)\s?(?P<scale>[CFK](?!\w))?",
    "°",
)
def temperature(m: re.Match[str], british: bool) -> SpokenGroups:
    """72°F · -5 °C · 45°"""
    yield from _first_number(m, british)
    last, spoken = _last_number(m, british)
    is_singular = (m[last] == "1" and not m["to"]) or (
        not m["scale"] and is_attributive(m.string, m.start(), m.end())
    )
    degrees = "degree" if is_singular else "degrees"
    scale = {"C": " Celsius", "F": " Fahrenheit", "K": " kelvin", None: ""}[m["scale"]]
    spoken = f"{spoken} {degrees}{scale}"
    yield (last, "scale" if m["scale"] else "degree"), spoken


@semiotic_class(
    rf"{_ALONE}(?P<feet>[0-9]{{1,2}})(?:'|\s?ft\.?|-foot-)\s?(?P<inches>[0-9]{{1,2}})(?P<mark>\"|''|\s?in\.?(?!\w))?(?!\w)",
    DIGITS,
)
def height(m: re.Match[str], british: bool) -> SpokenGroups:
    """6ft 2in · 6'2\""""
    feet, inches = int(m["feet"]), int(m["inches"])
    between = m.string[m.end("feet") : m.start("inches")]
    if inches > 11 or not (m["mark"] or "'" not in between):
        return
    spoken = f"{cardinal(feet)} {'foot' if feet == 1 or '-' in between else 'feet'}"
    last = (
        f"{cardinal(inches)} {'inch' if inches == 1 else 'inches'}"
        if m["mark"]
        else cardinal(inches)
    )
    yield 0, f"{spoken} {last}"


@semiotic_class(
    rf"(?<=[0-9])(?:\s?/\s?|\sper\s)(?P<unit>{any_of(UNITS)})(?P<power>[²³23])?(?!\w)", "/p"
)
def per_measure(m: re.Match[str], british: bool) -> SpokenGroups:
    """4,507/km² · 12/kg"""
    power = _POWER_WORDS[m["power"]]
    per = "" if "per" in m[0] else "per "
    yield (
        ("unit", "power") if power else "unit",
        f"{per}{power}{_to_british_spelling(UNITS[m['unit']], british)}",
    )


@semiotic_class(
    r"(?<![\w.,$£€])(?P<age>[0-9]{1,3})(?P<unit>-(?:year|month|week|day)s?-olds?)",
    DIGITS,
    ("-old", "s-old"),
)
def age(m: re.Match[str], british: bool) -> SpokenGroups:
    """41-year-old"""
    yield "age", cardinal(int(m["age"]), british)
