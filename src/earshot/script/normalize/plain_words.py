"""Plain words: the text that no semiotic class has claimed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from earshot.script.normalize.matching import Verbalization
from earshot.script.normalize.mathematics import SUPERSCRIPTS, verbalize_exponent
from earshot.script.normalize.number_words import number
from earshot.script.normalize.verbatim import verbatim_words

_TOKEN = re.compile(r"(?:[^\s—–…/|•·⁃.-]+|-(?!-)|\.(?!\.))+|/(?=\s?[^\W_])")
SLASHED_LIST = re.compile(r"(?<![\w./:-])[A-Za-z]{3,20}(?:/[A-Za-z]{3,20}){2,6}(?![\w/-]|\.\w)")
"""Three words or more with slashes between them. Two words may be alternatives or a name."""
_DOT = re.compile(r"(?<=[a-z])\.(?=[a-z])")
_JOINERS = frozenset("'’-‐‑")
_POWER = re.compile(rf"(?<=\w)[⁻⁺]?[{SUPERSCRIPTS}]{{1,3}}")
_DIGIT_RUN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+(?![0-9.]))?")


def verbalize_plain_words(
    text: str, start: int, end: int, language: str
) -> Iterator[Verbalization]:
    """The words of `text[start:end]`. In English, "/" is spoken with the word after it."""
    if language[:2] != "en":
        yield from verbatim_words(text, start, end, _is_spoken_char)
        return
    lists = SLASHED_LIST.finditer(text, start, end) if text.find("/", start, end) >= 0 else ()
    in_lists = {at for m in lists for at in range(m.start(), m.end())}
    follows_slash = False
    for token in _TOKEN.finditer(text, start, end):
        word = token[0]
        if word.isalpha() and not follows_slash:  # fast path for almost every word
            yield Verbalization(*token.span(), word)
            continue
        if word == "/":
            follows_slash = (
                token.start() not in in_lists
                and text[max(0, token.start() - 2) : token.start()].rstrip()[-1:].isalnum()
            )
            continue
        left, right = trim_span(text, *token.span())
        if left < right:
            spoken = verbalize_token(text[left:right])
            yield Verbalization(left, right, f"slash {spoken}" if follows_slash else spoken)
        follows_slash = False


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Strip everything but letters, digits and accents from the ends of a span."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (
        text[end - 1].isalnum() or unicodedata.category(text[end - 1])[0] == "M"
    ):
        end -= 1
    return start, end


def verbalize_token(token: str) -> str:
    """An English word without marks inside it and with its digits in words."""
    if token.isalpha():
        return token
    if any(c.isnumeric() for c in token):
        token = _expand_numbers(token)
    token = _DOT.sub(" dot ", token)
    cleaned = "".join(
        c if _is_spoken_char(c) else "" if unicodedata.category(c) == "Cf" else " " for c in token
    )
    return " ".join(cleaned.split()).replace(" 's", "'s").replace(" -", "-")


def _is_spoken_char(character: str) -> bool:
    return character.isalnum() or character in _JOINERS or unicodedata.category(character)[0] == "M"


def _expand_numbers(token: str) -> str:
    token = _POWER.sub(lambda m: f" {verbalize_exponent(m[0])} ", token)
    ascii_digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in token)
    token = _DIGIT_RUN.sub(lambda m: f" {number(m[0])} ", ascii_digits)
    return "".join(
        _verbalize_numeral(c) if c.isnumeric() and not c.isalpha() and not c.isdecimal() else c
        for c in token
    )


def _verbalize_numeral(character: str) -> str:
    """Verbalize superscripts, circled numbers and vulgar fractions outside semiotic classes."""
    value = Fraction(unicodedata.numeric(character)).limit_denominator(1000)
    spoken = " over ".join(number(str(abs(part))) for part in value.as_integer_ratio())
    return f" {spoken.removesuffix(' over one')} "
