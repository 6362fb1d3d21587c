"""A folder of recordings by eSpeak NG, good ones and all kinds of bad ones."""

from __future__ import annotations

import wave
from contextlib import closing
from pathlib import Path

import numpy as np
from sentences import make_utterance

from earshot.audio.ffmpeg import resample
from earshot.model import Samples
from earshot.voices.engines.espeak import Espeak

RATE = 22_050
SENTENCES = (
    "The harbour bridge was opened again on Monday morning.",
    "Nobody had seen the old ship leave before midnight.",
    "The engineer in charge said that it held through the winter.",
    "Where did all the people go after the show?",
    "Traffic fell on the coast road, and the mayor was pleased.",
    "Her rival did not answer a request for comment.",
    "The council will decide in the spring whether to charge a toll.",
    "It carried trains until the line was closed for good.",
)
NOISE_LEVEL = 0.0006


def write_recordings(folder: Path, *, bad: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    clips = [synthesize(text) for text in SENTENCES]
    for number, (text, samples) in enumerate(zip(SENTENCES, clips, strict=True)):
        write_clip(folder / f"good{number:02}.wav", samples, text)
    if bad:
        time = np.arange(2 * RATE) / RATE
        write_clip(folder / "clipped.wav", np.clip(clips[0] * 20, -1, 1), SENTENCES[0])
        write_clip(
            folder / "hum.wav", np.sin(2 * np.pi * 200 * time).astype(np.float32) * 0.2, "Hum."
        )
        write_clip(folder / "noisy.wav", add_room_noise(clips[1], 0.03), SENTENCES[1])
        write_clip(folder / "short.wav", clips[2][: RATE // 3], "The.")
        write_clip(folder / "silent.wav", np.zeros(2 * RATE, np.float32), SENTENCES[3])
        write_clip(folder / "untold.wav", clips[4], "")
        write_clip(folder / "wrong.wav", clips[5], SENTENCES[7])
        write_clip(
            folder / "stranger.wav",
            add_room_noise(raise_pitch(clips[6]), NOISE_LEVEL),
            SENTENCES[6],
        )
        (folder / "broken.wav").write_bytes(b"RIFF and nothing more")
        (folder / "broken.txt").write_text("Nothing more.")
    return folder


def synthesize(text: str) -> Samples:
    with closing(Espeak().open("en-us", "en-US", 1.0)) as voice:
        return add_room_noise(voice.synthesize(make_utterance(text)).samples * 0.5, NOISE_LEVEL)


def add_room_noise(samples: Samples, noise: float) -> Samples:
    padded = np.pad(samples, RATE // 5)
    hiss = np.random.default_rng(0).normal(0, noise, len(padded))
    return (padded + hiss).astype(np.float32)


def raise_pitch(samples: Samples) -> Samples:
    """Change the speaker: half an octave higher, in two thirds of the time."""
    return resample(samples, 3, 2)


def write_clip(file: Path, samples: Samples, text: str) -> None:
    pcm = (np.clip(samples, -1, 1) * 32_767).astype("<i2")
    with wave.open(str(file), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(pcm.tobytes())
    if text:
        file.with_suffix(".txt").write_text(text)
