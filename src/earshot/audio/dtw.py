"""Dynamic time warping: where a recording says what another recording of the same text says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earshot.audio.cepstra import Cepstra

STEP_COSTS = (0.25, 0.0, 0.25, 0.5)
"""Of staying at a frame of the reference, and of going 1, 2 or 3 frames on: a person may read
three times as fast as the reference."""
MIN_BAND_FRAMES, BAND_SHARE = 300, 0.1
"""How far the path may be from the diagonal: a number of frames, or a share of the reference."""
MAX_FRAMES, POOLED_FRAMES, GUIDE_REACH = 6_000, 4, 200
"""A longer recording is warped in pooled frames first, and then near this path."""
ROWS_AT_ONCE = 128
UNREACHED = np.float32(1e9)


@dataclass(frozen=True, slots=True)
class Warp:
    """The frame of the reference for each frame of the recording, and their distances."""

    path: NDArray[np.int64]
    distances: NDArray[np.float32]

    def locate(self, frame: float) -> int:
        """The first frame of the recording that is at this frame of the reference, or after it."""
        return int(np.searchsorted(self.path, frame))


def warp(recording: Cepstra, reference: Cepstra) -> Warp:
    """The cheapest monotonous path through both, from their starts to their ends."""
    starts, width = _find_band(recording, reference)
    furthest = len(STEP_COSTS) - 1
    choices = np.zeros((len(recording), width), np.int8)
    costs = np.full(width, UNREACHED, np.float32)
    costs[0] = -STEP_COSTS[0]  # the first frame stays at the start
    padded = np.full(furthest + 2 * width, UNREACHED, np.float32)
    last = 0
    for row, distances in enumerate(_measure_rows(recording, reference, starts, width)):
        shift, last = int(starts[row]) - last, int(starts[row])
        padded[furthest : furthest + width] = costs
        costs = padded[furthest + shift :][:width] + np.float32(STEP_COSTS[0])
        for step in range(1, furthest + 1):
            other = padded[furthest + shift - step :][:width] + np.float32(STEP_COSTS[step])
            is_cheaper = other < costs
            choices[row][is_cheaper] = step
            costs = np.minimum(costs, other)
        costs = costs + distances
    path = _trace(choices, starts, len(reference) - 1)
    return Warp(path, np.sqrt(np.square(recording - reference[path]).mean(1)))


def _measure_rows(
    recording: Cepstra, reference: Cepstra, starts: NDArray[np.int64], width: int
) -> Iterator[NDArray[np.float32]]:
    """The distances of each frame of the recording from the frames of the reference in its band."""
    squares = np.square(reference).sum(1)
    for first in range(0, len(recording), ROWS_AT_ONCE):
        rows = recording[first : first + ROWS_AT_ONCE]
        low = int(starts[first])
        high = int(starts[first + len(rows) - 1]) + width
        found = np.square(rows).sum(1)[:, None] + squares[low:high]
        # not by BLAS: its threads wait for each other longer than these small products take
        found -= 2 * np.einsum("ij,kj->ik", rows, reference[low:high])
        found = np.sqrt(np.maximum(found, 0) / reference.shape[1])
        for row, start in zip(found, starts[first:], strict=False):
            yield row[start - low :][:width]


def _find_band(recording: Cepstra, reference: Cepstra) -> tuple[NDArray[np.int64], int]:
    """The first column of each row, and the number of columns."""
    rows, columns = len(recording), len(reference)
    reach = max(MIN_BAND_FRAMES, round(BAND_SHARE * columns))
    middle = np.arange(rows) * columns // max(1, rows)
    if max(rows, columns) > MAX_FRAMES:
        guide = warp(_pool(recording), _pool(reference)).path * POOLED_FRAMES
        reach, middle = GUIDE_REACH, np.repeat(guide, POOLED_FRAMES)[:rows]
    width = min(columns, 2 * reach + 1)
    return np.clip(middle - reach, 0, columns - width), width


def _pool(cepstra: Cepstra) -> Cepstra:
    """The means of some frames each."""
    padded = np.pad(cepstra, ((0, -len(cepstra) % POOLED_FRAMES), (0, 0)), mode="edge")
    pooled: Cepstra = padded.reshape(-1, POOLED_FRAMES, cepstra.shape[1]).mean(1)
    return pooled


def _trace(choices: NDArray[np.int8], starts: NDArray[np.int64], at: int) -> NDArray[np.int64]:
    """The path that ends at this frame of the reference."""
    path = np.zeros(len(choices), np.int64)
    for row in range(len(choices) - 1, -1, -1):
        path[row] = at
        column = min(max(at - int(starts[row]), 0), choices.shape[1] - 1)
        at = max(0, at - int(choices[row, column]))
    return path
