"""Doubts about two written forms that touch: "2 1/2-year-old", "12-yo", "Porsche 911"."""

from __future__ import annotations

import re
from typing import NamedTuple

from earshot.script.normalize.matching import Verbalization

_SHORT_WORD = re.compile(
    "(?!day|man|men|way|hit|run|set|ton|bed|cup|pin|odd|ish|win|mph|old)[a-z]{1,3}"
)
_UNIT_LETTERS = frozenset("NSEWbcdhkmprstx")
_NAMED_NUMBER = re.compile("[1-9][0-9]{2}")


class Seam(NamedTuple):
    """Two verbalizations, their written forms, and the characters between them."""

    left: Verbalization
    right: Verbalization
    first: str
    second: str
    gap: str


def find_seam_doubt(sentence: str, left: Verbalization, right: Verbalization) -> str:
    """Why it is doubtful that two verbalizations are two, or an empty string."""
    seam = Seam(
        left,
        right,
        sentence[left.start : left.end],
        sentence[right.start : right.end],
        sentence[left.end : right.start],
    )
    return next((why for why, fits in _DOUBTS if fits(seam)), "")


def _has_two_rules(seam: Seam) -> bool:
    is_rate = seam.right.rule in ("per_unit", "per_measure")
    is_number = seam.first[-1:].isdigit() or seam.second[:1].isdigit()
    has_two = seam.left.rule and seam.right.rule and seam.left.rule != seam.right.rule
    return bool(is_number and has_two and not is_rate) and seam.gap in ("-", "/", "×")


def _is_abbreviated(seam: Seam) -> bool:
    is_word = _SHORT_WORD.fullmatch(seam.second) is not None and not seam.right.rule
    return seam.gap == "-" and seam.first.isdigit() and is_word


def _has_unsaid_dash(seam: Seam) -> bool:
    is_time = seam.left.rule in ("month_day", "time_of_day") and not seam.left.spoken.endswith("to")
    is_range = is_time and (seam.right.rule or seam.second in ("noon", "midnight", "present"))
    return seam.gap.strip(". ") in ("-", "–") and (
        seam.left.rule == "month_alone" or bool(is_range)
    )


def _is_letter_by_number(seam: Seam) -> bool:
    """I-95 S · 3 miles W · s. 18 · d. Mar. 2"""
    if not seam.left.rule and seam.first.isalpha() and len(seam.first) == 1:
        return bool(seam.right.rule) and seam.gap in (". ", ".") and seam.first.islower()
    is_letter = not seam.right.rule and seam.second in _UNIT_LETTERS
    return bool(seam.left.rule and is_letter) and seam.gap in (" ", ". ")


def _is_named_number(seam: Seam) -> bool:
    is_number = seam.right.rule in ("plain_number", "plain_year", "emergency")
    is_name = seam.left.start > 0 and seam.first[:1].isupper() and not seam.left.rule
    has_digits = _NAMED_NUMBER.fullmatch(seam.second) is not None
    return is_number and is_name and has_digits and seam.gap in (" ", ". ")


def _may_be_year(seam: Seam) -> bool:
    is_number = seam.right.rule == "plain_number" and seam.second[:1].isdigit()
    return is_number and seam.gap.endswith(("'", "’"))


_DOUBTS = (
    ("two rules read its parts", _has_two_rules),
    ("an abbreviation on no list", _is_abbreviated),
    ("the dash is not said", _has_unsaid_dash),
    ("a number or a name, whose digits are said in pairs", _is_named_number),
    ("a year or a quotation", _may_be_year),
    ("a letter that may stand for a word", _is_letter_by_number),
)
