"""Matching of semiotic classes.

A semiotic class is a pattern and a function that verbalizes a match. The function yields pairs of a
group of the match and its spoken form, in text order, or nothing to decline the match. The rest of
the text is left to later classes and finally to plain words, so no letter is lost.

The patterns run on a `plain_copy` of the text. It has the same length, so offsets agree, but
straight quotes, plain spaces and hyphens, and ASCII digits. Overlong runs of characters are blanked
out, which limits the work that malicious text can cause.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

DIGITS = "0123456789"
MINUS = r"(?P<minus>(?<![^\s(\"?])[-–])?"
"""A minus sign: at the start of a word, unlike a hyphen."""
MAX_RUN_CHARS = 300
"""Characters. Patterns do not see longer runs without a space."""
_LONG_RUN = re.compile(rf"\S{{{MAX_RUN_CHARS},}}")
_NON_ASCII_DIGIT = re.compile(r"(?![0-9])\d")
_IS_UNCLAIMED = (True, False)
_POSSESSIVE = re.compile(r"'s(?!\w)")
_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_PLAIN_CHARS = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys("‘’ʼ′`´", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑", "-"),
        **dict.fromkeys("‒–−", "–"),
        **dict(zip("₀₁₂₃₄₅₆₇₈₉", DIGITS, strict=True)),
    }
)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class Verbalization(NamedTuple):
    """The spoken form of the characters `start` to `end`."""

    start: int
    end: int
    spoken: str
    rule: str = ""
    """The name of the semiotic class that matched, empty for plain words."""


MatchGroups = str | int | tuple[str, str]
"""A group of a match, or the first and last group of a span."""
SpokenGroups = Iterable[tuple[MatchGroups, str]]
Verbalizer = Callable[[re.Match[str], bool], SpokenGroups]


@dataclass(frozen=True, slots=True)
class SemioticClass:
    """A class of written forms: its pattern and its verbalizer."""

    name: str
    pattern: re.Pattern[str]
    trigger_chars: frozenset[str]
    """Characters of which a match must contain one. A sentence without them is not searched, unless
    this is empty."""
    trigger_texts: tuple[str, ...]
    """Strings of which the sentence must contain one, if not empty."""
    verbalize: Verbalizer


def _make_verbalization(
    match: re.Match[str], groups: MatchGroups, spoken: str, rule: str
) -> Verbalization:
    if isinstance(groups, tuple):
        return Verbalization(match.start(groups[0]), match.end(groups[1]), spoken, rule)
    return Verbalization(match.start(groups), match.end(groups), spoken, rule)


def semiotic_class(
    pattern: str, trigger_chars: str = "", trigger_texts: Iterable[str] = ()
) -> Callable[[Verbalizer], SemioticClass]:
    """Decorator that makes a semiotic class of a verbalizer, called with match and `british`.

    `needs` and `hints` only save time: text without them cannot match.
    """
    compiled, texts = re.compile(pattern), tuple(trigger_texts)

    def decorate(verbalize: Verbalizer) -> SemioticClass:
        return SemioticClass(
            getattr(verbalize, "__name__", ""), compiled, frozenset(trigger_chars), texts, verbalize
        )

    return decorate


def plain_copy(text: str) -> str:
    """Replace typographic characters by plain ones, without changing the length."""
    if not text.isascii():
        text = text.translate(_PLAIN_CHARS)
        text = _NON_ASCII_DIGIT.sub(lambda m: str(unicodedata.decimal(m[0])), text)
    return _LONG_RUN.sub(lambda m: " " * len(m[0]), text) if len(text) >= MAX_RUN_CHARS else text


def match_classes(
    text: str, classes: Sequence[SemioticClass], british: bool, fixed: Sequence[Verbalization] = ()
) -> list[Verbalization]:
    """Apply the classes to a plain copy, earlier classes first.

    The verbalizations are in text order. Spans in `fixed` are not matched.
    """
    unclaimed = _UnclaimedText(text)
    found: list[Verbalization] = list(fixed)
    unclaimed.claim(fixed)
    for each in classes:
        if not unclaimed.may_match(each):
            continue
        for match in each.pattern.finditer(text):
            verbalizations = [
                _make_verbalization(match, *part, each.name)
                for part in each.verbalize(match, british)
            ]
            if verbalizations and unclaimed.is_unclaimed(verbalizations):
                unclaimed.claim(verbalizations)
                found += verbalizations
    return [_with_possessive(text, verbalization) for verbalization in sorted(found)]


class _UnclaimedText:
    """The part of a text that no class has claimed yet."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._claimed = bytearray(len(text))
        self._characters = set(text)
        self._stale = False
        self._trigger_found: dict[int, bool] = {}

    def may_match(self, each: SemioticClass) -> bool:
        """Whether the class can match the unclaimed text."""
        if self._stale:  # at most once per class, because a sentence can have thousands of matches
            self._characters = set(
                compress(self._text, map(_IS_UNCLAIMED.__getitem__, self._claimed))
            )
            self._stale = False
        if each.trigger_chars and each.trigger_chars.isdisjoint(self._characters):
            return False
        if not each.trigger_texts:
            return True
        is_found = self._trigger_found.get(id(each.trigger_texts))
        if is_found is None:
            is_found = self._trigger_found[id(each.trigger_texts)] = any(
                map(self._text.__contains__, each.trigger_texts)
            )
        return is_found

    def is_unclaimed(self, verbalizations: Sequence[Verbalization]) -> bool:
        return not any(1 in self._claimed[each.start : each.end] for each in verbalizations)

    def claim(self, verbalizations: Sequence[Verbalization]) -> None:
        for each in verbalizations:
            self._claimed[each.start : each.end] = b"\1" * (each.end - each.start)
            self._stale = True


def _with_possessive(text: str, verbalization: Verbalization) -> Verbalization:
    if _POSSESSIVE.match(text, verbalization.end):
        return verbalization._replace(end=verbalization.end + 2, spoken=verbalization.spoken + "'s")
    return verbalization
