"""Written form → spoken form: each word of a sentence with its place and how it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from earshot.model import Word
from earshot.script.normalize.classes import ENGLISH
from earshot.script.normalize.engine import Reading, claimed, plain_copy
from earshot.script.normalize.plain import plain_words

_FINAL = re.compile(r"[.?!…。？！؟।]")
_STRONGEST = ("?", "!", ".", "…", ":", ";", ",")
_ALIKE = str.maketrans("。？！؟।、，；：،—–", ".?!?.,,;:,,,")
_QUOTES = frozenset("\"'”’»“‘")
_BRITISH = frozenset(("en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA", "en-IN"))
_ELLIPSIS = re.compile(r"…|\.\s?\.")


def words(
    text: str, block: int, span: tuple[int, int] | None = None, language: str = "en-US"
) -> tuple[Word, ...]:
    """The words of one sentence, `text[span[0]:span[1]]`, with offsets into `text`.

    Every letter and digit stands in exactly one word; the last word bears the end of the sentence.
    """
    start, end = span or (0, len(text))
    sentence = text[start:end]
    found = list(readings(sentence, language))
    stops = [*(r.start for r in found), len(sentence)][1:]
    made = []
    for index, (reading, stop) in enumerate(zip(found, stops, strict=False), start=1):
        gap, last = sentence[reading.end : stop], index == len(found)
        made.append(
            Word(
                text=sentence[reading.start : reading.end],
                spoken=reading.spoken,
                block=block,
                start=start + reading.start,
                boundary=_end(sentence[reading.start :])
                if last
                else _boundary(gap, reading.spoken),
            )
        )
    return tuple(made)


def readings(sentence: str, language: str = "en-US") -> Iterator[Reading]:
    """What is said of a sentence, piece by piece, in the order of the text."""
    at = 0
    if language.split("-")[0] == "en":
        for reading in claimed(plain_copy(sentence), ENGLISH, language in _BRITISH):
            yield from plain_words(sentence, at, reading.start, language)
            yield reading
            at = reading.end
    yield from plain_words(sentence, at, len(sentence), language)


def _boundary(gap: str, spoken: str) -> str:
    """The strongest mark between two words of a sentence.

    A full stop there closes a quotation, or it is part of an abbreviation and no pause. A dash
    said as "to" or a comma said as "of" is none either.
    """
    if gap in (" ", "-", "–", "") or spoken.endswith((" to", " of", " and")):
        return ""
    marks = gap.translate(_ALIKE)
    if _ELLIPSIS.search(gap):
        return "…"
    if "--" in gap or " - " in gap:
        marks += ","
    found = next((mark for mark in _STRONGEST if mark in marks), "")
    return "" if found == "." and _QUOTES.isdisjoint(gap) else found


def _end(tail: str) -> str:
    """The mark that closes a sentence; a full stop where none is written."""
    if tail.rstrip("\"'”’»)] ").endswith(("…", "..", ". .")):
        return "…"
    marks = [m.translate(_ALIKE) for m in _FINAL.findall(tail)]
    return next((mark for mark in ("?", "!") if mark in marks), ".")
