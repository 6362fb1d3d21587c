"""A publisher's feeds on loopback, and a library that follows them. Poller, database and HTTP
client are real; the clock and the DNS results are replaced."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpcore

from earshot.httpclient.client import Fetcher
from earshot.server.account import OWNER_ID
from earshot.server.service_factory import create_services
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.story import Story
from earshot.server.subscriptions.entry_sync import EntrySync
from earshot.server.subscriptions.messages import PollFeed, PollResult
from earshot.server.subscriptions.poll_task import poll_with_fetcher
from earshot.server.subscriptions.poller import Poller
from earshot.server.subscriptions.schedule import Clock
from earshot.server.subscriptions.subscription import Subscription

PUBLIC_ADDRESS = "93.184.215.14"
START_TIME = 1_764_000_000.0
FULL_TEXT = "".join(
    f"<p>The ferry came back to the lake for the {n}th time.</p>" for n in range(1, 20)
)


@dataclass
class StubResponse:
    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class FeedServer(ThreadingHTTPServer):
    """Serves `responses` by path and records `requests` with headers. Supports ETags."""

    daemon_threads = True
    responses: dict[str, StubResponse]
    requests: list[tuple[str, dict[str, str]]]

    def put(self, path: str, body: str | bytes = "", status: int = 200, **headers: str) -> None:
        header_map = {name.replace("_", "-"): value for name, value in headers.items()}
        self.responses[path] = StubResponse(body, status, header_map)


class _Handler(BaseHTTPRequestHandler):
    server: FeedServer

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        response = self.server.responses.get(self.path, StubResponse("", 404))
        tag = response.headers.get("ETag")
        status = 304 if tag and self.headers["If-None-Match"] == tag else response.status
        self.send_response(status)
        for name, value in {"Content-Type": "application/xml", **response.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 304:
            body = response.body
            self.wfile.write(body.encode() if isinstance(body, str) else body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    server = FeedServer(("127.0.0.1", 0), _Handler)
    server.responses, server.requests = {}, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def rss_feed(*items: str, more: str = "", title: str = "The Courier") -> str:
    return (
        f'<rss version="2.0"><channel><title>{title}</title>'
        f"<link>http://courier.example/</link>{more}{''.join(items)}</channel></rss>"
    )


def rss_item(name: str, day: int = 20, text: str = FULL_TEXT, guid: str = "") -> str:
    link = f"<link>http://courier.example/{name}</link>"
    body = f"<description><![CDATA[{text}]]></description>"
    date = f"<pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate>"
    return f"<item><title>{name}</title><guid>{guid or name}</guid>{link}{date}{body}</item>"


def loopback_fetcher(site: FeedServer) -> Fetcher:
    """A client for which every host is this server."""
    host, port = str(site.server_address[0]), int(site.server_address[1])

    def connect(address: str, _: int, seconds: float) -> httpcore.NetworkStream:
        return httpcore.SyncBackend().connect_tcp(host, port, timeout=seconds)

    return Fetcher(lambda *_: [PUBLIC_ADDRESS], connect)


class FakeClock(Clock):
    """Time advances on request, and during `sleep`."""

    def __init__(self) -> None:
        super().__init__()
        self.time = START_TIME
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


class PollerHarness:
    """A library without worker processes: new stories stay `todo`."""

    def __init__(self, folder: Path, site: FeedServer, **settings: Any) -> None:
        (folder / "stories").mkdir(exist_ok=True, parents=True)
        self.site = site
        self.services = create_services(DataDir(folder), Settings(**settings))
        self.clock = FakeClock()
        self.poller = self._create_poller()
        self.store = self.poller.store

    def _create_poller(self) -> Poller:
        services = self.services
        store = services.poller.store
        stores = store, services.stories, services.library
        entry_sync = EntrySync(*stores, services.submissions, services.job_runner)
        poller = Poller(store, entry_sync, self._poll_feed, services.settings)
        poller.clock = self.clock
        return poller

    async def _poll_feed(self, request: PollFeed) -> PollResult:
        return await asyncio.to_thread(poll_with_fetcher, request, loopback_fetcher(self.site))

    def add_subscription(self, url: str = "http://courier.example/feed", **columns: str) -> str:
        return self.store.add(OWNER_ID, url, self.clock.now(), **columns)[0]

    def poll_after(self, hours: float = 0) -> None:
        """Advance the clock, then poll the subscriptions that are due."""
        self.clock.time += hours * 3600
        asyncio.run(self._poll_due())

    async def _poll_due(self) -> None:
        self.poller._slots = asyncio.Semaphore(4)  # each poll has its own event loop
        await self.poller.poll_due()
        await self.poller.wait_until_idle()

    def get_subscription(self, subscription_id: str) -> Subscription:
        found = self.store.get(subscription_id)
        assert found
        return found

    @property
    def stories(self) -> list[Story]:
        return self.services.stories.list_pending()

    @property
    def titles(self) -> list[str]:
        return [story.title for story in self.stories]
