"""The files beside a recording."""

from __future__ import annotations

from pathlib import Path


def companion_paths(audio: Path, captions: str = "vtt") -> tuple[Path, Path, Path]:
    """The paths of captions, word timings and read-along page of a recording."""
    return audio.with_suffix(f".{captions}"), audio.with_suffix(".json"), audio.with_suffix(".html")
