"""A publisher's feeds on loopback, and a library that follows them: its poller, its database and
what it fetches with are the real ones; only the clock is ours, and where a host's address leads."""

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
from earshot.server.services import Library
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import Home
from earshot.server.storage.stories import Story
from earshot.server.subscriptions.entry_sync import Taking
from earshot.server.subscriptions.poll_task import looked
from earshot.server.subscriptions.poller import Poller
from earshot.server.subscriptions.schedule import Clock
from earshot.server.subscriptions.store import Subscription

PUBLIC = "93.184.215.14"
START = 1_764_000_000.0
WHOLE = "".join(f"<p>The ferry came back to the lake for the {n}th time.</p>" for n in range(1, 20))


@dataclass
class Answer:
    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site(ThreadingHTTPServer):
    """`answers` by path; what was `asked`, with its headers. It knows ETags."""

    daemon_threads = True
    answers: dict[str, Answer]
    asked: list[tuple[str, dict[str, str]]]

    def put(self, path: str, body: str | bytes = "", status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Answer(body, status, named)


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path, Answer("", 404))
        tag = answer.headers.get("ETag")
        status = 304 if tag and self.headers["If-None-Match"] == tag else answer.status
        self.send_response(status)
        for name, value in {"Content-Type": "application/xml", **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if status != 304:
            body = answer.body
            self.wfile.write(body.encode() if isinstance(body, str) else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def newsroom() -> Iterator[Site]:
    server = Site(("127.0.0.1", 0), _Handler)
    server.answers, server.asked = {}, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def rss(*items: str, more: str = "", title: str = "The Courier") -> str:
    return (
        f'<rss version="2.0"><channel><title>{title}</title>'
        f"<link>http://courier.example/</link>{more}{''.join(items)}</channel></rss>"
    )


def item(name: str, day: int = 20, text: str = WHOLE, guid: str = "") -> str:
    link = f"<link>http://courier.example/{name}</link>"
    body = f"<description><![CDATA[{text}]]></description>"
    date = f"<pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate>"
    return f"<item><title>{name}</title><guid>{guid or name}</guid>{link}{date}{body}</item>"


class ClockOfOurs(Clock):
    """Time passes when it is told to, and when somebody sleeps."""

    def __init__(self) -> None:
        super().__init__()
        self.time = START
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


class Reader:
    """A library without its makers: what is to be made stays `todo`."""

    def __init__(self, folder: Path, site: Site, **settings: Any) -> None:
        (folder / "stories").mkdir(exist_ok=True, parents=True)
        self.site = site
        self.library = Library(Home(folder), Settings(**settings))
        self.clock = ClockOfOurs()
        self.poller = self._poller()
        self.book = self.poller.book

    def _poller(self) -> Poller:
        library = self.library
        book = library.subscriptions.book
        taking = Taking(book, library.store, library.intake, library.workshop)
        poller = Poller(book, taking, self._look, library.settings)
        poller.clock = self.clock
        return poller

    async def _look(self, **request: Any) -> dict[str, Any]:
        return await asyncio.to_thread(looked, request, self._fetcher())

    def _fetcher(self) -> Fetcher:
        host, port = str(self.site.server_address[0]), int(self.site.server_address[1])

        def dial(address: str, _: int, seconds: float) -> httpcore.NetworkStream:
            return httpcore.SyncBackend().connect_tcp(host, port, timeout=seconds)

        return Fetcher(lambda *_: [PUBLIC], dial)

    def follow(self, url: str = "http://courier.example/feed", **facts: str) -> str:
        return self.book.add(url, self.clock.now(), **facts)[0]

    def look(self, hours: float = 0) -> None:
        """Let the hours pass, then look at what is due."""
        self.clock.time += hours * 3600
        asyncio.run(self._looked())

    async def _looked(self) -> None:
        self.poller._room = asyncio.Semaphore(4)  # one event loop a look
        await self.poller.tick()
        await self.poller.settled()

    def one(self, subscription: str) -> Subscription:
        found = self.book.one(subscription)
        assert found
        return found

    @property
    def stories(self) -> list[Story]:
        return self.library.store.unfinished()

    @property
    def titles(self) -> list[str]:
        return [story.title for story in self.stories]
