"""Speech… → Narration's passages: one rate, one loudness, no clicks, pauses as written.

Each utterance is mastered by itself, between silences, so that the same words make the same
samples whatever came before them, and a corrected sentence changes no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from earshot.audio.dsp import db_to_factor, fade, limit, silence
from earshot.audio.ffmpeg import PCM16_MAX, measure_loudness, resample
from earshot.model import Samples, Segment, Speech, Timing, Utterance

RATE = 24_000
"""Hz. What Opus and AAC take as it is and the neural voices speak at."""
TARGET_LUFS = -16.0
"""LUFS: what podcast apps ask for (AES TD1008, Apple)."""
CEILING_DBTP = -2.5
"""dBTP. Coding with losses raises peaks by up to 1.5 dB; −1 dBTP must hold on the coded file."""
LOOKAHEAD_SECONDS = 0.005
"""Seconds the limiter sees ahead: longer than a glottal pulse, shorter than a syllable."""
FADE_SECONDS = 0.004
"""Seconds; the voices leave 20 ms of near-silence around their words."""
FRAME_SAMPLES = 1024
"""Samples. The recording ends on a whole AAC frame: every decoder gives back its exact length."""
PAUSE_SAMPLES = RATE // 2
"""Samples of silence after each sentence that a voice is heard saying: as much as in a story."""
SILENCE_LUFS = -60.0
"""LUFS under which there is nothing to make louder."""


def calibrate_gain(speeches: Iterable[Speech]) -> float:
    """The gain in dB that brings a voice, heard saying these, to `LOUDNESS` after limiting."""
    pause = silence(PAUSE_SAMPLES)
    pieces = [
        np.concatenate([resample(speech.samples, speech.rate, RATE), pause]) for speech in speeches
    ]
    gain = 0.0
    for _ in range(3):  # limiting takes a little loudness away; what is missing is added
        loudness = measure_loudness((_apply_gain(piece, gain) for piece in pieces), RATE).integrated
        if loudness < SILENCE_LUFS:
            return 0.0
        gain += TARGET_LUFS - loudness
    return round(gain, 2)


def master(speeches: Iterable[tuple[Utterance, Speech]], gain: float) -> Iterator[Segment]:
    """The passages of the recording, one for each utterance, with `gain` dB on all of them."""
    return place_segments(
        (utterance, master_speech(speech, gain)) for utterance, speech in speeches
    )


def master_speech(speech: Speech, gain: float) -> Speech:
    """One utterance at `RATE`, with `gain` dB, limited, faded at its ends, and rounded to 16
    bits, which is what a cache keeps of it."""
    sound = _apply_gain(resample(speech.samples, speech.rate, RATE), gain)
    pcm = np.round(fade(sound, round(FADE_SECONDS * RATE)) * np.float32(PCM16_MAX)).astype(np.int16)
    return replace(
        speech,
        samples=pcm.astype(np.float32) / np.float32(PCM16_MAX),
        rate=RATE,
        timings=tuple(_resample_timing(timing, speech.rate) for timing in speech.timings),
    )


def place_segments(speeches: Iterable[tuple[Utterance, Speech]]) -> Iterator[Segment]:
    """Mastered speech, one after the other, each with the pause after it."""
    at = 0
    for utterance, speech in speeches:
        timings = (replace(t, start=t.start + at, end=t.end + at) for t in speech.timings)
        pause = silence(utterance.pause * RATE // 1000)
        passage = Segment(
            utterance=utterance,
            start=at,
            samples=np.concatenate([speech.samples, pause]),
            timings=tuple(timings),
        )
        at = passage.end
        yield passage


def pad_last_frame(passages: Iterable[Segment], count: int) -> Iterator[Segment]:
    """The same passages, the last of `count` with silence up to a whole frame (`GRID`). None waits
    for the one after it: the first sentence is heard while the second is made."""
    for number, passage in enumerate(passages, start=1):
        if number == count:
            padding = silence(-passage.end % FRAME_SAMPLES)
            yield replace(passage, samples=np.concatenate([passage.samples, padding]))
        else:
            yield passage


def _apply_gain(sound: Samples, gain: float) -> Samples:
    return limit(
        sound * np.float32(db_to_factor(gain)),
        db_to_factor(CEILING_DBTP),
        round(LOOKAHEAD_SECONDS * RATE),
    )


def _resample_timing(timing: Timing, rate: int) -> Timing:
    return replace(timing, start=timing.start * RATE // rate, end=timing.end * RATE // rate)
