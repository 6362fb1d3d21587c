"""Pause lengths after utterances.

Measured speech of newsreaders pauses some 0.2–0.5 s between sentences and about twice as long
between topics. Listeners take the longer pause for a paragraph break.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, cast

from earshot.errors import InvalidOption

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
"""The boundary after an utterance: the end of a block by its kind, a sentence inside a block, a
change of voice inside a sentence, or the end of the article."""

MAX_PAUSE_MS = 10_000
"""Longer pauses sound like the end of the recording."""
MAX_SHORT_WORDS = 3
"""A sentence of at most this many words, such as "No.", is short."""
PAUSE_AFTER_SHORT_MS = 250
"""A short sentence ("No.") is followed by the next one quickly."""
MIN_LONG_WORDS = 25
"""A sentence of at least this many words is long."""
LONG_SENTENCE_FACTOR = 1.25
"""Factor of the pause after a long sentence: readers breathe longer after it (Krivokapić 2007)."""

PAUSES_MS: dict[Boundary, int] = {
    "headline": 900,  # the headline is separate, as on the page
    "intro": 800,  # between byline or date and the text
    "heading": 700,  # belongs to the text below it
    "paragraph": 650,  # clearly longer than between sentences
    "quote": 750,  # the speaker changes
    "item": 450,  # the items of a list belong together
    "note": 750,  # between a note and the article
    "before_heading": 800,  # a new topic
    "section": 850,  # a section break such as * * *
    "sentence": 350,  # a breath
    "turn": 150,  # another voice continues the sentence; like a comma
    "end": 1000,  # the end of the recording
}
"""Pause after an utterance in ms, by its boundary."""


def pause_after(
    boundary: Boundary, word_count: int, pauses: Mapping[Boundary, int] | None = None
) -> int:
    """Return the pause in ms after an utterance with that many words. `pauses` replaces default
    lengths."""
    length = {**PAUSES_MS, **(pauses or {})}[boundary]
    if boundary == "sentence" and word_count <= MAX_SHORT_WORDS:
        return min(PAUSE_AFTER_SHORT_MS, length)
    if boundary == "sentence" and word_count >= MIN_LONG_WORDS:
        return min(round(length * LONG_SENTENCE_FACTOR), MAX_PAUSE_MS)
    return length


def parse_pauses(entries: Iterable[str]) -> dict[Boundary, int]:
    """Parse entries such as "paragraph=900". Raises InvalidOption."""
    pauses: dict[str, int] = {}
    for entry in entries:
        kind, _, length = (part.strip() for part in entry.partition("="))
        pauses[kind] = int(length) if length.isascii() and length.isdecimal() else -1
        check_pauses(pauses.items(), entry)
    return cast(dict[Boundary, int], pauses)


def check_pauses(pauses: Iterable[tuple[str, int]], entry: str = "") -> None:
    """Raises InvalidOption, which shows the entry if there is one."""
    for kind, length in pauses:
        if kind not in PAUSES_MS or not 0 <= length <= MAX_PAUSE_MS:
            expected = f"use KIND=MS, such as paragraph=900; kinds: {', '.join(PAUSES_MS)}"
            value = (entry or f"{kind}={length}")[:60]
            raise InvalidOption(option="pause", value=value, expected=expected)
