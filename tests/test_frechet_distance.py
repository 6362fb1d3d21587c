import numpy as np
import pytest

pytest.importorskip(
    "torch", reason="left out: torch is not installed (pip install 'earshot-audio[train]')"
)

from earshot.model import Samples
from earshot.training.features import SAMPLE_RATE
from earshot.training.frechet_distance import measure_frechet_distance


def voice(depth: float, seed: int) -> Samples:
    """Two seconds of noise, amplitude-modulated at 4 Hz."""
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    swell = 1 + depth * np.sin(2 * np.pi * 4 * time)
    noise = np.random.default_rng(seed).normal(size=time.size)
    return (0.05 * swell * noise).astype(np.float32)


def test_the_same_sounds_are_not_unlike() -> None:
    sounds = [voice(0.9, 1), voice(0.9, 2)]
    assert measure_frechet_distance(sounds, sounds) == pytest.approx(0, abs=1e-6)


def test_flatter_audio_has_a_larger_distance_from_modulated_audio() -> None:
    lively = [voice(0.9, 1), voice(0.9, 2)]
    moving, flat, flatter = (
        measure_frechet_distance(lively, [voice(depth, 3), voice(depth, 4)])
        for depth in (0.9, 0.6, 0.1)
    )
    assert 2 * moving < flat < flatter / 2
