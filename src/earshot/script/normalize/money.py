"""Sums of money."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import (
    DIGITS,
    FIRST_DIGIT,
    MINUS,
    SpokenGroups,
    any_of,
    semiotic_class,
)
from earshot.script.normalize.number_words import (
    NUMBER,
    cardinal,
    digit_pairs,
    number,
    pluralize,
    scale,
)
from earshot.script.normalize.word_context import is_attributive, precedes

_CURRENCIES: dict[str, tuple[str, str]] = {
    "$": ("dollar", "cent"), "US$": ("U S dollar", "cent"), "A$": ("Australian dollar", "cent"),
    "AU$": ("Australian dollar", "cent"), "C$": ("Canadian dollar", "cent"),
    "CA$": ("Canadian dollar", "cent"), "NZ$": ("New Zealand dollar", "cent"),
    "HK$": ("Hong Kong dollar", "cent"), "S$": ("Singapore dollar", "cent"),
    "R$": ("real", "centavo"), "RM": ("ringgit", "sen"), "R": ("rand", "cent"),
    "£": ("pound", "penny"), "€": ("euro", "cent"), "¥": ("yen", "sen"),
    "₹": ("rupee", "paisa"), "₩": ("won", "jeon"), "₽": ("ruble", "kopeck"), "₺": ("lira", "kurus"),
    "₴": ("hryvnia", "kopiyka"), "₪": ("shekel", "agora"), "₦": ("naira", "kobo"),
    "₱": ("peso", "centavo"), "฿": ("baht", "satang"), "₿": ("bitcoin", ""),
    "Rs": ("rupee", "paisa"), "Rs.": ("rupee", "paisa"), "USD": ("U S dollar", "cent"),
    "EUR": ("euro", "cent"), "GBP": ("pound", "penny"), "CHF": ("Swiss franc", "centime"),
    "JPY": ("yen", "sen"), "CAD": ("Canadian dollar", "cent"), "AUD": ("Australian dollar", "cent"),
    "CNY": ("yuan", "fen"), "INR": ("rupee", "paisa"), "RMB": ("yuan", "fen"),
    "SEK": ("Swedish krona", "ore"), "NOK": ("Norwegian krone", "ore"),
    "DKK": ("Danish krone", "ore"), "ISK": ("Icelandic krona", ""), "PLN": ("zloty", "grosz"),
    "CZK": ("Czech koruna", "haler"), "HUF": ("forint", ""),
    "TRY": ("Turkish lira", "kurus"), "RUB": ("ruble", "kopeck"), "UAH": ("hryvnia", "kopiyka"),
    "ZAR": ("rand", "cent"), "NGN": ("naira", "kobo"), "KES": ("Kenyan shilling", "cent"),
    "EGP": ("Egyptian pound", "piaster"), "ILS": ("shekel", "agora"),
    "AED": ("dirham", "fils"), "SAR": ("riyal", "halala"), "QAR": ("Qatari riyal", "dirham"),
    "PKR": ("Pakistani rupee", "paisa"), "LKR": ("Sri Lankan rupee", "cent"),
    "BDT": ("taka", "poisha"), "KRW": ("won", "jeon"), "IDR": ("rupiah", "sen"),
    "MYR": ("ringgit", "sen"), "THB": ("baht", "satang"), "PHP": ("Philippine peso", "centavo"),
    "VND": ("dong", ""), "SGD": ("Singapore dollar", "cent"),
    "HKD": ("Hong Kong dollar", "cent"), "NZD": ("New Zealand dollar", "cent"),
    "TWD": ("New Taiwan dollar", "cent"), "NT$": ("New Taiwan dollar", "cent"),
    "BRL": ("real", "centavo"), "MXN": ("Mexican peso", "centavo"),
    "ARS": ("Argentine peso", "centavo"), "CLP": ("Chilean peso", ""),
    "HRK": ("kuna", "lipa"),
    "BTC": ("bitcoin", ""), "ETH": ("ether", ""), "₫": ("dong", ""), "₸": ("tenge", "tiyn"),
    "₵": ("cedi", "pesewa"), "GH₵": ("cedi", "pesewa"), "₡": ("colon", ""),
    "₲": ("guarani", ""), "zł": ("zloty", "grosz"),
}  # fmt: skip
_INVARIABLE_UNITS = frozenset(
    "rand ringgit yen won yuan baht naira sen fen ore haler dong rupiah taka tenge ether "
    "fils".split()
)
_IRREGULAR_PLURALS = {
    "penny": "pence", "krona": "kronor", "krone": "kroner", "zloty": "zlotys", "forint": "forints",
    "real": "reais", "koruna": "korunas", "paisa": "paise", "grosz": "groszy",
}  # fmt: skip
_NAMED_CODES = (
    "USD|EUR|GBP|CHF|JPY|CAD|AUD|CNY|INR|RMB|SEK|NOK|DKK|ISK|PLN|CZK|HUF|TRY|RUB|UAH|ZAR|NGN|KES|EGP|ILS|AED|SAR"
    "|QAR|PKR|LKR|BDT|KRW|IDR|MYR|THB|PHP|VND|SGD|HKD|NZD|TWD|BRL|MXN|ARS|CLP|HRK|BTC|ETH"
)
_SYMBOL = (
    r"(?P<symbol>(?:(?<![A-Za-z])(?:US|AU|CA|NZ|HK|NT|A|C|S|R))?\$|(?:(?<![A-Za-z])GH)?₵|[£€¥₹₩₽₺₴₪₦₱฿₿₫₸₡₲]"
    rf"|(?<!\w)(?:RM?(?=[0-9]{{1,3}}[,.]|[0-9]{{4}}|[0-9]{{1,3}}(?:m|bn)\b|[0-9]+\s(?:m|b)illion)|Rs\.?|{_NAMED_CODES})(?=\s?[0-9(]))"
)
_CURRENCY_TRIGGERS = (*"$£€¥₹₩₽₺₴₪₦₱฿₿₫₸₵₡₲", "Rs", "RM", *(f"R{digit}" for digit in DIGITS))
_CODE_NAMES = tuple(_NAMED_CODES.split("|"))
_CURRENCY_TRIGGERS += _CODE_NAMES
_SCALE = (
    r"(?:(?P<gap>\s?-?)(?P<scale>(?i:million|billion|trillion|thousand|hundred|crore|lakh|mln|mil|bln|mn|bn|trn|tn|mm)"
    r"|(?<=[0-9])[KkMmBbTt])(?![A-Za-z0-9]))?"
)
_CODES = rf"(?P<code>{_NAMED_CODES})"


def _pluralize_unit(unit: str) -> str:
    *country, name = unit.split(" ")
    if name in _INVARIABLE_UNITS:
        return unit
    return " ".join((*country, _IRREGULAR_PLURALS.get(name) or pluralize(name)))


def _verbalize_amount(written: str, symbol: str, british: bool) -> str:
    """("3.50", "€") → "three euros and fifty cents"; ("1.234", "$") keeps its decimals."""
    unit, small = _CURRENCIES[symbol]
    whole, _, decimals = written.replace(",", "").partition(".")
    if len(decimals) > 2 or (decimals and (unit in ("yen", "won") or not small)):
        return f"{number(written, british)} {_pluralize_unit(unit)}"
    units, cents = int(whole or 0), int(decimals.ljust(2, "0") or 0)
    spoken = f"{cardinal(units, british)} {unit if units == 1 else _pluralize_unit(unit)}"
    if not cents:
        return spoken
    if british and units and small == "penny":
        return f"{spoken} {cardinal(cents)}"
    coins = f"{cardinal(cents)} {small if cents == 1 else _pluralize_unit(small)}"
    return f"{spoken} and {coins}" if units else coins


@semiotic_class(
    r"(?<=[0-9])(?P<slash>/)(?=[$£€](?:100|1,?000|10,?000|100,?000)(?![\w.,]*[0-9]))", "/", "$£€"
)
def per_sum(m: re.Match[str], british: bool) -> SpokenGroups:
    """$1.25/$100 of assessed value"""
    yield "slash", "per"


@semiotic_class(
    rf"(?P<amount>{MINUS}{_SYMBOL}\s?(?P<number>{NUMBER}|\.[0-9]+)(?:(?<=\.[0-9]{{2}})[pc](?!\w))?){_SCALE}(?P<more>\+)?"
    rf"(?:(?P<dash>\s?[-–]\s?)(?P<later>(?P=symbol)?(?P<to>{NUMBER}))"
    r"(?:\s?-?(?P<scale2>(?i:million|billion|trillion|thousand|mn|bn|tn)|(?<=[0-9])[KkMmBbTt])(?![A-Za-z0-9]))?(?![\w-]))?",
    DIGITS,
    _CURRENCY_TRIGGERS,
)
def money(m: re.Match[str], british: bool) -> SpokenGroups:
    """$5 · $100K · $1.2 billion · £42m · €3.50 · $5-10 million · $5-a-day"""
    minus = "minus " if m["minus"] else ""
    if m["symbol"] == "PHP" and _VERSION.fullmatch(m["number"]) and not m["scale"]:
        return  # the programming language
    if m["to"]:
        yield from _verbalize_range(m, minus, british)
    elif m["scale"]:
        yield from _verbalize_scaled(m, minus, british)
    elif _is_attributive_sum(m) and "." not in m["number"]:
        yield "amount", f"{minus}{number(m['number'], british)} {_CURRENCIES[m['symbol']][0]}"
    else:
        yield "amount", minus + _verbalize_amount(m["number"], m["symbol"], british)


_VERSION = re.compile(r"[4-9](?:\.[0-9]{1,2})?")


def _is_attributive_sum(m: re.Match[str]) -> bool:
    """Before a noun the unit is singular: "a $5 million deal"; "costs $5-a-day" is a sum."""
    if _RATE_SUFFIX.match(m.string, m.end()):
        return False
    return is_attributive(m.string, m.start(), m.end())


def _verbalize_scaled(m: re.Match[str], minus: str, british: bool) -> SpokenGroups:
    unit = _CURRENCIES[m["symbol"]][0]
    is_singular = "-" in m["gap"] or _is_attributive_sum(m)
    tail = f"{scale(m['scale'])} {unit if is_singular else _pluralize_unit(unit)}"
    spoken = minus + number(m["number"], british)
    if m["gap"]:
        yield "amount", spoken
        yield "scale", tail
    else:
        yield 0, f"{spoken} {tail}{' plus' if m['more'] else ''}"


def _verbalize_range(m: re.Match[str], minus: str, british: bool) -> SpokenGroups:
    """Both ends of a range. The unit is spoken once if it is written once."""
    unit, last = _CURRENCIES[m["symbol"]][0], m["scale2"] or ""
    has_two_symbols = m["later"] != m["to"]
    first_scale = f" {scale(m['scale'])}" if m["scale"] else ""
    spoken = minus + number(m["number"], british) + first_scale
    if has_two_symbols and not m["scale"]:
        spoken = (
            minus + _verbalize_amount(m["number"], m["symbol"], british) if not last else spoken
        )
    elif has_two_symbols:
        spoken += " " + _pluralize_unit(unit)
    yield ("amount", "scale") if m["scale"] else "amount", spoken + " to"
    if m["scale2"]:
        yield "later", number(m["to"], british)
        yield "scale2", f"{scale(last)} {unit if _is_attributive_sum(m) else _pluralize_unit(unit)}"
    else:
        yield "later", _verbalize_amount(m["to"], m["symbol"], british)


_RATE_SUFFIX = re.compile(r"-an?-\w+\b(?!\s[a-z])")
_PER_UNITS = {
    "mo": "month", "yr": "year", "wk": "week", "hr": "hour", "day": "day", "month": "month",
    "year": "year", "week": "week", "hour": "hour", "night": "night", "person": "person",
    "gal": "gallon", "gallon": "gallon", "lb": "pound", "oz": "ounce", "kg": "kilogram",
    "mile": "mile", "barrel": "barrel", "share": "share", "sh": "share", "bbl": "barrel",
    "MWh": "megawatt hour",
    "kWh": "kilowatt hour", "kW": "kilowatt", "ton": "ton", "tonne": "tonne", "t": "tonne",
    "MMBtu": "million B T U", "mmBtu": "million B T U", "L": "liter", "l": "liter",
    "litre": "litre", "liter": "liter", "km": "kilometer", "acre": "acre", "bushel": "bushel",
    "bu": "bushel", "head": "head", "room": "room", "user": "user", "pound": "pound",
    "g": "gram", "gram": "gram", "ounce": "ounce", "min": "minute", "minute": "minute",
    "w": "week", "h": "hour", "d": "day", "y": "year", "m": "month", "sq ft": "square foot",
    "sq. ft.": "square foot", "sq. ft": "square foot", "sqft": "square foot",
    "sq m": "square meter", "sq. m": "square meter", "m²": "square meter", "ft²": "square foot",
    "sf": "square foot", "quarter": "quarter", "unit": "unit", "seat": "seat",
    "pp": "person", "car": "car",
}  # fmt: skip


@semiotic_class(rf"(?<=[0-9kmnMKBxpc¢])\s?/\s?(?P<unit>{any_of(_PER_UNITS)})(?!\w)", "/")
def per_unit(m: re.Match[str], british: bool) -> SpokenGroups:
    """$20/mo · $45/sq. ft."""
    yield "unit", "per " + _PER_UNITS[m["unit"]]


_RATES = {
    "pcm": "calendar month", "pp": "person", "pppn": "person per night", "ppn": "night",
    "pw": "week", "pn": "night",
}  # fmt: skip
_SUM = re.compile(r"[£$€][0-9][0-9.,]{0,9}\s?\Z")


@semiotic_class(
    rf"(?<=[0-9])\s?(?P<unit>{any_of(_RATES)})(?!\w)",
    "p",
    ("0p", "0 p"),
    start=r"[\sp]",
)
def rate(m: re.Match[str], british: bool) -> SpokenGroups:
    """£1,200pcm · from £89pp"""
    if precedes(_SUM, m, 14):
        yield "unit", f"per {_RATES[m['unit']]}"


_RUPEE_SCALES = {"cr": "crore", "l": "lakh", "lk": "lakh", "lac": "lakh"}


@semiotic_class(
    rf"(?<!\w)(?P<amount>(?:₹|Rs\.?|INR)\s?(?P<number>{NUMBER}))\s?"
    r"(?P<scale>(?:[Ll]akh|L)\s(?:[Cc]rores?|[Cc]r\.?)|(?:[Cc]rore|[Ll]akh|[Ll]ac|[Cc]r|lk|L)s?)(?![\w/])",
    "₹RI",
    start="[₹RI]",
)
def rupees(m: re.Match[str], british: bool) -> SpokenGroups:
    """₹3.2cr · Rs. 2.5 lakh crore"""
    words = m["scale"].lower().rstrip(".s").split()
    spoken = " ".join(_RUPEE_SCALES.get(word, word) for word in words)
    rupee = "rupee" if _is_attributive_sum(m) else "rupees"
    yield 0, f"{number(m['number'], british)} {spoken} {rupee}"


@semiotic_class(r"(?<=[0-9])\s?/\s?(?P<symbol>[$£€¥₹])(?!\w|\.[0-9])", "/", tuple("$£€¥₹"))
def per_currency(m: re.Match[str], british: bool) -> SpokenGroups:
    """a rate of ¥150/$"""
    yield "symbol", f"per {_CURRENCIES[m['symbol']][0]}"


@semiotic_class(
    rf"(?P<amount>{_SYMBOL}\s?\((?P<number>{NUMBER})\)){_SCALE}(?!\w)",
    "(",
    tuple(f"{symbol}(" for symbol in _CURRENCIES),
)
def accounting_loss(m: re.Match[str], british: bool) -> SpokenGroups:
    """$(2.4) million: accountants put a loss in brackets"""
    if not m["scale"]:
        yield 0, "minus " + _verbalize_amount(m["number"], m["symbol"], british)
        return
    yield "amount", f"minus {number(m['number'], british)}"
    yield "scale", f"{scale(m['scale'])} {_pluralize_unit(_CURRENCIES[m['symbol']][0])}"


@semiotic_class(rf"(?<!\w)\((?P<number>{NUMBER})(?:\)\s?%|\s?%\))(?!\w)", "%", (")%", ") %"))
def accounting_percent(m: re.Match[str], british: bool) -> SpokenGroups:
    """(2.4)%"""
    if m[0].endswith("%"):
        yield 0, f"minus {number(m['number'], british)} percent"


@semiotic_class(
    rf"(?<![\w.,$£€])(?P<amount>{NUMBER}){_SCALE}(?P<space>\s){_CODES}(?!\w)", DIGITS, _CODE_NAMES
)
def money_before_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """5 million USD"""
    yield "amount", number(m["amount"], british)
    if m["scale"]:
        yield "scale", scale(m["scale"])
    yield "code", _pluralize_unit(_CURRENCIES[m["code"]][0])


_SCREEN_LINES = frozenset("240 360 480 576 720 1080 1440 2160 4320".split())


@semiotic_class(
    rf"(?<![\w.,$£€])(?P<number>{NUMBER})(?P<coin>p|c|¢)(?![\w-])",
    DIGITS,
    ("0p", "0c", "0¢"),
    start=FIRST_DIGIT,
)
def coins(m: re.Match[str], british: bool) -> SpokenGroups:
    """50p · 99¢; not the lines of a screen: 1080p"""
    if m["coin"] == "p" and m["number"].replace(",", "") in _SCREEN_LINES:
        yield 0, f"{digit_pairs(m['number'].replace(',', ''))} p"
        return
    is_singular = m["number"] == "1"
    names = ("penny", "pence") if m["coin"] == "p" else ("cent", "cents")
    yield 0, f"{number(m['number'], british)} {names[not is_singular]}"
