"""silent: right lengths and no sound. The official test double, and a dry run for layouts."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.audio.dsp import silence
from earshot.errors import UnknownVoice
from earshot.model import Speech, Timing, Utterance
from earshot.voices.protocol import Speaker

RATE = 24_000
LETTER = 0.065
"""Seconds a letter of newsreading takes: about 155 words a minute, six letters a word with the
space."""
BREATH = 0.15
"""Seconds of pause at a phrase boundary inside the utterance."""


class Silent:
    name = "silent"
    quality = 0.0

    def speakers(self) -> Sequence[Speaker]:
        return [Speaker(name="reader", languages=("mul",))]

    def open(self, speaker: str, language: str, pace: float) -> SilentVoice:
        if speaker != "reader":
            raise UnknownVoice(voice=f"silent:{speaker}")
        return SilentVoice(pace)


class SilentVoice:
    """Every letter takes the same time, so its timings can be told beforehand."""

    name = "silent:reader"
    rate = RATE
    longest = 2_000
    soundless = True

    def __init__(self, pace: float) -> None:
        self.fingerprint = f"silent {pace:g}"
        self._letter = LETTER / pace
        self._breath = BREATH / pace

    def synthesize(self, utterance: Utterance) -> Speech:
        timings, at = [], 0
        for word in utterance.words:
            end = at + round(len(word.spoken) * self._letter * RATE)
            timings.append(Timing(word=word, start=at, end=end))
            at = end + round((self._breath if word.boundary else self._letter) * RATE)
        end = timings[-1].end if timings else 0
        return Speech(samples=silence(end), rate=RATE, timings=tuple(timings))

    def close(self) -> None:
        pass
