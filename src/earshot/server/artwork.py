"""Podcast covers and site emblems. Each is drawn once and stored as a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from earshot.files import write_file
from earshot.publish.artwork import draw_artwork, draw_emblem


def ensure_cover(folder: Path, name: str) -> Path:
    """The path of the cover; it is drawn if the file does not exist."""
    path = folder / f"{_hash(name)}.png"
    if not path.is_file():
        write_file(path, draw_artwork(name))
    return path


def ensure_emblem(folder: Path, name: str) -> Path:
    """The path of the emblem; it is drawn if the file does not exist."""
    path = folder / f"{_hash(name)}-emblem.png"
    if not path.is_file():
        write_file(path, draw_emblem(name))
    return path


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]
