"""A house voice at work: tokens in, samples out, and how long each token lasts.

What `training.network` and `training.vocoder` build for learning is said here once more for
speaking, on numpy: so the voice needs nothing that a plain install has not, and takes no longer
than on a runtime. Their comments say why it is built this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from earshot.errors import BrokenVoice, SynthesisFailed
from earshot.model import Samples
from earshot.voices.house_model.layers import (
    Rows,
    arranged,
    attention,
    conv,
    convnext,
    count,
    linear,
    norm,
)
from earshot.voices.house_model.pitch import LIVELY, further, risen
from earshot.voices.house_model.tokens import IDS, PHONES, PRIMARY, SECONDARY, SLOTS, START, SYMBOLS
from earshot.voices.house_model.vocoder import wave
from earshot.voices.house_model.weights import LOG_F0, read_weights

HEADS = 2
F0_SPREAD = 0.25
"""By which log-F0 is brought to about unit range."""
LOWEST, HIGHEST = 60.0, 450.0
"""Hz."""
PHONE_OF = [PHONES.index(symbol.lstrip(PRIMARY + SECONDARY)) for symbol in SYMBOLS]
STRONGEST = 2
STRESS_OF = [STRONGEST if s[0] == PRIMARY else 1 if s[0] == SECONDARY else 0 for s in SYMBOLS]
SILENT = [PHONES.index(symbol) for symbol in (START, *SLOTS)]
TRIAL = [IDS[START], IDS["m"], IDS["."]]
MOST = 1_000
"""Frames (10 s) that one token may last: more is said by no voice that was trained."""
Frames = NDArray[np.int64]
Lengths = NDArray[np.float64]


class Network:
    """The model of one voice, loaded. Not for two threads at once."""

    def __init__(self, voice: str, file: Path) -> None:
        """Raises BrokenVoice where the file holds no such network."""
        self.voice, self.lively = voice, LIVELY
        weights = read_weights(file, voice)
        self.log_f0 = np.float32(weights.pop(LOG_F0))
        self.w = arranged(weights)
        try:
            self._sound(self._frames(*self._plan(np.array(TRIAL), 1.0)))
        except (KeyError, ValueError, IndexError, TypeError) as error:
            reason = "its weights are not those of a house voice"
            raise BrokenVoice(voice=voice, file=file, reason=reason) from error

    def speak(
        self, ids: list[int], speed: float, text: str = "", rises: Sequence[int] = ()
    ) -> tuple[Samples, Lengths]:
        """Samples, and the frames of `vocoder.HOP` samples that each token lasts, which are whole
        ones up to a speed of 1; the same ones for the same tokens. The voice has risen at the slots
        `rises`. Raises SynthesisFailed."""
        try:
            with _products().limit(limits=1, user_api="blas"):
                x, durations = self._plan(np.array(ids), min(speed, 1.0), rises)
                frames = _hurried(self._frames(x, durations), max(speed, 1.0))
                return self._sound(frames), durations * (len(frames) / max(1, durations.sum()))
        except (IndexError, ValueError, FloatingPointError) as error:
            reason = f"its model failed: {error}"
            raise SynthesisFailed(voice=self.voice, text=text, reason=reason) from error

    def _plan(self, ids: Frames, speed: float, rises: Sequence[int] = ()) -> tuple[Rows, Frames]:
        """Coloured tokens, and their durations."""
        phone = np.array(PHONE_OF)[ids]
        x = self.w["acoustic.phone.weight"][phone]
        stress = np.array(STRESS_OF)[ids]
        x = x + self.w["acoustic.stress.weight"][stress]
        for number in range(count(self.w, "acoustic.encode")):
            x = attention(self.w, f"acoustic.attend.{number}", x, HEADS)
            x = convnext(self.w, f"acoustic.encode.{number}", x)
        x = norm(self.w, "acoustic.encoded", x)
        raw: Rows = np.exp(self._predicted("duration", x)[:, 0])
        raw = (raw - 1) / np.float32(speed)
        if not raw.max() < MOST:
            raise ValueError("a sound that never ends")
        pitch, energy = self._predicted("pitch", x), self._predicted("energy", x)
        pitch = risen(further(pitch, self.lively), stress == STRONGEST, rises)
        coloured = conv(self.w, "acoustic.pitch_in", pitch)
        coloured += conv(self.w, "acoustic.energy_in", energy)
        return x + coloured, _whole(raw, np.isin(phone, SILENT))

    def _predicted(self, what: str, x: Rows) -> Rows:
        """A number for each token."""
        name = f"acoustic.{what}"
        x = norm(self.w, f"{name}.na", np.maximum(conv(self.w, f"{name}.a", x), 0))
        x = norm(self.w, f"{name}.nb", np.maximum(conv(self.w, f"{name}.b", x), 0))
        return conv(self.w, f"{name}.out", x)

    def _frames(self, x: Rows, durations: Frames) -> Rows:
        """Scaled log-mel, the log of the pitch and whether it is voiced, of each frame (T, 102)."""
        y = self._spread(x, durations)
        for number in range(count(self.w, "acoustic.decode")):
            y = convnext(self.w, f"acoustic.decode.{number}", y)
        y = norm(self.w, "acoustic.decoded", y)
        return np.concatenate([conv(self.w, f"acoustic.{name}", y) for name in ("mel", "f0")], 1)

    def _sound(self, frames: Rows) -> Samples:
        mel, tone = frames[:, :-2], frames[:, -2:]
        hz = np.clip(np.exp(tone[:, 0] * np.float32(F0_SPREAD) + self.log_f0), LOWEST, HIGHEST)
        return wave(self.w, mel, hz, (tone[:, 1] > 0).astype(np.float32))

    def _spread(self, x: Rows, durations: Frames) -> Rows:
        """Tokens to frames; each frame knows how far it is into its token, and how long that is."""
        owner = np.repeat(np.arange(len(durations)), durations)
        starts = np.cumsum(durations) - durations
        length = durations[owner].astype(np.float32)
        into = np.arange(len(owner)) - starts[owner] + np.float32(0.5)
        part = into.astype(np.float32) / length
        place = np.stack([part, 1 - part, np.log(length) / 3], 1)
        return x[owner] + linear(self.w, "acoustic.place", place)


@cache
def _products() -> ThreadpoolController:
    """What numpy has its matrix products from. On one thread: the sentences are what is shared out
    over the cores, and threads that wait for each other spinning cost ten times the work where
    others work too."""
    return ThreadpoolController()


def _hurried(frames: Rows, times: float) -> Rows:
    """So many times as fast, by drawing together what would be said at the usual speed: no sound is
    swallowed, as the shorter ones are that a network makes of durations it has never learned."""
    total = round(len(frames) / times)
    if total in (0, len(frames)):
        return frames
    at = np.clip((np.arange(total) + 0.5) * (len(frames) / total) - 0.5, 0, len(frames) - 1)
    before = at.astype(np.int64)
    after = np.minimum(before + 1, len(frames) - 1)
    share = (at - before).astype(np.float32)[:, None]
    drawn: Rows = frames[before] * (1 - share) + frames[after] * share
    return drawn


def _whole(raw: Rows, silent: NDArray[np.bool_]) -> Frames:
    """Whole frames: a slot below two of them is no pause, a phone lasts one at least."""
    whole = np.round(raw)
    return np.where(silent, np.where(raw < 2, 0, whole), np.maximum(whole, 1)).astype(np.int64)
