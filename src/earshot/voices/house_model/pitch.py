"""Corrections of the intonation, because the predicted average is too flat.

Pitch is by token, (N, 1), in the unit of the network: `F0_STD` of the natural logarithm, 4.3
semitones, around the mean of the voice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from earshot.imports import LazyModule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from earshot.voices.house_model.layers import Rows
else:  # a command starts sooner without it
    np = LazyModule("numpy")

PITCH_RANGE_FACTOR = 1.25
"""Factor of the pitch range of a sentence. The prediction is an average of possible readings,
which varies less than any of them: the reader of the packaged voice ranges over 8.5 semitones in a
sentence, the predictions over 6.4."""
QUESTION_RISE = 1.0
"""Rise above the mean of the sentence at the end of a yes-no question: the median of the reader of
the packaged voice. Her recordings have fourteen such questions, too few for training."""
UNSTRESSED_RISE_TOKENS = 3
"""Length of the rise, in final tokens, if none of them is stressed."""
PITCH_VERSION = f"{PITCH_RANGE_FACTOR:g} {QUESTION_RISE:g}"
"""Part of the cache key."""


def scale_pitch_range(pitch: Rows, factor: float) -> Rows:
    """Scale the distances from the mean of the sentence."""
    middle = pitch.mean()
    scaled: Rows = middle + (pitch - middle) * np.float32(factor)
    return scaled


def raise_question_ends(
    pitch: Rows, stressed: NDArray[np.bool_], rising_slots: Iterable[int]
) -> Rows:
    """Raise the pitch before each of `rising_slots`, unless it is already high. As in natural
    speech, it rises steadily from the last stressed vowel on."""
    raised = pitch.copy()
    for slot in rising_slots:
        before = np.flatnonzero(stressed[:slot])
        first = before[-1] if len(before) else max(0, slot - UNSTRESSED_RISE_TOKENS)
        deficit = pitch.mean() + QUESTION_RISE - pitch[slot - 1]
        steps = np.arange(1, slot - first + 1, dtype=np.float32) / (slot - first)
        raised[first:slot, 0] += max(0.0, float(deficit[0])) * steps
        raised[slot] = np.maximum(raised[slot], raised[slot - 1])
    return raised
