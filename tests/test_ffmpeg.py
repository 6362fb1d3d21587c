from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_dsp import RATE, tone

from earshot.audio.codec import AudioCoding
from earshot.audio.ffmpeg import (
    decode,
    encode,
    measure_integrated_loudness,
    measure_loudness,
    remux,
    resample,
)
from earshot.model import Chapter


def test_a_tone_of_minus_23_dbfs_reads_minus_23_lufs() -> None:
    # EBU Tech 3341, case 1: a 1 kHz sine of −23 dBFS on both loudspeakers.
    heard = measure_loudness([tone(1_000, 20, level=10 ** (-23 / 20))], RATE)
    assert abs(heard.integrated + 23) <= 0.1
    assert abs(heard.true_peak + 23) <= 0.2


def test_silence_has_no_loudness_and_no_peak() -> None:
    heard = measure_loudness([np.zeros(RATE * 2, np.float32)], RATE)
    assert heard.integrated <= -70
    assert heard.true_peak == float("-inf")


def test_the_loudness_of_audio_in_pieces_is_that_of_the_whole() -> None:
    sound = tone(300, 5, level=0.2)
    pieces = [sound[:1], sound[1:7_000], sound[7_000:]]
    heard = measure_loudness([sound], RATE)
    assert measure_loudness(pieces, RATE) == heard
    assert measure_integrated_loudness(pieces, RATE) == heard.integrated


@given(st.integers(0, 3_000), st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000]))
@settings(max_examples=60)
def test_resampled_audio_has_exactly_the_length_of_its_rate(length: int, rate: int) -> None:
    sound = np.ones(length, np.float32)
    assert len(resample(sound, rate, RATE)) == -(-length * RATE // rate)


def test_resampled_audio_is_not_shifted() -> None:
    click = np.zeros(16_000, np.float32)
    click[8_000] = 1
    assert int(np.argmax(np.abs(resample(click, 16_000, RATE)))) == 12_000


def test_a_resampled_tone_is_that_tone() -> None:
    time = np.arange(16_000) / 16_000
    low = np.sin(2 * np.pi * 440 * time).astype(np.float32)
    assert float(np.abs(resample(low, 16_000, RATE) - tone(440, 1))[500:-500].max()) < 1e-3


@pytest.mark.parametrize(
    ("name", "coding", "tolerance"),
    [
        ("a.wav", AudioCoding(codec="pcm_s16le", container="wav"), 1e-4),
        ("a.flac", AudioCoding(codec="flac", container="flac"), 1e-4),
        (
            "a.mp3",
            AudioCoding(codec="libmp3lame", container="mp3", bit_rate=64_000, makeup=1 / 0.95),
            0.01,
        ),
        ("a.opus", AudioCoding(codec="libopus", container="opus", bit_rate=40_000), 0.1),
    ],
)
def test_decoded_audio_is_aligned_with_the_input_to_the_sample(
    tmp_path: Path, name: str, coding: AudioCoding, tolerance: float
) -> None:
    sound = tone(440, 2.5, level=0.4)
    assert encode([sound[:100], sound[100:]], RATE, tmp_path / name, coding) == len(sound)
    pieces, rate = decode(tmp_path / name, RATE)
    heard = np.concatenate(list(pieces))
    assert rate == RATE
    assert len(heard) == len(sound)
    assert float(np.abs(heard - sound)[1_000:-1_000].max()) < tolerance


def test_a_remuxed_m4a_has_its_index_and_its_chapters_in_front(tmp_path: Path) -> None:
    coding = AudioCoding(codec="aac", container="ipod", bit_rate=64_000)
    encode([tone(440, 4, level=0.3)], RATE, tmp_path / "a.m4a", coding)
    chapters = [
        Chapter(title="One", start=0, end=RATE),
        Chapter(title="Zwei: größer", start=RATE, end=RATE * 4),
    ]
    remux(tmp_path / "a.m4a", tmp_path / "b.m4a", "ipod", chapters)
    content = (tmp_path / "b.m4a").read_bytes()
    assert 0 < content.find(b"moov") < content.find(b"mdat")
    assert "Zwei: größer".encode() in content[: content.find(b"mdat")]
    before = np.concatenate(list(decode(tmp_path / "a.m4a")[0]))
    after = np.concatenate(list(decode(tmp_path / "b.m4a")[0]))
    assert np.array_equal(before, after)
