"""Dutch."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.amounts import with_codes
from earshot.script.normalize.languages.class_order import order_classes
from earshot.script.normalize.languages.grammar import Clock, Grammar, Numeral
from earshot.script.normalize.languages.nl_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DIRECTIONS,
    SCALES,
    SENTENCES,
    SPORT,
    UNITS,
    WORDS,
)
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.matching import (
    DIGITS,
    SemioticClass,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import foreign_cardinal, foreign_ordinal

__all__ = ["SENTENCES", "classes"]

_NAME = re.compile(
    r"\b(?:Lodewijk|Willem|Paulus|Karel|Albert|Leopold|Filips|Frederik|Hendrik|Elizabeth|Catharina|Napoleon"
    r"|Pius|Benedictus|Gregorius|Leo|George|Edward|Jacobus|Alexander|Nicolaas|Boudewijn|Johannes|Wilhelm|Otto"
    r"|Philips|Maurits|Ferdinand|Gustaaf|Christiaan|Haakon|Frans)\s\Z"
)


def _cardinal(value: int, form: str) -> str:
    return foreign_cardinal(value, "nl")


def _year(value: int) -> str:
    if not 1100 <= value < 2000:
        return _cardinal(value, "")
    high, low = divmod(value, 100)
    return f"{_cardinal(high, '')}honderd{_cardinal(low, '') if low else ''}"


def _day(value: int, before: str, mark: str) -> str:
    return _ordinal(value) if mark else _cardinal(value, "")


def _ordinal(value: int) -> str:
    return foreign_ordinal(value, "nl")


def _roman(numeral: Numeral) -> str:
    small = set(numeral.written) <= set("IVX")
    if numeral.mark:
        return _ordinal(numeral.value) if small and numeral.value > 1 else ""
    if _NAME.search(numeral.before):
        return f"de {_ordinal(numeral.value).capitalize()}"
    return _cardinal(numeral.value, "") if small and len(numeral.written) > 1 else ""


def _clock(hour: int, minute: int, before: str) -> str:
    spoken = f"{_cardinal(hour, '')} uur"
    return f"{spoken} {_cardinal(minute, '')}" if minute else spoken


def _fraction(top: int, bottom: int) -> str:
    if (top, bottom) == (1, 2):
        return "een halve"
    if (top, bottom) == (3, 4):
        return "driekwart"
    part = "kwart" if bottom == 4 else _ordinal(bottom)
    return f"{'een' if top == 1 else _cardinal(top, '')} {part}"


def _gender(name: str) -> str:
    return "m"


@semiotic_class(rf"{ALONE}(?P<number>[0-9]{{1,4}})(?:e|de|ste)(?![\w])", "e", ("0e", "0de", "0ste"))
def _ordinal_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """1e · 2de · 20ste"""
    yield 0, _ordinal(int(m["number"]))


@semiotic_class(
    rf"{ALONE}(?P<number>[0-9]{{1,6}})-(?P<tail>(?:jarig|[a-z]{{2,}}(?:ig|voudig))\w*)", DIGITS
)
def _compound(m: re.Match[str], british: bool) -> SpokenGroups:
    """20-jarige"""
    yield 0, _cardinal(int(m["number"]), "") + m["tail"]


@semiotic_class(rf"{ALONE}(?P<year>1[1-9][0-9]{{2}})(?![\w]|[.,:/-][0-9])", "1")
def _year_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """1995; also "1500 mensen", which is verbalized the same way"""
    yield "year", _year(int(m["year"]))


@semiotic_class(r"(?<!\w)'(?:s|t|n|k|m|r)(?!\w)", "'")
def _clipped(m: re.Match[str], british: bool) -> SpokenGroups:
    """'s nachts · 't"""
    yield 0, m[0]


@semiotic_class(r"(?<!\w)(?P<street>[A-Z][\w-]*?str\.)(?=\s[0-9])", "", ("str.",))
def _street(m: re.Match[str], british: bool) -> SpokenGroups:
    """Kerkstr. 12"""
    yield 0, m["street"].removesuffix("r.") + "raat"


@semiotic_class(
    r"(?<![\w.,])(?P<high>[1-9][0-9])(?P<low>[0-9]{2})\s?(?P<letters>[A-Z]{2})(?!\w)", DIGITS
)
def _post_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """1017 GA Amsterdam"""
    yield ("high", "low"), f"{_cardinal(int(m['high']), '')} {_cardinal(int(m['low']), '')}"
    yield "letters", " ".join(m["letters"])


_RATES = {
    "u": "uur", "l": "liter", "d": "dag", "w": "week", "m": "maand", "j": "jaar", "kg": "kilo",
    "st": "stuk", "p": "persoon",
}  # fmt: skip


@semiotic_class(rf"(?<!\w)p/(?P<unit>{any_of(_RATES)})(?!\w)", "/")
def _rate(m: re.Match[str], british: bool) -> SpokenGroups:
    """p/u · p/m"""
    yield 0, f"per {_RATES[m['unit']]}"


def classes(language: str) -> tuple[SemioticClass, ...]:
    locale = Locale.parse("nl_BE" if language.upper().endswith("BE") else "nl")
    grammar = Grammar(
        locale=locale,
        cardinal=_cardinal,
        words=WORDS,
        year=_year,
        day=_day,
        date="{day} {month} {year}",
        day_mark="ste|de|e",
        to_month=r"\s",
        to_year=r"\s",
        clock=Clock(_clock, after=r"\s?(?:uur|u)\b\.?"),
        sum="{unit} {cents}",
        currencies=with_codes(locale, CURRENCIES),
        scales=SCALES,
        fraction=_fraction,
        roman=_roman,
        roman_mark="e|de|ste",
        abbreviations=ABBREVIATIONS,
        gender=_gender,
        sport=SPORT,
        directions=DIRECTIONS,
        date_cue=r"(?:op|tot|t/m|van|vanaf|per|sinds|(?:maan|dins|woens|donder|vrij|zater|zon)dag)",
        date_mark="[/-]",
        telephone=r"\b(?:[Tt]el(?:\.|efoon)?|[Bb]el(?:\snaar)?|nummer|telefoonnummer|06)",
        units=UNITS,
    )  # fmt: skip
    own = (_compound, _clipped, _street, _post_code, _rate)
    return order_classes(grammar, own, (_ordinal_number,), (_year_number,))
