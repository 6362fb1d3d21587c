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
from earshot.training.features import RATE

SOUNDS = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aiff", ".aif")
LIST = "metadata.csv"
"""As LJSpeech has it: `name|text` or `name|text|spoken text`, a recording a line."""
LONGEST = 30
"""Seconds. A recording is a sentence or two; longer ones are not aligned well."""
LARGEST_TEXT = 2_000
"""Bytes of a transcript."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A sound file, and what is said in it; nothing where nobody wrote it down."""

    name: str
    file: Path
    text: str


def find(folder: Path) -> list[Recording]:
    """The recordings of a folder: `NAME.wav` beside `NAME.txt`, or as a `metadata.csv` names them.

    Raises NoRecordings.
    """
    if not folder.is_dir():
        raise NoRecordings(folder=folder, reason="there is no such folder")
    listed = _listed(folder / LIST)
    files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in SOUNDS)
    if not files:
        kinds = ", ".join(SOUNDS)
        raise NoRecordings(folder=folder, reason=f"no sound file is in it ({kinds})")
    return [
        Recording(name=file.stem, file=file, text=listed.get(file.stem) or _beside(file))
        for file in files
    ]


def sound(recording: Recording) -> Samples:
    """Its samples: mono, 24 kHz, at most `LONGEST` seconds.

    Raises UnusableRecording.
    """
    try:
        pieces, _ = decode(recording.file, RATE)
        wave = np.concatenate([np.zeros(0, np.float32), *_at_most(pieces, LONGEST * RATE + 1)])
    except (OSError, ValueError, IndexError) as error:
        reason = "it is no sound file that can be read"
        raise UnusableRecording(file=recording.file, reason=reason) from error
    if not len(wave) or not np.isfinite(wave).all():
        raise UnusableRecording(file=recording.file, reason="there is no sound in it")
    return wave


def _at_most(pieces: Iterator[Samples], samples: int) -> Iterator[Samples]:
    left = samples
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _listed(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", errors="replace") as lines:
        rows = [line.strip().split("|") for line in islice(lines, 1_000_000)]
    return {row[0]: row[-1].strip()[:LARGEST_TEXT] for row in rows if len(row) > 1}


def _beside(file: Path) -> str:
    transcript = file.with_suffix(".txt")
    if not transcript.is_file():
        return ""
    with transcript.open("rb") as opened:
        return opened.read(LARGEST_TEXT).decode("utf-8", "replace").strip()
