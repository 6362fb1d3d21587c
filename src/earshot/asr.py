"""Intelligibility of English speech: word errors of CMU PocketSphinx with the language model of
its package (extra `earshot-audio[align]`).

The figures compare voices with each other. The recognizer makes errors on human readers too, and
understands hardly anything of formant synthesis, which was not in its training data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from earshot.audio.ffmpeg import resample
from earshot.imports import LazyModule
from earshot.model import Samples

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")

RATE = 16_000
PEAK_LEVEL = 0.7
"""Peak level before recognition, as a share of full scale."""


def word_error_rate(sounds: Sequence[tuple[Samples, int]], texts: Sequence[str]) -> float:
    """Word errors per reference word over all sounds; 0 is perfect, and it can exceed 1.

    A sound is samples and their rate; a text is what is spoken in it, in plain words.
    """
    wrong = total = 0
    for (samples, rate), text in zip(sounds, texts, strict=True):
        reference = _tokenize(text)
        wrong += _edit_distance(recognize(samples, rate), reference)
        total += len(reference)
    return wrong / max(1, total)


def recognize(samples: Samples, rate: int) -> list[str]:
    """The recognized words, in lower case."""
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

    # These limits do not change the words, and halve the time that noise takes.
    return Decoder(samprate=RATE, loglevel="FATAL", maxhmmpf=2_000, maxwpf=10)


def _tokenize(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def _edit_distance(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    """Levenshtein distance of words."""
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(hypothesis, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1]
