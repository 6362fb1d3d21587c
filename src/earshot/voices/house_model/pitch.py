"""The melody of a sentence, where the average that a network has learned says too little of it.

Pitch is by token, (N, 1), in the network's unit: `network.F0_SPREAD` of the natural logarithm, 4.3
semitones, from the middle of the voice.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from earshot.voices.house_model.layers import Rows

LIVELY = 1.25
"""How much further a sentence's pitch goes up and down than the network says. What it says is an
average of what could be said, which moves less than any of it: the reader of the packaged voice
ranges over 8.5 semitones in a sentence, her voice as it was learned over 6.4."""
RISE = 1.0
"""How far above the sentence's middle a question for yes or no ends: the median of the packaged
voice's reader. Fourteen of them were in her material, too few to learn it by."""
UNSTRESSED = 3
"""Tokens at its end that a question rises over where nothing in it is stressed."""
MELODY = f"{LIVELY:g} {RISE:g}"
"""What becomes another melody with other numbers."""


def further(pitch: Rows, times: float) -> Rows:
    """So many times as far from the sentence's middle."""
    middle = pitch.mean()
    moved: Rows = middle + (pitch - middle) * np.float32(times)
    return moved


def risen(pitch: Rows, stressed: NDArray[np.bool_], ends: Iterable[int]) -> Rows:
    """Lifted before each of the slots `ends`, where it does not end high by itself: as readers do,
    steadily from the last stressed vowel on."""
    lifted = pitch.copy()
    for end in ends:
        before = np.flatnonzero(stressed[:end])
        first = before[-1] if len(before) else max(0, end - UNSTRESSED)
        missing = pitch.mean() + RISE - pitch[end - 1]
        steps = np.arange(1, end - first + 1, dtype=np.float32) / (end - first)
        lifted[first:end, 0] += max(0.0, float(missing[0])) * steps
        lifted[end] = np.maximum(lifted[end], lifted[end - 1])
    return lifted
