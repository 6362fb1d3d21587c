"""A publisher's site on loopback: files of a folder, with byte ranges and its own policy."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from serving import free_port
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earshot import narrate, save
from earshot.player.built_scripts import first_script, parts_folder, player_parts, player_script


@dataclass
class PublisherSite:
    """Serves the pages in `folder` with the header `policy`; `shared` lets all origins read them.
    It can be stopped, like a network failure, and started again."""

    folder: Path
    base_url: str = ""
    csp: str = ""
    is_cors_open: bool = False
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    def put(self, name: str, text: str) -> str:
        """Write a page and return its URL."""
        (self.folder / name).write_text(text, "utf-8")
        return f"{self.base_url}/{name}"

    def put_parts(self, name: str) -> None:
        """Write the player in parts: the first script under this name, and the others."""
        self.put(name, first_script())
        for path, code in player_parts().items():
            file = self.folder / parts_folder() / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(code)

    def start(self) -> None:
        app = Starlette(routes=[Mount("/", StaticFiles(directory=self.folder, html=True))])
        port = int(self.base_url.rpartition(":")[2] or free_port())
        wrapped = _HeaderMiddleware(app, self)
        config = uvicorn.Config(wrapped, port=port, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "its port is taken"
            time.sleep(0.01)
        self.base_url = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        assert self._server
        assert self._thread
        self._server.should_exit = True
        for each in list(self._server.server_state.connections):
            each.loop.call_soon_threadsafe(each.transport.abort)
        self._thread.join(10)


class _HeaderMiddleware:
    """Adds the site's policy to every response."""

    def __init__(self, app: ASGIApp, site: PublisherSite) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if self._site.csp:
                    headers["Content-Security-Policy"] = self._site.csp
                if self._site.is_cors_open:
                    headers["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self._app(scope, receive, send_with_headers)


@contextmanager
def publisher_site(folder: Path) -> Iterator[PublisherSite]:
    site = PublisherSite(folder)
    site.put("player.js", player_script())
    site.start()
    try:
        yield site
    finally:
        site.stop()


@contextmanager
def narrated_site(folder: Path, pages: Mapping[str, str]) -> Iterator[PublisherSite]:
    """A site with silent recordings of pages. Each page has the name of its recording."""
    for name, html in pages.items():
        page = (folder / name).with_suffix(".html")
        page.write_text(html, "utf-8")
        save(narrate(page, voice="silent:reader", intro=False), folder / name)
    with publisher_site(folder) as running:
        yield running
