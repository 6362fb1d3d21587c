"""Powers, comparisons, ratios, and the signs before a number."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import DIGITS, FIRST_DIGIT, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import NUMBER, cardinal, number, ordinal
from earshot.script.normalize.word_context import follows, precedes

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGITS = str.maketrans(SUPERSCRIPTS + "⁻⁺–", DIGITS + "-+-")
_COMPARISONS = {
    "<": "less than", ">": "more than", "≤": "at most", "≥": "at least", "<=": "at most",
    ">=": "at least", "≈": "about", "~": "about", "≠": "not equal to", "±": "plus or minus",
    "√": "the square root of", "+": "plus",
}  # fmt: skip
_RATIO_CONTEXT = re.compile(
    r"\b(?:ratios?|scale|odds|dilut\w+|outnumber\w*|proportions?|mix(?:ed|ture)?|model)\b",
    re.IGNORECASE,
)
_RATIO_FOLLOWS = re.compile(
    r"\s(?:ratio|scale|model|replica|dilution|mix|split|odds|margin|aspect|in\sfavou?r|reverse)\b"
)


def verbalize_exponent(written: str) -> str:
    """ "2" → "squared", "23" → "to the twenty-third", "-6" → "to the minus six"."""
    exponent = int(written.translate(_TO_DIGITS).strip("()"))
    if exponent in (2, 3):
        return "squared" if exponent == 2 else "cubed"
    if exponent <= 0:
        return f"to the {'minus ' if exponent else ''}{cardinal(abs(exponent))}"
    return f"to the {ordinal(exponent)}"


@semiotic_class(
    r"(?<=[A-Za-z0-9)])(?P<exponent>\^(?P<value>[-–]?[0-9]{1,3}|\([-–]?[0-9]{1,3}\)))(?![\w]|\.[0-9])",
    "^",
)
def caret_power(m: re.Match[str], british: bool) -> SpokenGroups:
    """x^2 · 10^23 · 10^-6"""
    yield "exponent", verbalize_exponent(m["value"])


@semiotic_class(
    rf"(?<![\w.,])(?P<base>{NUMBER}|π?[A-Za-z]{{1,2}})(?P<exponent>[⁻⁺]?[{SUPERSCRIPTS}]{{1,3}})(?!\w)",
    SUPERSCRIPTS,
)
def superscript_power(m: re.Match[str], british: bool) -> SpokenGroups:
    """10⁶ · x²"""
    letters = " ".join(m["base"].replace("π", "pi ")).replace("p i", "pi").split()
    base = " ".join(letters) if m["base"].isalpha() else number(m["base"], british)
    yield 0, f"{base} {verbalize_exponent(m['exponent'])}"


@semiotic_class(
    r"(?:(?<![\w<>~≈])|(?<=\b[a-zA-Z]))(?P<sign>[<>]=|[<>≤≥≈~≠±√])\s?(?=[$£€¥]?[-–]?\.?[0-9])",
    "<>≤≥≈~≠±√",
)
def comparison(m: re.Match[str], british: bool) -> SpokenGroups:
    """<5% · ≥18 · ~$5m · ±3"""
    is_between = m["sign"] == ">" and m[0] != ">"
    if is_between and m.start() == 0:
        return  # a quotation in a letter
    yield "sign", "greater than" if is_between else _COMPARISONS[m["sign"]]


@semiotic_class(r"(?<=\b\w\s)(?P<sign>[<>≤≥≈≠])(?=\s\w\b)", "<>≤≥≈≠")
def comparison_of_letters(m: re.Match[str], british: bool) -> SpokenGroups:
    """x < y"""
    yield "sign", "greater than" if m["sign"] == ">" else _COMPARISONS[m["sign"]]


@semiotic_class(r"(?<=[\w)]\s)(?P<sign>–)(?=\s[\w(])", "–", ("=",))
def minus_in_formula(m: re.Match[str], british: bool) -> SpokenGroups:
    """profit = price − cost"""
    if precedes(_EQUATION, m, 60) or follows(_EQUATION_FOLLOWS, m):
        yield "sign", "minus"


_EQUATION = re.compile(r"\w\s?=\s?[\w(][\w\s()+×/–]*\Z")
_EQUATION_FOLLOWS = re.compile(r"\s[\w()+×/]+(?:\s[\w()+×/–]+){0,4}\s?=")


@semiotic_class(r"(?<![^\s(\[])(?P<sign>\+)(?=[$£€¥]?\.?[0-9])", "+")
def plus_sign(m: re.Match[str], british: bool) -> SpokenGroups:
    """+5% · +3"""
    yield "sign", "plus"


@semiotic_class(
    r"(?<!\w)(?P<clock>[TL])(?P<sign>\+|-(?=[0-9]{1,4}\s(?:sec|min|hour|day)))(?=[0-9])",
    "TL",
    ("T+", "L+", "T-", "L-"),
)
def countdown(m: re.Match[str], british: bool) -> SpokenGroups:
    """T+90; T-90 is a tank unless a unit of time follows"""
    yield ("clock", "sign"), f"{m['clock']} {'plus' if m['sign'] == '+' else 'minus'}"


@semiotic_class(
    rf"(?<![\w.,/:$£€])(?P<one>{NUMBER}):(?P<two>{NUMBER})(?![\w]|[.:,][0-9])",
    ":",
    start=FIRST_DIGIT,
)
def ratio_in_context(m: re.Match[str], british: bool) -> SpokenGroups:
    """a ratio of 1:24 · a 1:12 scale model"""
    is_scale = m["one"] == "1" and "," in m["two"]
    if is_scale or precedes(_RATIO_CONTEXT, m, 40) or follows(_RATIO_FOLLOWS, m):
        yield "one", f"{number(m['one'], british)} to"
        yield "two", number(m["two"], british)


@semiotic_class(
    r"(?<![\w.,/:$£€-])[0-9]{1,3}(?:(?:\.[0-9]{3}){2,4}|(?:'[0-9]{3}){1,4}|(?:\s[0-9]{3}){2,4}|\s[0-9]00)"
    r"(?![\w]|[-.,/: '][0-9])",
    DIGITS,
    ("0.0", "0'0", "0 0"),
)
def grouped_number(m: re.Match[str], british: bool) -> SpokenGroups:
    """10.000.000 · 1 234 567 · 1'000, as other countries group digits"""
    yield 0, number(re.sub(r"\D", "", m[0]), british)


@semiotic_class(
    r"(?<=[0-9a-z.'\"])\s?(?P<by>[x×])\s?(?=[0-9.]+(?:['\"]|[\s-]?(?:m|ft|in|cm|mm|km|yd|yards?|feet|foot"
    r"|inch(?:es)?|met(?:er|re)s?|relay|medley)\b))",
    "x×",
)
def dimension(m: re.Match[str], british: bool) -> SpokenGroups:
    """4×100 m · 120 ft. x 60 ft. · 3 × 5 inches"""
    yield "by", "by"
