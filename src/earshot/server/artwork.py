"""Podcast covers and site emblems. Each is drawn once and stored as a file."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from pathlib import Path

from earshot.errors import OutputError
from earshot.files import write_file
from earshot.publish.artwork import draw_artwork, draw_emblem
from earshot.server.storage.data_dir import DataDir


async def find_cover(data_dir: DataDir, name: str) -> Path:
    """The path of the cover. With an object store, one server draws it for all; without an answer
    of the store, each draws its own."""
    path = _cover_path(data_dir.artwork_dir, name)
    with suppress(OutputError):
        if await data_dir.fetch_file(path):
            return path
    await asyncio.to_thread(ensure_cover, data_dir.artwork_dir, name)
    with suppress(OutputError):
        await data_dir.upload_file(path)
    return path


def ensure_cover(folder: Path, name: str) -> Path:
    """The path of the cover; it is drawn if the file does not exist."""
    path = _cover_path(folder, name)
    if not path.is_file():
        write_file(path, draw_artwork(name))
    return path


def _cover_path(folder: Path, name: str) -> Path:
    return folder / f"{_hash(name)}.png"


def ensure_emblem(folder: Path, name: str) -> Path:
    """The path of the emblem; it is drawn if the file does not exist."""
    path = folder / f"{_hash(name)}-emblem.png"
    if not path.is_file():
        write_file(path, draw_emblem(name))
    return path


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]
