import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from earshot.audio.dsp import db_to_factor, fade, limit, silence, true_peaks
from earshot.model import Samples

RATE = 24_000
SOUND = arrays(np.float32, st.integers(1, 4_000), elements=st.floats(-4, 4, width=32))


def tone(hertz: float, seconds: float, level: float = 1.0) -> Samples:
    time = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def test_silence_is_as_long_as_asked_and_never_negative() -> None:
    assert len(silence(12)) == 12
    assert not silence(12).any()
    assert len(silence(-3)) == 0


def test_six_decibels_are_a_factor_of_two() -> None:
    assert abs(db_to_factor(6.0206) - 2) < 1e-4


def test_a_fade_starts_and_ends_at_nothing_and_leaves_the_middle() -> None:
    sound = np.ones(1_000, np.float32)
    out = fade(sound, 100)
    assert out[0] == out[-1] == 0
    assert np.array_equal(out[100:-100], sound[100:-100])
    assert np.all(np.diff(out[:100]) > 0)
    assert sound[0] == 1, "the sound that came in is left as it was"


@given(SOUND)
def test_a_fade_never_makes_audio_louder_or_longer(sound: Samples) -> None:
    out = fade(sound, 96)
    assert len(out) == len(sound)
    assert np.all(np.abs(out) <= np.abs(sound) + 1e-6)


def test_a_true_peak_is_found_between_the_samples() -> None:
    # At a quarter of the rate and 45°, every sample is 0.707 and the peak of the wave is 1.
    time = np.arange(2_000)
    between = np.sin(np.pi / 2 * time + np.pi / 4).astype(np.float32)
    assert abs(float(np.abs(between).max()) - 0.7071) < 1e-3
    assert 0.97 < float(true_peaks(between)[100:-100].max()) < 1.03


@given(SOUND, st.floats(0.1, 0.9))
def test_the_limiter_output_never_exceeds_its_ceiling(sound: Samples, ceiling: float) -> None:
    out = limit(sound, ceiling, 120)
    assert len(out) == len(sound)
    assert float(np.abs(out).max()) <= ceiling * 1.0001


def test_the_limiter_does_not_change_quiet_audio() -> None:
    quiet = tone(440, 0.5, level=0.3)
    assert limit(quiet, 0.8, 120) is quiet


def test_the_limiter_turns_a_peak_down_without_bending_the_wave_around_it() -> None:
    sound = tone(200, 1.0, level=0.5)
    sound[12_000:12_100] *= 1.9
    out = limit(sound, 0.7, 120)
    assert float(np.abs(out).max()) <= 0.7
    assert np.array_equal(out[:11_700], sound[:11_700])
    gain = out[np.abs(sound) > 0.05] / sound[np.abs(sound) > 0.05]
    assert float(np.abs(np.diff(gain)).max()) < 0.02, "the gain moves slowly: no click"
