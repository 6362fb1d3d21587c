"""The web application: every route in one table, and what holds for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route

from earshot.errors import EarshotError
from earshot.server import analytics as figures
from earshot.server import health, metrics
from earshot.server import podcasts as feeds
from earshot.server.api import openapi
from earshot.server.api import player as embedding
from earshot.server.api.operation import problem
from earshot.server.api.routes import DOORS
from earshot.server.middleware import Manners
from earshot.server.pages import covers, login, playground
from earshot.server.pages import images as pictures
from earshot.server.pages import library as pages
from earshot.server.pages import settings as setting_page
from earshot.server.pages import subscriptions as subscriptions
from earshot.server.pages import templates as drawing
from earshot.server.pages.library import page
from earshot.server.services import Library


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


class _Media(_Ending):
    regex = "mp3|vtt|json"


register_url_convertor("audio", _Audio())
register_url_convertor("media", _Media())
register_url_convertor("transcript", _Transcript())

ROUTES: tuple[BaseRoute, ...] = (
    Route("/", page("write", pages.kept(pages.library_page))),
    Route("/add", page("write", pages.add_page)),
    Route("/add", page("write", pages.add), methods=["POST"]),
    Route("/s/{id}", page("listen", pages.kept(pages.story_page))),
    Route("/s/{id}/pictures/{name}", page("listen", pictures.picture)),
    Route("/s/{id}/do", page("write", pages.do), methods=["POST"]),
    *(door.route() for door in DOORS),
    Route("/v1/openapi.json", openapi.document),
    Route("/s", page("listen", pages.lookup)),
    Route("/subscriptions", page("write", subscriptions.show)),
    Route("/subscriptions", page("write", subscriptions.follow), methods=["POST"]),
    Route("/subscriptions/import", page("write", subscriptions.show)),
    Route("/subscriptions/import", page("write", subscriptions.take), methods=["POST"]),
    Route("/subscriptions/{id}/do", page("write", subscriptions.do), methods=["POST"]),
    Route("/subscriptions.opml", page("write", subscriptions.export)),
    Route("/cover.png", page("listen", covers.emblem_of)),
    Route("/feeds", page("admin", feeds.feeds_page)),
    Route("/feeds", page("admin", feeds.change), methods=["POST"]),
    Route("/feeds/{token}.xml", feeds.document),
    Route("/feeds/{token}/cover.png", feeds.cover),
    Route("/media/{token}/{id}/{revision:int}.{ending:media}", feeds.media),
    Route("/settings", page("admin", setting_page.show)),
    Route("/settings", page("admin", setting_page.change), methods=["POST"]),
    Route("/playground", page("listen", playground.show)),
    Route("/figures.csv", page("read", figures.table)),
    Route("/metrics", page("read", metrics.metrics)),
    Route("/login", login.login_page),
    Route("/login", login.login, methods=["POST"]),
    Route("/logout", login.logout, methods=["POST"]),
    Route("/web/{name}", drawing.asset),
    Route("/manifest.webmanifest", drawing.manifest),
    Route("/player.js", embedding.script),
    Route("/embed/{id}", page("listen", embedding.frame)),
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

    made = Starlette(
        routes=list(ROUTES),
        middleware=[Middleware(Manners)],
        exception_handlers={EarshotError: _refused, HTTPException: _nowhere, 500: _broken},
        lifespan=lifespan,
    )
    made.state.library = library
    return made


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, EarshotError)
    return problem(error)


def _nowhere(request: Request, error: Exception) -> Response:
    """No such place, or no such thing to do there; then `Allow` tells what there is to do."""
    assert isinstance(error, HTTPException)
    facts = {"code": "nowhere", "message": "there is nothing at this address"}
    headers = {}
    if error.status_code == 405:
        facts = {"code": "no_method", "message": f"{request.method} means nothing here"}
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    return JSONResponse({"error": facts}, error.status_code, headers)


def _methods(request: Request) -> set[str]:
    there = (each for each in ROUTES if each.matches(request.scope)[0] is not Match.NONE)
    return {name for each in there if isinstance(each, Route) for name in each.methods or ()}


def _broken(request: Request, error: Exception) -> Response:
    facts = {"code": "internal", "message": "something went wrong that should not; see the log"}
    return JSONResponse({"error": facts}, 500)
