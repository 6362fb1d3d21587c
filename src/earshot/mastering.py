"""Turns speeches into mastered segments: one sample rate, one loudness, no clicks, pauses.

Each utterance is mastered by itself, between silences. The same words therefore give the same
samples whatever precedes them, and a corrected sentence changes no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from earshot.audio.dsp import db_to_factor, fade, limit, silence
from earshot.audio.ffmpeg import PCM16_MAX, measure_integrated_loudness, resample
from earshot.imports import LazyModule
from earshot.model import Samples, Segment, Speech, Timing, Utterance

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")

RATE = 24_000
"""Hz. Opus and AAC take this rate without resampling, and the neural voices produce it."""
TARGET_LUFS = -16.0
"""LUFS: the target of podcast apps (AES TD1008, Apple)."""
CEILING_DBTP = -2.5
"""dBTP. Lossy coding raises peaks by up to 1.5 dB, and the coded file must stay under −1 dBTP."""
LOOKAHEAD_SECONDS = 0.005
"""Lookahead of the limiter in seconds: longer than a glottal pulse, shorter than a syllable."""
FADE_SECONDS = 0.004
"""Seconds; voices leave 20 ms of near-silence around their words."""
FRAME_SAMPLES = 1024
"""Samples. The recording ends on a whole AAC frame, so every decoder returns its exact length."""
PAUSE_SAMPLES = RATE // 2
"""Samples of silence after each sentence when a voice is measured: as much as in an article."""
SILENCE_LUFS = -60.0
"""LUFS under which speech counts as silence and gets no gain."""


def calibrate_gain(speeches: Iterable[Speech]) -> float:
    """The gain in dB that brings a voice to `TARGET_LUFS` after limiting."""
    pause = silence(PAUSE_SAMPLES)
    pieces = [
        np.concatenate([resample(speech.samples, speech.rate, RATE), pause]) for speech in speeches
    ]
    gain = 0.0
    for _ in range(3):  # limiting lowers the loudness a little; add the difference
        limited = (_apply_gain(piece, gain) for piece in pieces)
        loudness = measure_integrated_loudness(limited, RATE)
        if loudness < SILENCE_LUFS:
            return 0.0
        gain += TARGET_LUFS - loudness
    return round(gain, 2)


def master_speech(speech: Speech, gain: float) -> Speech:
    """Apply `gain` dB, limit, fade the ends, resample to `RATE` and round to 16 bits, as the cache
    stores them."""
    sound = _apply_gain(resample(speech.samples, speech.rate, RATE), gain)
    pcm = np.round(fade(sound, round(FADE_SECONDS * RATE)) * np.float32(PCM16_MAX)).astype(np.int16)
    return replace(
        speech,
        samples=pcm.astype(np.float32) / np.float32(PCM16_MAX),
        rate=RATE,
        timings=tuple(_resample_timing(timing, speech.rate) for timing in speech.timings),
    )


def place_segments(speeches: Iterable[tuple[Utterance, Speech]]) -> Iterator[Segment]:
    """Mastered speech in sequence, each with the pause after it."""
    at = 0
    for utterance, speech in speeches:
        timings = (replace(t, start=t.start + at, end=t.end + at) for t in speech.timings)
        pause = silence(utterance.pause * RATE // 1000)
        segment = Segment(
            utterance=utterance,
            start=at,
            samples=np.concatenate([speech.samples, pause]),
            timings=tuple(timings),
        )
        at = segment.end
        yield segment


def pad_last_frame(segments: Iterable[Segment], count: int) -> Iterator[Segment]:
    """The same segments, with the last of `count` padded by silence to a whole frame
    (`FRAME_SAMPLES`). Each is yielded before the next one is requested: playback of the first
    sentence starts while the second is synthesized."""
    for number, segment in enumerate(segments, start=1):
        if number == count:
            padding = silence(-segment.end % FRAME_SAMPLES)
            yield replace(segment, samples=np.concatenate([segment.samples, padding]))
        else:
            yield segment


def _apply_gain(sound: Samples, gain: float) -> Samples:
    return limit(
        sound * np.float32(db_to_factor(gain)),
        db_to_factor(CEILING_DBTP),
        round(LOOKAHEAD_SECONDS * RATE),
    )


def _resample_timing(timing: Timing, rate: int) -> Timing:
    return replace(timing, start=timing.start * RATE // rate, end=timing.end * RATE // rate)
