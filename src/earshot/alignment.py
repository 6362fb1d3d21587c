"""Word timings for voices that provide none: CMU PocketSphinx, forced alignment.

English only, with the extra `earshot-audio[align]`. If PocketSphinx is missing or finds no
alignment, the words are where those of another reading are (`match_words`). Without one they are
spread over the audio by their number of letters, which is only an estimate.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from earshot.audio.ffmpeg import resample
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Timing, Word

if TYPE_CHECKING:
    import numpy as np

    from earshot.audio import cepstra, dtw
else:  # a command starts sooner without them
    np = LazyModule("numpy")
    cepstra = LazyModule("earshot.audio.cepstra")
    dtw = LazyModule("earshot.audio.dtw")

RATE = 16_000
FRAME_SECONDS = 0.01
LEADING_SILENCE = RATE // 5
"""Samples. PocketSphinx needs silence before the first word, as in a recording."""
NOISE_LEVEL = 60
"""Amplitude of the noise added to the silence (of 32767: about −55 dBFS)."""
SILENCE_THRESHOLD = 0.02
"""Share of the loudest sample; quieter sound is not part of a word."""
HOP_SECONDS = 0.01
"""Of the frames that two readings are compared by."""
LETTER_PHONES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "AE B K D EH F G HH IH JH K L M N AA P K R S T AH V W K Y Z".split(),
        strict=True,
    )
)
"""A rough pronunciation for words missing from the dictionary: enough to locate them."""


def align(
    samples: Samples,
    rate: int,
    words: Sequence[Word],
    language: str,
    spans: Sequence[tuple[int, int]] = (),
) -> list[Timing]:
    """A timing for each word, in ascending order and within the audio.

    `spans` has the first and last sample of each word, if they are known from another reading.
    """
    found = forced_alignment(samples, rate, words) if language.lower().startswith("en") else []
    if not found:
        found = list(spans) if len(spans) == len(words) else _spread_by_letters(samples, words)
    timings, floor = [], 0
    for word, (start, end) in zip(words, found, strict=True):
        start = min(max(start, floor), len(samples))
        floor = min(max(end, start), len(samples))
        timings.append(Timing(word=word, start=start, end=floor))
    return timings


def match_words(samples: Samples, rate: int, reading: Speech) -> list[tuple[int, int]]:
    """First and last sample of each word, by its place in another reading of the same text."""
    found = dtw.warp(
        cepstra.measure_cepstra(samples, rate, HOP_SECONDS),
        cepstra.measure_cepstra(reading.samples, reading.rate, HOP_SECONDS),
    )

    def locate(place: int) -> int:
        return round(found.locate(place / reading.rate / HOP_SECONDS) * HOP_SECONDS * rate)

    return [(locate(each.start), locate(each.end)) for each in reading.timings]


def is_available() -> bool:
    return importlib.util.find_spec("pocketsphinx") is not None


def forced_alignment(samples: Samples, rate: int, words: Sequence[Word]) -> list[tuple[int, int]]:
    """First and last sample of each English word according to PocketSphinx; empty if it is not
    installed or finds no alignment."""
    tokens = [re.findall(r"[a-z']+", word.spoken.lower()) for word in words]
    if not is_available() or not all(tokens):
        return []
    decoder = _decoder()
    for token in {token for each in tokens for token in each}:
        if decoder.lookup_word(token) is None:
            phones = [LETTER_PHONES[letter] for letter in token if letter in LETTER_PHONES]
            decoder.add_word(token, " ".join(phones or ["AH"]), True)
    try:
        decoder.set_align_text(" ".join(token for each in tokens for token in each))
        decoder.start_utt()
        decoder.process_raw(_prepare_audio(samples, rate), full_utt=True)
        decoder.end_utt()
    except RuntimeError:
        _decoder.cache_clear()  # its state is undefined after an error
        return []
    spans = [
        (_frame_to_sample(segment.start_frame, rate), _frame_to_sample(segment.end_frame + 1, rate))
        for segment in decoder.seg() or ()
        if not segment.word.startswith(("<", "["))
    ]
    if len(spans) != sum(map(len, tokens)):
        return []
    ends = np.cumsum([len(each) for each in tokens])
    return [
        (spans[end - len(each)][0], spans[end - 1][1])
        for end, each in zip(ends, tokens, strict=True)
    ]


def _prepare_audio(samples: Samples, rate: int) -> bytes:
    """The audio in the form that PocketSphinx expects: 16 kHz, 16 bits, padded with silence, with
    a little noise."""
    sound = resample(samples, rate, RATE)
    level = 0.7 / max(1e-6, float(np.abs(sound).max(initial=0.0)))
    padded = np.pad(sound * level * 32767, LEADING_SILENCE)
    padded = padded + np.random.default_rng(0).normal(0, NOISE_LEVEL, len(padded))
    pcm: bytes = np.clip(padded, -32768, 32767).astype(np.int16).tobytes()
    return pcm


def _frame_to_sample(frame: int, rate: int) -> int:
    return max(0, round((frame * FRAME_SECONDS - LEADING_SILENCE / RATE) * rate))


def _spread_by_letters(samples: Samples, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Spread the words over the audible part, in proportion to their letters."""
    loud = np.flatnonzero(
        np.abs(samples) > SILENCE_THRESHOLD * float(np.abs(samples).max(initial=0.0))
    )
    first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))
    edges = np.cumsum([0, *(len(word.spoken) + 1 for word in words)])
    bounds = (first + edges * (last - first) / max(1, edges[-1])).astype(int)
    return [(int(a), int(b)) for a, b in pairwise(bounds)]


@cache
def _decoder() -> Any:
    from pocketsphinx import Decoder  # noqa: PLC0415 - an extra

    # With the default beams, forced alignment of clean speech often fails.
    wide = {"beam": 1e-100, "pbeam": 1e-100, "wbeam": 1e-80}
    return Decoder(lm=None, samprate=RATE, bestpath=False, loglevel="FATAL", **wide)
