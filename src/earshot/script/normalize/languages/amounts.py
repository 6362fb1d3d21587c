"""Sums of money, and numbers with a word for millions, in any language."""

from __future__ import annotations

import re

from babel import Locale

from earshot.script.normalize.languages.grammar import (
    Currency,
    Figure,
    Grammar,
    Noun,
    form_at,
    inflect_noun,
    number,
    open_range,
    parse_figure,
)
from earshot.script.normalize.languages.locales import currency_forms, measured_pattern
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.matching import (
    DIGITS,
    MINUS,
    SemioticClass,
    SpokenGroups,
    any_of,
    semiotic_class,
)

_CODES = (
    "USD EUR GBP CHF JPY CNY CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN RUB TRY UAH INR BRL MXN "
    "ARS CLP COP PEN UYU "
    "CRC KRW THB IDR MYR PHP SGD HKD TWD VND ZAR NGN KES EGP MAD TND AED SAR ILS KZT ISK XOF"
).split()
_SIGNS = {
    "₩": "KRW", "₡": "CRC", "₦": "NGN", "₪": "ILS", "₫": "VND", "₱": "PHP", "฿": "THB", "₸": "KZT",
    "₽": "RUB", "₺": "TRY", "₹": "INR", "₴": "UAH", "C$": "CAD", "A$": "AUD", "HK$": "HKD",
    "NZ$": "NZD", "R$": "BRL", "¥": "JPY", "£": "GBP", "€": "EUR", "$": "USD",
}  # fmt: skip
_FEMININE = frozenset("couronne livre roupie roupiah hryvnia Krone Rupie".split())
_LINK = r"(?:\s?(?:d'|de\s|di\s))?"


def _parts(grammar: Grammar) -> tuple[str, str]:
    """Two patterns: a number or range with an optional scale ("Mio."), and the currencies."""
    value = measured_pattern(grammar.locale)
    amount = (
        rf"(?P<number>{value})(?P<flat>[,.][-–](?!\w))?(?:(?P<dash>\s?[-–]\s?)(?P<later>{value}))?"
        rf"(?:\s?(?P<scale>{any_of(grammar.scales)})(?![^\W\d_]))?"
    )
    return amount, any_of(grammar.currencies)


def money_after_sign(grammar: Grammar) -> SemioticClass:
    amount, units = _parts(grammar)

    @semiotic_class(rf"(?<![\w.,]){MINUS}(?P<unit>{units})\s?{amount}(?!\w|[.,:/][0-9])", DIGITS)
    def money_after_sign(m: re.Match[str], british: bool) -> SpokenGroups:
        """€ 5 · $2,5 Mio. · CHF 80"""
        last = "later" if m["later"] else "flat" if m["flat"] else "number"
        yield from _sum(grammar, m, "unit", last)

    return money_after_sign


def money(grammar: Grammar) -> SemioticClass:
    amount, units = _parts(grammar)

    @semiotic_class(
        rf"{ALONE}{MINUS}{amount}{_LINK}\s?(?P<unit>{units})(?!\w|\.\w)",
        DIGITS,
    )
    def money(m: re.Match[str], british: bool) -> SpokenGroups:
        """5 € · 3 Mio. € · 10–15 €"""
        yield from _sum(grammar, m, "number", "unit")

    return money


def written_money(grammar: Grammar) -> SemioticClass:
    named = {word: each for each in grammar.currencies.values() for word in each.words}

    @semiotic_class(
        rf"{ALONE}{MINUS}(?P<number>{measured_pattern(grammar.locale)})(?:,[-–](?!\w))?"
        rf"(?P<gap>\s)(?P<unit>{any_of(named)})(?!\w)",
        DIGITS,
    )
    def written_money(m: re.Match[str], british: bool) -> SpokenGroups:
        """27,50 Euro"""
        figure = parse_figure(grammar, m["number"])
        if len(figure.decimals) == 2 and named[m["unit"]].cent:
            yield 0, _amount(grammar, m, figure, named[m["unit"]])

    return written_money


def _sum(grammar: Grammar, m: re.Match[str], first: str, last: str) -> SpokenGroups:
    currency = grammar.currencies[m["unit"]]
    figure = parse_figure(grammar, m["later"] or m["number"])
    if m["scale"]:
        yield from _scaled_sum(grammar, m, currency.unit, figure)
    elif m["later"]:
        form = form_at(grammar, m.string, m.span(), currency.unit.gender)
        one = number(grammar, parse_figure(grammar, m["number"]), form)
        head = "unit" if first == "unit" else "number"
        form = grammar.after_to(form)
        unit = inflect_noun(grammar, currency.unit, figure, form)
        yield (head, "dash"), open_range(grammar, m, _minus(grammar, m) + one)
        yield ("later", last), f"{number(grammar, figure, form)} {unit}"
    else:
        yield (first, last), _amount(grammar, m, figure, currency)


def _scaled_sum(grammar: Grammar, m: re.Match[str], unit: Noun, figure: Figure) -> SpokenGroups:
    """ "3 Mio. €", "€ 3 Mio.": the number, its scale and then the unit."""
    scale = grammar.scales[m["scale"]]
    form = form_at(grammar, m.string, m.span(), scale.gender)
    spoken = _minus(grammar, m) + number(grammar, figure, form)
    if m["later"]:
        one = number(grammar, parse_figure(grammar, m["number"]), form)
        spoken = open_range(grammar, m, _minus(grammar, m) + one)
        spoken = f"{spoken} {number(grammar, figure, form)}"
    is_word = _is_word(m["scale"], scale)  # um vírgula cinco bilhão: as it is written
    named = m["scale"] if is_word else inflect_noun(grammar, scale, figure, form)
    whole = grammar.of(unit.form("many")) if scale.form("other") else unit.form("many")
    if m.start("unit") < m.start("number"):
        yield ("unit", "later" if m["later"] else "number"), spoken
        yield "scale", f"{named} {whole}"
    else:
        yield ("number", "later" if m["later"] else "number"), spoken
        yield ("scale", "unit"), f"{named} {whole}"


def _minus(grammar: Grammar, m: re.Match[str]) -> str:
    return f"{grammar.words['minus']} " if m["minus"] else ""


def _amount(grammar: Grammar, m: re.Match[str], figure: Figure, currency: Currency) -> str:
    form = form_at(grammar, m.string, m.span(), currency.unit.gender)
    minus = _minus(grammar, m)
    if len(figure.decimals) != 2 or not currency.cent:
        spoken = number(grammar, figure, form)
        unit = inflect_noun(grammar, currency.unit, figure, form)
        millions = figure.is_plain and int(figure.whole) > 0 == int(figure.whole) % 1_000_000
        return f"{minus}{spoken} {grammar.of(unit) if millions else unit}"
    whole, cents = Figure(figure.whole), Figure(str(int(figure.decimals)))
    unit = f"{number(grammar, whole, form)} {inflect_noun(grammar, currency.unit, whole, form)}"
    if not int(figure.decimals):
        return minus + unit
    named_too = "{small}" in grammar.sum or not int(figure.whole or 0)
    small = form_at(grammar, m.string, m.span(), currency.cent.gender) if named_too else ""
    coins = number(grammar, cents, small)
    named = inflect_noun(grammar, currency.cent, cents, small)
    if not int(figure.whole or 0):
        return f"{minus}{coins} {named}"
    return minus + grammar.sum.format(unit=unit, cents=coins, small=named).strip()


def scaled_number(grammar: Grammar) -> SemioticClass:
    short = {name: each for name, each in grammar.scales.items() if not _is_word(name, each)}
    value = measured_pattern(grammar.locale)

    @semiotic_class(
        rf"{ALONE}{MINUS}(?P<number>{value})(?:(?P<dash>\s?[-–]\s?)(?P<later>{value}))?\s?"
        rf"(?P<scale>{any_of(short)})(?![^\W\d_])",
        DIGITS,
    )
    def scaled_number(m: re.Match[str], british: bool) -> SpokenGroups:
        """1,2 Mrd. · 5-6 mln"""
        figure, scale = parse_figure(grammar, m["later"] or m["number"]), short[m["scale"]]
        form = form_at(grammar, m.string, m.span(), scale.gender)
        minus = _minus(grammar, m)
        if m["later"]:
            one = number(grammar, parse_figure(grammar, m["number"]), form)
            yield ("number", "dash"), open_range(grammar, m, minus + one)
            minus, form = "", grammar.after_to(form)
        yield "later" if m["later"] else "number", minus + number(grammar, figure, form)
        yield "scale", inflect_noun(grammar, scale, figure, form)

    return scaled_number


def _is_word(written: str, scale: Noun) -> bool:
    return written in scale.forms.values()


def with_codes(locale: Locale, known: dict[str, Currency]) -> dict[str, Currency]:
    """Add currencies that Babel names, by their codes and signs."""
    named = {code: Currency(_currency_noun(currency_forms(locale, code))) for code in _CODES}
    signs = {sign: named[code] for sign, code in _SIGNS.items()}
    return named | signs | known


def _currency_noun(forms: dict[str, str]) -> Noun:
    """Babel's name of a currency, with its gender."""
    first = (forms.get("one") or forms["other"]).split()[0]
    return Noun(forms, "f" if first.endswith("a") or first in _FEMININE else "m")
