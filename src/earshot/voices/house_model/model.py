"""Inference of a house voice: tokens to samples and token durations.

Reimplements `training.acoustic_model` and `training.vocoder` on numpy, so a voice has no
further dependencies and is as fast as on a runtime. The comments there give the reasons for the
architecture.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from earshot.errors import BrokenVoice, SynthesisFailed
from earshot.imports import LazyModule
from earshot.model import Samples
from earshot.voices.house_model.constants import F0_STD, HEADS, MAX_F0, MIN_F0
from earshot.voices.house_model.layers import (
    Rows,
    arrange_weights,
    attention,
    conv,
    convnext,
    layer_count,
    linear,
    norm,
)
from earshot.voices.house_model.pitch import PITCH_RANGE_FACTOR, Intonation, correct_pitch
from earshot.voices.house_model.symbols import ENGLISH, PRIMARY_STRESS, SLOTS, START, SymbolSet
from earshot.voices.house_model.vocoder import render_wave
from earshot.voices.house_model.weights import LOG_F0, read_weights

if TYPE_CHECKING:
    import threadpoolctl
else:
    threadpoolctl = LazyModule("threadpoolctl")

SILENT_PHONES = [ENGLISH.phones.index(symbol) for symbol in (START, *SLOTS)]
"""The same in all symbol sets."""
PROBE = (START, "m", ".")
MAX_TOKEN_FRAMES = 1_000
"""Frames (10 s) per token; a trained voice never exceeds it."""
NEUTRAL = Intonation()
FrameCounts = NDArray[np.int64]
TokenDurations = NDArray[np.float64]


class ExpandedSentence(NamedTuple):
    """The input of the decoder for a sentence: its tokens, the token of each frame, and the
    position
    of the frame in the token."""

    tokens: Rows
    token_indices: FrameCounts
    positions: Rows

    @property
    def frame_count(self) -> int:
        return len(self.token_indices)


class Renderer(Protocol):
    """See `batch_renderer`."""

    def render(
        self, sentences: Sequence[ExpandedSentence], factor: float
    ) -> Iterator[tuple[Samples, int]]: ...


class HouseModel:
    """A loaded model of one voice. Not thread-safe."""

    def __init__(self, voice: str, file: Path, symbol_set: SymbolSet = ENGLISH) -> None:
        """Raises BrokenVoice if the file has no such network."""
        self._phones = np.array(symbol_set.symbol_phones)
        self._stress = np.array(symbol_set.symbol_stress)
        probe = np.array([symbol_set.ids[symbol] for symbol in PROBE])
        self.voice, self.pitch_range = voice, PITCH_RANGE_FACTOR
        weights = read_weights(file, voice)
        self.log_f0 = np.float32(weights.pop(LOG_F0))
        self.weights = arrange_weights(weights)
        try:
            with _limit_blas():
                self._render_audio(self._decode_frames(*self._predict_prosody(probe, 1.0)))
        except (KeyError, ValueError, IndexError, TypeError) as error:
            reason = "its weights are not those of a house voice"
            raise BrokenVoice(voice=voice, file=file, reason=reason) from error

    def synthesize(
        self, ids: list[int], speed: float, text: str = "", intonation: Intonation = NEUTRAL
    ) -> tuple[Samples, TokenDurations]:
        """Samples, and the number of frames (`HOP` samples) per token, which is whole up to a
        speed of 1. The output is deterministic. Raises SynthesisFailed."""
        try:
            with _limit_blas():
                x, durations = self._predict_prosody(np.array(ids), min(speed, 1.0), intonation)
                frames = _speed_up(self._decode_frames(x, durations), max(speed, 1.0))
                return self._render_audio(frames), durations * (
                    len(frames) / max(1, durations.sum())
                )
        except (IndexError, ValueError, FloatingPointError) as error:
            reason = f"its model failed: {error}"
            raise SynthesisFailed(voice=self.voice, text=text, reason=reason) from error

    def synthesize_all(
        self,
        sentences: Sequence[tuple[list[int], Intonation]],
        speed: float,
        renderer: Renderer,
    ) -> list[tuple[Samples, TokenDurations]]:
        """As `synthesize` for each of the ids and intonations. Raises SynthesisFailed."""
        try:
            with _limit_blas():
                prosody = [
                    self._predict_prosody(np.array(ids), min(speed, 1.0), intonation)
                    for ids, intonation in sentences
                ]
            expanded = [ExpandedSentence(x, *_place_tokens(counts)) for x, counts in prosody]
            rendered = renderer.render(expanded, max(speed, 1.0))
            return [
                (samples, counts * (frames / max(1, counts.sum())))
                for (samples, frames), (_, counts) in zip(rendered, prosody, strict=True)
            ]
        except (IndexError, ValueError, RuntimeError) as error:
            reason = f"its model failed: {error}"
            raise SynthesisFailed(voice=self.voice, text="", reason=reason) from error

    def _predict_prosody(
        self, ids: FrameCounts, speed: float, intonation: Intonation = NEUTRAL
    ) -> tuple[Rows, FrameCounts]:
        """Encoded tokens and their durations."""
        phone = self._phones[ids]
        x = self.weights["acoustic.phone.weight"][phone]
        stress = self._stress[ids]
        x = x + self.weights["acoustic.stress.weight"][stress]
        for number in range(layer_count(self.weights, "acoustic.encode")):
            x = attention(self.weights, f"acoustic.attend.{number}", x, HEADS)
            x = convnext(self.weights, f"acoustic.encode.{number}", x)
        x = norm(self.weights, "acoustic.encoded", x)
        raw: Rows = np.exp(self._predict("duration", x)[:, 0])
        raw = (raw - 1) / np.float32(speed)
        if not raw.max() < MAX_TOKEN_FRAMES:
            raise ValueError("a phone has an excessive duration")
        pitch, energy = self._predict("pitch", x), self._predict("energy", x)
        pitch = correct_pitch(pitch, stress == PRIMARY_STRESS, self.pitch_range, intonation)
        prosody = conv(self.weights, "acoustic.pitch_in", pitch)
        prosody += conv(self.weights, "acoustic.energy_in", energy)
        return x + prosody, _round_durations(raw, np.isin(phone, SILENT_PHONES))

    def _predict(self, quantity: str, x: Rows) -> Rows:
        """A number per token."""
        name = f"acoustic.{quantity}"
        x = norm(self.weights, f"{name}.na", np.maximum(conv(self.weights, f"{name}.a", x), 0))
        x = norm(self.weights, f"{name}.nb", np.maximum(conv(self.weights, f"{name}.b", x), 0))
        return conv(self.weights, f"{name}.out", x)

    def _decode_frames(self, x: Rows, durations: FrameCounts) -> Rows:
        """Scaled log-mel, log F0 and voicing of each frame (T, 102)."""
        y = self._expand(x, durations)
        for number in range(layer_count(self.weights, "acoustic.decode")):
            y = convnext(self.weights, f"acoustic.decode.{number}", y)
        y = norm(self.weights, "acoustic.decoded", y)
        return np.concatenate(
            [conv(self.weights, f"acoustic.{name}", y) for name in ("mel", "f0")], 1
        )

    def _render_audio(self, frames: Rows) -> Samples:
        mel, f0 = frames[:, :-2], frames[:, -2:]
        hz = np.clip(np.exp(f0[:, 0] * np.float32(F0_STD) + self.log_f0), MIN_F0, MAX_F0)
        return render_wave(self.weights, mel, hz, (f0[:, 1] > 0).astype(np.float32))

    def _expand(self, x: Rows, durations: FrameCounts) -> Rows:
        """Expand tokens to frames."""
        token_indices, positions = _place_tokens(durations)
        return x[token_indices] + linear(self.weights, "acoustic.place", positions)


def _place_tokens(durations: FrameCounts) -> tuple[FrameCounts, Rows]:
    """The token of each frame, and for the network its position in the token and the length of
    the token."""
    token_indices = np.repeat(np.arange(len(durations)), durations)
    starts = np.cumsum(durations) - durations
    length = durations[token_indices].astype(np.float32)
    offset = np.arange(len(token_indices)) - starts[token_indices] + np.float32(0.5)
    fraction = offset.astype(np.float32) / length
    return token_indices, np.stack([fraction, 1 - fraction, np.log(length) / 3], 1)


def _limit_blas() -> AbstractContextManager[object]:
    """Limit the BLAS library of numpy to one thread. Sentences already use all cores, and on a
    loaded machine busy-waiting threads cost ten times the work. The processes of voices are
    started with this limit, and finding the library takes 5 ms."""
    openmp, openblas = (os.environ.get(f"{name}_NUM_THREADS") for name in ("OMP", "OPENBLAS"))
    if openmp == "1" and openblas in (None, "1"):
        return nullcontext()
    limited: AbstractContextManager[object] = _blas_controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _blas_controller() -> threadpoolctl.ThreadpoolController:
    return threadpoolctl.ThreadpoolController()


def place_frames(count: int, factor: float) -> TokenDurations:
    """Where the frames of a faster sentence lie among its `count` frames."""
    total = round(count / factor) or count
    return np.clip((np.arange(total) + 0.5) * (count / total) - 0.5, 0, count - 1)


def _speed_up(frames: Rows, factor: float) -> Rows:
    """Shorten all durations by a factor after prediction. No phone is lost, unlike with durations
    that are outside of the training data."""
    position = place_frames(len(frames), factor)
    if len(position) == len(frames):
        return frames
    before = position.astype(np.int64)
    after = np.minimum(before + 1, len(frames) - 1)
    share = (position - before).astype(np.float32)[:, None]
    interpolated: Rows = frames[before] * (1 - share) + frames[after] * share
    return interpolated


def _round_durations(raw: Rows, silent: NDArray[np.bool_]) -> FrameCounts:
    """Round to whole frames: slots below two frames become zero, a phone has at least one."""
    whole = np.round(raw)
    return np.where(silent, np.where(raw < 2, 0, whole), np.maximum(whole, 1)).astype(np.int64)
