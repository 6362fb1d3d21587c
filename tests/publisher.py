"""A publisher's site on loopback: files of a folder, byte ranges and all, under its own policy."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earshot.publish.player import player_script


@dataclass
class Site:
    """Pages are put in `folder`; `policy` is sent with each of them."""

    folder: Path
    base: str = ""
    policy: str = ""

    def put(self, name: str, text: str) -> str:
        """The address of a page."""
        (self.folder / name).write_text(text, "utf-8")
        return f"{self.base}/{name}"


class _Policed:
    """Puts the site's policy on every answer."""

    def __init__(self, app: ASGIApp, made: Site) -> None:
        self._app, self._site = app, made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def policed(message: Message) -> None:
            if message["type"] == "http.response.start" and self._site.policy:
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self._site.policy
            await send(message)

        await self._app(scope, receive, policed)


@contextmanager
def publisher(folder: Path) -> Iterator[Site]:
    made = Site(folder)
    made.put("player.js", player_script())
    files = Starlette(routes=[Mount("/", StaticFiles(directory=folder, html=True))])

    config = uvicorn.Config(_Policed(files, made), port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    made.base = f"http://127.0.0.1:{port}"
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(10)
