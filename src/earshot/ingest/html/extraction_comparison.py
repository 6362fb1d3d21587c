"""Compare two extractions of the same page."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.ingest.filter_types import FilterVerdict, text_key
from earshot.ingest.metadata.headlines import casefold_words
from earshot.ingest.sentence_ends import ends_sentence

_MIN_SENTENCE_SHARE = 0.7
"""Minimum share of whole sentences in body text."""

_MIN_LETTERS = 100
"""With fewer letters an extraction has found no text, so it may be of another place."""


def is_fuller_version(
    fuller: Sequence[tuple[int, FilterVerdict]], verdicts: Sequence[tuple[int, FilterVerdict]]
) -> bool:
    """Whether `fuller` is body text and contains most of the spoken runs of `verdicts`."""
    fuller_numbers = {number for number, verdict in fuller if not verdict.reason}
    spoken = [number for number, verdict in verdicts if not verdict.reason]
    texts = [verdict.candidate.text for number, verdict in fuller if number in fuller_numbers]
    sentence_letters = sum(len(text) for text in texts if ends_sentence(text))
    shares_most = 2 * sum(number in fuller_numbers for number in spoken) >= len(spoken)
    is_lost = len(spoken_letters(verdicts)) < _MIN_LETTERS
    return (shares_most or is_lost) and sentence_letters > _MIN_SENTENCE_SHARE * sum(
        map(len, texts)
    )


def spoken_letters(verdicts: Sequence[tuple[int, FilterVerdict]]) -> str:
    """Return the letters and digits of the spoken blocks, without headings."""
    return "".join(
        text_key(verdict.candidate.text)
        for _, verdict in verdicts
        if not verdict.reason and verdict.candidate.kind != "heading"
    )


_MIN_DISTINCTIVE_LETTERS = 4


def is_about(headline: str, text: str) -> bool:
    """Whether the text has most of the longer words of the headline."""
    words = {word for word in casefold_words(headline) if len(word) >= _MIN_DISTINCTIVE_LETTERS}
    return 2 * len(words.intersection(casefold_words(text))) > len(words) > 1
