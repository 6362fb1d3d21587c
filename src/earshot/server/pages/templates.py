"""Jinja templates and their filters. All values are escaped; all pages get the caller."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from earshot.errors import RequestRejected
from earshot.publish.read_along import environment as plain_environment
from earshot.server.account import Account
from earshot.server.auth import find_account
from earshot.server.file_responses import CACHE_FOREVER, is_cached
from earshot.server.pages.appearance import CHOICES, read_appearance
from earshot.server.services import Services
from earshot.server.storage.story import LibraryStory, Story
from earshot.server.storage.story_query import WORDS_PER_MINUTE
from earshot.server.story_json import story_name
from earshot.server.urls import host_of

VERSION_LENGTH = 16
MEDIA_TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "woff2": "font/woff2",
}
BUILT_SCRIPTS = (
    *("earshot-player.js", "library.js", "story-page.js", "embed.js", "editor-page.js"),
    "service-worker.js",
)
MANIFEST_ICONS = (("icon-192.png", 192), ("icon-512.png", 512), ("icon-maskable.png", 512))
"""Systems that do not draw SVG install these."""
ICONS = (*(name for name, _ in MANIFEST_ICONS), "apple-touch-icon.png")
FONTS = tuple(
    f"{face}-{part}.woff2"
    for face in ("inter", "source-serif-4", "lexend")
    for part in ("latin", "latin-ext")
)
ASSETS = (
    *("fonts.css", "tokens.css", "readalong.css", "library.css", "icon.svg", "embed.css"),
    *("playground.css", "playground.js", "editor.css"),
    *BUILT_SCRIPTS,
    *FONTS,
    *ICONS,
)


def render_page(request: Request, template: str, status: int = 200, **variables: Any) -> Response:
    """Render a page. Responses are not cached, because they show the current state."""
    services: Services = request.app.state.services
    account = find_account(request, services)
    account_key = _account_key(account)
    defaults = {
        "library_title": services.settings.title,
        "account": account,
        "account_key": account_key,
        "is_owner": account is not None,
        "has_password": bool(services.settings.password),
        "current_path": request.url.path,
        "current_tab": _current_tab(request),
        "appearance": read_appearance(request),
        "appearance_choices": CHOICES,
        "root": services.settings.path_prefix,
        "web": f"{services.settings.path_prefix}/web/{assets_version()}",
    }
    text = page_environment().get_template(template).render(defaults | variables)
    headers = {"Cache-Control": "no-store", "Earshot-Account": account_key}
    return HTMLResponse(text, status, headers)


def _account_key(account: Account | None) -> str:
    """Tells accounts apart in a browser that keeps pages for listening without a connection.
    Empty without an account. An account that was removed and a new one differ in their times."""
    return f"{account.id}-{int(account.created_at)}" if account else ""


def _current_tab(request: Request) -> str:
    """The address of the page's entry in the navigation; empty for a page without one."""
    path = request.url.path
    if path == "/" and request.query_params.get("view") == "queue":
        return "/?view=queue"
    return path if path == "/" else f"/{path.split('/')[1]}"


@cache
def page_environment() -> Environment:
    environment = plain_environment()
    environment.filters |= {
        "name": story_name,
        "host": host_of,
        "day": _format_day,
        "length_of": _format_length,
        "left": _format_time_left,
        "clock": _format_clock,
        "percent": _played_percent,
        "query": _with_query,
    }
    return environment


def _format_day(day: str) -> str:
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{parsed.day} {parsed:%B %Y}"


def _format_length(story: Story) -> str:
    seconds = (
        story.duration_ms // 1000
        if story.duration_ms
        else story.word_count * 60 // WORDS_PER_MINUTE
    )
    return f"{max(1, round(seconds / 60))} min"


def _format_clock(milliseconds: int) -> str:
    return f"{milliseconds // 60_000}:{milliseconds // 1000 % 60:02}"


def _played_percent(story: LibraryStory) -> int:
    return min(100, 100 * story.position // max(1, story.word_count))


def _format_time_left(story: LibraryStory) -> str:
    share = 1 - story.position / max(1, story.word_count)
    seconds = (story.duration_ms / 1000 or story.word_count * 60 / WORDS_PER_MINUTE) * share
    return f"{max(1, round(seconds / 60))} min left"


def _with_query(here: str, **changes: object) -> str:
    """The URL of the library with another view, page or filter; a new filter starts at page 1."""
    query = dict(parse_qsl(urlsplit(here).query))
    query.pop("page", None)
    query |= {name: str(value) for name, value in changes.items()}
    return f"/?{urlencode({name: value for name, value in query.items() if value})}"


@cache
def read_asset(name: str) -> bytes:
    folders = {"dist": BUILT_SCRIPTS, "fonts": FONTS, "icons": ICONS}
    folder = next((each for each, names in folders.items() if name in names), "")
    return files("earshot").joinpath("web", folder, name).read_bytes()


@cache
def assets_version() -> str:
    """The digest of all scripts and styles. It is part of their addresses, so that browsers never
    ask for them again."""
    contents = b"".join(read_asset(name) for name in ASSETS)
    return hashlib.sha256(contents).hexdigest()[:VERSION_LENGTH]


async def get_asset(request: Request) -> Response:
    """GET /web/{name} and /web/{version}/{name}: scripts and styles."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise RequestRejected(status=404, code="file_not_found", reason="this file was not found")
    is_current = request.path_params.get("version") == assets_version()
    tag = f'"{assets_version()}-{name}"'
    headers = {"Cache-Control": CACHE_FOREVER if is_current else "no-cache", "ETag": tag}
    if is_cached(request, tag):
        return Response(status_code=304, headers=headers)
    kind = MEDIA_TYPES[name.rpartition(".")[2]]
    return Response(read_asset(name), media_type=kind, headers=headers)


async def get_service_worker(request: Request) -> Response:
    """GET /service-worker.js: at the root of the library, because it answers for all pages."""
    headers = {"Cache-Control": "no-cache"}
    return Response(read_asset("service-worker.js"), media_type=MEDIA_TYPES["js"], headers=headers)


async def get_manifest(request: Request) -> Response:
    """GET /manifest.webmanifest: makes the library installable and a share target."""
    services: Services = request.app.state.services
    root = services.settings.path_prefix
    params = {"title": "title", "text": "text", "url": "url"}
    data = {
        "name": services.settings.title,
        "short_name": services.settings.title,
        "start_url": f"{root}/",
        "scope": f"{root}/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#8a3b12",
        "icons": [
            {"src": f"{root}/web/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            *(_describe_icon(root, name, size) for name, size in MANIFEST_ICONS),
        ],
        "share_target": {"action": f"{root}/add", "method": "GET", "params": params},
    }
    return JSONResponse(data, media_type="application/manifest+json")


def _describe_icon(root: str, name: str, pixels: int) -> dict[str, str]:
    purpose = "maskable" if "maskable" in name else "any"
    size = f"{pixels}x{pixels}"
    return {"src": f"{root}/web/{name}", "sizes": size, "type": "image/png", "purpose": purpose}
