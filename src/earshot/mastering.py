"""Speech… → Narration's passages: one rate, one loudness, no clicks, pauses as written.

Each utterance is mastered by itself, between silences, so that the same words make the same
samples whatever came before them, and a corrected sentence changes no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from earshot.audio.dsp import decibels, faded, limited, silence
from earshot.audio.ffmpeg import PCM, measure, resample
from earshot.model import Passage, Samples, Speech, Timing, Utterance

RATE = 24_000
"""Hz. What Opus and AAC take as it is and the neural voices speak at."""
LOUDNESS = -16.0
"""LUFS: what podcast apps ask for (AES TD1008, Apple)."""
CEILING = -2.5
"""dBTP. Coding with losses raises peaks by up to 1.5 dB; −1 dBTP must hold on the coded file."""
LOOKAHEAD = 0.005
"""Seconds the limiter sees ahead: longer than a glottal pulse, shorter than a syllable."""
FADE = 0.004
"""Seconds; the voices leave 20 ms of near-silence around their words."""
GRID = 1024
"""Samples. The recording ends on a whole AAC frame: every decoder gives back its exact length."""
PAUSE = RATE // 2
"""Samples of silence after each sentence that a voice is heard saying: as much as in a story."""
UNHEARD = -60.0
"""LUFS under which there is nothing to make louder."""


def gain_of(speeches: Iterable[Speech]) -> float:
    """The gain in dB that brings a voice, heard saying these, to `LOUDNESS` after limiting."""
    pause = silence(PAUSE)
    pieces = [
        np.concatenate([resample(speech.samples, speech.rate, RATE), pause]) for speech in speeches
    ]
    gain = 0.0
    for _ in range(3):  # limiting takes a little loudness away; what is missing is added
        heard = measure((_levelled(piece, gain) for piece in pieces), RATE).integrated
        if heard < UNHEARD:
            return 0.0
        gain += LOUDNESS - heard
    return round(gain, 2)


def master(said: Iterable[tuple[Utterance, Speech]], gain: float) -> Iterator[Passage]:
    """The passages of the recording, one for each utterance, with `gain` dB on all of them."""
    return placed((utterance, mastered(speech, gain)) for utterance, speech in said)


def mastered(speech: Speech, gain: float) -> Speech:
    """One utterance at `RATE`, with `gain` dB, limited, faded at its ends, and rounded to 16
    bits, which is what a cache keeps of it."""
    sound = _levelled(resample(speech.samples, speech.rate, RATE), gain)
    pcm = np.round(faded(sound, round(FADE * RATE)) * np.float32(PCM)).astype(np.int16)
    return replace(
        speech,
        samples=pcm.astype(np.float32) / np.float32(PCM),
        rate=RATE,
        timings=tuple(_moved(timing, speech.rate) for timing in speech.timings),
    )


def placed(said: Iterable[tuple[Utterance, Speech]]) -> Iterator[Passage]:
    """Mastered speech, one after the other, each with the pause after it."""
    at = 0
    for utterance, speech in said:
        timings = (replace(t, start=t.start + at, end=t.end + at) for t in speech.timings)
        pause = silence(utterance.pause * RATE // 1000)
        passage = Passage(
            utterance=utterance,
            start=at,
            samples=np.concatenate([speech.samples, pause]),
            timings=tuple(timings),
        )
        at = passage.end
        yield passage


def completed(passages: Iterable[Passage], count: int) -> Iterator[Passage]:
    """The same passages, the last of `count` with silence up to a whole frame (`GRID`). None waits
    for the one after it: the first sentence is heard while the second is made."""
    for number, passage in enumerate(passages, start=1):
        if number == count:
            rest = silence(-passage.end % GRID)
            yield replace(passage, samples=np.concatenate([passage.samples, rest]))
        else:
            yield passage


def _levelled(sound: Samples, gain: float) -> Samples:
    return limited(sound * np.float32(decibels(gain)), decibels(CEILING), round(LOOKAHEAD * RATE))


def _moved(timing: Timing, rate: int) -> Timing:
    return replace(timing, start=timing.start * RATE // rate, end=timing.end * RATE // rate)
