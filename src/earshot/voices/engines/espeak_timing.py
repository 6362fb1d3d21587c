"""Word timings of eSpeak NG."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import pairwise

from earshot.model import Samples, Speech, Timing, Word
from earshot.voices.engines.espeak_process import EspeakResult

SAMPLE_RATE = 22_050
OPENING, CLOSING = 0.02, 0.04
"""Silence of the engine's output to keep before the first and after the last word."""


def build_speech(
    samples: Samples, words: Sequence[Word], starts: list[int], result: EspeakResult
) -> Speech:
    """The speech from its first word to its last, from a result of `espeak_process`.

    `starts` has the offset of each word in the text. A word ends at the start of the next one, or
    at the pause after its last phoneme. Numbers and Chinese sentences contain pauses.
    """
    onsets = _onsets(starts, result.words, len(samples))
    ends = _ends([*onsets, len(samples)], result.phonemes)
    opening = max(0, onsets[0] - round(OPENING * SAMPLE_RATE))
    closing = min(len(samples), ends[-1] + round(CLOSING * SAMPLE_RATE))
    timings = tuple(
        Timing(word=word, start=start - opening, end=end - opening)
        for word, start, end in zip(words, onsets, ends, strict=True)
    )
    return Speech(samples=samples[opening:closing], rate=SAMPLE_RATE, timings=timings)


def _ends(edges: list[int], phonemes: list[tuple[str, int, int]]) -> list[int]:
    """The end of each word. `edges` has the start of each word and the end of the audio."""
    sounds = [at for symbol, at, _ in phonemes if symbol]
    pauses = [at for symbol, at, _ in phonemes if not symbol]
    ends = []
    for start, following in pairwise(edges):
        sound = bisect.bisect_left(sounds, following) - 1
        last = max(start, sounds[sound]) if sound >= 0 else start
        pause = bisect.bisect_right(pauses, last)
        ends.append(min(following, *pauses[pause : pause + 1]))
    return ends


def _onsets(starts: list[int], events: list[tuple[int, int]], length: int) -> list[int]:
    """The start sample of each word: that of the first event inside it. A word without events
    (espeak-ng joins "of the") starts half-way to the next one."""
    first: dict[int, int] = {}
    for character, sample in events:
        first.setdefault(bisect.bisect_right(starts, character) - 1, sample)
    onsets: list[int] = []
    for number in range(len(starts)):
        floor = onsets[-1] if onsets else 0
        if number in first:
            onsets.append(max(floor, min(first[number], length)))
        else:
            following = next((first[n] for n in range(number, len(starts)) if n in first), length)
            onsets.append((floor + max(floor, following)) // 2)
    return onsets
