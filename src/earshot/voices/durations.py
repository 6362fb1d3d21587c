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
LEAD, TAIL = 0.02, 0.06
"""Seconds of the voice's own silence that stay before the first and after the last word."""


def timed(
    voice: str,
    sound: tuple[Samples, int],
    frames: NDArray[Any],
    words: Sequence[Word],
    owners: Sequence[int],
) -> Speech:
    """The speech from its first word to its last.

    `sound` is samples and their rate; `frames` how long each token lasts, in any unit; `owners`
    for each token the number of its word, or `NO_WORD`. A word without a token has no length.
    Raises SynthesisFailed where the two do not fit.
    """
    samples, rate = sound
    total = float(frames.sum())
    if len(frames) != len(owners) or not np.isfinite(total) or total <= 0 or frames.min() < 0:
        spoken = " ".join(word.spoken for word in words)
        reason = "its durations do not fit its tokens"
        raise SynthesisFailed(voice=voice, text=spoken, reason=reason)
    edges = np.concatenate([[0.0], np.cumsum(frames, dtype=np.float64)]) * (len(samples) / total)
    spans = _spans(np.round(edges).astype(int), owners, len(words))
    sounding = [span for span in spans if span]
    if not sounding:
        return Speech(samples=samples[:0], rate=rate, timings=())
    opening = max(0, sounding[0][0] - round(LEAD * rate))
    closing = min(len(samples), sounding[-1][1] + round(TAIL * rate))
    timings, end = [], sounding[0][0]
    for word, span in zip(words, spans, strict=True):
        start, end = span or (end, end)
        timings.append(Timing(word=word, start=start - opening, end=end - opening))
    return Speech(samples=samples[opening:closing], rate=rate, timings=tuple(timings))


def _spans(edges: NDArray[Any], owners: Sequence[int], count: int) -> list[tuple[int, int] | None]:
    """First and last sample of each word."""
    spans: list[tuple[int, int] | None] = [None] * count
    for token, owner in enumerate(owners):
        if owner != NO_WORD:
            first = spans[owner]
            start = first[0] if first else int(edges[token])
            spans[owner] = (start, int(edges[token + 1]))
    return spans
