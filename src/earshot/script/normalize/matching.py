"""How semiotic classes claim their stretches of a sentence.

A class is a pattern and a function that says what the pattern found: it yields pairs of a group
of the match and its spoken form, in the order of the text, or nothing where it declines. What it
leaves unsaid is read by later classes, and in the end as plain words, so no letter is ever lost.

The patterns see a `plain_copy` of the text: as long as the text itself, so offsets agree, with
straight quotes, common spaces and hyphens, ASCII digits, and nothing in the place of runs of
characters that are too long to be a word, which bounds the work that hostile text can cause.
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
"""A minus sign: it opens a word, where a hyphen stands inside one."""
MAX_RUN_CHARS = 300
"""Longer runs without a space are no address that anyone reads aloud; no pattern looks at them."""
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
    }
)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class Verbalization(NamedTuple):
    """Characters `start` to `end` of a text are said `spoken`."""

    start: int
    end: int
    spoken: str


MatchGroups = str | int | tuple[str, str]
"""A group of a match, or the first and the last group of a stretch of it."""
SpokenGroups = Iterable[tuple[MatchGroups, str]]
Verbalizer = Callable[[re.Match[str], bool], SpokenGroups]


@dataclass(frozen=True, slots=True)
class SemioticClass:
    """One class of written forms: what it looks like and how it is said."""

    name: str
    pattern: re.Pattern[str]
    trigger_chars: frozenset[str]
    """It reads one of these: a sentence in which none of them is left is not searched; empty:
    always searched."""
    trigger_texts: tuple[str, ...]
    """Nor is one with none of these pieces of text, where there are any."""
    verbalize: Verbalizer


def _make_verbalization(match: re.Match[str], groups: MatchGroups, spoken: str) -> Verbalization:
    if isinstance(groups, tuple):
        return Verbalization(match.start(groups[0]), match.end(groups[1]), spoken)
    return Verbalization(match.start(groups), match.end(groups), spoken)


def semiotic_class(
    pattern: str, trigger_chars: str = "", trigger_texts: Iterable[str] = ()
) -> Callable[[Verbalizer], SemioticClass]:
    """Make a semiotic class of the function below; it is given each match and whether British.

    `needs` and `hints` only save time: what has none of them cannot match.
    """
    compiled, texts = re.compile(pattern), tuple(trigger_texts)

    def decorate(verbalize: Verbalizer) -> SemioticClass:
        return SemioticClass(
            getattr(verbalize, "__name__", ""), compiled, frozenset(trigger_chars), texts, verbalize
        )

    return decorate


def plain_copy(text: str) -> str:
    """`text`, character for character, in the plain letters that the patterns are written in."""
    if not text.isascii():
        text = text.translate(_PLAIN_CHARS)
        text = _NON_ASCII_DIGIT.sub(lambda m: str(unicodedata.decimal(m[0])), text)
    return _LONG_RUN.sub(lambda m: " " * len(m[0]), text) if len(text) >= MAX_RUN_CHARS else text


def match_classes(
    text: str, classes: Sequence[SemioticClass], british: bool, fixed: Sequence[Verbalization] = ()
) -> list[Verbalization]:
    """What the classes read in a plain copy, the earlier class first, in the order of the text.

    What is `fixed` no class may touch.
    """
    unclaimed = _UnclaimedText(text)
    found: list[Verbalization] = list(fixed)
    unclaimed.claim(fixed)
    for each in classes:
        if not unclaimed.may_match(each):
            continue
        for match in each.pattern.finditer(text):
            verbalizations = [
                _make_verbalization(match, *part) for part in each.verbalize(match, british)
            ]
            if verbalizations and unclaimed.is_unclaimed(verbalizations):
                unclaimed.claim(verbalizations)
                found += verbalizations
    return [_with_possessive(text, verbalization) for verbalization in sorted(found)]


class _UnclaimedText:
    """What of a text no class has claimed yet."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._claimed = bytearray(len(text))
        self._characters = set(text)
        self._stale = False
        self._trigger_found: dict[int, bool] = {}

    def may_match(self, each: SemioticClass) -> bool:
        """Whether the class is worth a search."""
        if self._stale:  # once for each class, for a sentence may hold thousands of readings
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
        return not any(1 in self._claimed[start:end] for start, end, _ in verbalizations)

    def claim(self, verbalizations: Sequence[Verbalization]) -> None:
        for start, end, _ in verbalizations:
            self._claimed[start:end] = b"\1" * (end - start)
            self._stale = True


def _with_possessive(text: str, verbalization: Verbalization) -> Verbalization:
    if _POSSESSIVE.match(text, verbalization.end):
        return Verbalization(
            verbalization.start, verbalization.end + 2, verbalization.spoken + "'s"
        )
    return verbalization
