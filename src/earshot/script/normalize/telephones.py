"""Telephone numbers: digit by digit, in groups."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import (
    DIGIT,
    DIGITS,
    FIRST_DIGIT,
    SpokenGroups,
    semiotic_class,
)
from earshot.script.normalize.number_words import digit_pairs, digits
from earshot.script.normalize.word_context import follows, precedes

_CALL_WORDS = (
    r"(?:[Cc]all(?:ed|ing|s)?|[Dd]ial(?:ed|ing|s)?|[Tt]ext(?:ed|ing)?|[Pp]honed?"
    r"|hotline|lifeline|helpline|reached\s(?:on|at|by))"
)


_EMERGENCY_FOLLOWS = re.compile(
    r"\s(?:call|dispatch|operator|emergency|center|line|lifeline|caller|crisis)|\.?\"?$"
)
_COUNTED_FOLLOWS = re.compile(r"\s(?:[a-z]+\s)?(?:people|men|women|children|[a-z]{2,}s)\b")
_NUMBERED_NAME = re.compile(r"\b(?:Porsche|Carrera|Flight|Route|Highway|Section)\s\Z")
_TEXT_TO = re.compile(r"\b[Tt]ext(?:ing)?\s(?:\S{1,20}\s){1,3}to\s\Z")


def _verbalize_group(written: str) -> str:
    """ "273" → "two seven three", "800" → "eight hundred", letters unchanged."""
    if written == "800":
        return "eight hundred"
    return digits(written) if written.isdigit() else written


def _verbalize_groups(written: str) -> str:
    return " ".join(map(_verbalize_group, re.findall(r"[0-9]+|[A-Za-z]+", written)))


_SEPARATED_DIGITS = ("0-0", "0.0", "0 0")


@semiotic_class(
    r"(?<=\bto\s)(?P<code>[0-9]{5,6})(?![\w-]|[.,][0-9])",
    DIGITS,
    ("to 000",),
    start=DIGIT,
)
def short_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """text HOME to 741741"""
    if precedes(_TEXT_TO, m):
        yield "code", digits(m["code"])


@semiotic_class(
    r"(?<![\w.,$£€])(?P<plus>\+[0-9]{1,3}[\s.-]?|1[-.\s])?(?P<area>\([0-9]{3}\)\s?-?|[0-9]{3}[-.\s])(?P<office>[0-9]{3})[-.\s]"
    r"(?P<line>[0-9]{4})(?:(?P<more>-[0-9]{1,4})|\s?(?:ext\.?|x)\s?(?P<ext>[0-9]{1,5}))?(?![\w-]|[.,][0-9])",
    DIGITS,
    _SEPARATED_DIGITS,
    start=r"[(+0-9](?<!\w.)",
)
def us_phone(m: re.Match[str], british: bool) -> SpokenGroups:
    """(212) 555-0147 · 1-800-273-8255 · +1 123-123-5678"""
    plus = "plus " if (m["plus"] or "").startswith("+") else ""
    extension = f" extension {digits(m['ext'])}" if m["ext"] else ""
    numbers = m[0][: m.start("ext") - m.start()] if m["ext"] else m[0]
    yield 0, plus + _verbalize_groups(re.sub(r"\s?(?:ext\.?|x)\s?$", "", numbers)) + extension


@semiotic_class(
    r"(?<![\w.,$£€])1-(?P<area>8[0-9]{2}|900)(?:(?P<rest>(?:-(?:[A-Z0-9]{1,7}|[a-z]{3,9})){1,4})(?!\w)"
    r"|(?=\s(?:numbers?|lines?|hotlines?)\b))",
    DIGITS,
    ("0-0",),
    start=FIRST_DIGIT,
)
def lettered_phone(m: re.Match[str], british: bool) -> SpokenGroups:
    """1-800-GO-U-HAUL · a 1-800 number"""
    rest = _verbalize_groups(m["rest"]) if m["rest"] else ""
    yield 0, f"one {_verbalize_group(m['area'])} {rest}".strip()


@semiotic_class(
    r"(?<![\w.,$£€-])(?:\+91[\s-]?)?[6-9][0-9]{4}\s[0-9]{5}(?![\w%-]|[.,\s][0-9])",
    DIGITS,
    ("0 0",),
    start=r"[+6-9](?<!\w.)",
)
def indian_mobile(m: re.Match[str], british: bool) -> SpokenGroups:
    """98200 12345"""
    yield 0, ("plus " if m[0][0] == "+" else "") + _verbalize_groups(m[0])


@semiotic_class(
    r"(?<![\w.,$£€-])(?:\+[0-9]{1,3}[\s-](?:\(0\)\s?)?[0-9]{2,5}|0[0-9]{2,4})(?:[\s-][0-9]{2,4}){1,4}(?![\w-]|[.,][0-9])",
    DIGITS,
    _SEPARATED_DIGITS,
    start=r"[+0](?<!\w.)",
)
def world_phone(m: re.Match[str], british: bool) -> SpokenGroups:
    """020 7946 0958 · +44 20 7946 0958"""
    yield 0, ("plus " if m[0][0] == "+" else "") + _verbalize_groups(m[0])


@semiotic_class(
    rf"\b{_CALL_WORDS}\s(?:[a-z]+\s){{0,4}}(?P<number>[0-9]{{3}}(?:\s[0-9]{{3}}|-[0-9]{{4}})?)(?![\w%-]|[.,][0-9]|\s[a-z]+s\b|\s(?:m|b|tr)illion)",
    DIGITS,
    ("all", "ial", "ext", "hone", "line", "reached"),
)
def short_phone(m: re.Match[str], british: bool) -> SpokenGroups:
    """call 988 · reached on 116 123"""
    yield "number", digits(m["number"])


@semiotic_class(
    rf"\b{_CALL_WORDS}\s(?:[a-z]+\s){{0,3}}(?P<number>[0-9]{{2,4}}(?:[\s-][0-9]{{2,4}}){{1,4}})(?![\w%-]|[.,][0-9])",
    DIGITS,
    ("all", "ial", "ext", "hone", "line", "reached"),
)
def called_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """call 1300 555 019"""
    if sum(map(str.isdigit, m["number"])) >= 6:
        yield "number", _verbalize_groups(m["number"])


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<number>911|988|999|112|111|000)(?=\s(?:dispatcher|tape|recording|audio|transcript|system"
    r"|outage|responder|hotline|service|number|emergenc)|\W*\b(?:and|or)\s(?:911|999|112)\b)",
    "0129",
    (*(f"000 {letter}" for letter in "adehnorst"), "and 000", "or 000"),
    start=FIRST_DIGIT,
)
def emergency_line(m: re.Match[str], british: bool) -> SpokenGroups:
    """999 dispatchers"""
    yield "number", digits(m["number"])


@semiotic_class(
    r"\b(?:calls?|called|calling|text\w*|reported|dial\w*|rang|[Rr]ing|phon\w+|contact\w*)\s(?:[a-z]+\s){0,2}"
    r"(?P<number>911|999|112|988)(?![\w%,-]|\.[0-9]|\s[a-z]+s\b)",
    "129",
    (" 000",),
    start=r"[cdprtR](?<!\w.)",
)
def called_emergency(m: re.Match[str], british: bool) -> SpokenGroups:
    """a call to 911"""
    yield "number", digits(m["number"])


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<number>911|988|999|112)(?![\w%,-]|[.:/][0-9])",
    "1289",
    start=FIRST_DIGIT,
)
def emergency(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 911 call · a tip to 911; not a Porsche 911, nor 911 days"""
    if precedes(_NUMBERED_NAME, m, 12):
        yield "number", digit_pairs(m["number"])
    elif follows(_EMERGENCY_FOLLOWS, m) or (
        m["number"] == "911" and not british and not follows(_COUNTED_FOLLOWS, m)
    ):
        yield "number", digits(m["number"])


@semiotic_class(
    r"(?<![\w.,$£€-])(?=[0-9-]*[0-9]{3})[0-9]{1,7}(?:-[0-9]{1,7}){2,6}(?![\w-]|[.,][0-9])",
    "-",
    start=FIRST_DIGIT,
)
def identifier(m: re.Match[str], british: bool) -> SpokenGroups:
    """111-11-1111, and other numbers in three or more groups"""
    yield 0, digits(m[0])


@semiotic_class(
    r"(?<![\w.,$£€-])[0-9]{1,3}(?:\.[0-9]{1,3}){3,}(?![\w-]|[.,][0-9])",
    DIGITS,
    ("0.0",),
    start=FIRST_DIGIT,
)
def network_address(m: re.Match[str], british: bool) -> SpokenGroups:
    """192.168.0.40"""
    yield 0, " dot ".join(map(digits, m[0].split(".")))


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<office>[2-9][0-9]{2}-[0-9]{4})(?![\w-]|[.,][0-9])", "-", start=FIRST_DIGIT
)
def local_phone(m: re.Match[str], british: bool) -> SpokenGroups:
    """555-0147"""
    yield "office", digits(m["office"])
