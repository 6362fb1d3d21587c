"""Mel-frequency cepstral coefficients (MFCC), which depend more on the words than the speaker."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earshot.audio.ffmpeg import resample
from earshot.audio.triangular_filters import make_triangular_filters
from earshot.model import Samples

Cepstra = NDArray[np.float32]
"""Frames by coefficients."""
RATE = 16_000
WINDOW_SIZE, FFT_SIZE, HOP_SIZE = 400, 512, 160
MEL_COUNT, LOWEST_HZ, HIGHEST_HZ = 40, 60.0, 7_600.0
COEFFICIENT_COUNT = 9
"""The level and eight coefficients. Higher ones distinguish speakers, not sounds."""
PRE_EMPHASIS = 0.97
LOUD_SHARE, LOG_RANGE = 0.95, 8.0
"""In each mel band, levels this far (in nepers of power) below that of the loudest 5% of the
frames count as silence, regardless of the noise of the room."""
DELTA_REACH = 4
FRAMES_AT_ONCE = 4_096


def measure_cepstra(samples: Samples, rate: int, hop: float) -> Cepstra:
    """The coefficients and their changes, averaged over each `hop` seconds. Their mean and variance
    are the same in every recording, so voices and microphones can be compared."""
    _, _, cosines = _tables()
    log_mel = _measure_log_mel(resample(samples, rate, RATE))
    if not len(log_mel):
        return np.zeros((0, 2 * COEFFICIENT_COUNT), np.float32)
    loud = np.quantile(log_mel, LOUD_SHARE, axis=0)
    cepstra = np.maximum(log_mel, loud - LOG_RANGE) @ cosines
    padded = np.pad(cepstra, ((DELTA_REACH, DELTA_REACH), (0, 0)), mode="edge")
    both = np.hstack([cepstra, padded[2 * DELTA_REACH :] - padded[: -2 * DELTA_REACH]])
    size = round(hop * RATE / HOP_SIZE)
    count = -(-len(both) // size)
    both = np.pad(both, ((0, count * size - len(both)), (0, 0)), mode="edge")
    means = both.reshape(count, size, -1).mean(1)
    normalized: Cepstra = ((means - means.mean(0)) / (means.std(0) + 1e-6)).astype(np.float32)
    return normalized


def _measure_log_mel(sound: Samples) -> NDArray[Any]:
    sound = np.append(sound[:1], sound[1:] - np.float32(PRE_EMPHASIS) * sound[:-1])
    padded = np.pad(sound, WINDOW_SIZE // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_SIZE)[::HOP_SIZE]
    window, filters, _ = _tables()
    parts = []
    for start in range(0, len(frames), FRAMES_AT_ONCE):
        some = frames[start : start + FRAMES_AT_ONCE] * window
        power = np.abs(np.fft.rfft(some, FFT_SIZE)) ** 2
        parts.append(np.log(power @ filters + 1e-8))
    return np.concatenate(parts)


@cache
def _tables() -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The window, the mel filters and the discrete cosine transform."""
    low, high = (_hz_to_mel(hz) for hz in (LOWEST_HZ, HIGHEST_HZ))
    edges = 700 * (10 ** (np.linspace(low, high, MEL_COUNT + 2) / 2595) - 1)
    filters = make_triangular_filters(edges, FFT_SIZE, RATE).T
    centres = (np.arange(MEL_COUNT) + 0.5)[:, None]
    cosines = np.cos(np.pi / MEL_COUNT * centres * np.arange(COEFFICIENT_COUNT))
    return np.hanning(WINDOW_SIZE), filters, cosines


def _hz_to_mel(hz: float) -> float:
    return 2595 * float(np.log10(1 + hz / 700))
