"""Passages → an audio file, coded as they come."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from earshot.audio import ffmpeg
from earshot.audio.ffmpeg import AudioCoding
from earshot.errors import UnknownFormat
from earshot.files import atomic_write
from earshot.model import Chapter, Samples

FORMATS = {
    "mp3": AudioCoding(
        codec="libmp3lame",
        container="mp3",
        bit_rate=64_000,
        options=(("compression_level", "5"),),  # a third faster than its default, heard by nobody
        makeup=1 / 0.95,  # LAME scales by 0.95 at such bit rates, and libavcodec lets it
    ),
    "m4a": AudioCoding(codec="aac", container="ipod", bit_rate=64_000),
    "m4b": AudioCoding(codec="aac", container="ipod", bit_rate=64_000),
    "opus": AudioCoding(codec="libopus", container="opus", bit_rate=40_000),
    "flac": AudioCoding(codec="flac", container="flac"),
    "wav": AudioCoding(codec="pcm_s16le", container="wav"),
}
"""By file ending. 64 kbit/s is what mono speech of 24 kHz needs in MP3 and AAC to sound clean;
Opus needs 40."""
INDEXED_CONTAINERS = {"ipod"}
"""Containers whose index and chapters are written anew once everything is known."""


def get_coding(name: str) -> AudioCoding:
    """Raises UnknownFormat."""
    if name not in FORMATS:
        raise UnknownFormat(format=name, known=", ".join(FORMATS))
    return FORMATS[name]


def write_audio(pieces: Iterable[Samples], rate: int, path: Path) -> None:
    """Code the samples into `path`, whose ending names the format."""
    ffmpeg.encode(pieces, rate, path, get_coding(path.suffix[1:]))


def write_index(path: Path, chapters: Iterable[Chapter]) -> None:
    """Put index and chapters at the front of containers that have a front (M4A, M4B)."""
    container = get_coding(path.suffix[1:]).container
    if container in INDEXED_CONTAINERS:
        with atomic_write(path) as aside:
            ffmpeg.remux(path, aside, container, list(chapters))
