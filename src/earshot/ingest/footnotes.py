"""Strip note marks such as [1] from texts, and drop the notes that they refer to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from earshot.ingest.filter_types import Candidate, FilterVerdict

NOTES_REASON = "notes and references"
_NOTE_MARK = re.compile(r"(?<=[\w.,;:!?\"'”’»)\]%])[ ]?((?:\[\d{1,3}(?:[,–-] ?\d{1,3})*\])+)(?!\()")
_CJK_NOTE_MARK = re.compile(
    r"[（(\[［](?:注釈?|註)\s?\d{1,3}[）)\]］]|[（(\[［]※\s?\d{1,2}[）)\]］]"
)
_NUMBER = re.compile(r"\d{1,3}")
_NOTE_LINE = re.compile(
    r"^(?:[\[(]?(\d{1,3})[\]).:]?\s+\S|[（(\[［]?(?:注釈?|註|※)\s?(\d{1,3})[）)\]］]?[\s：:]*\S)"
)
_MIN_NOTES = 2
"""A single number in brackets may be part of a quotation."""


def strip_note_marks(candidates: Sequence[Candidate], numbers: set[str]) -> list[Candidate]:
    """Remove note marks, if the text refers to several numbers."""
    if len(numbers) < _MIN_NOTES:
        return list(candidates)
    return [_strip_marks(candidate) for candidate in candidates]


def find_note_numbers(candidates: Sequence[Candidate]) -> set[str]:
    """Return the numbers of the notes that the texts refer to."""
    return {
        number
        for each in candidates
        for mark in _find_marks(each.text)
        for number in _NUMBER.findall(mark)
    }


def _find_marks(text: str) -> list[str]:
    marks = _NOTE_MARK.findall(text) if "[" in text else []  # the pattern is slow
    return marks if text.isascii() else marks + _CJK_NOTE_MARK.findall(text)


def _strip_marks(candidate: Candidate) -> Candidate:
    if candidate.tag == "pre":
        return candidate
    text = _CJK_NOTE_MARK.sub("", _NOTE_MARK.sub("", candidate.text))
    if text == candidate.text or candidate.annotations:
        return candidate
    return replace(candidate, text=text)


def drop_notes(verdicts: list[FilterVerdict], numbers: set[str]) -> list[FilterVerdict]:
    """Drop the lines at the end that begin with the number of a note mark."""
    if len(numbers) < _MIN_NOTES:
        return verdicts
    result = list(verdicts)
    for index in range(len(result) - 1, -1, -1):
        candidate, reason = result[index]
        if reason:
            continue
        found = _NOTE_LINE.match(candidate.text)
        if not found or (found[1] or found[2]) not in numbers:
            break
        result[index] = FilterVerdict(candidate, NOTES_REASON)
    return result
