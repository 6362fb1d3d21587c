"""The melody of a sentence, where the average that a network has learned says too little of it.

Pitch is by token, (N, 1), in the network's unit: `network.F0_SPREAD` of the natural logarithm, 4.3
semitones, from the middle of the voice.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from earshot.voices.house_model.layers import Rows

PITCH_RANGE_FACTOR = 1.25
"""How much further a sentence's pitch goes up and down than the network says. What it says is an
average of what could be said, which moves less than any of it: the reader of the packaged voice
ranges over 8.5 semitones in a sentence, her voice as it was learned over 6.4."""
QUESTION_RISE = 1.0
"""How far above the sentence's middle a question for yes or no ends: the median of the packaged
voice's reader. Fourteen of them were in her material, too few to learn it by."""
UNSTRESSED_RISE_TOKENS = 3
"""Tokens at its end that a question rises over where nothing in it is stressed."""
PITCH_VERSION = f"{PITCH_RANGE_FACTOR:g} {QUESTION_RISE:g}"
"""What becomes another melody with other numbers."""


def scale_pitch_range(pitch: Rows, factor: float) -> Rows:
    """So many times as far from the sentence's middle."""
    middle = pitch.mean()
    scaled: Rows = middle + (pitch - middle) * np.float32(factor)
    return scaled


def raise_question_ends(
    pitch: Rows, stressed: NDArray[np.bool_], rising_slots: Iterable[int]
) -> Rows:
    """Lifted before each of the slots `ends`, where it does not end high by itself: as readers do,
    steadily from the last stressed vowel on."""
    raised = pitch.copy()
    for slot in rising_slots:
        before = np.flatnonzero(stressed[:slot])
        first = before[-1] if len(before) else max(0, slot - UNSTRESSED_RISE_TOKENS)
        deficit = pitch.mean() + QUESTION_RISE - pitch[slot - 1]
        steps = np.arange(1, slot - first + 1, dtype=np.float32) / (slot - first)
        raised[first:slot, 0] += max(0.0, float(deficit[0])) * steps
        raised[slot] = np.maximum(raised[slot], raised[slot - 1])
    return raised
