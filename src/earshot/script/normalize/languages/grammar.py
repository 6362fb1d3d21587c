"""What the shared semiotic classes have to know of a language, and how they say its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from earshot.script.normalize.languages.locales import decimal_sign, plural_category

_DOTTED = re.compile(r"[0-9]+\.[0-9]{1,2}")
LONGEST = 15
"""Digits; longer numbers are said digit by digit."""
REACH = 40
"""How many characters to either side may decide how a number is said."""


class Noun(NamedTuple):
    """A word that is counted: its form for each plural category, and its gender."""

    forms: Mapping[str, str]
    gender: str = "m"

    def form(self, category: str) -> str:
        return self.forms.get(category) or self.forms["other"]


def noun(written: str, gender: str = "m") -> Noun:
    """ "libra/libras"; with four forms for one, a few, many and a part: "tona/tony/ton/tony"."""
    parts = written.split("/")
    names = ("one", "few", "many", "other") if len(parts) == 4 else ("one", "other")
    return Noun(dict(zip(names[-len(parts) :], parts, strict=True)), gender)


class Currency(NamedTuple):
    unit: Noun
    cent: Noun | None = None
    words: tuple[str, ...] = ()
    """How the unit is written out, where cents may stand before it: "27,50 Euro"."""


class Numeral(NamedTuple):
    """A Roman numeral, with the mark of an ordinal on it, between two texts."""

    value: int
    written: str
    mark: str
    before: str
    after: str


class Clock(NamedTuple):
    """How times of day are written and said."""

    say: Callable[[int, int, str], str]
    """Hour and minute after a text."""
    after: str = r"(?!)"
    """A pattern for what ends a time: " Uhr"."""
    suffix: str = ""
    """What is said for it, besides the time."""
    cue: str = r"(?!)"
    """A pattern for what stands before a time."""
    letter: bool = False
    """Whether "14h30" is written."""


class Abbreviations(NamedTuple):
    """What is said for an abbreviation, by where it may stand."""

    anywhere: Mapping[str, str]
    names: Mapping[str, str] = {}
    """Before a capital letter."""
    numbers: Mapping[str, str] = {}
    """Before a digit or a Roman numeral."""


class Figure(NamedTuple):
    """A written number: its digits before and after the decimal sign."""

    whole: str
    decimals: str = ""

    @property
    def is_plain(self) -> bool:
        return not self.decimals and self.is_short

    @property
    def is_short(self) -> bool:
        return len(self.whole) <= LONGEST and not (len(self.whole) > 1 and self.whole[0] == "0")

    @property
    def value(self) -> Decimal:
        whole = self.whole[-LONGEST:] or "0"
        return Decimal(f"{whole}.{self.decimals[:LONGEST]}" if self.decimals else whole)


def _uninflected(before: str, after: str, gender: str) -> str:
    return gender


def _said_once(category: str, form: str) -> str:
    return category


def _unchanged(form: str) -> str:
    return form


def _without_link(unit: str) -> str:
    return unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """A language as the shared classes see it."""

    locale: Locale
    cardinal: Callable[[int, str], str]
    """A number in one of the language's forms; "" is the form of counting."""
    words: Mapping[str, str]
    """minus, comma, point, to, score, per, percent, permille, plus, equals ..."""
    year: Callable[[int], str]
    day: Callable[[int, str, str], str]
    """A day of the month, with its mark ("er", "°"), after a text."""
    date: str
    """How day, month and year of a date in figures are said: "{day} de {month} de {year}"."""
    day_mark: str
    """A pattern for the mark of an ordinal that a day may bear."""
    to_month: str
    """A pattern for what stands between a day and its month."""
    to_year: str
    """A pattern for what stands between a month and its year."""
    clock: Clock
    sum: str
    """How a sum with cents is said: "{whole} {unit} {cents}"."""
    currencies: Mapping[str, Currency]
    scales: Mapping[str, Noun]
    fraction: Callable[[int, int], str]
    roman: Callable[[Numeral], str]
    """What is said for a Roman numeral; "" where it is none."""
    roman_mark: str
    """A pattern for the mark of an ordinal that a Roman numeral may bear."""
    abbreviations: Abbreviations
    gender: Callable[[str], str]
    """Of a unit that Babel names."""
    agreement: Callable[[str, str, str], str] = _uninflected
    """The form of a number between two texts, before a noun of a gender where that is known."""
    governed: Callable[[str, str], str] = _said_once
    """The plural category of a noun after a number in a form."""
    after_to: Callable[[str], str] = _unchanged
    """The form of the second number of a range, where the first has a form."""
    of: Callable[[str], str] = _without_link
    """A noun after "million": "d'euros"."""
    sport: str = r"(?!)"
    """A pattern for what stands near a score."""
    telephone: str = r"(?!)"
    """A pattern for what stands before a telephone number."""
    paired_telephone: bool = False
    digit_decimals: bool = False
    units: Mapping[str, Noun] = field(default_factory=dict)
    """Besides the units of Babel, or better than they."""


def number(grammar: Grammar, figure: Figure, form: str = "") -> str:
    """A figure in words."""
    whole = _whole(grammar, figure.whole, "" if figure.decimals else form)
    if not figure.decimals:
        return whole
    return f"{whole} {grammar.words['comma']} {_decimals(grammar, figure.decimals)}".strip()


def _whole(grammar: Grammar, written: str, form: str) -> str:
    if not written:
        return ""
    if not Figure(written).is_short:
        return digits(grammar, written)
    return cardinal(grammar, int(written), form)


def _decimals(grammar: Grammar, written: str) -> str:
    rest = written.lstrip("0")
    if grammar.digit_decimals or not rest or len(written) > 3:
        return digits(grammar, written)
    zeros = digits(grammar, written[: len(written) - len(rest)])
    return f"{zeros} {cardinal(grammar, int(rest), '')}".strip()


def digits(grammar: Grammar, written: str) -> str:
    """Digit by digit."""
    return " ".join(cardinal(grammar, int(d), "") for d in written)


@lru_cache(maxsize=1 << 14)
def _cardinal(say: Callable[[int, str], str], value: int, form: str) -> str:
    return say(value, form)


def cardinal(grammar: Grammar, value: int, form: str) -> str:
    return _cardinal(grammar.cardinal, value, form)


def form_at(grammar: Grammar, text: str, span: tuple[int, int], gender: str = "") -> str:
    """The form of a number at a place of a text."""
    start, end = span
    before = text[max(0, start - REACH) : start]
    return grammar.agreement(before, text[end : end + REACH], gender)


def counted(grammar: Grammar, what: Noun, figure: Figure, form: str = "") -> str:
    """The noun alone, as it stands after a figure."""
    category = plural_category(grammar.locale, figure.value, bool(figure.decimals))
    return what.form(grammar.governed(category, form))


def parsed(grammar: Grammar, written: str) -> Figure:
    """ "1.234,5" → 1234 and 5, by the decimal sign of the language."""
    sign = decimal_sign(grammar.locale)
    whole, _, decimals = written.partition("." if _DOTTED.fullmatch(written) else sign)
    return Figure("".join(c for c in whole if c.isdigit()), decimals)
