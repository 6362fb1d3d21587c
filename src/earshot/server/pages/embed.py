"""The player for other sites: its script, and a page for iframes."""

from __future__ import annotations

import hashlib
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from earshot.player.built_scripts import player_script
from earshot.server.caller import Caller
from earshot.server.file_responses import HOUR_SECONDS, is_cached
from earshot.server.pages.templates import render_page
from earshot.server.paywall.access import grant_access
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.story import require_story
from earshot.server.story_json import oembed_url


async def get_player_script(request: Request) -> Response:
    """GET /player.js"""
    code, tag = _encoded_script()
    headers = {
        "Cache-Control": f"public, max-age={HOUR_SECONDS}",
        "ETag": tag,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if is_cached(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(code, media_type="text/javascript", headers=headers)


@cache
def _encoded_script() -> tuple[bytes, str]:
    code = player_script().encode()
    return code, f'"{hashlib.sha256(code).hexdigest()[:16]}"'


async def embed_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /embed/{id}: the player alone, for an iframe with or without `sandbox`."""
    story = require_story(services.stories.get(request.path_params["id"]))
    grant = grant_access(services.settings, caller, request.query_params.get("token"), story)
    response = render_page(
        request,
        "embed.html",
        story=story,
        token=grant.token,
        audio=f"{services.settings.path_prefix}/v1/stories/{story.id}/audio.mp3{grant.query_string}",
        oembed=oembed_url(services.settings.public_url, f"/embed/{story.id}"),
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
