"""From how long each token of a neural voice lasts to when each word is heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earshot.errors import SynthesisFailed
from earshot.model import Samples, Speech, Timing, Word

NO_WORD = -1
"""In the place of a word's number, for tokens between words: pauses, edges, padding."""
LEAD_SECONDS, TAIL_SECONDS = 0.02, 0.06
"""Seconds of the voice's own silence that stay before the first and after the last word."""


def build_speech(
    voice: str,
    audio: tuple[Samples, int],
    token_durations: NDArray[Any],
    words: Sequence[Word],
    word_indices: Sequence[int],
) -> Speech:
    """The speech from its first word to its last.

    `sound` is samples and their rate; `frames` how long each token lasts, in any unit; `owners`
    for each token the number of its word, or `NO_WORD`. A word without a token has no length.
    Raises SynthesisFailed where the two do not fit.
    """
    samples, rate = audio
    total = float(token_durations.sum())
    if (
        len(token_durations) != len(word_indices)
        or not np.isfinite(total)
        or total <= 0
        or token_durations.min() < 0
    ):
        spoken = " ".join(word.spoken for word in words)
        reason = "its durations do not fit its tokens"
        raise SynthesisFailed(voice=voice, text=spoken, reason=reason)
    edges = np.concatenate([[0.0], np.cumsum(token_durations, dtype=np.float64)]) * (
        len(samples) / total
    )
    spans = _word_spans(np.round(edges).astype(int), word_indices, len(words))
    spoken_spans = [span for span in spans if span]
    if not spoken_spans:
        return Speech(samples=samples[:0], rate=rate, timings=())
    first_sample = max(0, spoken_spans[0][0] - round(LEAD_SECONDS * rate))
    last_sample = min(len(samples), spoken_spans[-1][1] + round(TAIL_SECONDS * rate))
    timings, end = [], spoken_spans[0][0]
    for word, span in zip(words, spans, strict=True):
        start, end = span or (end, end)
        timings.append(Timing(word=word, start=start - first_sample, end=end - first_sample))
    return Speech(samples=samples[first_sample:last_sample], rate=rate, timings=tuple(timings))


def _word_spans(
    edges: NDArray[Any], word_indices: Sequence[int], count: int
) -> list[tuple[int, int] | None]:
    """First and last sample of each word."""
    spans: list[tuple[int, int] | None] = [None] * count
    for token, word_index in enumerate(word_indices):
        if word_index != NO_WORD:
            first = spans[word_index]
            start = first[0] if first else int(edges[token])
            spans[word_index] = (start, int(edges[token + 1]))
    return spans
