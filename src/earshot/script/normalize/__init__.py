"""Written form → spoken form: each word of a sentence with its place and how it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from earshot.model import Word
from earshot.script.normalize.classes import ENGLISH
from earshot.script.normalize.matching import Reading, claimed, plain_copy
from earshot.script.normalize.plain_words import plain_words, trimmed

_FINAL = re.compile(r"[.?!…。？！؟।]")
_STRONGEST = ("?", "!", ".", "…", ":", ";", ",")
_ALIKE = str.maketrans("。？！؟।、，；：،—–", ".?!?.,,;:,,,")
_QUOTES = frozenset("\"'”’»“‘")
_BRITISH = frozenset(("en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA", "en-IN"))
_ELLIPSIS = re.compile(r"…|\.\s?\.")


def words(
    text: str,
    block: int,
    span: tuple[int, int] | None = None,
    language: str = "en-US",
    kept: Sequence[tuple[int, int]] = (),
) -> tuple[Word, ...]:
    """The words of one sentence, `text[span[0]:span[1]]`, with offsets into `text`.

    Every letter and digit stands in exactly one word; the last word bears the end of the sentence.
    Each stretch of `kept` that the sentence holds whole is one word by itself.
    """
    start, end = span or (0, len(text))
    sentence = text[start:end]
    inside = [(first - start, last - start) for first, last in kept if start <= first < last <= end]
    found = list(readings(sentence, language, inside))
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


def readings(
    sentence: str, language: str = "en-US", kept: Sequence[tuple[int, int]] = ()
) -> Iterator[Reading]:
    """What is said of a sentence, piece by piece, in the order of the text."""
    at, english = 0, language.split("-")[0] == "en"
    if english or kept:
        classes = ENGLISH if english else ()
        fixed = [each for span in kept if (each := _whole(sentence, span, language))]
        for reading in claimed(plain_copy(sentence), classes, language in _BRITISH, fixed):
            yield from plain_words(sentence, at, reading.start, language)
            yield reading
            at = reading.end
    yield from plain_words(sentence, at, len(sentence), language)


def _whole(sentence: str, span: tuple[int, int], language: str) -> Reading | None:
    """A stretch as one word, without the punctuation around it; None where it says nothing."""
    start, end = trimmed(sentence, *span)
    said = " ".join(each.spoken for each in readings(sentence[start:end], language))
    return Reading(start, end, said) if said else None


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
