"""Cardinals, ordinals, fractions, ranges, scores and votes."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import (
    DIGIT,
    DIGITS,
    FIRST_DIGIT,
    MINUS,
    NUMBER_START,
    SpokenGroups,
    semiotic_class,
)
from earshot.script.normalize.number_words import (
    NUMBER,
    cardinal,
    number,
    ordinal,
    pluralize,
    scale,
)
from earshot.script.normalize.word_context import LETTERED_BEFORE, follows, is_attributive, precedes

_ALONE = r"(?<![\w.,/$£€])(?<![\w][-–])"
_END = r"(?![\w]|[.,:/][0-9])"
_ORDINAL_TRIGGERS = ("1st", "2nd", "3rd", *(f"{digit}th" for digit in DIGITS))
_ORDINAL_TRIGGERS += tuple(map(str.upper, _ORDINAL_TRIGGERS))
_FIXED_PHRASES = {
    "9/11": "nine eleven", "24/7": "twenty-four seven", "24-7": "twenty-four seven",
    "24/7/365": "twenty-four seven three sixty-five",
    "50/50": "fifty fifty", "50-50": "fifty fifty", "7/7": "seven seven", "20/20": "twenty twenty",
    "20-20": "twenty twenty",
}  # fmt: skip
_AFTER_BETWEEN = re.compile(r"\b[Bb]etween\s\Z")
_NAME_AND_HYPHEN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*-\Z")
_MODEL = re.compile(r"[1-9][0-9]{3,4}")
_PLURAL_CONTEXT = re.compile(
    r"(?:\b[Uu]nder-|\b[Oo]ver-|[0-9]-?\s?by-?\s?|\b(?:two|three|four|five|six|seven|eight|nine|ten|both|all|many|these|those)\s|[0-9]s\sand\s)\Z"
)
_SECONDS_CONTEXT = re.compile(r"\b(?:in|for|after|within|every|last\w*|took|takes?)\s\Z")
_BLOOD_PRESSURE = re.compile(
    r"\bblood pressure\b|\bmmHg\b|\bhypertens\w+|\bsystolic\b|\bBP\s(?:was|is|of|read|at)\b"
)
_ODDS = re.compile(r"\bodds\b|\bfavou?rites?\b|\boutsiders?\b|\bbookmakers?\b|\bbookies\b|\bshot\b")
_DISPLAY_NOUN = re.compile(
    r"\s(?:TVs?|television|video|resolution|display|screen|Ultra|UHD|monitor|footage|camera|iMac)\b"
)
_COUNTED_FOLLOWS = re.compile(r"\s(?:[a-z]+\s)?(?:people|[a-z]{2,}s)\b|\s(?:a|per|in)\s")
_RACE_NOUN = re.compile(
    r"\s(?:(?:fun|charity|road|cross-country)\s)?(?:runs?|race|walk|runners?|course|swim)\b"
)

_RAN = re.compile(
    r"\b(?:ran|run|running|walk|walked|jog|jogged|swam)\s(?:an?\s|the\s|his\s|her\s)?\Z"
)


@semiotic_class(
    r"(?<![\w.,/$£€-])(?:9/11|24/7/365|24/7|24-7|50/50|50-50|7/7|20/20|20-20(?=\s(?:hindsight|vision|cricket)))(?![\w/-]|[.,][0-9])",
    "/-",
    start=FIRST_DIGIT,
)
def by_name(m: re.Match[str], british: bool) -> SpokenGroups:
    """9/11 · 24/7 · 50-50"""
    yield 0, _FIXED_PHRASES[m[0]]


@semiotic_class(
    rf"(?<!\w)(?P<sign>[Nn]os?\.\s?|Nos?\s|NOS?\.?\s|N°\.?\s?|№\s?|#\s?)(?P<number>{NUMBER})"
    rf"(?:(?P<dash>[-–])(?P<last>{NUMBER}))?{_END}",
    DIGITS,
    (*(f"{letter}{gap}0" for letter in "osOS" for gap in (".", ". ", " ")), *"°№#"),
    start=r"[#Nn№](?<!\w.)",
)
def numbered(m: re.Match[str], british: bool) -> SpokenGroups:
    """No. 5 · #1"""
    word = "numbers" if m["sign"].strip(" .").lower() == "nos" else "number"
    to = " to" if m["last"] else ""
    if m["sign"][-1].isspace():
        yield "sign", word
        yield "number", number(m["number"], british) + to
    else:
        yield ("sign", "number"), f"{word} {number(m['number'], british)}{to}"
    if m["last"]:
        yield "last", number(m["last"], british)


@semiotic_class(
    r"(?<![\w.,/$£€])(?P<number>[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]{1,15})"
    r"(?P<suffix>st|nd|rd|th|ST|ND|RD|TH)(?P<many>s?)(?!\w)",
    DIGITS,
    _ORDINAL_TRIGGERS,
)
def ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """21st · 100th · two-thirds' plural"""
    value = int(re.sub("[, ]", "", m["number"]))
    expected = {1: "st", 2: "nd", 3: "rd"}.get(value % 10 if value % 100 not in (11, 12, 13) else 0)
    if m["suffix"].lower() != (expected or "th"):
        return
    spoken = ordinal(value, british)
    yield 0, pluralize(spoken) if m["many"] else spoken


@semiotic_class(
    r"(?<=[0-9](?:st|nd|rd|th))\s?(?P<dash>[-–])\s?(?=[0-9]{1,3}(?:st|nd|rd|th)\b)",
    "-–",
    tuple(f"{ending}{dash}" for ending in ("st", "nd", "rd", "th") for dash in "-–"),
)
def ordinal_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """6th-8th graders"""
    yield "dash", "to"


def verbalize_fraction(top: int, bottom: int) -> str:
    """ "three quarters"."""
    if bottom == 2:
        return "one half" if top == 1 else f"{cardinal(top)} halves"
    part = {4: "quarter"}.get(bottom, ordinal(bottom))
    return f"{cardinal(top)} {part}{'' if top == 1 else 's'}"


@semiotic_class(
    r"(?:(?<![\w.,$£€-])(?P<first>[0-9]{1,2})(?P<dash>[-–])|(?<![\w.,$£€])|(?<=[0-9][x×]))(?P<number>[0-9]{1,2})(?P<plural>s)(?!\w)",
    "s",
    ("0s",),
    start=DIGIT,
)
def several(m: re.Match[str], british: bool) -> SpokenGroups:
    """under-9s · 18-24s · two 4s and 5s · 2x4s"""
    if m["first"]:
        if not (precedes(_SECONDS_CONTEXT, m) or is_attributive(m.string, m.start(), m.end())):
            yield ("first", "dash"), f"{cardinal(int(m['first']))} to"
            yield ("number", "plural"), pluralize(cardinal(int(m["number"])))
        return
    if m.string[m.start() - 1 : m.start()] in ("x", "×") or precedes(_PLURAL_CONTEXT, m):
        yield 0, pluralize(cardinal(int(m["number"])))


@semiotic_class(
    r"(?<![\w.,/$£€-])(?:(?P<whole>[0-9]{1,3})[\s-])?(?P<fraction>(?P<top>[0-9]{1,5})\s?/\s?(?P<bottom>[0-9]{1,5})(?:st|nd|rd|th|RD|TH)?(?P<percent>%)?)(?![\w/]|[.,][0-9])",
    "/",
    start=FIRST_DIGIT,
)
def fraction(m: re.Match[str], british: bool) -> SpokenGroups:
    """1/2 · 3 1/2 · 2/4th"""
    top, bottom = int(m["top"]), int(m["bottom"])
    if not top > 0 or bottom < 2 or (top > bottom and not m["whole"]):
        return
    spoken = verbalize_fraction(top, bottom)
    if m["whole"]:
        yield "whole", f"{cardinal(int(m['whole']))} and"
        spoken = f"a {spoken[4:]}" if top == 1 else spoken
    yield "fraction", f"{spoken} percent" if m["percent"] else spoken


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<one>[0-9]{1,3})(?P<slash>/)(?:(?P<two>[0-9]{1,3})|(?P<letter>(?<=\b1/)[a-z]))(?![\w/]|[.,][0-9])",
    "/",
    start=FIRST_DIGIT,
)
def quotient(m: re.Match[str], british: bool) -> SpokenGroups:
    """odds of 10/1 · a blood pressure of 140/90 · 0/0 · 1/f; otherwise two numbers"""
    context = m.string[max(0, m.start() - 60) : m.end() + 40]
    if m["letter"]:
        yield 0, f"one over {m['letter']}"
        return
    link = (
        " divided by"
        if "0" in (m["one"], m["two"])
        else " over"
        if _BLOOD_PRESSURE.search(context)
        else " to"
        if _ODDS.search(context)
        else ""
    )
    yield "one", cardinal(int(m["one"])) + link
    yield "two", cardinal(int(m["two"]))


@semiotic_class(
    rf"{_ALONE}(?P<one>{NUMBER})\s?(?P<dash>[-–])\s?(?P<two>{NUMBER})(?P<gap>[\s-]?)(?P<scale>million|billion|trillion|thousand|[KkMBb]n?|[mt]n|(?<=[0-9])m)?{_END}",
    "-–",
    ("0-", "0–", "0 -", "0 –"),
    start=FIRST_DIGIT,
)
def number_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """10-15 · 1,000–2,000 · 5-10 million · 5-10bn"""
    yield "one", number(m["one"], british) + range_word(m)
    if m["scale"] and not m["gap"]:
        yield ("two", "scale"), f"{number(m['two'], british)} {scale(m['scale'])}"
    else:
        yield "two", number(m["two"], british)


def range_word(m: re.Match[str]) -> str:
    """The spoken form of a dash: "to", "and" after "between", nothing in a code."""
    if _is_code(m["one"], m["two"]):
        return ""
    return " and" if precedes(_AFTER_BETWEEN, m) else " to"


def _is_code(one: str, two: str) -> bool:
    """Whether two numbers with a dash are not a range: it would descend, or span too much."""
    first, second = float(one.replace(",", "")), float(two.replace(",", ""))
    is_short_form = "," in two and "," not in one  # 10-15,000
    return second == 0 or (second > 1000 * max(first, 1) > 0 and not is_short_form)


@semiotic_class(
    r"(?<![\w.,$£€/-])(?P<one>[0-9]+)(?P<minus>-)(?P<two>[0-9]+)(?=\s?=)", "=", start=FIRST_DIGIT
)
def difference(m: re.Match[str], british: bool) -> SpokenGroups:
    """1-4=-3"""
    yield "one", f"{number(m['one'], british)} minus"
    yield "two", number(m["two"], british)


def _is_display(m: re.Match[str]) -> bool:
    """Whether 4K or 8K is a display resolution and not a count."""
    counted = m["number"] not in ("4", "5", "8") or follows(_COUNTED_FOLLOWS, m)
    return follows(_DISPLAY_NOUN, m) or not counted


@semiotic_class(
    rf"(?<![\w.,/$£€])(?<![0-9][-–])(?P<number>{NUMBER})(?:(?P<scale>[KkMBmb]|bn|mn|tn)|\s(?P<apart>bn|mn|tn|mln|bln|mil\.(?=\s[a-z])))(?!\w|/\w)",
    DIGITS,
    ("0K", "0k", "0M", "0B", "0m", "0b", "0t", "0 bn", "0 mn", "0 tn", "0 mln", "0 bln", "0 mil."),
    start=FIRST_DIGIT,
)
def scaled(m: re.Match[str], british: bool) -> SpokenGroups:
    """1.1M · 10k · 5bn · 1.4 bn; not a 4K television"""
    if m["apart"]:
        yield "number", number(m["number"], british)
        yield "apart", scale(m["apart"].rstrip("."))
        return
    if m["scale"] in "MB" and precedes(LETTERED_BEFORE, m, 12):
        yield 0, f"{number(m['number'], british)} {m['scale']}"
        return
    if precedes(_NAME_AND_HYPHEN, m) or (m["scale"] in "kK" and _MODEL.fullmatch(m["number"])):
        return  # Kepler-442b, the processor 4790K
    if m["scale"] == "K" and _is_display(m):
        return
    if m[0] == "3M" and not follows(_COUNTED_FOLLOWS, m):
        return  # the company
    if m["scale"] in "kK" and (follows(_RACE_NOUN, m) or precedes(_RAN, m)):
        yield 0, f"{number(m['number'], british)} K"
        return
    yield 0, f"{number(m['number'], british)} {scale(m['scale'])}"


@semiotic_class(
    rf"(?<![\w.,/$£€])(?P<one>[0-9]{{1,2}}):(?P<two>[0-9]{{1,2}}){_END}", ":", start=FIRST_DIGIT
)
def ratio(m: re.Match[str], british: bool) -> SpokenGroups:
    """3:1"""
    yield 0, f"{cardinal(int(m['one']))} to {cardinal(int(m['two']))}"


@semiotic_class(
    rf"(?<![\w.,]){MINUS}(?P<number>{NUMBER}|\.[0-9]+)(?=x(?:[0-9]|(?![\w-]))|×|\W|\Z)",
    DIGITS,
    start=NUMBER_START,
)
def plain_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """5 · 10,000 · 3.75 · -2"""
    yield "number", ("minus " if m["minus"] else "") + number(m["number"], british)
