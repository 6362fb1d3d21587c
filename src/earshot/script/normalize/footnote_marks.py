"""Footnote marks and references, which are not spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from earshot.script.normalize.matching import (
    DIGITS,
    ClassIndex,
    SpokenGroups,
    Verbalization,
    match_classes,
    plain_copy,
    semiotic_class,
)
from earshot.script.normalize.mathematics import SUPERSCRIPTS

_EDITORIAL = (
    r"(?:citation|clarification|attribution|page|date|year|quotation|verification)\sneeded|when\?|who\?|by\swhom\?"
    r"|which\?|where\?|better source needed|dubious|vague|failed verification|update|edit|dead link"
)
_NUMBERS = r"[0-9]{1,3}(?:(?:,\s?|[-–])[0-9]{1,3}){0,5}"
_AUTHOR = r"[A-Z][\w'-]{1,30}(?:,\s(?:[A-Z]\.\s?){1,3})?"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}[a-z]?"
_PAGES = r"(?:[,:]\s?(?:pp?\.\s?)?[0-9]{1,4}(?:[-–][0-9]{1,4})?)?"
_SHORT_WORK = rf"{_AUTHOR}(?:\s(?:and|&)\s{_AUTHOR}|,?\set\sal\.?)?,?\s\(?{_YEAR}{_PAGES}"
_CERTAIN_WORK = (
    rf"(?:{_AUTHOR}(?:\s&\s{_AUTHOR}|,?\set\sal\.?),?\s{_YEAR}{_PAGES}"
    rf"|{_AUTHOR},?\s{_YEAR}(?:[a-z]|(?:[,:]\s?pp?\.\s?[0-9]{{1,4}}(?:[-–][0-9]{{1,4}})?)))"
)


@semiotic_class(
    rf"(?<=[\w.,;:!?\"')\]])(?P<mark>\[(?:{_NUMBERS}|[a-z]|(?:note|nb|n)\s[0-9]{{1,2}}|{_EDITORIAL})\])"
    rf"|(?<=\w)(?P<spaced>\s\[{_NUMBERS}\](?=[.,;:!?\[]|\s?\Z))",
    "[",
)
def bracketed_note(m: re.Match[str], british: bool) -> SpokenGroups:
    """failed.[3] · failed[citation needed]"""
    yield m.lastgroup or "mark", ""


@semiotic_class(
    rf"(?:(?<=[A-Za-z]{{3}})|(?<=[.,;:!?\"')\]])|(?<=\b(?:1[5-9]|20)[0-9]{{2}}))(?P<mark>[{SUPERSCRIPTS}]{{1,3}}"
    rf"(?:[,–-][{SUPERSCRIPTS}]{{1,3}}){{0,3}})(?!\w)",
    SUPERSCRIPTS,
)
def raised_note(m: re.Match[str], british: bool) -> SpokenGroups:
    """the treaty.¹²"""
    yield "mark", ""


@semiotic_class(
    rf"(?P<reference>\((?:see\s|cf\.\s|e\.g\.,?\s)?(?:{_SHORT_WORK};\s){{0,8}}{_CERTAIN_WORK}(?:;\s{_SHORT_WORK}){{0,8}}\))"
    rf"|(?P<several>\((?:see\s|cf\.\s|e\.g\.,?\s)?{_SHORT_WORK}(?:;\s{_SHORT_WORK}){{1,8}}\))",
    "(",
    ("al", "&", ";", "p.", *(f"{digit}{letter})" for digit in DIGITS for letter in "abcdef")),
)
def bibliographic_reference(m: re.Match[str], british: bool) -> SpokenGroups:
    """(Smith et al., 2019; Doe & Roe 2020, p. 12)"""
    yield 0, ""


NOTE_CLASSES = (bracketed_note, raised_note, bibliographic_reference)
_NOTE_INDEX = ClassIndex(NOTE_CLASSES)


def find_note_marks(text: str) -> list[tuple[int, int]]:
    """The spans of the note marks and references of a text."""
    found = match_classes(plain_copy(text), _NOTE_INDEX, False)
    return [(mark.start, mark.end) for mark in found]


def merge_silent(found: Iterable[Verbalization]) -> Iterator[Verbalization]:
    """Merge each silent span into the word before it, or after it if it is the first."""
    held: Verbalization | None = None
    for each in found:
        if held is None or (not held.spoken and each.spoken):
            held = each._replace(start=held.start if held else each.start)
        elif each.spoken:
            yield held
            held = each
        else:
            held = held._replace(end=each.end)
    if held is not None:
        yield held
