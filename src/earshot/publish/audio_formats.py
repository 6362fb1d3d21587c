"""The formats of audio files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from earshot.audio.codec import AudioCoding
from earshot.errors import UnknownFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFormat:
    media_type: str
    coding: AudioCoding
    is_served: bool = False
    """Whether the server offers it."""


# Noise in place of quiet bands can raise a peak by 5 dB, and saves nothing at this bit rate.
AAC = AudioCoding(codec="aac", container="ipod", bit_rate=64_000, options=(("aac_pns", "0"),))

FORMATS = {
    "mp3": AudioFormat(
        media_type="audio/mpeg",
        is_served=True,
        coding=AudioCoding(
            codec="libmp3lame",
            container="mp3",
            bit_rate=64_000,
            options=(("compression_level", "5"),),  # a third faster than 0, no audible difference
            makeup=1
            / 0.95,  # LAME scales by 0.95 at such bit rates, and libavcodec does not prevent it
        ),
    ),
    "m4a": AudioFormat(
        media_type="audio/mp4",
        is_served=True,
        coding=AAC,
    ),
    "m4b": AudioFormat(media_type="audio/mp4", coding=AAC),
    "opus": AudioFormat(
        media_type="audio/ogg",
        is_served=True,
        coding=AudioCoding(codec="libopus", container="opus", bit_rate=40_000),
    ),
    "flac": AudioFormat(
        media_type="audio/flac", coding=AudioCoding(codec="flac", container="flac")
    ),
    "wav": AudioFormat(
        media_type="audio/wav", coding=AudioCoding(codec="pcm_s16le", container="wav")
    ),
}
"""By file extension. Mono speech of 24 kHz needs 64 kbit/s in MP3 and AAC to sound clean; Opus
needs 40."""
SERVED_FORMATS = {name: each for name, each in FORMATS.items() if each.is_served}
EXTRA_FORMATS = tuple(name for name in SERVED_FORMATS if name != "mp3")
"""Formats into which a finished recording is encoded when they are asked for."""


def get_coding(name: str) -> AudioCoding:
    """Raises UnknownFormat."""
    if name not in FORMATS:
        raise UnknownFormat(format=name, known=", ".join(FORMATS))
    return FORMATS[name].coding


def get_media_type(path: Path) -> str:
    """The media type by the extension. Raises UnknownFormat."""
    get_coding(name := path.suffix[1:].lower())
    return FORMATS[name].media_type
