"""The pitch of speech."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from earshot.model import Samples

FRAME_SECONDS, HOP_SECONDS = 0.05, 0.025
LOWEST_HZ, HIGHEST_HZ = 60, 400
MIN_LEVEL = 0.02
"""RMS of a frame that counts as speech."""
MIN_PERIODICITY = 0.5
"""Share of the energy that repeats after a period, in a voiced frame."""


def measure_pitch(samples: Samples, rate: int) -> float:
    """The median pitch of the voiced parts in Hz, by autocorrelation; 0 if there are none."""
    width, hop = round(FRAME_SECONDS * rate), round(HOP_SECONDS * rate)
    shortest, longest = rate // HIGHEST_HZ, rate // LOWEST_HZ
    if len(samples) <= width:
        return 0.0
    frames = sliding_window_view(samples[:-1], width)[::hop].astype(np.float64)
    frames -= frames.mean(1, keepdims=True)
    frames = frames[np.sqrt(np.mean(frames**2, 1)) >= MIN_LEVEL]
    similarity = _autocorrelate(frames, longest)
    periods = shortest + similarity[:, shortest:].argmax(1)
    peaks = similarity[np.arange(len(frames)), periods]
    voiced = periods[peaks > MIN_PERIODICITY * similarity[:, 0]]
    return float(np.median(rate / voiced)) if len(voiced) else 0.0


def _autocorrelate(frames: NDArray[np.float64], lags: int) -> NDArray[np.float64]:
    """The autocorrelation of each frame at the first lags, by Fourier transforms. To multiply and
    add takes five times as long."""
    size = 1 << (frames.shape[1] + lags).bit_length()
    spectra = np.fft.rfft(frames, size)
    found: NDArray[np.float64] = np.fft.irfft(np.abs(spectra) ** 2, size)[:, :lags]
    return found
