"""Writes the segments of a narration to an audio file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from earshot.audio import ffmpeg
from earshot.errors import InvalidOption
from earshot.files import atomic_write
from earshot.model import Chapter, Samples
from earshot.publish.audio_formats import get_coding

INDEXED_CONTAINERS = {"ipod"}
"""Containers whose index and chapters are rewritten when the recording is complete."""


def write_audio(pieces: Iterable[Samples], rate: int, path: Path) -> None:
    """Encode the samples into `path`, whose extension names the format."""
    ffmpeg.encode(pieces, rate, path, get_coding(path.suffix[1:]))


def write_stream(pieces: Iterable[Samples], rate: int, stream: BinaryIO, name: str) -> None:
    """Encode the samples into a pipe, in the format `name`. Raises InvalidOption for MP4, whose
    index is at the start."""
    coding = get_coding(name)
    if coding.container in INDEXED_CONTAINERS:
        expected = "it cannot be written to a pipe; choose mp3, opus, flac or wav"
        raise InvalidOption(option="format", value=name, expected=expected)
    for data in ffmpeg.encode_stream(pieces, rate, coding):
        stream.write(data)
        stream.flush()


def write_index(path: Path, chapters: Iterable[Chapter]) -> None:
    """Write index and chapters at the start of an M4A or M4B file; ignore other formats."""
    container = get_coding(path.suffix[1:]).container
    if container in INDEXED_CONTAINERS:
        with atomic_write(path) as temporary:
            ffmpeg.remux(path, temporary, container, list(chapters))
