"""Pitch tracking by frame: YIN (de Cheveigné and Kawahara 2002) on a grid of 48 steps per octave,
smoothed by a Viterbi search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earshot.model import Samples
from earshot.training.features import HOP, SAMPLE_RATE

MIN_F0, MAX_F0 = 45.0, 420.0
"""Hz."""
STEPS_PER_OCTAVE = 48
"""Grid points per octave."""
WINDOW = 768
VOICING_THRESHOLD = 0.60
"""YIN difference above which a frame is unvoiced (0 is perfectly periodic, 1 is noise)."""
STEP_COST = 0.02
"""Cost of moving by one grid step between frames."""
SILENCE_RMS = 0.003
"""RMS below which a frame is silent."""


def track_pitch(wave: Samples) -> NDArray[np.float32]:
    """Hz at the centre of each frame, 0 if unvoiced; (len(wave) // 256,)."""
    count = len(wave) // HOP
    if not count:
        return np.zeros(0, np.float32)
    grid = MIN_F0 * 2 ** (
        np.arange(int(np.log2(MAX_F0 / MIN_F0) * STEPS_PER_OCTAVE)) / STEPS_PER_OCTAVE
    )
    differences, is_loud = _yin_differences(wave, count, SAMPLE_RATE / grid)
    path = _cheapest_path(differences)
    path_cost = differences[np.arange(count), path]
    return np.where((path_cost < VOICING_THRESHOLD) & is_loud, grid[path], 0).astype(np.float32)


def _yin_differences(
    wave: Samples, count: int, lags: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The cumulative mean normalized difference of YIN by frame and lag, (T, lags)."""
    max_lag = int(SAMPLE_RATE / MIN_F0) + 2
    size = WINDOW + max_lag
    padded = np.pad(wave.astype(np.float64), (size // 2, size))
    starts = np.arange(count) * HOP + HOP // 2
    rows = np.lib.stride_tricks.sliding_window_view(padded, size)[starts]
    length = 1 << (size + WINDOW).bit_length()
    head = np.fft.rfft(rows[:, :WINDOW], length)
    products = np.fft.irfft(np.conj(head) * np.fft.rfft(rows, length), length)[:, :max_lag]
    squares = np.cumsum(np.pad(rows**2, ((0, 0), (1, 0))), 1)
    energy = squares[:, WINDOW : WINDOW + max_lag] - squares[:, :max_lag]
    difference = np.maximum(energy[:, :1] + energy - 2 * products, 0)
    totals = np.cumsum(difference, 1)
    normalized = difference * np.arange(max_lag) / np.maximum(totals, 1e-9)
    normalized[:, 0] = 1
    below = np.floor(lags).astype(int)
    fraction = lags - below
    values = normalized[:, below] * (1 - fraction) + normalized[:, below + 1] * fraction
    return values, np.sqrt(energy[:, 0] / WINDOW) > SILENCE_RMS


def _cheapest_path(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """The cheapest path through (T, grid points); each step costs `STEP_COST`."""
    positions = np.arange(cost.shape[1])
    move_costs = STEP_COST * np.abs(positions[:, None] - positions[None]).clip(
        max=STEPS_PER_OCTAVE // 2
    )
    best, backpointers = np.clip(cost[0], 0, 1), np.zeros(cost.shape, np.int64)
    for t in range(1, len(cost)):
        costs = best[:, None] + move_costs
        backpointers[t] = costs.argmin(0)
        best = costs[backpointers[t], positions] + np.clip(cost[t], 0, 1)
    path = np.zeros(len(cost), np.int64)
    path[-1] = int(best.argmin())
    for t in range(len(cost) - 1, 0, -1):
        path[t - 1] = backpointers[t, path[t]]
    return path
