"""Plain words: what no semiotic class has claimed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from earshot.script.normalize.matching import Reading
from earshot.script.normalize.number_words import number
from earshot.script.normalize.verbatim import verbatim_words

_TOKEN = re.compile(r"(?:(?!--|\.\.|[\s—–…/|•·⁃])\S)+|/(?=\s?[^\W_])")
_DOT = re.compile(r"(?<=[a-z])\.(?=[a-z])")
_JOINERS = frozenset("'’-‐‑")
_DIGIT_RUN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+")


def plain_words(text: str, start: int, end: int, language: str) -> Iterator[Reading]:
    """The words of `text[start:end]`; in English "/" is said with the word after it."""
    if language[:2] != "en":
        yield from verbatim_words(text, start, end, _is_said)
        return
    slash = False
    for token in _TOKEN.finditer(text, start, end):
        if token[0] == "/":
            slash = text[max(0, token.start() - 2) : token.start()].rstrip()[-1:].isalnum()
            continue
        if not slash and token[0].isalpha():  # as nearly every word is
            yield Reading(*token.span(), token[0])
            continue
        left, right = trimmed(text, *token.span())
        if left < right:
            said = spoken_token(text[left:right])
            yield Reading(left, right, f"slash {said}" if slash else said)
        slash = False


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without what is neither letter, digit nor accent at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (
        text[end - 1].isalnum() or unicodedata.category(text[end - 1])[0] == "M"
    ):
        end -= 1
    return start, end


def spoken_token(token: str) -> str:
    """An English word as it is said: without marks inside it, its digits in words."""
    if token.isalpha():
        return token
    if any(c.isnumeric() for c in token):
        token = _with_numbers(token)
    token = _DOT.sub(" dot ", token)
    kept = "".join(
        c if _is_said(c) else "" if unicodedata.category(c) == "Cf" else " " for c in token
    )
    return " ".join(kept.split())


def _is_said(character: str) -> bool:
    return character.isalnum() or character in _JOINERS or unicodedata.category(character)[0] == "M"


def _with_numbers(token: str) -> str:
    ascii_digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in token)
    token = _DIGIT_RUN.sub(lambda m: f" {number(m[0])} ", ascii_digits)
    return "".join(
        _numeral(c) if c.isnumeric() and not c.isalpha() and not c.isdecimal() else c for c in token
    )


def _numeral(character: str) -> str:
    """Superscripts, circled numbers and vulgar fractions outside any class."""
    value = Fraction(unicodedata.numeric(character)).limit_denominator(1000)
    said = " over ".join(number(str(abs(part))) for part in value.as_integer_ratio())
    return f" {said.removesuffix(' over one')} "
