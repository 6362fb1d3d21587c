"""Playing audio, by a program or by the audio system itself."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from earshot.audio import ffmpeg
from earshot.audio.output_device import play
from earshot.errors import AudioDeviceUnavailable
from earshot.model import Samples

RATE = 24_000
TONE = (0.5 * np.sin(np.arange(RATE) / 20)).astype(np.float32)


def install_program(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for PulseAudio's player, which no test machine has."""
    program = folder / "paplay"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_a_program_gets_the_samples_and_the_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/samples'
    install_program(tmp_path, text, monkeypatch)
    play([TONE[:1000], TONE[1000:]], RATE, "hall")
    assert (tmp_path / "arguments").read_text().split() == [
        "--raw",
        "--rate=24000",
        "--channels=1",
        "--format=s16le",
        "--device=hall",
    ]
    samples = np.frombuffer((tmp_path / "samples").read_bytes(), "<i2") / 32_767
    assert np.abs(samples - TONE).max() < 1e-4


def test_a_program_that_fails_is_named_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_program(tmp_path, "echo Connection refused >&2; exit 1", monkeypatch)
    with pytest.raises(AudioDeviceUnavailable, match="paplay: Connection refused"):
        play([TONE] * 50, RATE)


def test_an_interruption_ends_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_program(tmp_path, "exec sleep 600", monkeypatch)

    def interrupted() -> Iterator[Samples]:
        yield TONE[:100]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play(interrupted(), RATE)


def test_alsa_plays_without_any_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "played.wav"
    configuration = tmp_path / "asound.conf"
    configuration.write_text(
        "pcm.null { type null }\n"
        f'pcm.!default {{ type file slave.pcm null file "{file}" format wav }}\n'
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(configuration))
    play([TONE], RATE)
    pieces, rate = ffmpeg.decode(file)
    played = np.concatenate(list(pieces))
    assert rate == RATE
    assert np.abs(played[: len(TONE)] - TONE).max() < 1e-3


def test_a_device_that_does_not_exist_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AudioDeviceUnavailable, match="The audio device nosuch cannot play"):
        play([TONE], RATE, "nosuch")
