"""Quality checks of recordings before training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from earshot.errors import TooLittleMaterial
from earshot.model import Samples
from earshot.training.features import HOP, SAMPLE_RATE, measure_active_level
from earshot.training.recordings import MAX_SECONDS

MIN_SECONDS = 0.7
"""Seconds."""
CLIPPING_LEVEL = 0.985
MIN_CLIPPED_SAMPLES = 8
"""Minimum number of samples at full scale in a clipped recording; fewer may be chance."""
MIN_LEVEL_DB, MIN_SNR_DB = -45.0, 25.0
"""dB: the lowest level of speech, and the lowest signal-to-noise ratio."""
NOISE_PERCENTILE = 5
"""Percentile of the frame levels taken as noise; a tightly cut sentence has little more silence."""
MAX_LOUD_SHARE = 0.5
"""Maximum share of frames within 6 dB of the loudest: speech has pauses, music has none."""
MAX_DEVIATIONS = 5.0
"""Largest distance from the median of all recordings, in robust standard deviations."""
SPEAKER_PITCH_RATIO = 1.3
"""Minimum ratio to the median pitch that indicates another speaker."""
MIN_MINUTES, RECOMMENDED_MINUTES = 10.0, 60.0
"""Minimum for training, and for a good voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingCheck:
    """Measurements of a recording."""

    name: str
    seconds: float
    peak: float
    level: float
    """Speech level in dB re full scale."""
    noise: float
    """Signal-to-noise ratio in dB."""
    faults: tuple[str, ...] = field(default=())


def measure_recording(name: str, wave: Samples, text: str) -> RecordingCheck:
    """Measure a recording and list its defects, without alignment."""
    frames = wave[: len(wave) // HOP * HOP].reshape(-1, HOP).astype(np.float64)
    power = np.sqrt((frames**2).mean(1)) if len(frames) else np.zeros(1)
    speech = max(measure_active_level(wave), 1e-9) if len(wave) > SAMPLE_RATE // 50 else 1e-9
    level = 20 * float(np.log10(speech))
    noise = level - 20 * float(np.log10(max(float(np.percentile(power, NOISE_PERCENTILE)), 1e-9)))
    peak = float(np.abs(wave).max(initial=0.0))
    loud_share = float((power > float(power.max()) / 2).mean())
    seconds = len(wave) / SAMPLE_RATE
    conditions = {
        "it has no transcript": not text.strip(),
        f"shorter than {MIN_SECONDS} s": seconds < MIN_SECONDS,
        f"longer than {MAX_SECONDS} s: cut it at its sentences": seconds > MAX_SECONDS,
        "silence": level < MIN_LEVEL_DB,
        "clipped": int((np.abs(wave) >= CLIPPING_LEVEL).sum()) >= MIN_CLIPPED_SAMPLES,
        "no pauses: music, or a hum": loud_share > MAX_LOUD_SHARE,
        "noisy, or music behind it": level >= MIN_LEVEL_DB
        and noise < MIN_SNR_DB
        and seconds >= MIN_SECONDS,
    }
    faults = tuple(doubt for doubt, true in conditions.items() if true)
    return RecordingCheck(
        name=name, seconds=seconds, peak=round(peak, 3), level=round(level, 1),
        noise=round(noise, 1), faults=faults,
    )  # fmt: skip


def find_outliers(values: Sequence[float]) -> list[bool]:
    """Flag values more than `MAX_DEVIATIONS` robust standard deviations below the median."""
    median = float(np.median(values))
    spread = float(np.median(np.abs(np.array(values) - median))) * 1.48
    return [value < median - MAX_DEVIATIONS * max(spread, 1e-3) for value in values]


def find_other_speakers(pitches: Sequence[float]) -> list[bool]:
    """Flag median pitches (Hz, 0 for none) that differ too much from the median of all."""
    voiced = [pitch for pitch in pitches if pitch > 0]
    median = float(np.median(voiced)) if voiced else 0.0
    return [
        pitch > 0 and not median / SPEAKER_PITCH_RATIO <= pitch <= median * SPEAKER_PITCH_RATIO
        for pitch in pitches
    ]


def require_minutes(seconds: float, min_minutes: float) -> None:
    """Raises TooLittleMaterial if fewer than `min_minutes` are usable."""
    minutes = seconds / 60
    if minutes < min_minutes:
        raise TooLittleMaterial(
            minutes=round(minutes, 1),
            missing=round(min_minutes - minutes, 1),
            recommended=round(RECOMMENDED_MINUTES),
        )
