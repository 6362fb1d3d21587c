"""Words in square brackets, which an editor has added to a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from earshot.model import Word

Span = tuple[int, int]
_BRACKETED = re.compile(r"\[[^\[\]]{1,300}\]")


def find_brackets(text: str, exceptions: Iterable[Span] = ()) -> list[Span]:
    """The spans in square brackets that do not overlap an exception."""
    spans = [match.span() for match in _BRACKETED.finditer(text)]
    return [
        (start, end)
        for start, end in spans
        if not any(start < last and first < end for first, last in exceptions)
    ]


def drop_words(words: Sequence[Word], text: str, spans: Sequence[Span]) -> tuple[Word, ...]:
    """Leave out the words inside the spans. Their letters belong to the word before them, otherwise
    to the one after them."""
    kept: list[Word] = []
    start: int | None = None
    for word in words:
        if not any(first <= word.start and word.end <= last for first, last in spans):
            begin = word.start if start is None else start
            kept.append(replace(word, start=begin, text=text[begin : word.end]))
            start = None
        elif kept:
            boundary = word.boundary or kept[-1].boundary
            extended = text[kept[-1].start : word.end]
            kept[-1] = replace(kept[-1], text=extended, boundary=boundary)
        else:
            start = word.start if start is None else start
    return tuple(kept)
