"""Whether one reading of a page holds another, and how much each speaks."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.ingest.blocks import FilterVerdict, text_key
from earshot.ingest.html.recovery import is_sentence

_RUNNING = 0.7
"""The share of sentences in running text."""


def holds(
    fuller: Sequence[tuple[int, FilterVerdict]], found: Sequence[tuple[int, FilterVerdict]]
) -> bool:
    """Whether most of what was found is in the fuller reading too, and that is running text."""
    there = {number for number, verdict in fuller if not verdict.reason}
    spoken = [number for number, verdict in found if not verdict.reason]
    texts = [verdict.candidate.text for number, verdict in fuller if number in there]
    running = sum(len(text) for text in texts if is_sentence(text))
    same = 2 * sum(number in there for number in spoken) >= len(spoken)
    return same and running > _RUNNING * sum(map(len, texts))


def said_letters(found: Sequence[tuple[int, FilterVerdict]]) -> str:
    """The letters that are spoken."""
    return "".join(
        text_key(verdict.candidate.text)
        for _, verdict in found
        if not verdict.reason and verdict.candidate.kind != "heading"
    )
