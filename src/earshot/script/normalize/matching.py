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
LONGEST_RUN = 300
"""Longer runs without a space are no address that anyone reads aloud; no pattern looks at them."""
_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN},}}")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_FREE = (True, False)
_POSSESSIVE = re.compile(r"'s(?!\w)")
_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_PLAIN = str.maketrans(
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


class Reading(NamedTuple):
    """Characters `start` to `end` of a text are said `spoken`."""

    start: int
    end: int
    spoken: str


Part = str | int | tuple[str, str]
"""A group of a match, or the first and the last group of a stretch of it."""
Said = Iterable[tuple[Part, str]]
Verbalize = Callable[[re.Match[str], bool], Said]


@dataclass(frozen=True, slots=True)
class SemioticClass:
    """One class of written forms: what it looks like and how it is said."""

    name: str
    pattern: re.Pattern[str]
    needs: frozenset[str]
    """It reads one of these: a sentence in which none of them is left is not searched; empty:
    always searched."""
    hints: tuple[str, ...]
    """Nor is one with none of these pieces of text, where there are any."""
    verbalize: Verbalize


def _reading(match: re.Match[str], part: Part, spoken: str) -> Reading:
    if isinstance(part, tuple):
        return Reading(match.start(part[0]), match.end(part[1]), spoken)
    return Reading(match.start(part), match.end(part), spoken)


def reads(
    pattern: str, needs: str = "", hints: Iterable[str] = ()
) -> Callable[[Verbalize], SemioticClass]:
    """Make a semiotic class of the function below; it is given each match and whether British.

    `needs` and `hints` only save time: what has none of them cannot match.
    """
    compiled, pieces = re.compile(pattern), tuple(hints)

    def make(verbalize: Verbalize) -> SemioticClass:
        return SemioticClass(
            getattr(verbalize, "__name__", ""), compiled, frozenset(needs), pieces, verbalize
        )

    return make


def plain_copy(text: str) -> str:
    """`text`, character for character, in the plain letters that the patterns are written in."""
    if not text.isascii():
        text = text.translate(_PLAIN)
        text = _FOREIGN_DIGIT.sub(lambda m: str(unicodedata.decimal(m[0])), text)
    return _LONG_RUN.sub(lambda m: " " * len(m[0]), text) if len(text) >= LONGEST_RUN else text


def claimed(
    text: str, classes: Sequence[SemioticClass], british: bool, fixed: Sequence[Reading] = ()
) -> list[Reading]:
    """What the classes read in a plain copy, the earlier class first, in the order of the text.

    What is `fixed` no class may touch.
    """
    left = _Left(text)
    found: list[Reading] = list(fixed)
    left.take(fixed)
    for each in classes:
        if not left.may_hold(each):
            continue
        for match in each.pattern.finditer(text):
            said = [_reading(match, *part) for part in each.verbalize(match, british)]
            if said and left.is_free(said):
                left.take(said)
                found += said
    return [_with_possessive(text, reading) for reading in sorted(found)]


class _Left:
    """What of a text no class has claimed yet."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken = bytearray(len(text))
        self._characters = set(text)
        self._hinted: dict[int, bool] = {}

    def may_hold(self, each: SemioticClass) -> bool:
        """Whether the class is worth a search."""
        if each.needs and each.needs.isdisjoint(self._characters):
            return False
        if not each.hints:
            return True
        known = self._hinted.get(id(each.hints))
        if known is None:
            known = self._hinted[id(each.hints)] = any(map(self._text.__contains__, each.hints))
        return known

    def is_free(self, said: Sequence[Reading]) -> bool:
        return not any(1 in self._taken[start:end] for start, end, _ in said)

    def take(self, said: Sequence[Reading]) -> None:
        for start, end, _ in said:
            self._taken[start:end] = b"\1" * (end - start)
        if said:
            self._characters = set(compress(self._text, map(_FREE.__getitem__, self._taken)))


def _with_possessive(text: str, reading: Reading) -> Reading:
    if _POSSESSIVE.match(text, reading.end):
        return Reading(reading.start, reading.end + 2, reading.spoken + "'s")
    return reading
