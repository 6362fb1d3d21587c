"""Roman numerals and abbreviations, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product

from earshot.script.normalize.languages.grammar import CONTEXT_CHARS, Grammar, Numeral
from earshot.script.normalize.matching import SemioticClass, SpokenGroups, any_of, semiotic_class

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_INITIAL = re.compile(r"\.\s?[^\W_]")
_WORDS = frozenset(("CI", "DI", "LI", "MI"))
"""Words of Romance languages in a heading in capitals."""
_VALID = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def value_of(roman: str) -> int:
    """14 for "XIV"; 0 if the letters are not a numeral."""
    if not roman or not _VALID.fullmatch(roman):
        return 0
    worth = [_VALUES[letter] for letter in roman]
    return sum(
        -each if each < following else each
        for each, following in zip(worth, [*worth[1:], 0], strict=True)
    )


def roman(grammar: Grammar) -> SemioticClass:
    @semiotic_class(
        rf"(?<![\w.&])(?P<roman>[IVXLCDM]{{1,9}})(?P<mark>{grammar.roman_mark})?(?!\w|&)",
        "IVXLCDM",
    )
    def roman(m: re.Match[str], british: bool) -> SpokenGroups:
        """Ludwig XIV. · XXIe siècle · siglo XXI"""
        value = value_of(m["roman"])
        before = m.string[max(0, m.start() - CONTEXT_CHARS) : m.start()]
        after = m.string[m.end() : m.end() + CONTEXT_CHARS]
        is_word = m["roman"] in _WORDS and not m["mark"]
        if value and not is_word and not (len(m["roman"]) == 1 and _INITIAL.match(after)):
            spoken = grammar.roman(Numeral(value, m["roman"], m["mark"] or "", before, after))
            if spoken:
                yield 0, spoken

    return roman


def _pattern(written: Mapping[str, str]) -> str:
    """Any of the abbreviations, with or without the spaces in them.

    The lookahead saves most of the time: it finds places where an abbreviation with a mark is
    possible.
    """
    bare = [key for key in written if key.isalpha()]
    marked = [key for key in written if not key.isalpha()]
    spaced = any_of(marked).replace(r"\ ", r"\s?") or "(?!)"
    return rf"(?=[\w§]{{1,12}}[^\w\s]|\w{{1,3}}\s\w{{1,3}}[^\w\s]|\w\w\s\w\w\b)(?:{spaced})" + (
        f"|{any_of(bare)}" if bare else ""
    )


_NUMBER_STARTS = tuple(f"{space}{start}" for space in ("", " ") for start in "0€$£IVXLCRDA")
"""The text after an abbreviation before a number."""


def _list_texts(written: Iterable[str], endings: Iterable[str] = ("",)) -> set[str]:
    """The abbreviations as trigger texts, with and without the spaces in them."""
    spaced = (product(*((part, f" {part}") for part in each.split(" "))) for each in written)
    texts = {"".join(parts).lstrip() for each in spaced for parts in each}
    return {f"{text}{ending}" for text in texts for ending in endings}


def _add_capitalized(written: Mapping[str, str]) -> dict[str, str]:
    """Add forms for the start of a sentence. A single capital letter is an initial."""
    longer = [(key, spoken) for key, spoken in written.items() if len(key.rstrip(".")) > 1]
    capital = {key[0].upper() + key[1:]: spoken[0].upper() + spoken[1:] for key, spoken in longer}
    return capital | dict(written)


def abbreviation(grammar: Grammar) -> SemioticClass:
    anywhere, names, numbers = map(_add_capitalized, grammar.abbreviations)
    spoken = {
        key.replace(" ", ""): value for key, value in {**numbers, **names, **anywhere}.items()
    }
    by_group = {
        "number": {key.replace(" ", ""): value for key, value in numbers.items()},
        "name": {key.replace(" ", ""): value for key, value in names.items()},
    }

    @semiotic_class(
        rf"(?<![\w.])(?:(?P<any>{_pattern(anywhere)})(?!\w)|(?P<number>{_pattern(numbers)})(?=\s?[0-9€$£]|\s[IVXLC]+\b|\s[LRDA]\.\s?[0-9])"
        rf"|(?P<name>{_pattern(names)})(?=(?:\s(?:[^\W\d_]{{2,5}}\.|dr|mgr)){{0,3}}[\s-]?[\"(]?(?:d[aeio]s?l?\s(?:la\s|los\s)?)?[A-ZÀ-ÝŁŚŻŹĆ])(?!\w))",
        "",
        _list_texts([*anywhere, *names]) | _list_texts(numbers, _NUMBER_STARTS),
    )
    def abbreviation(m: re.Match[str], british: bool) -> SpokenGroups:
        """z. B. · Mme · Sr. · pág. 5"""
        table = by_group.get(m.lastgroup or "", spoken)
        yield 0, table[re.sub(r"\s", "", m[0])]

    return abbreviation
