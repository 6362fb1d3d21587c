"""The grammar of a language for the shared semiotic classes, and its numbers as words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from earshot.script.normalize.languages.locales import decimal_sign, plural_category

_ROUND_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})*\.000|(?:,[0-9]{3})*,000)")
_DOTTED = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[',][0-9]{3})+)\.[0-9]{1,2}")
MAX_DIGITS = 15
"""Digits. Longer numbers are verbalized digit by digit."""
CONTEXT_CHARS = 40
"""Characters of context on each side of a number."""


class Noun(NamedTuple):
    """A noun: its form for each plural category, and its gender."""

    forms: Mapping[str, str]
    gender: str = "m"

    def form(self, category: str) -> str:
        return self.forms.get(category) or self.forms["other"]


def noun(written: str, gender: str = "m") -> Noun:
    """Parse "one/other" ("libra/libras") or "one/few/many/other" ("tona/tony/ton/tony")."""
    parts = written.split("/")
    names = ("one", "few", "many", "other") if len(parts) == 4 else ("one", "other")
    return Noun(dict(zip(names[-len(parts) :], parts, strict=True)), gender)


class Currency(NamedTuple):
    unit: Noun
    cent: Noun | None = None
    words: tuple[str, ...] = ()
    """The unit written out, which may follow an amount with cents: "27,50 Euro"."""


class Numeral(NamedTuple):
    """A Roman numeral with its ordinal mark and the text around it."""

    value: int
    written: str
    mark: str
    before: str
    after: str


class Clock(NamedTuple):
    """Times of day."""

    say: Callable[[int, int, str], str]
    """Verbalizes hour and minute. The last argument is the text before them."""
    after: str = r"(?!)"
    """A pattern for the end of a time: " Uhr"."""
    suffix: str = ""
    """The spoken form of that end."""
    cue: str = r"(?!)"
    """A pattern for words before a time."""
    letter: bool = False
    """Whether the language writes "14h30"."""


class Abbreviations(NamedTuple):
    """Abbreviations and their spoken forms, by context."""

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
        return len(self.whole) <= MAX_DIGITS and not (len(self.whole) > 1 and self.whole[0] == "0")

    @property
    def value(self) -> Decimal:
        whole = self.whole[-MAX_DIGITS:] or "0"
        return Decimal(f"{whole}.{self.decimals[:MAX_DIGITS]}" if self.decimals else whole)


def _keep_gender(before: str, after: str, gender: str) -> str:
    return gender


def _keep_category(category: str, form: str) -> str:
    return category


def _keep_form(form: str) -> str:
    return form


def _keep_unit(unit: str) -> str:
    return unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The rules of a language that the shared classes use."""

    locale: Locale
    cardinal: Callable[[int, str], str]
    """Verbalizes a number in a grammatical form; "" is the form used for counting."""
    words: Mapping[str, str]
    """minus, comma, point, to, score, per, percent, permille, plus, equals ..."""
    year: Callable[[int], str]
    day: Callable[[int, str, str], str]
    """Verbalizes a day of the month from the day, the text before it and its mark ("er", "°")."""
    date: str
    """A template for the spoken form of a numeric date: "{day} de {month} de {year}"."""
    day_mark: str
    """A pattern for the ordinal mark after a day."""
    to_month: str
    """A pattern for the text between a day and its month."""
    to_year: str
    """A pattern for the text between a month and its year."""
    clock: Clock
    sum: str
    """A template for the spoken form of a sum with cents: "{unit} {cents}"."""
    currencies: Mapping[str, Currency]
    scales: Mapping[str, Noun]
    fraction: Callable[[int, int], str]
    roman: Callable[[Numeral], str]
    """Verbalizes a Roman numeral; "" if the letters are not one."""
    roman_mark: str
    """A pattern for the ordinal mark after a Roman numeral."""
    abbreviations: Abbreviations
    gender: Callable[[str], str]
    """The gender of a unit that Babel names."""
    agreement: Callable[[str, str, str], str] = _keep_gender
    """The form of a number, by the text before it, the text after it and the gender of its noun, ""
    if unknown."""
    noun_category: Callable[[str, str], str] = _keep_category
    """The plural category of a noun, by that of its number and the form of the number."""
    after_to: Callable[[str], str] = _keep_form
    """The form of the second number of a range, by the form of the first."""
    of: Callable[[str], str] = _keep_unit
    """Links a noun to "million": "d'euros"."""
    range_words: Callable[[str], tuple[str, str]] | None = None
    """The words before and between the numbers of a range, by the text before it, if they are not
    "" and "to"."""
    declined_decimals: frozenset[str] = frozenset()
    """The forms in which both parts of a decimal number are declined."""
    sport: str = r"(?!)"
    """A pattern for words near a score."""
    telephone: str = r"(?!)"
    """A pattern for words before a telephone number."""
    paired_telephone: bool = False
    digit_decimals: bool = False
    units: Mapping[str, Noun] = field(default_factory=dict)
    """Units that Babel lacks or names badly."""
    verb: str = r"(?!)"
    """A pattern for a verb that looks like a unit: "ha" in Italian."""
    directions: Mapping[str, str] = field(default_factory=dict)
    """The directions of coordinates: "N", "S", "E", "W"."""
    date_cue: str = ""
    """A pattern for the words before a day and month in digits; empty if they are not used."""
    date_mark: str = "/"
    """A pattern for the mark between them."""


def number(grammar: Grammar, figure: Figure, form: str = "") -> str:
    """Verbalize a number."""
    case = form if not figure.decimals or form in grammar.declined_decimals else ""
    whole = _whole(grammar, figure.whole, case)
    if not figure.decimals:
        return whole
    if case and figure.decimals == "5" and figure.whole.strip("0"):
        return grammar.words["half"].format(whole)
    return f"{whole} {grammar.words['comma']} {_decimals(grammar, figure.decimals, case)}".strip()


def _whole(grammar: Grammar, written: str, form: str) -> str:
    if not written:
        return ""
    if not Figure(written).is_short:
        return digits(grammar, written)
    return cardinal(grammar, int(written), form)


def open_range(grammar: Grammar, m: re.Match[str], first: str) -> str:
    """The first number of a range with the words around it: "da dieci a"."""
    if grammar.range_words:
        opening, to = grammar.range_words(m.string[max(0, m.start() - CONTEXT_CHARS) : m.start()])
    else:
        opening, to = "", grammar.words["to"]
    return " ".join(filter(None, (opening, first, to)))


def _decimals(grammar: Grammar, written: str, form: str = "") -> str:
    rest = written.lstrip("0")
    if grammar.digit_decimals or not rest or len(written) > 3:
        return digits(grammar, written)
    zeros = digits(grammar, written[: len(written) - len(rest)])
    return f"{zeros} {cardinal(grammar, int(rest), form)}".strip()


def digits(grammar: Grammar, written: str) -> str:
    """Verbalize digit by digit."""
    return " ".join(cardinal(grammar, int(d), "") for d in written)


@lru_cache(maxsize=1 << 14)
def _cardinal(say: Callable[[int, str], str], value: int, form: str) -> str:
    return say(value, form)


def cardinal(grammar: Grammar, value: int, form: str) -> str:
    return _cardinal(grammar.cardinal, value, form)


def form_at(grammar: Grammar, text: str, span: tuple[int, int], gender: str = "") -> str:
    """The grammatical form of the number at `span`."""
    start, end = span
    before = text[max(0, start - CONTEXT_CHARS) : start]
    return grammar.agreement(before, text[end : end + CONTEXT_CHARS], gender)


def inflect_noun(grammar: Grammar, counted: Noun, figure: Figure, form: str = "") -> str:
    """The form of a noun after a number."""
    category = plural_category(grammar.locale, figure.value, bool(figure.decimals))
    return counted.form(grammar.noun_category(category, form))


def parse_figure(grammar: Grammar, written: str) -> Figure:
    """ "1.234,5" → 1234 and 5, by the decimal sign of the language."""
    sign = decimal_sign(grammar.locale)
    if _ROUND_THOUSANDS.fullmatch(written):
        return Figure("".join(c for c in written if c.isdigit()))
    whole, _, decimals = written.partition("." if _DOTTED.fullmatch(written) else sign)
    return Figure("".join(c for c in whole if c.isdigit()), decimals)
