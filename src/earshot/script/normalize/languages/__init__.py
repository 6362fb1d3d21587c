"""Semiotic classes of languages other than English. A language is imported on first use."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import Protocol, cast

from earshot.script.normalize.languages.sentence_ends import Sentences
from earshot.script.normalize.matching import SemioticClass, Verbalization

LANGUAGES = frozenset("de fr es it nl pt pl".split())
"""Languages with rules for their written forms."""


@lru_cache(maxsize=32)
def classes_of(language: str) -> tuple[SemioticClass, ...]:
    """The semiotic classes of a language, in the order in which they are applied."""
    code = language.split("-")[0].lower()
    if code not in LANGUAGES:
        return ()
    return _module(code).classes(language)


@lru_cache(maxsize=32)
def sentences_of(language: str) -> Sentences | None:
    """The rules for sentence ends, or None for an unknown language."""
    code = language.split("-")[0].lower()
    if code not in LANGUAGES:
        return None
    return _module(code).SENTENCES


_ELISION = re.compile(r"(?<![^\W_])[^\W\d_]{1,6}['’]\Z")


def with_elision(text: str, left: int, reading: Verbalization) -> Verbalization:
    """Extend the verbalization by an elided article before it: "l'8" is one word."""
    found = _ELISION.search(text, max(left, reading.start - 8), reading.start)
    if not found:
        return reading
    return Verbalization(found.start(), reading.end, found[0] + reading.spoken)


class _Language(Protocol):
    SENTENCES: Sentences

    def classes(self, language: str) -> tuple[SemioticClass, ...]: ...


def _module(code: str) -> _Language:
    return cast(_Language, import_module(f"{__name__}.{code}"))
