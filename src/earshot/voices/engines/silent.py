"""silent: speech of realistic length without sound, for tests and previews of layouts."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.audio.dsp import silence
from earshot.errors import UnknownVoice
from earshot.model import Speech, Timing, Utterance
from earshot.voices.engine_scores import MOS
from earshot.voices.protocol import Speaker

SAMPLE_RATE = 24_000
LETTER_SECONDS = 0.065
"""Seconds per letter of newsreading: about 155 words per minute, with six letters per word
including the space."""
PAUSE_SECONDS = 0.15
"""Pause at a phrase boundary inside the utterance."""


class Silent:
    name = "silent"
    mos = MOS["silent"]

    def speakers(self) -> Sequence[Speaker]:
        return [Speaker(name="reader", languages=("mul",))]

    def open(self, speaker: str, language: str, speed: float) -> SilentVoice:
        if speaker != "reader":
            raise UnknownVoice(voice=f"silent:{speaker}")
        return SilentVoice(speed)


class SilentVoice:
    """Every letter has the same duration, so its timings are predictable."""

    name = "silent:reader"
    rate = SAMPLE_RATE
    max_chars = 2_000
    silent = True

    def __init__(self, speed: float) -> None:
        self.fingerprint = f"silent {speed:g}"
        self._letter_seconds = LETTER_SECONDS / speed
        self._pause_seconds = PAUSE_SECONDS / speed

    def synthesize(self, utterance: Utterance) -> Speech:
        timings, position = [], 0
        for word in utterance.words:
            end = position + round(len(word.spoken) * self._letter_seconds * SAMPLE_RATE)
            timings.append(Timing(word=word, start=position, end=end))
            position = end + round(
                (self._pause_seconds if word.boundary else self._letter_seconds) * SAMPLE_RATE
            )
        end = timings[-1].end if timings else 0
        return Speech(samples=silence(end), rate=SAMPLE_RATE, timings=tuple(timings))

    def close(self) -> None:
        pass
