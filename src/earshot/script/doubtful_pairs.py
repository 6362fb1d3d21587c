"""Doubts about two adjacent written forms: "2 1/2-year-old", "12-yo", "Porsche 911"."""

from __future__ import annotations

import re
from typing import NamedTuple

from earshot.script.normalize.matching import Verbalization

_SHORT_WORD = re.compile(
    "(?!day|man|men|way|hit|run|set|ton|bed|cup|pin|odd|ish|win|mph|old)[a-z]{1,3}"
)
_UNIT_LETTERS = frozenset("NSEWbcdhkmprstx")
_NAMED_NUMBER = re.compile("[1-9][0-9]{2}")


class FormPair(NamedTuple):
    """Two verbalizations, their written forms, and the characters between them."""

    left: Verbalization
    right: Verbalization
    first: str
    second: str
    gap: str


def find_pair_doubt(sentence: str, left: Verbalization, right: Verbalization) -> str:
    """Why it is doubtful that two verbalizations are two, or an empty string."""
    pair = FormPair(
        left,
        right,
        sentence[left.start : left.end],
        sentence[right.start : right.end],
        sentence[left.end : right.start],
    )
    return next((why for why, fits in _DOUBTS if fits(pair)), "")


def _has_two_rules(pair: FormPair) -> bool:
    is_rate = pair.right.rule in ("per_unit", "per_measure")
    is_number = pair.first[-1:].isdigit() or pair.second[:1].isdigit()
    has_two = pair.left.rule and pair.right.rule and pair.left.rule != pair.right.rule
    return bool(is_number and has_two and not is_rate) and pair.gap in ("-", "/", "×")


def _is_abbreviated(pair: FormPair) -> bool:
    is_word = _SHORT_WORD.fullmatch(pair.second) is not None and not pair.right.rule
    return pair.gap == "-" and pair.first.isdigit() and is_word


def _has_unsaid_dash(pair: FormPair) -> bool:
    is_time = pair.left.rule in ("month_day", "time_of_day") and not pair.left.spoken.endswith("to")
    is_range = is_time and (pair.right.rule or pair.second in ("noon", "midnight", "present"))
    return pair.gap.strip(". ") in ("-", "–") and (
        pair.left.rule == "month_alone" or bool(is_range)
    )


def _is_letter_by_number(pair: FormPair) -> bool:
    """I-95 S · 3 miles W · s. 18 · d. Mar. 2"""
    if not pair.left.rule and pair.first.isalpha() and len(pair.first) == 1:
        return bool(pair.right.rule) and pair.gap in (". ", ".") and pair.first.islower()
    is_letter = not pair.right.rule and pair.second in _UNIT_LETTERS
    return bool(pair.left.rule and is_letter) and pair.gap in (" ", ". ")


def _is_named_number(pair: FormPair) -> bool:
    is_number = pair.right.rule in ("plain_number", "plain_year", "emergency")
    is_name = pair.left.start > 0 and pair.first[:1].isupper() and not pair.left.rule
    has_digits = _NAMED_NUMBER.fullmatch(pair.second) is not None
    return is_number and is_name and has_digits and pair.gap in (" ", ". ")


def _may_be_year(pair: FormPair) -> bool:
    is_number = pair.right.rule == "plain_number" and pair.second[:1].isdigit()
    return is_number and pair.gap.endswith(("'", "’"))


_DOUBTS = (
    ("two rules read its parts", _has_two_rules),
    ("an abbreviation on no list", _is_abbreviated),
    ("the dash is not said", _has_unsaid_dash),
    ("a number or a name, whose digits are said in pairs", _is_named_number),
    ("a year or a quotation", _may_be_year),
    ("a letter that may stand for a word", _is_letter_by_number),
)
