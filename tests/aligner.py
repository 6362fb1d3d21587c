"""An independent opinion on when words are heard: CMU PocketSphinx, forced to the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from pocketsphinx import Decoder

from earshot.libav import resample
from earshot.model import Speech, Utterance

RATE = 16_000
FRAME = 0.01
"""Seconds."""
NOISE = 60
"""Of 32767: about −55 dBFS."""


class Aligner:
    def __init__(self) -> None:
        # With its default beams a forced alignment of clean speech often finds no path.
        self._decoder = Decoder(lm=None, samprate=RATE, beam=1e-100, wbeam=1e-80, loglevel="FATAL")

    def knows(self, utterance: Utterance) -> bool:
        """Whether every word is in its dictionary: it cannot place what it cannot spell."""
        return all(
            self._decoder.lookup_word(token)
            for word in utterance.words
            for token in _tokens(word.spoken)
        )

    def onset_errors(self, utterance: Utterance, speech: Speech) -> Iterator[float]:
        """Seconds between each word's reported onset and where the aligner hears it; nothing where
        it finds no way through the sentence."""
        tokens = [_tokens(word.spoken) for word in utterance.words]
        self._decoder.set_align_text(" ".join(token for each in tokens for token in each))
        pcm = np.clip(resample(speech.samples, speech.rate, RATE), -0.9, 0.9) * 32767
        lead = np.zeros(RATE // 5)  # it wants silence before the first word, as on a recording,
        padded = np.concatenate([lead, pcm, lead])  # and a room's noise, not digital nothing
        padded += np.random.default_rng(0).normal(0, NOISE, len(padded))
        self._decoder.start_utt()
        self._decoder.process_raw(padded.astype(np.int16).tobytes(), full_utt=True)
        self._decoder.end_utt()
        heard = [
            segment.start_frame * FRAME - len(lead) / RATE
            for segment in self._decoder.seg() or ()
            if not segment.word.startswith(("<", "["))
        ]
        if len(heard) != sum(map(len, tokens)):
            return  # it lost its place, which is no error of ours
        at = 0
        for timing, each in zip(speech.timings, tokens, strict=True):
            yield timing.start / speech.rate - heard[at]
            at += len(each)


def _tokens(spoken: str) -> list[str]:
    return re.findall(r"[a-z']+", spoken.lower())
