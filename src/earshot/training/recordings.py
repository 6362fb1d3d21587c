"""A folder of recordings with their transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from earshot.audio.ffmpeg import decode
from earshot.errors import NoRecordings, UnusableRecording
from earshot.model import Samples
from earshot.training.features import SAMPLE_RATE

AUDIO_EXTENSIONS = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aiff", ".aif")
METADATA_FILE = "metadata.csv"
"""As in LJSpeech: `name|text` or `name|text|spoken text`, one recording per line."""
MAX_SECONDS = 30
"""A recording is a sentence or two; longer ones are not aligned well."""
MAX_TRANSCRIPT_BYTES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecording:
    """An audio file and its transcript; empty if it has none."""

    name: str
    file: Path
    text: str


def find_recordings(folder: Path) -> list[TrainingRecording]:
    """The recordings of a folder: `NAME.wav` with `NAME.txt`, or as listed in `metadata.csv`.

    Raises NoRecordings.
    """
    if not folder.is_dir():
        raise NoRecordings(folder=folder, reason="no such directory")
    transcripts = _read_metadata(folder / METADATA_FILE)
    files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in AUDIO_EXTENSIONS)
    if not files:
        kinds = ", ".join(AUDIO_EXTENSIONS)
        raise NoRecordings(folder=folder, reason=f"it contains no audio file ({kinds})")
    return [
        TrainingRecording(
            name=file.stem, file=file, text=transcripts.get(file.stem) or _read_transcript(file)
        )
        for file in files
    ]


def load_audio(recording: TrainingRecording) -> Samples:
    """Load at most `MAX_SECONDS` of a recording. Raises UnusableRecording."""
    return load_wave(recording.file, MAX_SECONDS)


def load_wave(file: Path, max_seconds: int = 3600) -> Samples:
    """Load an audio file: mono, 24 kHz. Raises UnusableRecording."""
    try:
        chunks, _ = decode(file, SAMPLE_RATE)
        wave = np.concatenate(
            [np.zeros(0, np.float32), *_limit_samples(chunks, max_seconds * SAMPLE_RATE + 1)]
        )
    except (OSError, ValueError, IndexError) as error:
        reason = "it is not a readable audio file"
        raise UnusableRecording(file=file, reason=reason) from error
    if not len(wave) or not np.isfinite(wave).all():
        raise UnusableRecording(file=file, reason="it contains no audio")
    return wave


def _limit_samples(chunks: Iterator[Samples], samples: int) -> Iterator[Samples]:
    remaining = samples
    for chunk in chunks:
        yield chunk[:remaining]
        remaining -= len(chunk)
        if remaining <= 0:
            return


def _read_metadata(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", errors="replace") as lines:
        rows = [line.strip().split("|") for line in islice(lines, 1_000_000)]
    return {row[0]: row[-1].strip()[:MAX_TRANSCRIPT_BYTES] for row in rows if len(row) > 1}


def _read_transcript(file: Path) -> str:
    transcript = file.with_suffix(".txt")
    if not transcript.is_file():
        return ""
    with transcript.open("rb") as opened:
        return opened.read(MAX_TRANSCRIPT_BYTES).decode("utf-8", "replace").strip()
