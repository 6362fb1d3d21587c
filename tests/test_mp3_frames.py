"""MP3 frames that can be concatenated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from recordings import make_narration

from earshot.audio.ffmpeg import decode, encode_packets
from earshot.audio.mp3 import BYTES_PER_SECOND, FRAME_BYTES, FRAME_SAMPLES, LEAD_SAMPLES
from earshot.model import Samples
from earshot.publish.mp3_frames import CODING, SKIPPED_FRAMES, encode_frames

RATE = 24_000


def test_a_frame_is_always_of_the_same_size() -> None:
    for length in (1, 575, 576, 577, 24_000):
        size = -(-length // FRAME_SAMPLES) * FRAME_BYTES
        assert len(encode_frames(np.zeros(length, np.float32), RATE)) == size
    assert FRAME_BYTES * RATE // FRAME_SAMPLES == BYTES_PER_SECOND


def test_silence_is_coded_as_the_encoder_codes_it() -> None:
    for seconds in (1, 20):
        samples = np.zeros(seconds * RATE, np.float32)
        packets = encode_packets([samples], RATE, CODING)
        frames = encode_frames(samples, RATE)
        assert b"".join(packets[SKIPPED_FRAMES:]).startswith(frames)


def test_passages_coded_apart_and_joined_are_the_recording(tmp_path: Path) -> None:
    passages = list(make_narration().segments)
    heard, wanted = coded(tmp_path, [passage.samples for passage in passages])
    assert len(heard) == len(wanted)
    difference = heard[LEAD_SAMPLES:] - wanted[:-LEAD_SAMPLES]
    assert rms(difference) < 0.02 * rms(wanted)


def test_audio_without_a_pause_after_it_is_complete(tmp_path: Path) -> None:
    time = np.arange(FRAME_SAMPLES * 10) / RATE
    sound = (0.2 * np.sin(2 * np.pi * 330 * time)).astype(np.float32)
    heard, _ = coded(tmp_path, [sound, sound])
    assert len(heard) == 22 * FRAME_SAMPLES
    for start in (0, 11 * FRAME_SAMPLES):
        difference = heard[start + LEAD_SAMPLES :][: len(sound) - 10] - sound[:-10]
        assert rms(difference[-FRAME_SAMPLES * 2 :]) < 0.05 * rms(sound)


def coded(folder: Path, pieces: list[Samples]) -> tuple[Samples, Samples]:
    """The decoded samples of concatenated frames, and the input."""
    path = folder / "joined.mp3"
    path.write_bytes(b"".join(encode_frames(piece, RATE) for piece in pieces))
    heard, rate = decode(path)
    assert rate == RATE
    whole = [np.pad(piece, (0, -len(piece) % FRAME_SAMPLES)) for piece in pieces]
    return np.concatenate(list(heard)), np.concatenate(whole)


def rms(samples: Samples) -> float:
    return float(np.sqrt((samples**2).mean()))
