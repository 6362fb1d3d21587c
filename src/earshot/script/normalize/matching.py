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
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from operator import add
from typing import NamedTuple

DIGITS = "0123456789"
# Patterns of the first character of a match.
# The character precedes its lookbehind, which makes the search several times as fast.
DIGIT, FIRST_DIGIT = "[0-9]", r"[0-9](?<!\w.)"
CAPITAL, FIRST_CAPITAL = "[A-Z]", r"[A-Z](?<!\w.)"
NUMBER_START = r"[0-9.–-](?:(?<![\w.,].)|(?<=x.))"
MINUS = r"(?P<minus>(?<![^\s(\"?])[-–])?"
"""A minus sign: at the start of a word, unlike a hyphen."""
MAX_RUN_CHARS = 300
"""Characters. Patterns do not see longer runs without a space."""
_LONG_RUN = re.compile(rf"\S{{{MAX_RUN_CHARS},}}")
_NON_ASCII_DIGIT = re.compile(r"(?![0-9])\d")
_BINARY_DIGIT_VALUES = bytes.maketrans(b"01", b"\0\1")
_MIN_CHARS_PER_START = 5
"""Of a text, for each character that can start a match. With more, a search is faster."""
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

_MERGED_CHARS = str.maketrans(
    dict.fromkeys(DIGITS, "0") | {char: " " for char in map(chr, range(0x3001)) if char.isspace()}
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


@dataclass(frozen=True)
class SemioticClass:
    """A class of written forms: its pattern and its verbalizer. The expressions are compiled for
    the first sentence that needs them: for all classes that takes longer than most articles."""

    name: str
    expression: str
    trigger_chars: frozenset[str]
    """Characters of which a match must contain one. A sentence without them is not searched, unless
    this is empty."""
    trigger_texts: tuple[str, ...]
    """The strings of which the sentence must contain one, if there are any, after
    `merge_characters`."""
    start_expression: str
    """The first character of every match, if it is known."""
    verbalize: Verbalizer

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    @cached_property
    def start(self) -> re.Pattern[str] | None:
        return re.compile(self.start_expression) if self.start_expression else None


def _make_verbalization(
    match: re.Match[str], groups: MatchGroups, spoken: str, rule: str
) -> Verbalization:
    if isinstance(groups, tuple):
        return Verbalization(match.start(groups[0]), match.end(groups[1]), spoken, rule)
    return Verbalization(match.start(groups), match.end(groups), spoken, rule)


def semiotic_class(
    pattern: str,
    trigger_chars: str = "",
    trigger_texts: Iterable[str] = (),
    start: str = "",
) -> Callable[[Verbalizer], SemioticClass]:
    """Decorator that makes a semiotic class of a verbalizer, called with match and `british`.

    The triggers and `start`, a pattern of the first character, only save time: text without them
    cannot match. In `trigger_texts` a digit stands for all digits, and a space for all white space.
    """

    def decorate(verbalize: Verbalizer) -> SemioticClass:
        name, chars = getattr(verbalize, "__name__", ""), frozenset(trigger_chars)
        texts = sorted(set(map(merge_characters, trigger_texts)), key=len)  # the likely ones first
        return SemioticClass(name, pattern, chars, tuple(texts), start, verbalize)

    return decorate


def merge_characters(text: str) -> str:
    """Replace all digits by 0, and all white space by spaces."""
    return text.translate(_MERGED_CHARS)


def plain_copy(text: str) -> str:
    """Replace typographic characters by plain ones, without changing the length."""
    if not text.isascii():
        text = text.translate(_PLAIN_CHARS)
        text = _NON_ASCII_DIGIT.sub(lambda m: str(unicodedata.decimal(m[0])), text)
    return _LONG_RUN.sub(lambda m: " " * len(m[0]), text) if len(text) >= MAX_RUN_CHARS else text


class ClassIndex:
    """Classes in the order in which they are applied, indexed by their triggers.

    A set of classes is an integer with one bit for each class.
    """

    def __init__(self, classes: Sequence[SemioticClass]) -> None:
        self.classes = tuple(classes)
        self._bits = [(1 << number, each) for number, each in enumerate(classes)]
        self._untriggered = sum(bit for bit, each in self._bits if not each.trigger_chars)
        self._by_char: dict[str, int] = defaultdict(int)
        for bit, each in self._bits:
            for char in each.trigger_chars:
                self._by_char[char] |= bit
        self._characters = frozenset(self._by_char)
        self._textless = sum(bit for bit, each in self._bits if not each.trigger_texts)
        by_text: dict[str, int] = defaultdict(int)
        for bit, each in self._bits:
            for text in each.trigger_texts:
                by_text[text] |= bit
        self._by_ngram: dict[str, list[tuple[str, int]]] = defaultdict(list)
        """The trigger texts with their classes, by the rarest n-gram of each text."""
        for text, bits in by_text.items():
            self._by_ngram[_rarest_ngram(text)].append((text, bits))
        self._ngrams = frozenset(self._by_ngram)

    def find_triggered(self, text: str) -> int:
        """The set of classes that can match a text of merged characters, by their texts."""
        found = self._textless
        pairs = list(map(add, text, text[1:]))
        triples = map(add, pairs, text[2:])
        for ngram in self._ngrams.intersection({*text, *pairs, *triples}):
            for trigger, bits in self._by_ngram[ngram]:
                if trigger in text:
                    found |= bits
        return found

    def find_candidates(self, characters: Iterable[str]) -> int:
        """The set of classes that can match a text of these characters."""
        found = self._untriggered
        for char in self._characters.intersection(characters):
            found |= self._by_char[char]
        return found

    def select(self, candidates: int) -> Iterable[tuple[int, SemioticClass]]:
        """The classes of a set in order, each with its bit."""
        binary_digits = f"{candidates:b}".encode()
        return compress(self._bits, binary_digits[::-1].translate(_BINARY_DIGIT_VALUES))


def _rarest_ngram(text: str) -> str:
    """The three characters or fewer of a text that are in the fewest sentences."""
    ngrams = [text[at : at + 3] for at in range(max(1, len(text) - 2))]
    return max(ngrams, key=lambda ngram: sum(2 - c.islower() - 2 * (c == " ") for c in ngram))


def match_classes(
    text: str, index: ClassIndex, british: bool, fixed: Sequence[Verbalization] = ()
) -> list[Verbalization]:
    """Apply the classes to a plain copy, earlier classes first.

    The verbalizations are in text order. Spans in `fixed` are not matched.
    """
    unclaimed = _UnclaimedText(text)
    found: list[Verbalization] = list(fixed)
    unclaimed.claim(fixed)
    for each, match in unclaimed.iter_matches(index):
        verbalizations = [
            _make_verbalization(match, *part, each.name) for part in each.verbalize(match, british)
        ]
        if verbalizations and unclaimed.is_unclaimed(verbalizations):
            unclaimed.claim(verbalizations)
            found += verbalizations
    return [_with_possessive(text, verbalization) for verbalization in sorted(found)]


class _UnclaimedText:
    """The part of a text that no class has claimed yet."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._characters = list(text)
        """Those that are claimed are empty."""
        self._is_stale = False
        self._starts: dict[str, list[int] | None] = {}

    def iter_matches(self, index: ClassIndex) -> Iterator[tuple[SemioticClass, re.Match[str]]]:
        """The matches of the classes that can match the unclaimed text, which may shrink
        meanwhile."""
        candidates = index.find_candidates(self._text)
        triggered = index.find_triggered(merge_characters(self._text))
        for bit, each in index.select(candidates & triggered):
            if not bit & candidates:
                continue
            for match in self._find_matches(each):
                yield each, match
            if self._is_stale:  # at most once per class: a sentence can have many matches
                candidates = index.find_candidates(self._characters)
                self._is_stale = False

    def _find_matches(self, each: SemioticClass) -> Iterable[re.Match[str]]:
        """The matches of a class. Where few characters can be the first of a match, trying those
        is several times as fast as a search."""
        start, text = each.start, self._text
        if not start:
            return each.pattern.finditer(text)
        try:
            starts = self._starts[each.start_expression]
        except KeyError:
            starts = self._starts[each.start_expression] = self._find_starts(start)
        if starts is None:
            return each.pattern.finditer(text)
        matches: list[re.Match[str]] = []
        end = 0
        for at in starts:
            if at >= end and (match := each.pattern.match(text, at)):
                matches.append(match)
                end = match.end()
        return matches

    def _find_starts(self, start: re.Pattern[str]) -> list[int] | None:
        """The places of such characters, or None if there are too many."""
        starts = [match.start() for match in start.finditer(self._text)]
        return starts if len(starts) * _MIN_CHARS_PER_START <= len(self._text) else None

    def is_unclaimed(self, verbalizations: Sequence[Verbalization]) -> bool:
        return not any("" in self._characters[each.start : each.end] for each in verbalizations)

    def claim(self, verbalizations: Sequence[Verbalization]) -> None:
        for each in verbalizations:
            self._characters[each.start : each.end] = [""] * (each.end - each.start)
            self._is_stale = True


def _with_possessive(text: str, verbalization: Verbalization) -> Verbalization:
    if _POSSESSIVE.match(text, verbalization.end):
        return verbalization._replace(end=verbalization.end + 2, spoken=verbalization.spoken + "'s")
    return verbalization
