"""What other people's pages are given: the player's script, a page for iframes, oEmbed, and the
story of a page: found by its address, and made when somebody first wants to hear it."""

from __future__ import annotations

import hashlib
import html
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot.player.bundle import player_script
from earshot.server.api.operation import Visit
from earshot.server.api.serializers import told
from earshot.server.api.stories import known
from earshot.server.auth import Caller
from earshot.server.pages.templates import drawn, name_of, oembed_of
from earshot.server.paywall.access import kept_private, leave_of
from earshot.server.services import Library
from earshot.server.settings import Settings
from earshot.server.storage.stories import Story
from earshot.server.submissions import Submission, refused

WIDTH, HEIGHT = 640, 136
"""CSS pixels of the iframe, where nobody asks for others."""
HOUR = 3600


async def script(request: Request) -> Response:
    """GET /player.js"""
    code, tag = _script()
    headers = {
        "Cache-Control": f"public, max-age={HOUR}",
        "ETag": tag,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(code, media_type="text/javascript", headers=headers)


@cache
def _script() -> tuple[bytes, str]:
    code = player_script().encode()
    return code, f'"{hashlib.sha256(code).hexdigest()[:16]}"'


async def frame(request: Request, library: Library, caller: Caller) -> Response:
    """GET /embed/{id}: the player and nothing else, to stand in an iframe, sandboxed or not."""
    story = known(library.store.story(request.path_params["id"]))
    leave = leave_of(library.settings, caller, request.query_params.get("token"), story)
    answer = drawn(
        request,
        "embed.html",
        story=story,
        token=leave.token,
        audio=f"/v1/stories/{story.id}/audio.mp3{leave.query}",
        oembed=oembed_of(library.settings.base, f"/embed/{story.id}"),
    )
    answer.headers["Content-Security-Policy"] = _policy(library.settings)
    return answer


def _policy(settings: Settings) -> str:
    """In a sandbox 'self' is nobody, so our own address is named as well."""
    ours = f"'self' {settings.base}"
    anyone = settings.public or "*" in settings.origins
    around = "*" if anyone else " ".join(("'self'", *settings.origins))
    return (
        f"default-src 'none'; script-src {ours}; style-src {ours}; connect-src {ours}; "
        f"media-src {ours} blob:; base-uri 'none'; form-action 'none'; frame-ancestors {around}"
    )


async def found(visit: Visit) -> Response:
    """GET /v1/player?url=: the story of a page. 404 where nobody wanted it yet."""
    _check_page(visit.library.settings, visit.query["url"])
    return _answer(visit, known(_story_of(visit.library, visit.query["url"])))


async def wanted(visit: Visit) -> Response:
    """POST /v1/player: the story of a page, made now if there is none."""
    library, url = visit.library, visit.body["url"]
    _check_page(library.settings, url)
    story = _story_of(library, url)
    if story is None:
        if not visit.caller.may("write"):
            library.wishes.take(visit.caller.name)
        story, _ = await library.intake.accept(Submission(url=url))
    return _answer(visit, story)


def _answer(visit: Visit, story: Story) -> Response:
    answer = JSONResponse(told(visit.library, story, visit.leave(story)))
    return kept_private(visit.library.settings, story, answer)


def _story_of(library: Library, url: str) -> Story | None:
    return library.store.by_key(Submission(url=url).key) or library.store.by_url(url)


def _check_page(settings: Settings, url: str) -> None:
    """Raises Refused for a page of a site that the host did not name."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if not settings.knows(origin):
        reason = f"pages of {origin[:100]} are not among this server's `origins`"
        raise refused(403, "foreign_page", reason)


async def oembed(visit: Visit) -> Response:
    """GET /v1/oembed: the iframe of a story (https://oembed.com, 2.3)."""
    if visit.query["format"] != "json":
        raise refused(501, "no_format", "only format=json is spoken here")
    library, url = visit.library, visit.query["url"]
    story = known(_embedded(library, url))
    width = min(WIDTH, visit.query["maxwidth"] or WIDTH)
    height = min(HEIGHT, visit.query["maxheight"] or HEIGHT)
    title = name_of(story)
    told: dict[str, Any] = {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": library.settings.title,
        "provider_url": library.settings.base,
        "cache_age": HOUR,
        "width": width,
        "height": height,
        "html": f'<iframe src="{html.escape(library.settings.base)}/embed/{story.id}" '
        f'width="{width}" height="{height}" title="{html.escape(title)}" '
        'allow="autoplay; clipboard-write; web-share" loading="lazy" style="border:0"></iframe>',
    }
    if story.byline:
        told["author_name"] = story.byline
    return JSONResponse(told)


def _embedded(library: Library, url: str) -> Story | None:
    """The story of one of our own pages, or of a page that we made a story of."""
    for place in ("/s/", "/embed/"):
        start = library.settings.base + place
        if url.startswith(start):
            return library.store.story(url.removeprefix(start).partition("?")[0].rstrip("/"))
    _check_page(library.settings, url)
    return _story_of(library, url)
