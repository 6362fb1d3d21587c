"""Symbols that are read as words, and editorial brackets."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import FIRST_DIGIT, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import cardinal
from earshot.script.normalize.word_context import follows, precedes

_SIGNS = {
    "&": "and", "+": "plus", "=": "equals", "×": "times", "*": "times", "÷": "divided by",
    "@": "at", "%": "percent", "°": "degrees", "±": "plus or minus", "≈": "about", "≤": "at most",
    "≥": "at least", "→": "to", "$": "dollars", "£": "pounds", "€": "euros",
}  # fmt: skip
_NOUN = re.compile(r"\s[a-z]{3}")
_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s[0-3]?[0-9](?:st|nd|rd|th)?\Z"
)
_SECTION_MARKS = {"§": "section", "§§": "sections", "¶": "paragraph"}


_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi "
            "rho sigma tau upsilon phi chi psi omega"
        ).split(),
        strict=True,
    )
)
_GREEK_LETTERS = "".join(_GREEK)


@semiotic_class(
    rf"(?<![^\W\d_])(?P<letter>[{_GREEK_LETTERS}{_GREEK_LETTERS.upper()}])(?![^\W\d_])",
    _GREEK_LETTERS + _GREEK_LETTERS.upper(),
)
def greek_letter(m: re.Match[str], british: bool) -> SpokenGroups:
    """α particles · β-blockers"""
    yield 0, _GREEK[m["letter"].lower()]


@semiotic_class(r"(?<![^\W_])(?P<word>[^\W\d_]*\[[^\W\d_]+\][^\W\d_]*)(?![^\W_])", "[")
def bracketed_letters(m: re.Match[str], british: bool) -> SpokenGroups:
    """[T]he · want[ed]; not a whole word in brackets"""
    word = m["word"]
    letters = word.replace("[", "").replace("]", "")
    if len(letters) + 2 == len(word) and letters.isalpha() and word[0] + word[-1] != "[]":
        yield "word", letters


@semiotic_class(r"(?<!\w)(?P<word>[A-Za-z]{2,40})\((?P<ending>e?s)\)(?!\w)", "(")
def bracketed_plural(m: re.Match[str], british: bool) -> SpokenGroups:
    """person(s)"""
    yield ("word", "ending"), m["word"] + m["ending"]


@semiotic_class(r"(?<!\w)[A-G](?P<sign>[♭♯])(?![\w♭♯])", "♭♯")
def accidental(m: re.Match[str], british: bool) -> SpokenGroups:
    """a sonata in B♭ minor"""
    yield 0, f"{m[0][0]} {'flat' if m['sign'] == '♭' else 'sharp'}"


@semiotic_class(r"(?<!\S)(?P<sign>[$£€%])(?=[\s.,;:)?!]|\Z)", "$£€%")
def lone_sign(m: re.Match[str], british: bool) -> SpokenGroups:
    """the $ and the %"""
    yield "sign", _SIGNS[m["sign"]].removesuffix("s")


_CURRENCY_SIGNS = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen"}


@semiotic_class(
    r"(?<![^\s(])(?P<pair>(?P<one>[$£€¥])/(?P<two>[$£€¥]))(?![\w/]|[.,][0-9])",
    "/",
    ("£/", "$/", "€/", "¥/"),
)
def currency_pair(m: re.Match[str], british: bool) -> SpokenGroups:
    """the £/$ rate"""
    yield "pair", f"{_CURRENCY_SIGNS[m['one']]} {_CURRENCY_SIGNS[m['two']]}"


@semiotic_class(r"(?<=[A-Za-z])(?P<pluses>\+\+)(?!\w)", "+")
def pluses(m: re.Match[str], british: bool) -> SpokenGroups:
    """c++"""
    yield "pluses", "plus plus"


@semiotic_class(
    r"(?<![\w*-])(?:(?P<stars>(?:[A-E]\*){1,4}[A-E]{0,3})s?(?![\w*])|(?P<minus>[A-F]-(?=[.,;:)]|\s(?!and\b|or\b|to\b|[A-Z]-)|\Z)))",
    "*-",
    start=r"[A-F](?<!\w.)",
)
def grade(m: re.Match[str], british: bool) -> SpokenGroups:
    """an A* and a B- · A*AA"""
    spoken = [{"*": "star", "-": "minus"}.get(sign, sign) for sign in m[0]]
    yield 0, " ".join(spoken).replace("star s", "stars")


@semiotic_class(
    r"(?<![\w.,$£€-])(?P<rating>(?P<count>[1-7])\*)(?=[\s.,;:)]|\Z)(?!\s?[0-9])",
    "*",
    start=FIRST_DIGIT,
)
def star_rating(m: re.Match[str], british: bool) -> SpokenGroups:
    """a 5* hotel"""
    is_alone = m["count"] == "1" or follows(_NOUN, m)
    yield "rating", f"{cardinal(int(m['count']))} {'star' if is_alone else 'stars'}"


@semiotic_class(r"(?<![★☆])(?P<full>★{1,5})(?P<empty>☆{0,4})(?![★☆])", "★")
def stars(m: re.Match[str], british: bool) -> SpokenGroups:
    """★★★★☆"""
    count = len(m["full"])
    whole = f" out of {cardinal(len(m[0]))}" if m["empty"] else ""
    yield 0, f"{cardinal(count)}{whole} {'star' if m[0] == '★' else 'stars'}"


_ASTRONOMICAL_UNITS = {
    "M☉": "solar masses", "R☉": "solar radii", "L☉": "solar luminosities", "M⊕": "Earth masses",
    "R⊕": "Earth radii", "M⊙": "solar masses", "R⊙": "solar radii", "L⊙": "solar luminosities",
}  # fmt: skip


@semiotic_class(r"(?<=[0-9])\s?(?P<unit>[MRL][☉⊙⊕])", "☉⊙⊕")
def astronomical_unit(m: re.Match[str], british: bool) -> SpokenGroups:
    """0.8 M☉ · 1.19 R⊕"""
    if spoken := _ASTRONOMICAL_UNITS.get(m["unit"]):
        yield "unit", spoken


@semiotic_class(
    r"(?<=[0-9a-z])\s?(?P<dash>[-–])\s?(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s[0-3]?[0-9]\b)",
    "-–",
)
def dash_between_dates(m: re.Match[str], british: bool) -> SpokenGroups:
    """June 30-July 2"""
    if precedes(_DATE, m, 20):
        yield "dash", "to"


@semiotic_class(r"(?<=[½¼¾⅓⅔⅛⅜⅝⅞])\s?(?P<percent>%)", "%", "½¼¾⅓⅔⅛⅜⅝⅞")
def percent_after_fraction(m: re.Match[str], british: bool) -> SpokenGroups:
    """6¼% notes"""
    yield "percent", "percent"


@semiotic_class(r"(?<!\S)(?P<hash>#)(?=\s[a-z])", "#")
def number_sign(m: re.Match[str], british: bool) -> SpokenGroups:
    """the # of cases"""
    yield "hash", "number"


@semiotic_class(r"(?P<mark>§§?|¶)\s?(?=\w)", "§¶")
def section_mark(m: re.Match[str], british: bool) -> SpokenGroups:
    """§ 5"""
    yield "mark", _SECTION_MARKS[m["mark"]]


@semiotic_class(
    r"(?<=[0-9A-Za-z²³),.%'\"\]]\s)(?P<sign>[&+=×÷±≈≤≥@%°→])(?=\s?(?:[\w$£€¥₹('\"-]|\.[0-9]))|(?<=[0-9a-z])(?P<tight>[+=×÷±≤≥≈])(?=[0-9a-z$£€¥₹]|\.[0-9])|(?<=\b[A-Za-z])(?P<equal>=)(?=[A-Za-z0-9])|(?<=[a-z])(?P<and>&)(?=[A-Za-z])|(?:(?<=[0-9A-Z])|(?<=[A-Z][a-z]{3})|(?<=[a-z]{4}))(?P<more>\+)(?=\W|$)|(?<=[0-9][kmbhgy])(?P<many>\+)(?=\s|$)|(?<=[0-9])\s?(?P<times>\*)\s?(?=[0-9])",
    "&+=×÷±≈≤≥@%°*→",
)
def sign(m: re.Match[str], british: bool) -> SpokenGroups:
    """a & b · 2+3 · x = y · 500+"""
    group = m.lastgroup or "sign"
    yield group, _SIGNS[m[group]]


_ZERO = re.compile(r"(?<![0-9])0\Z")
_EQUATION = re.compile(r"=[^.,;]{0,20}\Z")


@semiotic_class(
    r"(?<=[0-9])(?:(?P<by>x)(?=[0-9])|\s(?P<apart>x)\s?(?=[0-9])|(?P<times>x)(?![\w-])"
    r"|(?P<cross>×)(?=[0-9]{1,4}(?![\w^]|[.,][0-9]|\s?[=×]))|(?P<fold>×)(?=\s[a-z]))",
    "x×",
)
def by(m: re.Match[str], british: bool) -> SpokenGroups:
    """4 x 100 · a 4×4 · 10x more; not the product 3×4 = 12, nor the code 0x08"""
    if (m["cross"] and precedes(_EQUATION, m)) or (m["by"] and precedes(_ZERO, m, 2)):
        return
    word = "by" if m["by"] or m["apart"] or m["cross"] else "times"
    yield m.lastgroup or "by", word
