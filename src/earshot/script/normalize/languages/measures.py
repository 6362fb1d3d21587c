"""Percentages, temperatures and measures, in any language."""

from __future__ import annotations

import re

from earshot.script.normalize.languages.grammar import (
    CONTEXT_CHARS,
    Figure,
    Grammar,
    Noun,
    form_at,
    inflect_noun,
    noun,
    number,
    open_range,
    parse_figure,
)
from earshot.script.normalize.languages.locales import measured_pattern, unit_forms
from earshot.script.normalize.languages.numbers import ALONE, is_near
from earshot.script.normalize.matching import (
    DIGITS,
    MINUS,
    SemioticClass,
    SpokenGroups,
    any_of,
    semiotic_class,
)

_PER = (
    "km",
    "m²",
    "m³",
    "km²",
    "l",
    "kg",
    "h",
    "s",
    "min",
    "ha",
    "ml",
    "dl",
    "g",
    "kWh",
    "MWh",
    "mq",
    "mc",
)
"""Units after a slash: g/km, l/m²."""


def units_of(grammar: Grammar) -> dict[str, Noun]:
    """Every unit of the language by its sign."""
    named = {
        sign: Noun(forms, grammar.gender(forms["other"]))
        for sign, forms in unit_forms(grammar.locale).items()
    }
    named |= {"%": noun(grammar.words["percent"]), "‰": noun(grammar.words["permille"])}
    named |= grammar.units
    named |= {f"{bit}ps": _per_second(grammar, named, bit) for bit in ("Gbit", "Mbit", "kbit")}
    named |= {short: named[f"{short[0]}bitps"] for short in ("Gbps", "Mbps", "kbps")}
    return named | {"Mt": _mega(named, "t")}


def _mega(units: dict[str, Noun], sign: str) -> Noun:
    """ "Tonne" → "Megatonne", as "Watt" → "Megawatt"."""
    watt, megawatt = units["W"].form("other"), units["MW"].form("other")
    prefix = megawatt[: megawatt.lower().index(watt.lower()[:3])]
    forms = {key: prefix + name.lower() for key, name in units[sign].forms.items()}
    return Noun(forms, units[sign].gender)


def _per_second(grammar: Grammar, units: dict[str, Noun], sign: str) -> Noun:
    rate = _rate(grammar, units, "s")
    return Noun({key: name + rate for key, name in units[sign].forms.items()})


def measure(grammar: Grammar) -> SemioticClass:
    units, value = units_of(grammar), measured_pattern(grammar.locale)
    per = [sign for sign in _PER if sign in units]

    @semiotic_class(
        rf"{ALONE}{MINUS}(?P<number>{value})(?:(?P<dash>\s?[-–]\s?)(?P<later>{value}))?"
        rf"\s?-?(?!{grammar.verb})(?P<unit>(?P<name>{any_of(units)})(?:/(?P<per>{any_of(per)}))?)"
        r"(?![^\W_]|/\w|\.\w|['’]\w)",
        DIGITS,
    )
    def measure(m: re.Match[str], british: bool) -> SpokenGroups:
        """3,5 % · 5 km · −12 °C · 50 l/m² · 10–12 %"""
        unit = units[m["name"]]
        figure = parse_figure(grammar, _without_zero(m["later"] or m["number"]))
        if m["unit"] == "m" and not (m["minus"] or m["later"]) and _is_height(figure):
            yield ("number", "unit"), _height(grammar, unit, figure)
            return
        form = form_at(grammar, m.string, m.span(), unit.gender)
        minus = f"{grammar.words['minus']} " if m["minus"] else ""
        if m["later"]:
            one = number(grammar, parse_figure(grammar, m["number"]), form)
            yield ("number", "dash"), open_range(grammar, m, minus + one)
            minus, form = "", grammar.after_to(form)
        yield "later" if m["later"] else "number", minus + number(grammar, figure, form)
        yield "unit", inflect_noun(grammar, unit, figure, form) + _rate(grammar, units, m["per"])

    return measure


def _is_height(figure: Figure) -> bool:
    return len(figure.decimals) == 2 and figure.decimals[0] != "0" and figure.whole in "123"


def _height(grammar: Grammar, unit: Noun, figure: Figure) -> str:
    """1,80 m → "un mètre quatre-vingts" """
    meters = Figure(figure.whole)
    form = grammar.agreement("", "", unit.gender)
    spoken = f"{number(grammar, meters, form)} {inflect_noun(grammar, unit, meters, form)}"
    link = grammar.words.get("and centimeters", "")
    return f"{spoken}{link} {number(grammar, Figure(figure.decimals))}"


_NAME_BEFORE = re.compile(r"(?<!\w)[A-ZÀ-ÝŁŚŻ][\w'-]+\s\Z")
_NAME_AFTER = re.compile(r"\s[A-ZÀ-ÝŁŚŻ][a-zà-ÿ]")


def product(grammar: Grammar) -> SemioticClass:
    units, sport = units_of(grammar), re.compile(grammar.sport, re.I)

    @semiotic_class(
        rf"{ALONE}(?P<one>[0-9]{{1,4}})(?P<by>\s?[x×])\s?(?P<two>[0-9]{{1,4}})(?![\w.,:]*[0-9])"
        rf"(?:\s?(?P<unit>{any_of(units)}))?(?!\w|\.\w)",
        "x×",
        (f"0{space}{sign}" for space in ("", " ") for sign in "x×"),
    )
    def product(m: re.Match[str], british: bool) -> SpokenGroups:
        """4x100 m · 20 × 30; the score 3 x 1 in sport"""
        is_short = not m["unit"] and len(m["one"] + m["two"]) < 4
        is_score = is_short and (is_near(m, sport) or _is_between_names(m))
        link = grammar.words["score" if is_score else "times"]
        yield ("one", "by"), f"{number(grammar, Figure(m['one']))} {link}".strip()
        yield "two", number(grammar, Figure(m["two"]))
        if m["unit"]:
            yield "unit", inflect_noun(grammar, units[m["unit"]], Figure(m["two"]))

    return product


def _is_between_names(m: re.Match[str]) -> bool:
    """Flamengo 2 x 1 Vasco"""
    before = m.string[max(0, m.start() - CONTEXT_CHARS) : m.start()]
    return bool(_NAME_BEFORE.search(before) and _NAME_AFTER.match(m.string, m.end()))


def multiple(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        rf"{ALONE}(?P<number>[0-9]{{1,3}})(?P<times>x|\sx(?=\s[^\W\d_]))(?!\w)", "x", ("0x", "0 x")
    )
    def multiple(m: re.Match[str], british: bool) -> SpokenGroups:
        """3x · 3 x täglich"""
        form = form_at(grammar, m.string, m.span("number"), grammar.words["times' gender"])
        yield 0, f"{number(grammar, Figure(m['number']), form)} {grammar.words['often']}"

    return multiple


def _without_zero(written: str) -> str:
    """Drop a padding zero: "05 min"."""
    return written[1:] if len(written) == 2 and written[0] == "0" else written


_WORD_FOLLOWS = re.compile(r"'?\s[^\W\d_]")


def unit_of_part(grammar: Grammar) -> SemioticClass:
    """Units after a fraction, and nouns per unit."""
    scales = {k: each for k, each in grammar.scales.items() if k not in each.forms.values()}
    units, part_form = scales | units_of(grammar), grammar.words.get("form of a part", "one")
    per = [sign for sign in _PER if sign in units]
    each = {grammar.words["per"], grammar.words.get("each", grammar.words["per"])}

    @semiotic_class(
        rf"(?:[0-9]/[0-9]{{1,2}}|[½¼¾⅓⅔])\s?(?P<unit>{any_of(units)})(?!\w|/|\.\w)"
        rf"|(?<=[^\W_]|[€$£%])\s?/(?P<per>{any_of(per)})(?!\w|/)"
        rf"|\b(?:{any_of(each)})\s(?P<each>{any_of(per)})(?!\w|/|'\w)"
        r"|(?<!\w)(?P<mark>km)(?=\s[0-9])",
        "/½¼¾⅓⅔" + "".join({unit[0] for unit in per}),
        ("km 0", *"/½¼¾⅓⅔", *(f"{word} {unit}" for word in each for unit in per)),
    )
    def unit_of_part(m: re.Match[str], british: bool) -> SpokenGroups:
        """3/4 km · Einwohner/km² · pro m² · km 12"""
        if m["unit"]:
            is_mixed = m.string[: m.start()].rstrip()[-1:].isdigit()
            form = units[m["unit"]].form("other" if is_mixed else part_form)
            is_half = m[0].startswith(("1/2", "½"))
            yield "unit", form if is_mixed or is_half else grammar.of(form)
        elif not m["per"]:
            group = m.lastgroup or "each"
            if len(m[group]) == 1 and _WORD_FOLLOWS.match(m.string, m.end()):
                return  # "par l armée", without its apostrophe
            yield group, units[m[group]].form("one")
        else:
            yield "per", _rate(grammar, units, m["per"]).strip()

    return unit_of_part


def rate_word(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        r"(?:(?<=[€$£ł])|(?<=[€$£]\s[0-9]\.[0-9]{3})|(?<=[€$£]\s[0-9]{3}))\s?/\s?(?P<word>[a-zß-öø-ÿ]{3,10}|M(?:onat|on\.))\.?(?!\w)",
        "/",
    )
    def rate_word(m: re.Match[str], british: bool) -> SpokenGroups:
        """1.134 €/mes"""
        word = m["word"]
        yield "word", grammar.words.get(f"per {word}") or f"{grammar.words['per']} {word}"

    return rate_word


def unit_of_millions(grammar: Grammar) -> SemioticClass:
    units = units_of(grammar)

    @semiotic_class(
        rf"(?<![^\W\d_])(?:{any_of(grammar.scales)}|(?P<thousand>mil|mila|mille|tausend|duizend))\s(?P<of>de\s|d['’]|di\s)?(?P<unit>{any_of(units)})(?!\w|/|\.\w|'\w)",
        trigger_texts=(*grammar.scales, "mil", "tausend", "duizend"),
    )
    def unit_of_millions(m: re.Match[str], british: bool) -> SpokenGroups:
        """2 Mio. t"""
        unit = units[m["unit"]].form("many")
        yield "unit", unit if m["of"] or m["thousand"] else grammar.of(unit)

    return unit_of_millions


def _rate(grammar: Grammar, units: dict[str, Noun], per: str | None) -> str:
    if not per:
        return ""
    fixed = grammar.words.get(f"per {per}")
    unit = inflect_noun(grammar, units[per], Figure("1"))
    return f" {fixed or grammar.words['per'] + ' ' + unit}"
