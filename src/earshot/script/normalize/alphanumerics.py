"""Tokens of letters and digits: aircraft, viruses, roads, serial numbers."""

from __future__ import annotations

import re
from string import ascii_letters

from earshot.script.normalize.initialisms import is_spelled_out
from earshot.script.normalize.matching import (
    DIGITS,
    FIRST_CAPITAL,
    FIRST_DIGIT,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import cardinal, digit_pairs, digits, number, pluralize
from earshot.script.normalize.units import UNITS
from earshot.script.normalize.word_context import COUNTED_FOLLOWS, follows, precedes

_PARTS = re.compile(
    r"[A-Z]{2,}[a-z](?=[0-9])|[A-Z]{2,}(?![a-z])|[A-Z][a-z][A-Z](?![A-Za-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+|[^\W\d_]+"
)


def _verbalize_count(written: str) -> str:
    """Two digits as a number, three in pairs, more digit by digit: "35", "three seventy"."""
    if written[0] == "0" or len(written) > 4:
        return digits(written)
    return digit_pairs(written) if len(written) > 2 else cardinal(int(written))


def _verbalize_part(written: str) -> str:
    if written.isdigit() and written.isascii():
        return _verbalize_count(written)
    if re.fullmatch("[A-Z]{2,}[a-z]", written):
        return " ".join(written.upper())
    if written.isupper() and is_spelled_out(written) and written != "COVID":
        return " ".join(written)
    return written


def _verbalize_code(written: str) -> str:
    return " ".join(map(_verbalize_part, _PARTS.findall(written)))


@semiotic_class(
    r"(?<![\w-])(?P<name>[A-Z][A-Za-z]{0,9}-?(?P<count>[0-9]{1,5})(?P<decimals>\.[0-9]{1,2})?(?P<tail>[A-Z]?|(?<=-[0-9])[b-i]|(?<=-[0-9]{2})[b-i]|(?<=-[0-9]{3})[b-i]|(?<=-[0-9]{4})[b-i]))(?P<plural>s)?(?![\w]|[.,/][0-9])",
    DIGITS,
    start=FIRST_CAPITAL,
)
def model(m: re.Match[str], british: bool) -> SpokenGroups:
    """F-35 · COVID-19 · G7 · MH370 · F-35s"""
    if m["decimals"]:
        name = m["name"][: m.start("count") - m.start("name")]
        yield 0, f"{_verbalize_code(name)} {number(m['count'] + m['decimals'])}"
    else:
        spoken = _verbalize_code(m["name"])
        yield 0, pluralize(spoken) if m["plural"] else spoken


@semiotic_class(
    r"(?<![\w.,$£€/-])[0-9]{1,4}-[0-9]{1,4}-(?!"
    + f"(?:{any_of(UNITS)})\\b"
    + r")[A-Za-z]{1,2}(?![A-Za-z])(?:-[A-Za-z0-9]{1,6}){0,6}(?![\w/-]|[.,][0-9])",
    "-",
    start=FIRST_DIGIT,
)
def dashed_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """1-413-te-b-1-5; not the range 10-12-ft"""
    parts = (cardinal(int(p)) if p.isdigit() and len(p) < 4 else p for p in m[0].split("-"))
    yield 0, " ".join(part if part[0].isalpha() else _verbalize_code(part) for part in parts)


@semiotic_class(r"(?<!\w)S(?P<season>[0-9]{1,2})\s?E(?P<episode>[0-9]{1,2})(?!\w)", "S", ("E",))
def episode(m: re.Match[str], british: bool) -> SpokenGroups:
    """S3E15"""
    yield 0, f"season {cardinal(int(m['season']))} episode {cardinal(int(m['episode']))}"


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<number>7[0-9]7)-(?P<variant>[0-9]{1,3})(?P<letters>[A-Z]{0,2})(?![\w]|[.,/][0-9])",
    "7",
    start=FIRST_DIGIT,
)
def airliner_variant(m: re.Match[str], british: bool) -> SpokenGroups:
    """737-800 · 777-300ER"""
    yield 0, " ".join((digit_pairs(m["number"]), cardinal(int(m["variant"])), *m["letters"]))


_AIRCRAFT_FOLLOWS = re.compile(r"-?[0-9]?\s(?:MAX|Max|Dreamliner|jet|aircraft|plane|freighter)")
_AVIATION = re.compile(r"\b(?:Boeing|[Pp]lanes?|[Jj]ets?|[Aa]ircraft|[Aa]irliners?|[Aa]irlines?)\b")


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<number>7[0-9]7|3[0-9]0)(?![\w%]|[.,:/][0-9])",
    "73",
    start=FIRST_DIGIT,
)
def airliner(m: re.Match[str], british: bool) -> SpokenGroups:
    """737 MAX · Boeing keeps its 747"""
    is_boeing = m["number"][0] == "7" and precedes(_AVIATION, m)
    if follows(_AIRCRAFT_FOLLOWS, m) or (is_boeing and not follows(COUNTED_FOLLOWS, m)):
        yield "number", digit_pairs(m["number"])


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<number>[1-9][0-9]{2})s(?!\w)",
    "s",
    ("000s",),
    start=FIRST_DIGIT,
)
def models(m: re.Match[str], british: bool) -> SpokenGroups:
    """747s · Levi's 501s · HTTP 500s"""
    yield 0, pluralize(digit_pairs(m["number"]))


_FLIGHT = re.compile(r"\b[Ff]lights?\b")


@semiotic_class(
    r"(?<![\w-])(?P<airline>[A-Z]{2}|[A-Z][0-9]|[0-9][A-Z])\s(?P<number>[0-9]{2,4})(?![\w:%]|[.,][0-9])",
    DIGITS,
    ("light",),
)
def flight_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """flights UA 328 and BA 2490"""
    if precedes(_FLIGHT, m, 40):
        yield "airline", _verbalize_code(m["airline"])
        yield "number", digit_pairs(m["number"])


_METALS = "Ag|Al|Ca|Cd|Cs|Cu|Fe|Ga|Li|Mg|Na|Ni|Pb|Si|Ti|Zn|H|K"


@semiotic_class(
    rf"(?<![\w-])(?P<formula>(?:{_METALS})(?:As|Br|Cl|OH|[CFNOPS]))(?![\w-])",
    "AHKCNOPSIFL",
    start=FIRST_CAPITAL,
)
def formula(m: re.Match[str], british: bool) -> SpokenGroups:
    """NaCl · HCl · GaAs; not initials: KO"""
    if not m["formula"].isupper():
        yield 0, " ".join(m["formula"].upper())


@semiotic_class(r"(?<![\w-])(?P<letters>[NS]O)(?P<count>[2-4])(?!\w)", DIGITS, start=FIRST_CAPITAL)
def oxide(m: re.Match[str], british: bool) -> SpokenGroups:
    """NO2 · SO4"""
    yield 0, f"{' '.join(m['letters'])} {cardinal(int(m['count']))}"


@semiotic_class(
    rf"(?<![\w-])(?P<element>{_METALS}|Cl|OH)(?P<count>[2-4])?(?P<charge>\+)(?![\w+])",
    "+",
    start=FIRST_CAPITAL,
)
def ion(m: re.Match[str], british: bool) -> SpokenGroups:
    """Na+ · Ca2+; no other letters before a plus"""
    count = f" {cardinal(int(m['count']))}" if m["count"] else ""
    yield 0, f"{' '.join(m['element'].upper())}{count} plus"


@semiotic_class(
    r"(?<![\w-])(?P<one>(?P<letter>[A-Z])[0-9]{1,3})(?P<dash>[-–])(?P<two>(?P=letter)[0-9]{1,3})(?![\w-]|[.,][0-9])",
    "-–",
    start=FIRST_CAPITAL,
)
def code_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """junctions J9-J10 · Q1-Q3"""
    yield "one", f"{_verbalize_code(m['one'])} to"
    yield "two", _verbalize_code(m["two"])


@semiotic_class(
    r"(?<![\w-])(?P<line>[A-Z]{2,4})\s(?P<number>[1-9][0-9](?!00)[0-9]{2})(?![\w%]|[.,:/-][0-9])",
    DIGITS,
    start=FIRST_CAPITAL,
)
def model_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """an RTX 4090; not a count: "US 4350 people" """
    is_name = is_spelled_out(m["line"]) and m["line"] not in ("ISO", "US", "UK", "EU", "UN")
    if is_name and not follows(COUNTED_FOLLOWS, m):
        yield "number", digit_pairs(m["number"])


@semiotic_class(r"(?<![\w-])CO[2₂](?P<equivalent>e|eq)(?!\w)", "2₂", ("CO2", "CO₂"))
def carbon_equivalent(m: re.Match[str], british: bool) -> SpokenGroups:
    """CO₂e"""
    yield 0, f"C O two {'E' if m['equivalent'] == 'e' else 'equivalent'}"


_HYPHENATED_WORD = re.compile(
    r"[0-9]+(?:-[a-z]+)+|(?:[A-Za-z][a-z]+-)+[0-9]+|.*[a-z]-[0-9]+-[a-z].*"
)


@semiotic_class(
    r"(?<![\w.,$£€])(?P<serial>(?=[A-Za-z/-]*[0-9])(?=[0-9/-]*[A-Za-z])[A-Za-z0-9]{1,24}(?:[-/][A-Za-z0-9]{1,24}){0,8})(?![\w]|[.,][0-9])",
    DIGITS,
    ("0-", "-0", "0/", "/0", *(f"0{c}" for c in ascii_letters), *(f"{c}0" for c in ascii_letters)),
)
def serial(m: re.Match[str], british: bool) -> SpokenGroups:
    """H5N1 · V75S · 4K · B2A23C; not a word after a number: 7-eleven"""
    written = m["serial"]
    if _HYPHENATED_WORD.fullmatch(written):
        return
    yield 0, _verbalize_code(written)
