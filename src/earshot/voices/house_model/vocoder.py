"""The vocoder of a house voice on numpy: log-mel and pitch to samples.

`training.vocoder` explains the architecture. The Fourier transforms are matrix products there, and
fast ones here.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from earshot.model import Samples
from earshot.voices.house_model.constants import FFT, HOP, SAMPLE_RATE, SOURCE_BINS
from earshot.voices.house_model.layers import (
    EPSILON,
    Rows,
    conv,
    convnext,
    layer_count,
    linear,
    norm,
)
from earshot.voices.house_model.weights import Weights

FRAME_PADDING = (FFT - HOP) // 2
OVERLAP_SUM = 1.5
"""Sum of squared Hann windows at a hop of a quarter."""
WINDOW = (0.5 - 0.5 * np.cos(2 * math.pi / FFT * np.arange(FFT))).astype(np.float32)
NOISE_SINES = ((4093, 12.9898, 437.585), (4099, 78.233, 123.4567))
"""Two periods without a common factor, with the frequency and the factor of each sine."""
MAX_HARMONIC = 0.48
"""Highest harmonic, relative to the sample rate."""
MAX_LOG_MAGNITUDE = 6.0
"""Limit of the log magnitude of a bin."""


def render_wave(w: Weights, mel: Rows, hz: Rows, voiced: Rows) -> Samples:
    """Scaled log-mel (T, 100), hz and voicing (T,) to samples (256 T,)."""
    real, imaginary = _source_spectrum(_excitation(hz, voiced))
    x = conv(w, "vocoder.embed", mel)
    x += linear(
        w, "vocoder.seen", np.concatenate([real[:, :SOURCE_BINS], imaginary[:, :SOURCE_BINS]], 1)
    )
    x = norm(w, "vocoder.norm_in", x)
    for number in range(layer_count(w, "vocoder.blocks")):
        x = convnext(w, f"vocoder.blocks.{number}", x)
    x = norm(w, "vocoder.norm_out", x)
    magnitude = np.exp(np.minimum(linear(w, "vocoder.magnitude", x), MAX_LOG_MAGNITUDE))
    phase = linear(w, "vocoder.phase", x)
    real += phase[:, : real.shape[1]]
    imaginary += phase[:, real.shape[1] :]
    magnitude /= np.sqrt(real * real + imaginary * imaginary + EPSILON)
    return _inverse_stft((real + 1j * imaginary) * magnitude)


def _excitation(hz: Rows, voiced: Rows) -> Samples:
    """The source signal: pulses in voiced frames, noise elsewhere, of about unit power."""
    step = _interpolate(hz) / np.float32(SAMPLE_RATE)
    cycles = np.cumsum(step, dtype=np.float64)
    half = np.float32(math.pi) * ((cycles - np.floor(cycles)).astype(np.float32) - np.float32(0.5))
    harmonics = np.floor(np.float32(MAX_HARMONIC) / step)
    sine = np.sin(half)
    is_near_zero = np.abs(sine) < 1e-4
    sine[is_near_zero] = 1e-4
    pulse = (np.sin((2 * harmonics + 1) * half) / sine - 1) / 2
    pulse = np.where(is_near_zero, harmonics, pulse) * np.sqrt(2 / harmonics)
    mix = _interpolate(voiced)
    excitation: Samples = pulse * mix + generate_noise(len(mix)) * (1 - np.float32(0.95) * mix)
    return excitation


def _interpolate(frames: Rows) -> Samples:
    """A value per sample, linear between the middles of the frames and constant at the ends."""
    values = np.concatenate([frames[:1], frames, frames[-1:]])
    shares = (np.arange(HOP, dtype=np.float32) + np.float32(0.5)) / np.float32(HOP)
    between: Samples = values[:-1, None] + np.diff(values)[:, None] * shares
    return between.reshape(-1)[HOP // 2 : -HOP // 2]


def generate_noise(samples: int) -> Samples:
    """Deterministic noise of unit power, which starts alike for each sentence."""
    return _compute_noise(1 << samples.bit_length())[:samples]


@cache
def _compute_noise(samples: int) -> Samples:
    """The fractional parts of two large sines."""
    n = np.arange(samples)
    parts = [
        np.sin(np.arange(period, dtype=np.float32) * np.float32(turn)) * np.float32(size)
        for period, turn, size in NOISE_SINES
    ]
    x = sum(part[n % len(part)] for part in parts)
    noise: Samples = ((x - np.floor(x) - 0.5) * math.sqrt(12)).astype(np.float32)
    return noise


def _source_spectrum(source: Samples) -> tuple[Rows, Rows]:
    """Real and imaginary parts of each frame's spectrum, normalized to unit magnitude: (T, 513)."""
    padded = np.pad(source.astype(np.float32), FRAME_PADDING)
    rows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP]
    spectrum = np.fft.rfft(rows * WINDOW)
    real: Rows = spectrum.real.astype(np.float32)
    imaginary: Rows = spectrum.imag.astype(np.float32)
    magnitude = np.sqrt(real * real + imaginary * imaginary + EPSILON)
    real /= magnitude
    imaginary /= magnitude
    return real, imaginary


def _inverse_stft(spectrum: NDArray[np.complexfloating]) -> Samples:
    """Overlap-add of the inverse transforms."""
    count = len(spectrum)
    frames = np.fft.irfft(spectrum, FFT).astype(np.float32) * (WINDOW / OVERLAP_SUM)
    samples = np.zeros((count + FFT // HOP - 1) * HOP, np.float32)
    for part in range(FFT // HOP):
        samples[part * HOP : (part + count) * HOP] += frames[:, part * HOP :][:, :HOP].reshape(-1)
    return samples[FRAME_PADDING:-FRAME_PADDING]
