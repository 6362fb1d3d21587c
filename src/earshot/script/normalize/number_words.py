"""Numbers as words. num2words is used only in this module.

English is American, or with "and" if `british` is true. Its words are made here: num2words takes
as long to import as a page to read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

CARDINAL_LIMIT = 10**15
"""Numbers from 10^15 on are verbalized digit by digit; quadrillions are not understood."""
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_GROUPS = ("", " thousand", " million", " billion", " trillion")
_IRREGULAR_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_UNSUPPORTED = (
    ArithmeticError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What num2words raises for a number or a language without words."""
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
    spoken = spell_cardinal(number)
    return spoken if british else spoken.replace(" and ", " ")


@lru_cache(maxsize=1 << 12)
def ordinal(number: int, british: bool = False) -> str:
    """21 → "twenty-first"."""
    if number >= CARDINAL_LIMIT:
        return digits(str(number))
    spoken = spell_ordinal(number)
    return spoken if british else spoken.replace(" and ", " ")


@lru_cache(maxsize=1 << 12)
def foreign_cardinal(number: int, language: str) -> str:
    """The number in another language, or its digits if num2words cannot say it."""
    try:
        return _convert_foreign(number, language, "cardinal")
    except _UNSUPPORTED:
        return str(number)


@lru_cache(maxsize=1 << 12)
def foreign_ordinal(number: int, language: str) -> str:
    """The ordinal in a language that num2words supports, in its base form. The cardinal if it has
    none, such as zero in Polish."""
    try:
        return _convert_foreign(number, language, "ordinal")
    except _UNSUPPORTED:
        return foreign_cardinal(number, language)


def _convert_foreign(number: int, language: str, form: str) -> str:
    return str(import_module("num2words").num2words(number, lang=language, to=form))


def digits(written: str, zero: str = "zero") -> str:
    """ "911" → "nine one one". Other characters are dropped."""
    return " ".join(zero if d == "0" else _ONES[int(d)] for d in written if d in "0123456789")


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


def spell_cardinal(number: int) -> str:
    """1234 → "one thousand two hundred and thirty-four". The absolute value is under 10^15."""
    if number < 0:
        return f"minus {spell_cardinal(-number)}"
    if number == 0:
        return _ONES[0]
    groups = []
    rest = number
    for scale in _GROUPS:
        rest, group = divmod(rest, 1000)
        if group:
            groups.append(f"{_spell_hundreds(group)}{scale}")
    if len(groups) > 1 and 0 < number % 1000 < 100:
        groups[0] = f"and {groups[0]}"
    return " ".join(reversed(groups))


def spell_ordinal(number: int) -> str:
    """21 → "twenty-first". The number is not negative."""
    words = spell_cardinal(number)
    start = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[start:]
    if last in _IRREGULAR_ORDINALS:
        return words[:start] + _IRREGULAR_ORDINALS[last]
    return words[:-1] + "ieth" if last.endswith("y") else f"{words}th"


def _spell_hundreds(number: int) -> str:
    """1 to 999."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _spell_tens(rest)
    words = f"{_ONES[hundreds]} hundred"
    return f"{words} and {_spell_tens(rest)}" if rest else words


def _spell_tens(number: int) -> str:
    """1 to 99."""
    if number < len(_ONES):
        return _ONES[number]
    tens, rest = divmod(number, 10)
    return f"{_TENS[tens]}-{_ONES[rest]}" if rest else _TENS[tens]
