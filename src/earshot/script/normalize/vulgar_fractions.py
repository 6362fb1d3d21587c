"""Fractions written as one character."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import FIRST_DIGIT, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import cardinal, ordinal
from earshot.script.normalize.numbers import verbalize_fraction

_VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8),
    "⅞": (7, 8), "⅐": (1, 7), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_UNIT_FOLLOWS = re.compile(
    r"\s(?=(?:cup|mile|inch|pound|teaspoon|tablespoon|hour|gallon|ounce|acre|pint|quart|ton|mil|point|percent|tsp|tbsp"
    r"|kilometer|kilometre|meter|metre|second|minute|day|century|lb)\b)"
)
_MIXED = rf"[0-9]{{0,3}}[{''.join(_VULGAR)}]|[0-9]{{1,3}}"


def _verbalize_mixed(written: str) -> str:
    if written[-1] not in _VULGAR:
        return cardinal(int(written))
    spoken = verbalize_fraction(*_VULGAR[written[-1]])
    part = f"a {spoken[4:]}" if spoken.startswith("one ") else spoken
    return f"{cardinal(int(written[:-1]))} and {part}" if written[:-1] else part


@semiotic_class(
    rf"(?<![\w.,/$£€-])(?P<one>{_MIXED})(?P<dash>[-–])(?P<two>{_MIXED})(?![\w-]|[.,/][0-9])",
    "".join(_VULGAR),
    start=r"[0-9¼½¾⅐-⅞]",
)
def mixed_range(m: re.Match[str], british: bool) -> SpokenGroups:
    """won 7½-5½ · 2-2½ hours"""
    if {m["one"][-1], m["two"][-1]} & set(_VULGAR):
        yield ("one", "dash"), f"{_verbalize_mixed(m['one'])} to"
        yield "two", _verbalize_mixed(m["two"])


@semiotic_class(
    rf"(?:(?<![\w.,/$£€-])(?P<whole>[0-9]{{1,4}})[\s-]?)?(?P<part>[{''.join(_VULGAR)}])(?!\w)",
    "".join(_VULGAR),
    start=r"[0-9¼½¾⅐-⅞]",
)
def vulgar_fraction(m: re.Match[str], british: bool) -> SpokenGroups:
    """½ · 3½ · ¾ cup"""
    top, bottom = _VULGAR[m["part"]]
    spoken = verbalize_fraction(top, bottom)
    if m["whole"]:
        yield 0, _verbalize_mixed(m["whole"] + m["part"])
    elif _UNIT_FOLLOWS.match(m.string, m.end()):
        yield 0, "half a" if bottom == 2 else f"{spoken} of a"
    else:
        yield 0, spoken


@semiotic_class(
    r"(?<![\w.,/$£€-])1/(?P<part>[1-9][0-9]{1,3})\s?(?:s|secs?\.?)(?!\w)",
    "/",
    ("0s", "0 s"),
    start=FIRST_DIGIT,
)
def exposure_time(m: re.Match[str], british: bool) -> SpokenGroups:
    """1/250s"""
    yield 0, f"one {ordinal(int(m['part']), british)} of a second"
