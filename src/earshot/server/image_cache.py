"""Images of stories, fetched once by the server and stored with the story. The sites they come from
do not see the listeners."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from earshot.errors import SourceError
from earshot.files import write_file
from earshot.httpclient.client import Fetcher
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.server.single_flight import SingleFlight
from earshot.server.urls import host_of

SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n", "image/png"),
    (b"GIF8", "image/gif"),
)
MAX_CONCURRENT_FETCHES = 4
"""The most images that are fetched at the same time."""
RETRY_DELAY_SECONDS = 600.0
"""The delay before another attempt after a failed one."""


class ImageCache:
    """Fetches an image once, however many requests wait for it."""

    def __init__(self, private_hosts: Iterable[str] = ()) -> None:
        self._private_hosts = PrivateHosts(private_hosts)
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_FETCHES)
        self._fetches = SingleFlight[bool]()
        self._retry_times: dict[Path, float] = {}
        self._canvas = asyncio.Lock()

    async def fetch(self, url: str, path: Path, page_url: str) -> bool:
        """Whether the image is at `path` now. Only a page on a private host leads to one. Raises
        OutputError."""
        if self._retry_times.get(path, 0) > time.monotonic():
            return False
        is_private = host_of(page_url) in self._private_hosts
        hosts = self._private_hosts if is_private else PrivateHosts()
        return await self._fetches.run(path, lambda: self._fetch(url, path, hosts))

    async def draw(self, draw: Callable[[], None]) -> None:
        """Run `draw` in a thread, one after the other: each decodes a picture into the memory."""
        async with self._canvas:
            await asyncio.to_thread(draw)

    async def _fetch(self, url: str, path: Path, hosts: PrivateHosts) -> bool:
        async with self._slots:
            is_fetched = await asyncio.to_thread(_fetch_to_file, url, path, hosts)
        if not is_fetched:
            now = time.monotonic()
            self._retry_times = {each: at for each, at in self._retry_times.items() if at > now}
            self._retry_times[path] = now + RETRY_DELAY_SECONDS
        return is_fetched


def _fetch_to_file(url: str, path: Path, private_hosts: PrivateHosts) -> bool:
    fetcher = Fetcher()
    fetcher.private_hosts = private_hosts
    try:
        content = fetcher.fetch_image(url)
    except SourceError:
        return False
    if not image_media_type(content) or not path.parent.parent.is_dir():
        return False
    path.parent.mkdir(exist_ok=True)
    write_file(path, content)
    return True


def image_media_type(content: bytes) -> str:
    """The media type, detected by the first bytes; empty for a type that browsers do not
    display."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:12] == b"ftypavif":
        return "image/avif"
    return next((kind for mark, kind in SIGNATURES if content.startswith(mark)), "")


def image_name(url: str) -> str:
    """The file name for the image at this address."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:24]
