"""Pictures of stories as files: fetched once by the server, so that the sites they come from see no
reader, and kept with the story."""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path

from earshot.errors import SourceError
from earshot.files import written_aside
from earshot.httpclient.client import Fetcher

SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
)
AT_ONCE = 4
"""Pictures that are fetched at the same time."""
REST = 600.0
"""Seconds before one that could not be fetched is asked for again."""


class Gallery:
    """Brings a picture once, however many want to see it."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)
        self._coming: dict[Path, asyncio.Task[bool]] = {}
        self._failed: dict[Path, float] = {}

    async def bring(self, url: str, path: Path) -> bool:
        """Whether the picture is at `path` now. Raises OutputError."""
        if self._failed.get(path, 0) > time.monotonic():
            return False
        if path not in self._coming:
            self._coming[path] = asyncio.create_task(self._bring(url, path))
        try:
            return await asyncio.shield(self._coming[path])
        finally:
            if path in self._coming and self._coming[path].done():
                del self._coming[path]

    async def _bring(self, url: str, path: Path) -> bool:
        async with self._room:
            came = await asyncio.to_thread(_fetched, url, path)
        if not came:
            now = time.monotonic()
            self._failed = {each: at for each, at in self._failed.items() if at > now}
            self._failed[path] = now + REST
        return came


def _fetched(url: str, path: Path) -> bool:
    try:
        content = Fetcher().picture(url)
    except SourceError:
        return False
    if not kind_of(content) or not path.parent.parent.is_dir():
        return False
    path.parent.mkdir(exist_ok=True)
    with written_aside(path) as aside:
        aside.write_bytes(content)
    return True


def kind_of(content: bytes) -> str:
    """Its media type, by its own first bytes; nothing for what is no picture that browsers show."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:12] == b"ftypavif":
        return "image/avif"
    return next((kind for mark, kind in SIGNATURES if content.startswith(mark)), "")


def name_of(url: str) -> str:
    """What the picture of that address is called here."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:24]
