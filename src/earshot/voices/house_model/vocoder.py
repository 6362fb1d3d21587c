"""The half of a house voice that makes the sound: log-mel and pitch to samples, on numpy.

`training.vocoder` says why it is built this way; the Fourier transforms, matrices there, are fast
ones here.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from earshot.model import Samples
from earshot.voices.house_model.layers import TINY, Rows, conv, convnext, count, linear, norm
from earshot.voices.house_model.weights import Weights

RATE, HOP, FFT = 24_000, 256, 1024
SEEN = 256
"""Bins of the source (6 kHz) that the network sees."""
EDGE = (FFT - HOP) // 2
OVERLAP = 1.5
"""What squared Hann windows sum to at a hop of a quarter."""
WINDOW = (0.5 - 0.5 * np.cos(2 * math.pi / FFT * np.arange(FFT))).astype(np.float32)
NOISE = ((4093, 12.9898, 437.585), (4099, 78.233, 123.4567))
"""Two periods without a common factor, and what is made of a sample's place in each."""
HIGHEST = 0.48
"""Of the rate: no harmonic lies above."""
LOUDEST = 6.0
"""Of a bin's log magnitude."""


def wave(w: Weights, mel: Rows, hz: Rows, voiced: Rows) -> Samples:
    """Scaled log-mel (T, 100), hz and voicing (T,) to samples (256 T,)."""
    real, imaginary = _spectrum(_source(hz, voiced))
    x = conv(w, "vocoder.embed", mel)
    x += linear(w, "vocoder.seen", np.concatenate([real[:, :SEEN], imaginary[:, :SEEN]], 1))
    x = norm(w, "vocoder.norm_in", x)
    for number in range(count(w, "vocoder.blocks")):
        x = convnext(w, f"vocoder.blocks.{number}", x)
    x = norm(w, "vocoder.norm_out", x)
    magnitude = np.exp(np.minimum(linear(w, "vocoder.magnitude", x), LOUDEST))
    turn = linear(w, "vocoder.phase", x)
    real += turn[:, : real.shape[1]]
    imaginary += turn[:, real.shape[1] :]
    magnitude /= np.sqrt(real * real + imaginary * imaginary + TINY)
    return _joined((real + 1j * imaginary) * magnitude)


def _source(hz: Rows, voiced: Rows) -> Samples:
    """What a throat makes: pulses where it is voiced, noise elsewhere, of about unit power."""
    at = (np.arange(len(hz) * HOP) + 0.5) / HOP - 0.5
    frames = np.arange(len(hz))
    step = (np.interp(at, frames, hz) / RATE).astype(np.float32)
    turn = np.cumsum(step, dtype=np.float64)
    half = np.float32(math.pi) * ((turn - np.floor(turn)).astype(np.float32) - np.float32(0.5))
    harmonics = np.floor(np.float32(HIGHEST) / step)
    low = np.sin(half)
    middle = np.abs(low) < 1e-4
    low[middle] = 1e-4
    pulse = (np.sin((2 * harmonics + 1) * half) / low - 1) / 2
    pulse = np.where(middle, harmonics, pulse) * np.sqrt(2 / harmonics)
    mix = np.interp(at, frames, voiced).astype(np.float32)
    made: Samples = pulse * mix + _noise(len(at)) * (1 - np.float32(0.95) * mix)
    return made


def _noise(samples: int) -> Samples:
    """The same noise every time, of unit power: the fractional parts of two large sines."""
    n = np.arange(samples)
    parts = [
        np.sin(np.arange(period, dtype=np.float32) * np.float32(turn)) * np.float32(size)
        for period, turn, size in NOISE
    ]
    x = sum(part[n % len(part)] for part in parts)
    made: Samples = ((x - np.floor(x) - 0.5) * math.sqrt(12)).astype(np.float32)
    return made


def _spectrum(source: Samples) -> tuple[Rows, Rows]:
    """The real and imaginary parts of each frame's spectrum, brought to unit size: (T, 513)."""
    padded = np.pad(source.astype(np.float32), EDGE)
    rows = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP]
    found = np.fft.rfft(rows * WINDOW)
    real: Rows = found.real.astype(np.float32)
    imaginary: Rows = found.imag.astype(np.float32)
    size = np.sqrt(real * real + imaginary * imaginary + TINY)
    real /= size
    imaginary /= size
    return real, imaginary


def _joined(spectrum: NDArray[np.complexfloating]) -> Samples:
    """The frames turned back and laid over each other."""
    count = len(spectrum)
    frames = np.fft.irfft(spectrum, FFT).astype(np.float32) * (WINDOW / OVERLAP)
    sound = np.zeros((count + FFT // HOP - 1) * HOP, np.float32)
    for part in range(FFT // HOP):
        sound[part * HOP : (part + count) * HOP] += frames[:, part * HOP :][:, :HOP].reshape(-1)
    return sound[EDGE:-EDGE]
