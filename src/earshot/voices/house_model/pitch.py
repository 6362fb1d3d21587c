"""Corrections of the intonation, because the predicted average is too flat.

Pitch is by token, (N, 1), in the unit of the network: `F0_STD` of the natural logarithm, 4.3
semitones, around the mean of the voice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from earshot.imports import LazyModule
from earshot.voices.house_model.constants import F0_STD
from earshot.voices.house_model.tokens import CONTINUATION_SLOT, Tokens

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
JOINT_SHIFTS = (1.0, -0.7)
"""Semitones added before and after the joint of two parts of a long sentence. The network begins
and ends each part like a sentence: the pitch rises by 2.3 semitones at the joint, where a reader of
the same sentences rises by 0.9."""
SEMITONE = math.log(2) / 12 / F0_STD
"""In the unit of the network."""
PITCH_VERSION = f"{PITCH_RANGE_FACTOR:g} {QUESTION_RISE:g} {JOINT_SHIFTS}"
"""Part of the cache key."""


@dataclass(frozen=True, slots=True)
class Intonation:
    """The corrections of a sentence, or of a part of it."""

    rising_slots: Sequence[int] = ()
    """The slots at which a question ends."""
    start_shift: float = 0.0
    end_shift: float = 0.0
    """Semitones."""


def plan_intonation(parts: Sequence[Tokens]) -> list[Intonation]:
    """The intonation of each part of a sentence. A part that ends with `.` or `?` is a sentence of
    its own."""
    before, after = JOINT_SHIFTS
    joints = [False, *(part.symbols[-1] == CONTINUATION_SLOT for part in parts[:-1]), False]
    return [
        Intonation(part.rising_slots, after * start, before * end)
        for part, (start, end) in zip(parts, pairwise(joints), strict=True)
    ]


def correct_pitch(
    pitch: Rows, stressed: NDArray[np.bool_], factor: float, intonation: Intonation
) -> Rows:
    """Scale the range by the factor, then apply the intonation. A shift decreases to the middle of
    the sentence."""
    place = np.linspace(-1, 1, len(pitch), dtype=np.float32)[:, None]
    shift = intonation.start_shift * np.maximum(0, -place)
    shift += intonation.end_shift * np.maximum(0, place)
    shifted: Rows = scale_pitch_range(pitch, factor) + (shift * SEMITONE).astype(np.float32)
    return raise_question_ends(shifted, stressed, intonation.rising_slots)


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
