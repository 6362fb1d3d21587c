"""The layers of a house voice on PyTorch, for rows of several sentences with gaps between them.

They are those of `layers` and `vocoder`, which explain them. A mask of the rows keeps the gaps at
zero before each convolution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from earshot.model import Samples
from earshot.voices.house_model.constants import (
    F0_STD,
    FFT,
    HOP,
    MAX_F0,
    MIN_F0,
    SAMPLE_RATE,
    SOURCE_BINS,
)
from earshot.voices.house_model.layers import EPSILON, GELU_COEFFICIENTS, layer_count
from earshot.voices.house_model.vocoder import (
    FRAME_PADDING,
    MAX_HARMONIC,
    MAX_LOG_MAGNITUDE,
    OVERLAP_SUM,
    WINDOW,
    generate_noise,
)
from earshot.voices.house_model.weights import Weights

FRAME_WEIGHTS = (
    "acoustic.place", "acoustic.decode", "acoustic.mel", "acoustic.f0", "vocoder.",
)  # fmt: skip
"""Beginnings of the names of the weights that are used for each frame."""
SOURCE_ROWS = 2
"""Rows on either side of a sentence that its windows reach."""
Edges = Sequence[Any]
"""For each row, the first and the last row of its sentence, and whether it has one."""


class TorchNetwork:
    """The decoder and the vocoder with the weights that `layers.arrange_weights` returns."""

    def __init__(self, weights: Weights, log_f0: float, device: str, memory_bytes: int) -> None:
        import torch  # noqa: PLC0415 - an extra, and heavy

        self._torch: Any = torch
        self._device, self._log_f0 = device, float(log_f0)
        if device == "cuda" and memory_bytes:
            total = torch.cuda.get_device_properties(0).total_memory
            torch.cuda.set_per_process_memory_fraction(min(1.0, memory_bytes / total))
        self._w = {
            name: self._upload(np.asarray(value, np.float32))
            for name, value in weights.items()
            if name.startswith(FRAME_WEIGHTS)
        }
        self._layers = {
            name: layer_count(self._w, name) for name in ("acoustic.decode", "vocoder.blocks")
        }
        self._window = self._upload(WINDOW)
        kernels = [len(w) for name, w in self._w.items() if name.endswith(".depth.weight")]
        self.gap = max(SOURCE_ROWS, *(size // 2 for size in kernels), self._embed_width() // 2)
        widest = max(len(w) for name, w in self._w.items() if name.endswith(".up.weight"))
        self.row_bytes = 4 * (4 * widest + 16 * FFT)
        """An upper estimate of the memory that a row takes."""

    def decode(self, tokens: Any, indices: Any, positions: Any, edges: Edges) -> Any:
        """Scaled log-mel, log F0 and voicing of each row."""
        mask = self._mask(edges)
        place = self._linear("acoustic.place", self._upload(positions))
        y = self._upload(tokens)[self._upload(indices)] + place
        for number in range(self._layers["acoustic.decode"]):
            y = self._convnext(f"acoustic.decode.{number}", y, mask)
        y = self._norm("acoustic.decoded", y)
        parts = [self._conv(f"acoustic.{name}", y, mask) for name in ("mel", "f0")]
        return self._torch.cat(parts, 1)

    def interpolate(self, frames: Any, before: Any, after: Any, shares: Any) -> Any:
        share = self._upload(shares)[:, None]
        pair = (frames[self._upload(rows)] for rows in (before, after))
        return next(pair) * (1 - share) + next(pair) * share

    def render_wave(self, frames: Any, edges: Edges) -> Samples:
        """The samples of all rows."""
        mel, f0 = frames[:, :-2], frames[:, -2:]
        hz = (f0[:, 0] * F0_STD + self._log_f0).exp().clip(MIN_F0, MAX_F0)
        mask = self._mask(edges)
        source = self._excite(hz, (f0[:, 1] > 0).float(), edges) * mask
        real, imaginary = self._transform(source.reshape(-1))
        x = self._conv("vocoder.embed", mel, mask)
        seen = self._torch.cat([real[:, :SOURCE_BINS], imaginary[:, :SOURCE_BINS]], 1)
        x = self._norm("vocoder.norm_in", x + self._linear("vocoder.seen", seen))
        for number in range(self._layers["vocoder.blocks"]):
            x = self._convnext(f"vocoder.blocks.{number}", x, mask)
        x = self._norm("vocoder.norm_out", x)
        magnitude = self._linear("vocoder.magnitude", x).clip(max=MAX_LOG_MAGNITUDE).exp()
        phase = self._linear("vocoder.phase", x)
        real, imaginary = (
            real + phase[:, : real.shape[1]],
            imaginary + phase[:, real.shape[1] :],
        )
        magnitude = magnitude / (real * real + imaginary * imaginary + float(EPSILON)).sqrt()
        return self._invert(self._torch.complex(real * magnitude, imaginary * magnitude) * mask)

    def _excite(self, hz: Any, voiced: Any, edges: Edges) -> Any:
        """The source signal of each row: pulses in voiced frames, noise elsewhere."""
        torch, first = self._torch, self._upload(edges[0])
        step = self._spread(hz, edges) / SAMPLE_RATE
        cycles = step.double().reshape(-1).cumsum(0).reshape(step.shape)
        cycles = cycles - (cycles[first, :1] - step[first, :1].double())
        half = math.pi * ((cycles - cycles.floor()).float() - 0.5)
        harmonics = (MAX_HARMONIC / step).floor()
        sine = half.sin()
        is_near_zero = sine.abs() < 1e-4
        sine = sine.masked_fill(is_near_zero, 1e-4)
        pulse = (((2 * harmonics + 1) * half).sin() / sine - 1) / 2
        pulse = torch.where(is_near_zero, harmonics, pulse) * (2 / harmonics).sqrt()
        mix = self._spread(voiced, edges)
        rows = self._upload(np.arange(len(edges[0]))) - first
        longest = int(rows.max()) + 1
        noise = self._upload(generate_noise(longest * HOP)).reshape(-1, HOP)[rows]
        return pulse * mix + noise * (1 - 0.95 * mix)

    def _spread(self, values: Any, edges: Edges) -> Any:
        """A value per sample, linear between the middles of the rows of a sentence."""
        first, last = self._upload(edges[0]), self._upload(edges[1])
        rows = self._upload(np.arange(len(edges[0])))
        here = values[:, None]
        before = values[self._torch.maximum(rows - 1, first)][:, None]
        after = values[self._torch.minimum(rows + 1, last)][:, None]
        shares = (self._upload(np.arange(HOP, dtype=np.float32)) + 0.5) / HOP
        middle = HOP // 2
        parts = (
            before + (here - before) * shares[middle:],
            here + (after - here) * shares[:middle],
        )
        return self._torch.cat(parts, 1)

    def _transform(self, source: Any) -> tuple[Any, Any]:
        """Real and imaginary parts of the spectrum of each row, normalized to unit magnitude."""
        padded = self._torch.nn.functional.pad(source, (FRAME_PADDING, FRAME_PADDING))
        spectrum = self._torch.fft.rfft(padded.unfold(0, FFT, HOP) * self._window)
        real, imaginary = spectrum.real, spectrum.imag
        magnitude = (real * real + imaginary * imaginary + float(EPSILON)).sqrt()
        return real / magnitude, imaginary / magnitude

    def _invert(self, spectrum: Any) -> Samples:
        """Overlap-add of the inverse transforms."""
        count = len(spectrum)
        frames = self._torch.fft.irfft(spectrum, FFT) * (self._window / OVERLAP_SUM)
        samples = frames.new_zeros((count + FFT // HOP - 1, HOP))
        for part in range(FFT // HOP):
            samples[part : part + count] += frames[:, part * HOP :][:, :HOP]
        whole: Samples = samples.reshape(-1)[FRAME_PADDING:-FRAME_PADDING].cpu().numpy()
        return whole

    def _linear(self, name: str, x: Any) -> Any:
        bias = self._w.get(f"{name}.bias")
        return self._torch.nn.functional.linear(x, self._w[f"{name}.weight"], bias)

    def _conv(self, name: str, x: Any, mask: Any) -> Any:
        kernel = self._w[f"{name}.weight"]
        width = len(kernel) // x.shape[1]
        padded = self._pad(x * mask, width // 2)
        windows = self._torch.cat([padded[k : k + len(x)] for k in range(width)], 1)
        return windows @ kernel + self._w[f"{name}.bias"]

    def _convnext(self, name: str, x: Any, mask: Any) -> Any:
        kernel = self._w[f"{name}.depth.weight"]
        padded = self._pad(x * mask, len(kernel) // 2)
        y = self._w[f"{name}.depth.bias"] + padded[: len(x)] * kernel[0]
        for k in range(1, len(kernel)):
            y = self._torch.addcmul(y, padded[k : k + len(x)], kernel[k])
        y = self._linear(f"{name}.up", self._normalize(y))
        first, second = map(float, GELU_COEFFICIENTS)
        y = y * (1 + (y * (first + second * y * y)).tanh())
        return x + self._linear(f"{name}.down", y)

    def _norm(self, name: str, x: Any) -> Any:
        return self._normalize(x) * self._w[f"{name}.weight"] + self._w[f"{name}.bias"]

    def _normalize(self, x: Any) -> Any:
        return self._torch.nn.functional.layer_norm(x, x.shape[1:], eps=float(EPSILON))

    def _pad(self, x: Any, side: int) -> Any:
        return self._torch.nn.functional.pad(x, (0, 0, side, side))

    def _mask(self, edges: Edges) -> Any:
        return self._upload(edges[2])[:, None]

    def _embed_width(self) -> int:
        mels = self._w["acoustic.mel.weight"].shape[1]
        return len(self._w["vocoder.embed.weight"]) // int(mels)

    def _upload(self, values: Any) -> Any:
        return self._torch.from_numpy(np.array(values)).to(self._device)
