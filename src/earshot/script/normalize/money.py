"""Sums of money."""

from __future__ import annotations

import re

from earshot.script.normalize.context import adjectival
from earshot.script.normalize.matching import DIGITS, MINUS, Said, reads
from earshot.script.normalize.number_words import NUMBER, cardinal, number, plural, scale

_UNITS: dict[str, tuple[str, str]] = {
    "$": ("dollar", "cent"), "US$": ("U S dollar", "cent"), "A$": ("Australian dollar", "cent"),
    "AU$": ("Australian dollar", "cent"), "C$": ("Canadian dollar", "cent"),
    "CA$": ("Canadian dollar", "cent"), "NZ$": ("New Zealand dollar", "cent"),
    "HK$": ("Hong Kong dollar", "cent"), "S$": ("Singapore dollar", "cent"),
    "R$": ("real", "centavo"), "RM": ("ringgit", "sen"), "R": ("rand", "cent"),
    "£": ("pound", "penny"), "€": ("euro", "cent"), "¥": ("yen", "sen"),
    "₹": ("rupee", "paisa"), "₩": ("won", "jeon"), "₽": ("ruble", "kopeck"), "₺": ("lira", "kurus"),
    "₴": ("hryvnia", "kopiyka"), "₪": ("shekel", "agora"), "₦": ("naira", "kobo"),
    "₱": ("peso", "centavo"), "฿": ("baht", "satang"), "₿": ("bitcoin", "satoshi"),
    "Rs": ("rupee", "paisa"), "Rs.": ("rupee", "paisa"), "USD": ("U S dollar", "cent"),
    "EUR": ("euro", "cent"), "GBP": ("pound", "penny"), "CHF": ("Swiss franc", "centime"),
    "JPY": ("yen", "sen"), "CAD": ("Canadian dollar", "cent"), "AUD": ("Australian dollar", "cent"),
    "CNY": ("yuan", "fen"), "INR": ("rupee", "paisa"),
}  # fmt: skip
_UNCHANGED = frozenset(("rand", "ringgit", "yen", "won", "yuan", "baht", "naira", "sen", "fen"))
_SYMBOL = (
    r"(?P<symbol>(?:(?<![A-Za-z])(?:US|AU|CA|NZ|HK|A|C|S|R))?\$|[£€¥₹₩₽₺₴₪₦₱฿₿]"
    r"|(?<!\w)(?:RM?(?=[0-9]{1,3}[,.]|[0-9]{4}|[0-9]{1,3}(?:m|bn)\b|[0-9]+\s(?:m|b)illion)|Rs\.?|USD|EUR|GBP|CHF|JPY|CAD|AUD|CNY|INR)(?=\s?[0-9]))"
)
_SIGNS = (*"$£€¥₹₩₽₺₴₪₦₱฿₿", "Rs", "RM", *(f"R{digit}" for digit in DIGITS))
_CODE_NAMES = ("USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "CNY", "INR")
_SIGNS += _CODE_NAMES
_SCALE = (
    r"(?:(?P<gap>\s?-?)(?P<scale>(?i:million|billion|trillion|thousand|hundred|crore|lakh|mln|bln|mn|bn|trn|tn)"
    r"|(?<=[0-9])[KkMmBbTt])(?![A-Za-z0-9]))?"
)
_CODES = r"(?P<code>USD|EUR|GBP|CHF|JPY|CAD|AUD|CNY|INR)"


def _plural(unit: str) -> str:
    if unit == "penny":
        return "pence"
    return unit if unit.split()[-1] in _UNCHANGED else plural(unit)


def _amount(written: str, symbol: str, british: bool) -> str:
    """("3.50", "€") → "three euros and fifty cents"; ("1.234", "$") keeps its decimals."""
    unit, small = _UNITS[symbol]
    whole, _, decimals = written.replace(",", "").partition(".")
    if len(decimals) > 2 or (decimals and small == "sen" and unit == "yen"):
        return f"{number(written, british)} {_plural(unit)}"
    units, cents = int(whole or 0), int(decimals.ljust(2, "0") or 0)
    said = f"{cardinal(units, british)} {unit if units == 1 else _plural(unit)}"
    if not cents:
        return said
    if british and units and small == "penny":
        return f"{said} {cardinal(cents)}"
    coins = f"{cardinal(cents)} {small if cents == 1 else _plural(small)}"
    return f"{said} and {coins}" if units else coins


@reads(
    rf"(?P<amount>{MINUS}{_SYMBOL}\s?(?P<number>{NUMBER}|\.[0-9]+)){_SCALE}(?P<more>\+)?"
    rf"(?:(?P<dash>\s?[-–]\s?)(?P<later>(?P=symbol)?(?P<to>{NUMBER}))"
    r"(?:\s?-?(?P<scale2>(?i:million|billion|trillion|thousand|mn|bn|tn)|(?<=[0-9])[KkMmBbTt])(?![A-Za-z0-9]))?(?![\w-]))?",
    DIGITS,
    _SIGNS,
)
def money(m: re.Match[str], british: bool) -> Said:
    """$5 · $100K · $1.2 billion · £42m · €3.50 · $5-10 million · $5-a-day"""
    minus = "minus " if m["minus"] else ""
    if m["to"]:
        yield from _range(m, minus, british)
    elif m["scale"]:
        yield from _scaled(m, minus, british)
    elif _is_attribute(m) and "." not in m["number"]:
        yield "amount", f"{minus}{number(m['number'], british)} {_UNITS[m['symbol']][0]}"
    else:
        yield "amount", minus + _amount(m["number"], m["symbol"], british)


def _is_attribute(m: re.Match[str]) -> bool:
    """Before a noun the unit is singular: "a $5 million deal"; "costs $5-a-day" is a sum."""
    if _RATE.match(m.string, m.end()):
        return False
    return adjectival(m.string, m.start(), m.end())


def _scaled(m: re.Match[str], minus: str, british: bool) -> Said:
    unit = _UNITS[m["symbol"]][0]
    tail = f"{scale(m['scale'])} {unit if _is_attribute(m) else _plural(unit)}"
    said = minus + number(m["number"], british)
    if m["gap"]:
        yield "amount", said
        yield "scale", tail
    else:
        yield 0, f"{said} {tail}"


def _range(m: re.Match[str], minus: str, british: bool) -> Said:
    """Both ends; the unit once where it is written once."""
    unit, last = _UNITS[m["symbol"]][0], m["scale2"] or ""
    twice = m["later"] != m["to"]
    first_scale = f" {scale(m['scale'])}" if m["scale"] else ""
    said = minus + number(m["number"], british) + first_scale
    if twice and not m["scale"]:
        said = minus + _amount(m["number"], m["symbol"], british) if not last else said
    elif twice:
        said += " " + _plural(unit)
    yield ("amount", "scale") if m["scale"] else "amount", said + " to"
    if m["scale2"]:
        yield "later", number(m["to"], british)
        yield "scale2", f"{scale(last)} {_plural(unit)}"
    else:
        yield "later", _amount(m["to"], m["symbol"], british)


_RATE = re.compile(r"-an?-\w+\b(?!\s[a-z])")
_PER = {
    "mo": "month", "yr": "year", "wk": "week", "hr": "hour", "day": "day", "month": "month",
    "year": "year", "week": "week", "hour": "hour", "night": "night", "person": "person",
    "gal": "gallon", "gallon": "gallon", "lb": "pound", "oz": "ounce", "kg": "kilogram",
    "mile": "mile", "barrel": "barrel", "share": "share", "bbl": "barrel",
}  # fmt: skip


@reads(rf"(?<=[0-9])/(?P<unit>{'|'.join(_PER)})(?!\w)", "/")
def per_unit(m: re.Match[str], british: bool) -> Said:
    """$20/mo"""
    yield "unit", "per " + _PER[m["unit"]]


@reads(
    rf"(?<![\w.,$£€])(?P<amount>{NUMBER}){_SCALE}(?P<space>\s){_CODES}(?!\w)", DIGITS, _CODE_NAMES
)
def money_before_code(m: re.Match[str], british: bool) -> Said:
    """5 million USD"""
    yield "amount", number(m["amount"], british)
    if m["scale"]:
        yield "scale", scale(m["scale"])
    yield "code", _plural(_UNITS[m["code"]][0])


@reads(rf"(?<![\w.,$£€])(?P<number>{NUMBER})(?P<coin>p|c|¢)(?![\w-])", DIGITS)
def coins(m: re.Match[str], british: bool) -> Said:
    """50p · 99¢"""
    if m["coin"] == "p" and m["number"] in ("360", "480", "720", "1080", "1440", "2160", "4320"):
        return  # lines of a picture
    one = m["number"] == "1"
    names = ("penny", "pence") if m["coin"] == "p" else ("cent", "cents")
    yield 0, f"{number(m['number'], british)} {names[not one]}"
