"""The encoding of an audio file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioCoding:
    """Codec, container and options of an audio file, by FFmpeg's names."""

    codec: str
    container: str
    bit_rate: int | None = None
    """Bits per second, or None for a lossless codec."""
    options: tuple[tuple[str, str], ...] = ()
    makeup: float = 1.0
    """Factor that compensates the attenuation of the encoder, applied before it."""
