"""Templates and what they need: every value is escaped, every page knows who looks at it."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from earshot.errors import Refused
from earshot.publish.read_along import BEHAVIOUR
from earshot.publish.read_along import environment as plain_environment
from earshot.server.auth import is_owner
from earshot.server.services import Library
from earshot.server.storage.stories import Story

WORDS_A_MINUTE = 155
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
STORY_SCRIPT = (*BEHAVIOUR, "feed.js", "live.js", "hearing.js", "listening.js")
ASSETS = (
    *("readalong.css", "library.css", "library.js", "icon.svg", "story.js", "embed.css"),
    *("menus.js", "subscriptions.js", "playground.css", "playground.js"),
)


def drawn(request: Request, template: str, status: int = 200, **facts: Any) -> Response:
    """The page. Never kept by a cache: it tells what is so now."""
    library: Library = request.app.state.library
    about = {
        "library": library.settings.title,
        "owner": is_owner(request, library),
        "password": bool(library.settings.password),
        "here_at": request.url.path,
    }
    text = _environment().get_template(template).render(about | facts)
    return HTMLResponse(text, status, {"Cache-Control": "no-store"})


@cache
def _environment() -> Environment:
    made = plain_environment()
    made.filters |= {
        "name": name_of,
        "host": lambda url: urlsplit(url).hostname or "",
        "day": _day,
        "length_of": _length,
        "left": _left,
        "query": _query,
    }
    return made


def name_of(story: Story) -> str:
    """What a story is called before and after its page is read."""
    return story.title or story.sent_title or story.url or "Untitled"


def _day(day: str) -> str:
    try:
        told = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{told.day} {told:%B %Y}"


def _length(story: Story) -> str:
    seconds = story.duration // 1000 if story.duration else story.words * 60 // WORDS_A_MINUTE
    return f"{max(1, round(seconds / 60))} min"


def _left(story: Story) -> str:
    share = 1 - story.place / max(1, story.words)
    seconds = (story.duration / 1000 or story.words * 60 / WORDS_A_MINUTE) * share
    return f"{max(1, round(seconds / 60))} min left"


def _query(here: str, **changes: object) -> str:
    """The library's address with another view, page or filter; another filter begins at page 1."""
    query = dict(parse_qsl(urlsplit(here).query))
    query.pop("page", None)
    query |= {name: str(value) for name, value in changes.items()}
    return f"/?{urlencode({name: value for name, value in query.items() if value})}"


def oembed_of(base: str, page: str) -> str:
    """Where the oEmbed of one of our pages is found."""
    return f"{base}/v1/oembed?{urlencode({'url': base + page})}"


@cache
def _asset(name: str) -> bytes:
    web = files("earshot").joinpath("web")
    parts = STORY_SCRIPT if name == "story.js" else (name,)
    return b"\n".join(web.joinpath(part).read_bytes() for part in parts)


async def asset(request: Request) -> Response:
    """GET /web/{name}: scripts and styles, as they are."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise Refused(status=404, code="no_file", reason="there is no such file")
    kind = TYPES[name.rpartition(".")[2]]
    return Response(_asset(name), media_type=kind, headers={"Cache-Control": "no-cache"})


async def manifest(request: Request) -> Response:
    """GET /manifest.webmanifest: the library as an app that stories are shared to."""
    library: Library = request.app.state.library
    params = {"title": "title", "text": "text", "url": "url"}
    facts = {
        "name": library.settings.title,
        "short_name": library.settings.title,
        "start_url": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#8a3b12",
        "icons": [{"src": "/web/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
        "share_target": {"action": "/add", "method": "GET", "params": params},
    }
    return JSONResponse(facts, media_type="application/manifest+json")
