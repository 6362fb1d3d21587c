"""The web application: every route in one table, and what holds for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from earshot.server import health, openapi
from earshot.server.library import Library
from earshot.server.manners import Manners
from earshot.server.table import DOORS


class _Ending(Convertor[str]):
    """A file ending out of a few."""

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Audio(_Ending):
    regex = "mp3|m4a|opus"


class _Transcript(_Ending):
    regex = "vtt|txt"


register_url_convertor("audio", _Audio())
register_url_convertor("transcript", _Transcript())

ROUTES: tuple[BaseRoute, ...] = (
    *(door.route() for door in DOORS),
    Route("/v1/openapi.json", openapi.document),
    Route("/health/live", health.live),
    Route("/health/ready", health.ready),
)


def app(library: Library) -> Starlette:
    """The application that serves the library; it starts and stops it, too."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await library.start()
        try:
            yield
        finally:
            await library.stop()

    made = Starlette(routes=list(ROUTES), middleware=[Middleware(Manners)], lifespan=lifespan)
    made.state.library = library
    return made
