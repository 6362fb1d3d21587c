"""Numbers as words. num2words is used only in this module.

English is American, or with "and" if `british` is true.
"""

from __future__ import annotations

import re
from functools import lru_cache

from num2words import num2words

CARDINAL_LIMIT = 10**15
"""Numbers from 10^15 on are verbalized digit by digit; quadrillions are not understood."""
_DIGIT_WORDS = "zero one two three four five six seven eight nine".split()
_SCALES = {
    "k": "thousand", "thousand": "thousand", "hundred": "hundred", "m": "million", "mn": "million",
    "mm": "million", "million": "million", "b": "billion", "bn": "billion", "billion": "billion",
    "t": "trillion", "tn": "trillion", "trn": "trillion", "trillion": "trillion", "mln": "million",
    "mil": "million", "bln": "billion", "crore": "crore", "lakh": "lakh",
}  # fmt: skip
NUMBER = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2}){1,4},[0-9]{3}(?![0-9,])|[0-9]+)"
    r"(?:\.[0-9]+)?"
)
"""A number as newspapers write it: 5 · 1,200 · 3.75 · 1,50,000 in India"""


@lru_cache(maxsize=1 << 14)
def cardinal(number: int, british: bool = False) -> str:
    """123 → "one hundred twenty-three"."""
    if abs(number) >= CARDINAL_LIMIT:
        return digits(str(number))
    spoken: str = num2words(number, lang="en").replace(",", "")
    return spoken if british else spoken.replace(" and ", " ")


@lru_cache(maxsize=1 << 12)
def ordinal(number: int, british: bool = False) -> str:
    """21 → "twenty-first"."""
    if number >= CARDINAL_LIMIT:
        return digits(str(number))
    spoken: str = num2words(number, lang="en", to="ordinal").replace(",", "")
    return spoken if british else spoken.replace(" and ", " ")


@lru_cache(maxsize=1 << 12)
def foreign_cardinal(number: int, language: str) -> str | None:
    """The number in another language, or None if num2words does not support it."""
    try:
        return str(num2words(number, lang=language))
    except (NotImplementedError, OverflowError, ValueError, KeyError, IndexError, TypeError):
        return None


@lru_cache(maxsize=1 << 12)
def foreign_ordinal(number: int, language: str) -> str:
    """The ordinal in a language that num2words supports, in its base form."""
    return str(num2words(number, lang=language, to="ordinal"))


def digits(written: str, zero: str = "zero") -> str:
    """ "911" → "nine one one". Other characters are dropped."""
    return " ".join(
        zero if d == "0" else _DIGIT_WORDS[int(d)] for d in written if d in "0123456789"
    )


def number(written: str, british: bool = False) -> str:
    """A written number, with or without commas and decimals: "1,200.5", ".5", "007"."""
    whole, point, decimals = written.replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0" and not point:
        return digits(whole)
    if len(whole) > 15:
        return digits(written)
    spoken = cardinal(int(whole), british) if whole else ""
    return f"{spoken} point {digits(decimals)}".strip() if decimals else spoken


@lru_cache(maxsize=1 << 12)
def year(written: str, british: bool = False) -> str:
    """ "1905" → "nineteen oh five", "2008" → "two thousand eight"."""
    value = int(written)
    if value < 1000 or value > 9999 or value % 1000 < 10:
        return cardinal(value, british)
    return digit_pairs(written)


def digit_pairs(written: str) -> str:
    """Three or four digits in pairs, as in streets, flights and years: "405" → "four oh five"."""
    value = int(written)
    if not 100 <= value <= 9999 or value % 1000 == 0:
        return cardinal(value)
    high, low = divmod(value, 100)
    if low == 0:
        return f"{cardinal(high)} hundred"
    return f"{cardinal(high)} {'oh ' if low < 10 else ''}{cardinal(low)}"


def scale(written: str) -> str:
    """ "bn" → "billion", "K" → "thousand"."""
    return _SCALES[written.lower()]


def pluralize(spoken: str) -> str:
    """ "ninety" → "nineties", "six" → "sixes", "foot" → "feet"."""
    if spoken.endswith("foot"):
        return f"{spoken[:-4]}feet"
    if re.search(r"[^aeiou]y$", spoken):
        return spoken[:-1] + "ies"
    return spoken + ("es" if spoken.endswith(("x", "s", "ch", "sh")) else "s")
