"""The player for other sites: its script, and a page for iframes."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.player.built_scripts import first_script, player_parts, player_version
from earshot.server.caller import Caller
from earshot.server.file_responses import CACHE_FOREVER, CACHE_REVALIDATE, HOUR_SECONDS, is_cached
from earshot.server.pages.templates import render_page
from earshot.server.paywall.access import grant_access
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.story import require_story
from earshot.server.story_json import oembed_url
from earshot.server.submission import Submission
from earshot.server.visibility import (
    find_story_of_page,
    require_allowed_page,
    require_visible_story,
)


async def get_player_script(request: Request) -> Response:
    """GET /player.js: the first script, which loads the other parts of the player.

    Our own pages ask for it with the digest of the build.
    """
    code = first_script().encode()
    is_version = request.url.query == player_version()
    cache = CACHE_FOREVER if is_version else f"public, max-age={HOUR_SECONDS}"
    return _script_response(request, code, cache)


async def get_player_part(request: Request) -> Response:
    """GET /player/{digest}/{name}: another part of the player.

    A browser may still have the first script of another build. Its address has the digest of that
    build, and it gets a rest that uses nothing of the first script.
    """
    name = request.path_params["name"]
    is_current = player_version() == request.path_params["digest"]
    if name == "rest.js" and not is_current:
        name = "rest-alone.js"
    code = player_parts().get(name)
    if code is None:
        raise RequestRejected(status=404, code="file_not_found", reason="this file was not found")
    return _script_response(request, code, CACHE_FOREVER if is_current else CACHE_REVALIDATE)


def _script_response(request: Request, code: bytes, cache: str) -> Response:
    tag = f'"{hashlib.sha256(code).hexdigest()[:16]}"'
    headers = {
        "Cache-Control": cache,
        "ETag": tag,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if is_cached(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(code, media_type="text/javascript", headers=headers)


async def redirect_to_embed(request: Request, services: Services, caller: Caller) -> Response:
    """GET /embed?url=: the player of a page, for a link that works without JavaScript."""
    url = request.query_params.get("url", "")
    require_allowed_page(services.settings, url)
    story = require_story(find_story_of_page(services, caller, Submission(url=url).key, url))
    return RedirectResponse(f"/embed/{story.id}", 303)


async def embed_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /embed/{id}: the player alone, for an iframe with or without `sandbox`."""
    story = require_visible_story(services, caller, request.path_params["id"])
    grant = grant_access(services.settings, caller, request.query_params.get("token"), story)
    response = render_page(
        request,
        "embed.html",
        story=story,
        token=grant.token,
        audio_url=f"{services.settings.path_prefix}/v1/stories/{story.id}/audio.mp3{grant.query_string}",
        oembed_url=oembed_url(services.settings.public_url, f"/embed/{story.id}"),
    )
    response.headers["Content-Security-Policy"] = _embed_policy(services.settings)
    return response


def _embed_policy(settings: Settings) -> str:
    """In a sandboxed iframe 'self' matches nothing, so the policy also names the public address."""
    own_sources = f"'self' {settings.public_url}/"
    is_unrestricted = settings.public or "*" in settings.allowed_origins
    ancestors = "*" if is_unrestricted else " ".join(("'self'", *settings.allowed_origins))
    return (
        f"default-src 'none'; script-src {own_sources}; "
        f"style-src {own_sources}; connect-src {own_sources}; "
        f"media-src {own_sources} blob:; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {ancestors}"
    )
