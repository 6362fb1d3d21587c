"""The pitch of a voice, frame by frame: YIN (de Cheveigné and Kawahara 2002) on a grid of
quarter-tones' halves, and the smoothest way through it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earshot.model import Samples
from earshot.training.features import HOP, RATE

LOWEST, HIGHEST = 65.0, 420.0
"""Hz."""
STEPS = 48
"""Places on the grid in an octave."""
WINDOW = 1_024
APERIODIC = 0.30
"""A difference (0 is perfectly periodic, 1 is noise) above which a frame is not voiced."""
MOVE = 0.02
"""What it costs to move by a step of the grid between frames."""
QUIET = 0.003
"""RMS under which a frame is silence."""


def pitch(wave: Samples) -> NDArray[np.float32]:
    """Hz at each frame's middle, 0 where it is not voiced; (len(wave) // 256,)."""
    count = len(wave) // HOP
    if not count:
        return np.zeros(0, np.float32)
    grid = LOWEST * 2 ** (np.arange(int(np.log2(HIGHEST / LOWEST) * STEPS)) / STEPS)
    differences, loud = _differences(wave, count, RATE / grid)
    way = _smoothest(differences)
    least = differences[np.arange(count), way]
    return np.where((least < APERIODIC) & loud, grid[way], 0).astype(np.float32)


def _differences(
    wave: Samples, count: int, lags: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """YIN's cumulative mean normalized difference of each frame at each lag, (T, lags)."""
    reach = int(RATE / LOWEST) + 2
    size = WINDOW + reach
    padded = np.pad(wave.astype(np.float64), (size // 2, size))
    starts = np.arange(count) * HOP + HOP // 2
    rows = np.lib.stride_tricks.sliding_window_view(padded, size)[starts]
    length = 1 << (size + WINDOW).bit_length()
    head = np.fft.rfft(rows[:, :WINDOW], length)
    products = np.fft.irfft(np.conj(head) * np.fft.rfft(rows, length), length)[:, :reach]
    squares = np.cumsum(np.pad(rows**2, ((0, 0), (1, 0))), 1)
    energy = squares[:, WINDOW : WINDOW + reach] - squares[:, :reach]
    difference = np.maximum(energy[:, :1] + energy - 2 * products, 0)
    totals = np.cumsum(difference, 1)
    normal = difference * np.arange(reach) / np.maximum(totals, 1e-9)
    normal[:, 0] = 1
    below = np.floor(lags).astype(int)
    part = lags - below
    values = normal[:, below] * (1 - part) + normal[:, below + 1] * part
    return values, np.sqrt(energy[:, 0] / WINDOW) > QUIET


def _smoothest(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """The cheapest way through (T, places), where moving costs `MOVE` a place."""
    places = np.arange(cost.shape[1])
    moving = MOVE * np.abs(places[:, None] - places[None]).clip(max=STEPS // 2)
    best, came = np.clip(cost[0], 0, 1), np.zeros(cost.shape, np.int64)
    for t in range(1, len(cost)):
        reached = best[:, None] + moving
        came[t] = reached.argmin(0)
        best = reached[came[t], places] + np.clip(cost[t], 0, 1)
    way = np.zeros(len(cost), np.int64)
    way[-1] = int(best.argmin())
    for t in range(len(cost) - 1, 0, -1):
        way[t - 1] = came[t, way[t]]
    return way
