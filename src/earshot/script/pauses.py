"""The silence after an utterance, by where it stands in the story.

Measured speech of newsreaders pauses some 0.2–0.5 s between sentences and about twice as long
between topics; listeners take the longer silence for the paragraph mark they cannot see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Boundary = Literal[
    "headline",
    "intro",
    "heading",
    "paragraph",
    "quote",
    "item",
    "note",
    "before_heading",
    "section",
    "sentence",
    "turn",
    "end",
]
"""What the utterance closes: a block by its kind, a sentence inside a block, one voice's turn
inside a sentence, or the article."""

MAX_SHORT_WORDS = 3
"""Up to so many words an answer like "No." is; the next sentence follows it closely."""
PAUSE_AFTER_SHORT_MS = 250
"""A short sentence leans on the next one: "No. Not yet." is nearly one."""

PAUSES_MS: dict[Boundary, int] = {
    "headline": 900,  # the title stands alone, as on the page
    "intro": 800,  # byline and date are over: the story begins
    "heading": 700,  # announces what follows, so shorter than the break before the story
    "paragraph": 650,  # a new thought: plainly longer than between sentences
    "quote": 750,  # the speaker changes back, which takes a moment longer than a paragraph
    "item": 450,  # the items of a list belong together
    "note": 750,  # the newspaper has spoken for itself; now the story goes on
    "before_heading": 800,  # a topic is closed; the heading opens the next
    "section": 850,  # the page marks a break: * * *
    "sentence": 350,  # a breath
    "turn": 150,  # another voice goes on in the same sentence: no more than a comma
    "end": 1000,  # the last word may ring before the sound stops
}
"""Silence after an utterance, in ms, by what it closes."""


def pause_after(
    boundary: Boundary, word_count: int, pauses: Mapping[Boundary, int] | None = None
) -> int:
    """The silence in ms after an utterance of so many words. `pauses` replaces lengths by kind."""
    lengths = {**PAUSES_MS, **(pauses or {})}
    if boundary == "sentence" and word_count <= MAX_SHORT_WORDS:
        return min(PAUSE_AFTER_SHORT_MS, lengths[boundary])
    return lengths[boundary]
