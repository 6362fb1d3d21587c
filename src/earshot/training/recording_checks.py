"""Is a recording good enough to learn from? What is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from earshot.errors import TooLittleMaterial
from earshot.model import Samples
from earshot.training.features import HOP, RATE, active_level
from earshot.training.recordings import LONGEST

SHORTEST = 0.7
"""Seconds."""
CLIPPED = 0.985
CLIPS = 8
"""Samples at the ceiling; a few may be chance."""
QUIETEST, NOISIEST = -45.0, 25.0
"""dB: the lowest level of speech, and the least by which it stands above the room."""
QUIET = 5
"""Percent of the frames that are taken for the room: a sentence cut close has no more."""
STEADY = 0.5
"""Of the frames, how many may be within 6 dB of the loudest: speech has pauses, music has none."""
SPREADS = 5.0
"""How far from the middle of all recordings one may lie, in robust standard deviations."""
OTHER_PITCH = 1.3
"""A median pitch that far from the median of all is somebody else's."""
ENOUGH, WISHED = 10.0, 60.0
"""Minutes under which nothing is trained, and from which a voice is good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was measured of a recording."""

    name: str
    seconds: float
    peak: float
    level: float
    """dB re full scale, of the speech."""
    noise: float
    """dB under the speech."""
    faults: tuple[str, ...] = field(default=())


def heard(name: str, wave: Samples, text: str) -> Facts:
    """What can be said of a recording before it is aligned."""
    frames = wave[: len(wave) // HOP * HOP].reshape(-1, HOP).astype(np.float64)
    power = np.sqrt((frames**2).mean(1)) if len(frames) else np.zeros(1)
    speech = max(active_level(wave), 1e-9) if len(wave) > RATE // 50 else 1e-9
    level = 20 * float(np.log10(speech))
    noise = level - 20 * float(np.log10(max(float(np.percentile(power, QUIET)), 1e-9)))
    peak = float(np.abs(wave).max(initial=0.0))
    loud = float((power > float(power.max()) / 2).mean())
    seconds = len(wave) / RATE
    doubts = {
        "nobody wrote down what is said": not text.strip(),
        f"shorter than {SHORTEST} s": seconds < SHORTEST,
        f"longer than {LONGEST} s: cut it at its sentences": seconds > LONGEST,
        "silence": level < QUIETEST,
        "clipped": int((np.abs(wave) >= CLIPPED).sum()) >= CLIPS,
        "no pauses: music, or a hum": loud > STEADY,
        "noisy, or music behind it": level >= QUIETEST and noise < NOISIEST and seconds >= SHORTEST,
    }
    faults = tuple(doubt for doubt, true in doubts.items() if true)
    return Facts(
        name=name, seconds=seconds, peak=round(peak, 3), level=round(level, 1),
        noise=round(noise, 1), faults=faults,
    )  # fmt: skip


def misfits(values: Sequence[float]) -> list[bool]:
    """Which of them lie more than `SPREADS` robust standard deviations under the median."""
    middle = float(np.median(values))
    spread = float(np.median(np.abs(np.array(values) - middle))) * 1.48
    return [value < middle - SPREADS * max(spread, 1e-3) for value in values]


def strangers(pitches: Sequence[float]) -> list[bool]:
    """Which median pitches (Hz, 0 for none) are another speaker's than most."""
    known = [pitch for pitch in pitches if pitch > 0]
    middle = float(np.median(known)) if known else 0.0
    return [
        pitch > 0 and not middle / OTHER_PITCH <= pitch <= middle * OTHER_PITCH for pitch in pitches
    ]


def enough(seconds: float, least: float) -> None:
    """Raises TooLittleMaterial where fewer than `least` minutes are fit for use."""
    minutes = seconds / 60
    if minutes < least:
        raise TooLittleMaterial(
            minutes=round(minutes, 1), more=round(least - minutes, 1), wished=round(WISHED)
        )
