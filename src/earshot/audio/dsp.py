"""Signal processing on mono float32 samples in −1…1: silence, gain, fades, limiter."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from earshot.imports import LazyModule
from earshot.model import Samples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:  # a command starts sooner without it
    np = LazyModule("numpy")

_UPSAMPLING = (
    (
        *(0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000),
        *(-0.0594482421875, 0.1373291015625, 0.9721679687500, -0.1022949218750),
        *(0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500),
    ),
    (
        *(-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250),
        *(-0.1665039062500, 0.4650878906250, 0.7797851562500, -0.2003173828125),
        *(0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375),
    ),
)
"""Two of the four phases of the true-peak filter of ITU-R BS.1770-4, annex 2. The other two are
these reversed."""
OVERSHOOT = 2.0
"""Factor above any ratio of true peak to sample peak in speech."""

CLICK_RATIO, CLICK_MIN_LEVEL = 40.0, 0.02
"""A click: its minimum ratio to its surroundings (voices stay under 25), and its minimum level."""


def silence(samples: int) -> Samples:
    return np.zeros(max(0, samples), np.float32)


def db_to_factor(db: float) -> float:
    """Convert a gain in dB to a factor."""
    return float(10 ** (db / 20))


def fade(samples: Samples, length: int) -> Samples:
    """Apply a raised-cosine fade of `length` samples at both ends, to avoid clicks at joins."""
    length = min(length, len(samples) // 2)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / max(1, length))).astype(np.float32)
    out = samples.copy()
    out[:length] *= ramp
    out[len(out) - length :] *= ramp[::-1]
    return out


@cache
def _true_peak_phases() -> list[Samples]:
    upsampling = np.array(_UPSAMPLING, np.float32)
    return [*upsampling[:, ::-1], *upsampling]  # in the order that `np.correlate` takes


def true_peaks(samples: Samples) -> Samples:
    """For each sample, the highest level of the waveform around it, also between samples (4 ×
    oversampling, ITU-R BS.1770-4 annex 2)."""
    peaks = np.abs(samples)
    padded = np.zeros(len(samples) + 11, np.float32)
    padded[6:-5] = samples
    for phase in _true_peak_phases():
        np.maximum(peaks, np.abs(np.correlate(padded, phase, "valid")), out=peaks)
    return peaks


def limit(samples: Samples, ceiling: float, lookahead: int) -> Samples:
    """Limit the true peaks to `ceiling` (a factor, not dB).

    A look-ahead limiter: the gain that each peak needs is held over `lookahead` samples to either
    side and smoothed by a window of the same width. So it changes slowly and never exceeds what a
    peak allows. Samples under the ceiling are unchanged and skipped early.
    """
    peaks = np.abs(samples)
    for start, end in _regions(peaks > ceiling / OVERSHOOT, lookahead):
        peaks[start:end] = true_peaks(samples[start:end])
    out = samples
    for start, end in _regions(peaks > ceiling, 2 * lookahead):
        out = samples.copy() if out is samples else out
        out[start:end] *= _gains(peaks[start:end], ceiling, lookahead)
    return out


def _regions(where: NDArray[np.bool_], margin: int) -> list[tuple[int, int]]:
    """Start and end of each run of true values, extended by `margin` to either side; overlapping
    runs are merged."""
    indices = np.flatnonzero(where)
    if not len(indices):
        return []
    cuts = np.flatnonzero(np.diff(indices) > 2 * margin)
    firsts = indices[np.concatenate([[0], cuts + 1])] - margin
    lasts = indices[np.concatenate([cuts, [len(indices) - 1]])] + margin + 1
    inside = np.clip(np.stack([firsts, lasts], axis=1), 0, len(where))
    return [(int(start), int(end)) for start, end in inside]


def _gains(peaks: Samples, ceiling: float, lookahead: int) -> Samples:
    """The gain of each sample, so no peak exceeds the ceiling."""
    wanted = np.minimum(1, ceiling / np.maximum(peaks, ceiling))
    held = _sliding_minimum(wanted, lookahead)
    window = np.hanning(2 * lookahead + 3)[1:-1].astype(np.float32)
    window /= window.sum()
    padded = np.pad(held, lookahead, mode="edge")
    return np.convolve(padded, window, "valid").astype(np.float32)


def _sliding_minimum(values: Samples, reach: int) -> Samples:
    """The minimum over `reach` samples to either side, in log₂(reach) passes."""
    width = 2 * reach + 1
    low = np.pad(values, reach, mode="edge")
    span = 1
    while span * 2 <= width:
        low = np.minimum(low[:-span], low[span:])
        span *= 2
    rest = width - span
    return np.minimum(low[: len(low) - rest], low[rest:]) if rest else low


def find_clicks(samples: Samples, rate: int) -> list[int]:
    """Positions of clicks: the third difference, which is small in speech and large at every step,
    exceeds its mean over the surrounding 20 ms `CLICK_RATIO` times."""
    if len(samples) < 4:
        return []
    jumps = np.abs(np.diff(samples.astype(np.float64), 3))
    width = min(len(jumps), rate // 50)
    around = np.convolve(jumps, np.ones(width) / width, "same")
    found = np.flatnonzero((jumps > CLICK_MIN_LEVEL) & (jumps > CLICK_RATIO * around))
    apart = np.diff(found, prepend=-rate) > width
    return [int(index) for index in found[apart]]
