"""Damage from conversion or editing: doubled words, lost spaces, words glued together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from earshot.script.abbreviations import SENTENCE_STARTERS
from earshot.script.g2p.names import lookup_name

_CAMEL_CASE_NAME = re.compile("(?:Mc|Mac|De|Le|La|Di|Van|Fitz)[A-Z]|You|Face|Linked")
_GLUED_WORDS = re.compile(r"(?<!\w)[A-Z]?[a-z]{3,}[A-Z][a-z]{3,}(?!\w)")
_SECOND_WORD = re.compile(r"\A[A-Z]?[a-z]+(?=[A-Z])")
_NO_SPACE = re.compile(r"(?<![.\w@/])(?!www\.)[a-z]{3,}[.!?][A-Z][a-z]{2,}")
_DAMAGE = (
    (re.compile(r"\w+ [.,;](?=\s|$)"), "there is a space before the mark"),
    (_NO_SPACE, "there is no space between two sentences"),
    (re.compile(r"\b(\w{2,}) \1\b(?! had| that)"), "the word is repeated"),
)


class Damage(NamedTuple):
    """A damaged place, why it is one, and how sure that is."""

    match: re.Match[str]
    reason: str
    score: float


def find_damage(text: str) -> Iterator[Damage]:
    """The damaged places of a text."""
    for pattern, reason in _DAMAGE:
        for match in pattern.finditer(text):
            yield Damage(match, reason, 0.85)
    for match in _GLUED_WORDS.finditer(text):
        written = match[0]
        is_address = text[match.end() : match.end() + 1] == "." and text[match.start() - 1] in "./@"
        is_name = written[0].isupper() and not _is_glued(written)  # usually a brand
        if not (is_name or lookup_name(written) or _CAMEL_CASE_NAME.match(written) or is_address):
            yield Damage(match, "two words may be glued together", 0.4)


def _is_glued(written: str) -> bool:
    """Whether the second word opens a sentence: "MondayThe"."""
    return _SECOND_WORD.sub("", written) in SENTENCE_STARTERS
