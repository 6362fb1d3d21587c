"""Sentence ends after the abbreviations and ordinals of a language."""

from __future__ import annotations

import re
from typing import NamedTuple

_INITIAL = re.compile(r"[^\W\d_a-zß-öø-ÿ]\.")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.){2,}")
_NAME_AND_INITIAL = re.compile(r"(?:[^\W\d_][\w'’-]*|[^\W\d_]\.)\s?[^\W\d_]\.\Z")
_NUMBER = re.compile(r"(?:\A|[\s(])(?:(?:[0-9]{1,3}\.?[-–/])?[0-9]{1,3}|[IVXLC]+)\.\Z")
_DATE = re.compile(r"[0-9]\.\s?[0-9]{1,2}\.\Z")
_ELISION = re.compile(r"\A[^\W\d_]{1,6}['’](?=\w)")
_AFTER_UNIT = re.compile(r"[0-9]\s(?:[ckm]?m|k?g|t|l)\.\Z")
_POLISH_YEAR = re.compile(r"[0-9]{3,4} (?:r|roku)\.\Z")
_POLISH_VERB = re.compile(r"[A-ZĆŁŚŹŻ]\w+(?:ł|ła|ło|li|ły|no|to)")
_LIST_NUMBER = re.compile(r"\W?[0-9]{1,3}\.")


class Sentences(NamedTuple):
    """Abbreviations and sentence openers of a language."""

    never_final: frozenset[str]
    """Abbreviations that never end a sentence."""
    either: frozenset[str]
    """Abbreviations that end a sentence only before one of `starters`."""
    closers: frozenset[str]
    """Abbreviations that end a sentence before a capital letter: "etc."."""
    starters: frozenset[str]
    """Words that open a sentence if they are capitalized."""
    ordinal_dot: bool = False
    """Whether "3." is an ordinal."""


def ends_sentence(known: Sentences, token: str, before: str, word: str) -> bool | None:
    """Whether a full stop ends a sentence. None if no rule of the language applies."""
    token = _ELISION.sub("", token)
    token = token.rsplit("-", 1)[-1] if token not in known.never_final else token
    opens = word in known.starters
    if token in known.closers or _closes(before, word):
        return True
    if _goes_on(known, token, word):
        return False
    if _is_among(known.either, token) or _DOTTED.fullmatch(token):
        return opens
    if _INITIAL.fullmatch(token):
        return opens and not _NAME_AND_INITIAL.search(before)
    is_year = word.isdigit() and len(word) > 2 and not _DATE.search(before)
    opens |= is_year  # "es waren 500. 2021 waren es mehr"
    return _after_number(known, before, opens) if _NUMBER.search(before) else None


def _closes(before: str, word: str) -> bool:
    """ "Er ist 1,85 m. Sie ist kleiner." · "Urodził się w 1867 r. Zmarł w 1935 r." """
    if _AFTER_UNIT.search(before):
        return not word[:1].isdigit()
    return bool(_POLISH_YEAR.search(before) and _POLISH_VERB.fullmatch(word))


def _is_among(abbreviations: frozenset[str], token: str) -> bool:
    """Whether the token is one of the abbreviations, which may open a sentence: "Zw."."""
    return not abbreviations.isdisjoint((token, token[:1].lower() + token[1:]))


def _goes_on(known: Sentences, token: str, word: str) -> bool:
    """True for non-final abbreviations and the first letter of a pair: "a. C.", "z. B."."""
    if _is_among(known.never_final, token):
        return True
    if token.endswith("str.") and word[:1].isdigit():  # Goethestr. 12
        return True
    letters = len(token) == 2 and len(word) == 1 and word.isupper()
    return letters and word not in known.starters


def _after_number(known: Sentences, before: str, opens: bool) -> bool | None:
    """ "3." may be an ordinal, or the number of a paragraph."""
    if _LIST_NUMBER.fullmatch(before.strip()):
        return False
    return opens if known.ordinal_dot else None
