"""Locale data through Babel: separators, months, plural categories, names of units."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_name
from babel.units import format_unit

_SAMPLES = (Decimal("1.5"), 1_000_000, 5, 2, 1)
"""A number for each plural category."""
_CODES = {
    "km": "length-kilometer", "m": "length-meter", "dm": "length-decimeter",
    "cm": "length-centimeter", "mm": "length-millimeter", "µm": "length-micrometer",
    "μm": "length-micrometer", "nm": "length-nanometer", "kg": "mass-kilogram", "g": "mass-gram",
    "mg": "mass-milligram", "µg": "mass-microgram", "μg": "mass-microgram", "t": "mass-tonne",
    "l": "volume-liter", "L": "volume-liter", "hl": "volume-hectoliter", "dl": "volume-deciliter",
    "cl": "volume-centiliter", "ml": "volume-milliliter", "ha": "area-hectare",
    "km²": "area-square-kilometer", "m²": "area-square-meter", "cm²": "area-square-centimeter",
    "km2": "area-square-kilometer", "m2": "area-square-meter", "cm2": "area-square-centimeter",
    "m³": "volume-cubic-meter", "m3": "volume-cubic-meter", "cm³": "volume-cubic-centimeter",
    "km³": "volume-cubic-kilometer", "km/h": "speed-kilometer-per-hour",
    "m/s": "speed-meter-per-second", "mph": "speed-mile-per-hour", "W": "power-watt",
    "kW": "power-kilowatt", "MW": "power-megawatt", "GW": "power-gigawatt",
    "kWh": "energy-kilowatt-hour", "kwh": "energy-kilowatt-hour", "KWh": "energy-kilowatt-hour",
    "kJ": "energy-kilojoule", "kcal": "energy-kilocalorie",
    "V": "electric-volt", "A": "electric-ampere", "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz", "MHz": "frequency-megahertz", "GHz": "frequency-gigahertz",
    "kB": "digital-kilobyte", "MB": "digital-megabyte", "GB": "digital-gigabyte",
    "TB": "digital-terabyte", "kbit": "digital-kilobit",
    "Mbit": "digital-megabit", "Gbit": "digital-gigabit", "Mb": "digital-megabit",
    "Gb": "digital-gigabit", "hPa": "pressure-hectopascal", "min": "duration-minute",
    "min.": "duration-minute", "s": "duration-second", "ms": "duration-millisecond",
    "h": "duration-hour", "°C": "temperature-celsius", "° C": "temperature-celsius",
    "ºC": "temperature-celsius", "º C": "temperature-celsius",
    "°F": "temperature-fahrenheit", "°": "angle-degree",
}  # fmt: skip
_ENERGY = {"MWh": "Mega", "GWh": "Giga", "TWh": "Tera"}


def decimal_sign(locale: Locale) -> str:
    return str(locale.number_symbols["latn"]["decimal"])


@lru_cache(maxsize=16)
def number_pattern(locale: Locale) -> str:
    """Numbers with the separators of the language: 1.200 · 1 200 · 1'200.50 · 1,200.50 · 1.200,5.
    Three zeros are thousands with any separator.

    `plain_copy` has already replaced all kinds of spaces by one.
    """
    comma = decimal_sign(locale)
    dot = r"\." if comma == "," else ","
    groups = "|".join(rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}}(?![0-9]))+" for mark in (dot, " ", "'"))
    sign = "," if comma == "," else r"\."
    other = r"[0-9]{1,3}(?:[',][0-9]{3})+\.[0-9]{1,2}(?![0-9]|[.,][0-9])|"
    round_thousands = rf"[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})*{sign}000(?![0-9]|[.,][0-9])|"
    return rf"(?:{round_thousands}{other}(?:{groups}|[0-9]+)(?:{sign}[0-9]+)?)"


def measured_pattern(locale: Locale) -> str:
    """Numbers before a unit. A dot with one or two digits after it is decimal in every language."""
    plain = number_pattern(locale)
    other = r"[0-9]+\.[0-9]{1,2}(?![0-9]|[.,][0-9])|" if decimal_sign(locale) == "," else ""
    return f"(?:{other}{plain})"


def months(locale: Locale) -> dict[str, int]:
    """The names and abbreviations of the months, in lower case."""
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names: Mapping[int, str] = locale.months[context][width]
            found |= {name.lower().rstrip("."): month for month, name in names.items()}
    return found


@lru_cache(maxsize=16)
def weekdays(locale: Locale) -> dict[str, str]:
    """The names of the days of the week, by their abbreviations without a full stop: those of the
    language and those of the region."""
    found: dict[str, str] = {}
    for each in (Locale(locale.language), locale):
        short, wide = (each.days["format"][width] for width in ("abbreviated", "wide"))
        found |= {str(short[day]).rstrip("."): str(wide[day]) for day in wide}
    return found


def month_name(locale: Locale, month: int) -> str:
    """The name of a month, in the form used in dates."""
    return str(locale.months["format"]["wide"][month])


def plural_category(locale: Locale, value: Decimal, fraction: bool) -> str:
    """The CLDR plural category of a number: "one", "few", "other" …"""
    whole = int(value)
    return locale.plural_form(value if fraction else whole)


def unit_forms(locale: Locale) -> dict[str, dict[str, str]]:
    """Names of units by plural category: {"km": {"one": "Kilometer", ...}, ...}."""
    found = {sign: _forms(locale, code) for sign, code in _CODES.items()}
    found = {sign: forms for sign, forms in found.items() if "other" in forms}
    for sign, prefix in _ENERGY.items():
        found[sign] = {k: _with_prefix(name, prefix) for k, name in found["kWh"].items()}
    return found


def currency_forms(locale: Locale, code: str) -> dict[str, str]:
    """Names of a currency by plural category."""
    named = {plural_category(locale, Decimal(v), v == _SAMPLES[0]): v for v in _SAMPLES}
    return {k: get_currency_name(code, v, locale) for k, v in named.items()}


def _forms(locale: Locale, code: str) -> dict[str, str]:
    named = {plural_category(locale, Decimal(v), v == _SAMPLES[0]): v for v in _SAMPLES}
    names = {category: _name(locale, code, value) for category, value in named.items()}
    return {category: name for category, name in names.items() if name != code}  # Babel lacks it


def _name(locale: Locale, code: str, value: Decimal | int) -> str:
    spoken = format_unit(value, code, "long", locale=locale)
    return spoken.lstrip("0123456789.,\u00a0\u202f' ’").replace("’", "'")


def _with_prefix(name: str, prefix: str) -> str:
    """ "Kilowattstunde" → "Megawattstunde"."""
    for kilo in ("Kilo", "kilo", "quilo", "chilo"):
        if name.startswith(kilo):
            mega = prefix if kilo[0].isupper() else prefix.lower()
            return mega + name[len(kilo) :]
    return name
