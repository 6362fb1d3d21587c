"""What a listener would understand: English speech, recognised by CMU PocketSphinx with the
language model of its package. The extra `earshot[align]`.

Its figures compare voices with each other: a human reader is not understood to the last word
either, and a robot, which it never learned from, hardly at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from earshot.audio.ffmpeg import resample
from earshot.model import Samples

RATE = 16_000
PEAK_LEVEL = 0.7
"""Of full scale: what the loudest sample is brought to."""


def word_error_rate(sounds: Sequence[tuple[Samples, int]], texts: Sequence[str]) -> float:
    """Word errors for each word said (0 is perfect; it can pass 1), over all the sounds.

    A sound is samples and their rate; a text what is said in it, in plain words.
    """
    wrong = total = 0
    for (samples, rate), text in zip(sounds, texts, strict=True):
        reference = _tokenize(text)
        wrong += _edit_distance(recognize(samples, rate), reference)
        total += len(reference)
    return wrong / max(1, total)


def recognize(samples: Samples, rate: int) -> list[str]:
    """The words that are heard, in small letters."""
    decoder = _recognizer()
    sound = resample(samples, rate, RATE)
    loud = sound * (PEAK_LEVEL / max(1e-6, float(np.abs(sound).max(initial=0))))
    decoder.start_utt()
    decoder.process_raw((np.clip(loud, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    return _tokenize(decoder.hyp().hypstr if decoder.hyp() else "")


@cache
def _recognizer() -> Any:
    from pocketsphinx import Decoder  # noqa: PLC0415 - an extra

    # Held to so many guesses a frame it hears the same words, and noise costs half the time.
    return Decoder(samprate=RATE, loglevel="FATAL", maxhmmpf=3_000, maxwpf=10)


def _tokenize(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def _edit_distance(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    """Levenshtein's, of words."""
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(hypothesis, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]
