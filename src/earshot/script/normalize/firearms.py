"""Calibers of guns and ammunition."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import DIGITS, FIRST_DIGIT, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import cardinal, digit_pairs, number
from earshot.script.normalize.word_context import follows

_CALIBER_FOLLOWS = re.compile(
    r"[-\s](?:calib(?:er|re)|cal\b|[Mm]agnum|[Ss]pecial|rifles?|pistols?|revolvers?|handguns?|rounds?|bullets?|guns?"
    r"|ammunition|shells?|ACP|Winchester|Colt|Smith|semi)"
)
_WEAPON_FOLLOWS = re.compile(
    r"[-\s](?:[a-z]+\s)?(?:ammunition|artillery|autocannons?|bullets?|calib(?:er|re)|cannons?|cartridges?|guns?|howitzers?"
    r"|mortars?|munitions?|pistols?|projectiles?|rifles?|rockets?|rounds?|shells?|handguns?)\b"
)


@semiotic_class(
    r"(?<![\w.,])\.(?P<caliber>[0-9]{2,3})(?![\w.,])",
    ".",
    (".00",),
    start=r"\.",
)
def caliber(m: re.Match[str], british: bool) -> SpokenGroups:
    """a .45-caliber pistol · a .357 Magnum"""
    if follows(_CALIBER_FOLLOWS, m) and m["caliber"][0] != "0":
        written = m["caliber"]
        yield 0, digit_pairs(written) if len(written) > 2 else cardinal(int(written))


@semiotic_class(
    r"(?<![\w.,$£€/-])(?P<size>(?P<number>[0-9]{1,3}(?:\.[0-9]{1,2})?)(?:\s?[x×]\s?(?P<length>[0-9]{2,3}))?)"
    r"(?P<gap>[\s-]?)(?P<unit>mm)(?!\w)",
    DIGITS,
    ("mm",),
    start=FIRST_DIGIT,
)
def barrel_size(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 155mm shell · a 7.62x39mm round"""
    if not follows(_WEAPON_FOLLOWS, m):
        return
    spoken = digit_pairs(m["number"]) if len(m["number"]) == 3 else number(m["number"])
    length = f" by {cardinal(int(m['length']))}" if m["length"] else ""
    unit = "millimetre" if british else "millimeter"
    if m["gap"]:
        yield "size", spoken + length
        yield "unit", unit
    else:
        yield 0, f"{spoken}{length} {unit}"
