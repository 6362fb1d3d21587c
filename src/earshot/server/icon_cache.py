"""The icons of sites. Each is fetched once and stored as a file, so the sites do not see the
listeners."""

from __future__ import annotations

import asyncio
import hashlib
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from earshot.errors import EarshotError
from earshot.server.jobs.messages import FetchSiteIcon
from earshot.server.jobs.protocols import TaskRunner
from earshot.server.settings import Settings
from earshot.server.single_flight import SingleFlight
from earshot.server.storage.data_dir import DataDir

MAX_CONCURRENT_FETCHES = 2
MAX_WAIT_SECONDS = 3.0
"""How long a request waits for the icon. Later requests get it."""
REFRESH_SECONDS = 30 * 86_400.0
RETRY_SECONDS = 86_400.0
"""When a site is asked again: one that had an icon, and one that had none."""


class IconCache:
    def __init__(self, data_dir: DataDir, settings: Settings, workers: TaskRunner) -> None:
        self._folder = data_dir.artwork_dir
        self._private_hosts = settings.allowed_private_hosts
        self._workers = workers
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_FETCHES)
        self._fetches = SingleFlight[None]()

    async def find(self, url: str, shape: str = "square") -> Path | None:
        """The icon of the site with this page, square or "wide"; None if it has none, or is slow to
        send one."""
        if not (origin := _origin_of(url)):
            return None
        digest = hashlib.sha256(origin.encode("utf-8", "replace")).hexdigest()[:24]
        name, path = f"{digest}-icon", self._folder / f"{digest}-icon-{shape}.webp"
        if not (_is_newer(path, REFRESH_SECONDS) or _is_newer(self._mark(name), RETRY_SECONDS)):
            with suppress(TimeoutError):
                async with asyncio.timeout(MAX_WAIT_SECONDS):
                    await self._fetches.run(name, lambda: self._fetch(origin, name))
        return path if path.is_file() else None

    async def _fetch(self, origin: str, name: str) -> None:
        """A site without an icon is treated like one that fails: its stories get an emblem."""
        request = FetchSiteIcon(
            origin=origin,
            folder=str(self._folder),
            name=name,
            private_hosts=self._private_hosts,
        )
        with suppress(EarshotError, OSError):
            self._folder.mkdir(exist_ok=True)
            async with self._slots:
                await self._workers.run_task(request)
            self._mark(name).touch()

    def _mark(self, name: str) -> Path:
        """The file that says when the site was asked."""
        return self._folder / f"{name}.asked"


def _origin_of(url: str) -> str:
    """The scheme and host; empty for an invalid URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


def _is_newer(path: Path, seconds: float) -> bool:
    return path.is_file() and time.time() - path.stat().st_mtime < seconds
