"""Polish addresses, and labels before numbers, in their cases."""

from __future__ import annotations

import re

from earshot.script.normalize.languages.calendar import text_before
from earshot.script.normalize.languages.pl_classes import IN, OF
from earshot.script.normalize.languages.pl_inflection import cardinal, ordinal
from earshot.script.normalize.languages.roman_numerals import value_of
from earshot.script.normalize.matching import DIGITS, SpokenGroups, any_of, semiotic_class


@semiotic_class(r"(?<![\w.,:/-])(?P<code>[0-9]{2}-[0-9]{3})(?=\s[A-ZŁŚŻĆ])", "-")
def post_code(m: re.Match[str], british: bool) -> SpokenGroups:
    """00-238 Warszawa"""
    yield 0, " ".join(cardinal(int(digit), "") for digit in m["code"] if digit != "-")


_LABELS = {
    "art.": ("artykuł", "artykułu", "artykule"), "ust.": ("ustęp", "ustępu", "ustępie"),
    "pkt": ("punkt", "punktu", "punkcie"), "par.": ("paragraf", "paragrafu", "paragrafie"),
    "§": ("paragraf", "paragrafu", "paragrafie"), "nr": ("numer", "numeru", "numerze"),
    "poz.": ("pozycja", "pozycji", "pozycji"), "str.": ("strona", "strony", "stronie"),
    "rozdz.": ("rozdział", "rozdziału", "rozdziale"),
    "sygn.": ("sygnatura", "sygnatury", "sygnaturze"),
}  # fmt: skip
"""Labels before a number in three cases: nominative, genitive and locative."""
_OF_LABEL = re.compile(r"\b(?:od|do|z|ze|dla|wg|według|podstawie|myśl|brzmieniu|treści)\s\Z", re.I)

_WITH_LABEL = re.compile(r"\b(?:zgodn\w+|związku|sprzeczn\w+) z\s\Z", re.I)


@semiotic_class(rf"(?<!\w)(?P<label>{any_of(_LABELS)})(?=\s?(?:[0-9]|[IVX]+\b))", "", _LABELS)
def label(m: re.Match[str], british: bool) -> SpokenGroups:
    """z art. 5 ust. 2 pkt 3 · w art. 5"""
    before, (plain, of, inside) = text_before(m), _LABELS[m["label"]]
    if plain == "artykuł" and _WITH_LABEL.search(before):
        yield "label", "artykułem"
        return
    yield "label", of if _OF_LABEL.search(before) else inside if IN.search(before) else plain


@semiotic_class(r"(?<=[0-9]\s)(?P<flat>m\.)(?=\s[0-9])", "m", ("m. 0",))
def flat(m: re.Match[str], british: bool) -> SpokenGroups:
    """ul. Długa 5 m. 7"""
    yield "flat", "mieszkania"


@semiotic_class(r"(?<![\w.])(?P<number>I{1,3}|IV|[1-4]\.)\s(?P<word>kw\.)(?!/)", "k", (" kw.",))
def quarter(m: re.Match[str], british: bool) -> SpokenGroups:
    """w III kw."""
    before, written = text_before(m), m["number"].rstrip(".")
    value = int(written) if written in DIGITS else value_of(written)
    inside = bool(IN.search(before))
    yield "number", ordinal(value, "ym" if inside else "ego")
    yield "word", "kwartale" if inside else "kwartału"


@semiotic_class(r"(?<=[0-9]\.\s)(?P<unit>km)(?!\w)", "k", ("0. km",))
def milestone(m: re.Match[str], british: bool) -> SpokenGroups:
    """na 12. km"""
    number = re.search(r"[0-9]+\.\s\Z", text_before(m))
    before = text_before(m)[: number.start()] if number else ""
    ending = "ze" if IN.search(before) else "a" if OF.search(before) else ""
    yield "unit", "kilometrze" if ending == "ze" else f"kilometr{ending}"


@semiotic_class(r"(?<!\w)(?P<word>ul\.|al\.)(?=\s[A-ZĄĆĘŁŃÓŚŹŻ0-9])", "", ("ul.", "al."))
def street(m: re.Match[str], british: bool) -> SpokenGroups:
    """przy ul. Długiej"""
    named = ("ulica", "ulicy") if m["word"] == "ul." else ("aleja", "alei")
    yield "word", named[bool(IN.search(text_before(m)) or OF.search(text_before(m)))]


OWN = (street, post_code, label, flat, quarter, milestone)
