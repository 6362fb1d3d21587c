"""Written forms whose reading is doubtful: no rule claims them, or one decides on thin evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earshot.model import Word
from earshot.script.g2p.dictionary import lookup_word

_UNSAID_SIGN = re.compile(r"[#%&+=<>~^°±×÷≈≤≥≠√∞→←|\\@$£€¥₹₿©®™№¢]|(?<=[0-9])[*]")
_ABBREVIATION = re.compile(r"(?<![\w.@/-])[A-Za-z]{1,6}\.(?=\s(?:[a-z0-9(]|[A-Z][a-z]+\s[A-Z]))")
_CONTEXT_FORMS = (
    (re.compile(r"(?<![\w.,])\d+\.\d+\.\d+(?![\w.])"), "a version, a date or a number"),
    (re.compile(r"(?<![\w.,$£€])\d+(?:\.\d+)?\s?m(?![\w²³/.-])"), "million, meters or minutes"),
    (re.compile(r"(?<![\w.,$£€])\d+(?:\.\d+)?(?:K|k|b|B|t|T|G|d|w|c|p)(?![\w/-])"), "a unit"),
    (re.compile(r"(?<![\w:./-])\d{1,3}:\d{1,3}(?![\w:.])"), "a time, a ratio or a verse"),
    (
        re.compile(r"(?<![\w.,/–-])\d{1,3}[-–]\d{1,3}(?![\w%/–-]|[.,]\d)"),
        "a score, a range or a code",
    ),
    (re.compile(r"(?<![\w-])\d{2,4}-\d{4,}(?![\w-])"), "a range, a code or a telephone number"),
    (re.compile(r"(?<![\w.])\.\d+(?!\w)"), "a decimal or a name"),
    (re.compile(r"(?<![\w-])(?=\w*\d)(?=\w*[A-Z]{2}|\w*\d[a-z]+\d|\w*[a-z]\d+[A-Za-z])\w{3,}(?!\w)"),
     "letters and digits in one"),
    (re.compile(r"(?<![\w-])[A-Z][a-z]*[A-Z]+[a-z]?\d\w*"), "letters and digits in one"),
    (
        re.compile(
            r"(?<!War\s)(?<!Chapter\s)(?<!Bowl\s)(?<!Part\s)(?<!Article\s)(?<!Title\s)(?<![\w-])[IVX]{2,7}(?![\w-])"
        ),
        "a Roman numeral or letters",
    ),
    (re.compile(r"(?<![\w@])@\w{3,}|(?<!\w)#[A-Za-z]\w*\d\w*"), "a name in an address"),
)  # fmt: skip
_AMBIGUOUS = (
    (re.compile(r"(?<![\w/])[0-9]{1,4}/[0-9]{1,4}(?![\w/])"), "a fraction, a date or a score"),
    (
        re.compile(r"(?<![\w,])[0-9]{1,3}, [0-9]{1,3}(?= (?:years?|months?|people)\b)"),
        "one number or two",
    ),
)
_UNAMBIGUOUS = frozenset(("9/11", "24/7", "50/50", "1/2", "1/3", "2/3", "1/4", "3/4"))
_CLEAR_CONTEXT = re.compile(
    r"\b(?:won|beat|lost|win|defeat\w*|vot\w+|score\w*|lead\w*|game|years?|days?|weeks?|months?|hours?|minutes?|percent"
    r"|people|at|by|until|from|pages?|odds|ratio|aged?|miles?|meters?|metres?|final|race|million|dollars|seats?|inch"
    r"|overs?|wickets?|runs?|TVs?|video|camera|screen|subscribers|followers|users|views"
    r"|version|iOS|Android|release|update)\b",
    re.IGNORECASE,
)
_CONTEXT_CHARS = 25


class DoubtfulForm(NamedTuple):
    """A stretch of a text, and why its reading is doubtful."""

    start: int
    end: int
    why: str
    doubt: float


def find_doubtful_forms(text: str, words: Sequence[Word]) -> Iterator[DoubtfulForm]:
    """The doubtful forms of one sentence of a block, whose words were verbalized."""
    if not words:
        return
    yield from _find_unsaid_signs(text, words)
    yield from _find_abbreviations(text, words)
    yield from _find_ambiguous_numbers(text, words[0].start, words[-1].end)


def _find_ambiguous_numbers(text: str, start: int, end: int) -> Iterator[DoubtfulForm]:
    for pattern, why in _AMBIGUOUS:
        for match in pattern.finditer(text, start, end):
            if match[0] not in _UNAMBIGUOUS:
                yield DoubtfulForm(*match.span(), why, 0.75)
    for pattern, why in _CONTEXT_FORMS:
        for match in pattern.finditer(text, start, end):
            before = max(start, match.start() - _CONTEXT_CHARS)
            if not _CLEAR_CONTEXT.search(text[before : match.end() + _CONTEXT_CHARS]):
                yield DoubtfulForm(*match.span(), f"{why}: the context does not tell", 0.5)


def _find_unsaid_signs(text: str, words: Sequence[Word]) -> Iterator[DoubtfulForm]:
    """Signs between the words that carry a meaning and are not said."""
    ends = [*(word.start for word in words[1:]), len(text)]
    for word, following in zip(words, ends, strict=True):
        gap_end = min(following, word.end + _CONTEXT_CHARS)
        for match in _UNSAID_SIGN.finditer(text, word.end, gap_end):
            if match[0] == "%" and "percent" in word.spoken:
                continue
            if word is not words[-1] or not text[word.end : match.start()].strip():
                yield DoubtfulForm(word.start, match.end(), f"the sign {match[0]} is not said", 0.8)


def _find_abbreviations(text: str, words: Sequence[Word]) -> Iterator[DoubtfulForm]:
    """Abbreviations that no rule says in full: their full stop is inside a sentence."""
    spoken = {word.start: word.spoken for word in words}
    for match in _ABBREVIATION.finditer(text, words[0].start, words[-1].end):
        stem = match[0][:-1]
        if spoken.get(match.start()) == stem and len(stem) > 1 and not lookup_word(stem.lower()):
            yield DoubtfulForm(*match.span(), "an abbreviation on no list", 0.75)
