"""Find out quickly whether a text begins with one of many phrases.

An expression of many alternatives tries each of them. If the first character of the text is known,
few of them can match, so each first character has an expression of its own. It is compiled for the
first text that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from earshot.ingest.keyword_set import NO_MATCH

_TOKEN = re.compile(
    r"([^\W_][\w ]*(?![*+?{])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|"
    r"\((?:\?(?:[:=!]|<[=!]|[a-z-]+:))?|.)((?:[*+?]|\{\d*,?\d*\})[?+]?)?",
    re.S,
)
"""A piece of an expression, and how often it is repeated."""
_ZERO_WIDTH_TOKENS = frozenset(("^", "$", r"\b", r"\B", "(?=", "(?!", "(?<=", "(?<!"))
_OTHER_LETTER, _OTHER_SIGN = "letter", "sign"
"""Keys of the letters and digits outside ASCII, and of the other characters there."""
_SAMPLES = {_OTHER_LETTER: "中٣", _OTHER_SIGN: "“\u00a0"}
"""Characters of each category that an expression can name."""
_ASCII_VARIANTS = {"ı": "i", "İ": "i", "ſ": "s", "\u212a": "k"}
"""Letters outside ASCII that match an ASCII letter if case is ignored."""
_ASCII = tuple(map(chr, range(128)))


@dataclass(slots=True)
class _Piece:
    """A character, or a group of alternatives, with its repetition."""

    token: str
    repetition: str = ""
    alternatives: list[_Alternative] = field(default_factory=list)

    @property
    def is_optional(self) -> bool:
        return (
            self.token in _ZERO_WIDTH_TOKENS
            or self.repetition.startswith(("*", "?", "{0", "{,"))
            or any(each.may_be_empty for each in self.alternatives)
        )

    @property
    def first_characters(self) -> frozenset[str]:
        if self.token in _ZERO_WIDTH_TOKENS:
            return frozenset()
        if self.token.startswith("("):
            return frozenset().union(*(each.first_characters for each in self.alternatives))
        return _find_characters(self.token)

    def write(self, first: str | None = None) -> str:
        """Return the expression, without the alternatives that cannot begin with `first`."""
        if not self.token.startswith("("):
            return self.token + self.repetition
        # a repeated group may begin with another alternative the next time
        is_once = self.token not in _ZERO_WIDTH_TOKENS and self.repetition in ("", "?", "??")
        inside = write_alternatives(self.alternatives, first if is_once else None)
        return f"{self.token}{inside}){self.repetition}"


class _Alternative(list[_Piece]):
    """Pieces in a row."""

    @cached_property
    def may_be_empty(self) -> bool:
        return all(piece.is_optional for piece in self)

    @cached_property
    def first_characters(self) -> frozenset[str]:
        characters: frozenset[str] = frozenset()
        for piece in self:
            characters |= piece.first_characters
            if not piece.is_optional:
                break
        return characters

    def may_begin_with(self, first: str) -> bool:
        return self.may_be_empty or first in self.first_characters

    def write(self, first: str | None) -> str:
        texts = []
        for piece in self:
            texts.append(piece.write(first))
            if first is not None and (not piece.is_optional or first in piece.first_characters):
                first = None  # the next piece need not begin with it
        return "".join(texts)


def write_alternatives(alternatives: Sequence[_Alternative], first: str | None) -> str:
    possible = (each for each in alternatives if first is None or each.may_begin_with(first))
    return "|".join(each.write(first) for each in possible)


class PhraseIndex:
    """Alternatives of an expression without regard to case, by their first characters."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._patterns_by_key: dict[str, re.Pattern[str]] = {}

    def matches(self, text: str) -> bool:
        """Whether the expression matches at the start of the text."""
        first = text[:1]
        pattern = self._patterns.get(first) or self._compile(first)
        return pattern.match(text) is not None

    @cached_property
    def _alternatives(self) -> list[_Alternative]:
        """The alternatives, without a leading "^": `match` does not need it, and it takes time."""
        alternatives = _parse(_TOKEN.findall(self._expression), 0)[0]
        return [_Alternative(each[1:] if _begins_line(each) else each) for each in alternatives]

    def _compile(self, first: str) -> re.Pattern[str]:
        key = _key_of(first)
        if key not in self._patterns_by_key:
            expression = write_alternatives(self._alternatives, key or None)
            self._patterns_by_key[key] = re.compile(expression or NO_MATCH, re.I)
        pattern = self._patterns[first] = self._patterns_by_key[key]
        return pattern


def _begins_line(alternative: _Alternative) -> bool:
    return bool(alternative) and alternative[0].token == "^"


def _parse(tokens: Sequence[tuple[str, str]], at: int) -> tuple[list[_Alternative], int]:
    """Read alternatives up to the end of their group. Returns them and the index of the end."""
    alternatives = [_Alternative()]
    while at < len(tokens) and tokens[at][0] != ")":
        token, repetition = tokens[at]
        if token == "|":
            alternatives.append(_Alternative())
        elif token.startswith("("):
            inside, at = _parse(tokens, at + 1)
            alternatives[-1].append(_Piece(token, tokens[at][1], inside))
        else:
            alternatives[-1].append(_Piece(token, repetition))
        at += 1
    return alternatives, at


def _key_of(character: str) -> str:
    """Return an ASCII character in lower case, or the category of another character."""
    if character.isascii():
        return character.lower()
    return _OTHER_LETTER if character.isalnum() else _OTHER_SIGN


@cache
def _find_characters(token: str) -> frozenset[str]:
    """Return the keys of the characters that may match the first character of a token."""
    if token[0] in r"\[.":
        matches = re.compile(token, re.I | re.S).match
        others = (
            key
            for key, samples in _SAMPLES.items()
            if not token.isascii() or any(map(matches, samples))
        )
        return frozenset((*others, *(char.lower() for char in _ASCII if matches(char))))
    letter = token[0]
    keys = {_key_of(letter), _ASCII_VARIANTS.get(letter, _key_of(letter))}
    return frozenset(keys | {_OTHER_LETTER} if letter.lower() in "iks" else keys)
