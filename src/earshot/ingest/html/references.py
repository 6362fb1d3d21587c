"""Marks of notes that are written out in a text, [1], and the notes that they lead to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from earshot.ingest.blocks import Candidate, FilterVerdict

NOTES = "notes and references"
_MARK = re.compile(r"(?<=[\w.,;:!?\"'”’»)\]%])[ ]?((?:\[\d{1,3}(?:[,–-] ?\d{1,3})*\])+)(?!\()")
_NUMBER = re.compile(r"\d{1,3}")
_NOTE = re.compile(r"^[\[(]?(\d{1,3})[\]).:]?\s+\S")
_SHORTEST = 2
"""Marks from which brackets with numbers are marks of notes and not words of a quotation."""


def without_marks(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without [1] behind their words, where there are several such marks."""
    if len(numbers_of(candidates)) < _SHORTEST:
        return list(candidates)
    return [_unmarked(candidate) for candidate in candidates]


def numbers_of(candidates: Sequence[Candidate]) -> set[str]:
    """The numbers of the notes that texts refer to."""
    return {
        number
        for each in candidates
        for mark in _MARK.findall(each.text)
        for number in _NUMBER.findall(mark)
    }


def _unmarked(candidate: Candidate) -> Candidate:
    text = candidate.text if candidate.tag == "pre" else _MARK.sub("", candidate.text)
    if text == candidate.text or candidate.annotations:
        return candidate
    return replace(candidate, text=text)


def without_notes(verdicts: list[FilterVerdict], numbers: set[str]) -> list[FilterVerdict]:
    """The notes below a story are not spoken: lines that open with the numbers of its marks."""
    if len(numbers) < _SHORTEST:
        return verdicts
    left = list(verdicts)
    for at in range(len(left) - 1, -1, -1):
        candidate, reason = left[at]
        if reason:
            continue
        found = _NOTE.match(candidate.text)
        if not found or found[1] not in numbers:
            break
        left[at] = FilterVerdict(candidate, NOTES)
    return left
