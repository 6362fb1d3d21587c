"""What other people's pages are given: the player's script, a page for iframes, oEmbed, and the
story of a page: found by its address, and made when somebody first wants to hear it."""

from __future__ import annotations

import html
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import RequestContext
from earshot.server.api.serializers import serialize_playable_story
from earshot.server.http_errors import http_error
from earshot.server.paywall.access import mark_private
from earshot.server.playback import require_story
from earshot.server.responses import HOUR_SECONDS
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.stories import Story
from earshot.server.story_json import story_name
from earshot.server.submissions import Submission

EMBED_WIDTH, EMBED_HEIGHT = 640, 136
"""CSS pixels of the iframe, where nobody asks for others."""


async def get_player_story(context: RequestContext) -> Response:
    """GET /v1/player?url=: the story of a page. 404 where nobody wanted it yet."""
    _check_page_origin(context.services.settings, context.query["url"])
    return _story_response(
        context, require_story(_find_story(context.services, context.query["url"]))
    )


async def request_player_story(context: RequestContext) -> Response:
    """POST /v1/player: the story of a page, made now if there is none."""
    services, url = context.services, context.body["url"]
    _check_page_origin(services.settings, url)
    story = _find_story(services, url)
    if story is None:
        if not context.caller.has_scope("write"):
            services.player_request_limiter.acquire(context.caller.name)
        story, _ = await services.submissions.accept(Submission(url=url))
    return _story_response(context, story)


def _story_response(context: RequestContext, story: Story) -> Response:
    response = JSONResponse(
        serialize_playable_story(context.services, story, context.access_grant(story))
    )
    return mark_private(context.services.settings, story, response)


def _find_story(services: Services, url: str) -> Story | None:
    return services.stories.find_by_key(Submission(url=url).key) or services.stories.find_by_url(
        url
    )


def _check_page_origin(settings: Settings, url: str) -> None:
    """Raises Refused for a page of a site that the host did not name."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if not settings.is_allowed_origin(origin):
        reason = f"pages of {origin[:100]} are not among this server's `origins`"
        raise http_error(403, "foreign_page", reason)


async def get_oembed(context: RequestContext) -> Response:
    """GET /v1/oembed: the iframe of a story (https://oembed.com, 2.3)."""
    if context.query["format"] != "json":
        raise http_error(501, "no_format", "only format=json is spoken here")
    services, url = context.services, context.query["url"]
    story = require_story(_find_embedded_story(services, url))
    width = min(EMBED_WIDTH, context.query["maxwidth"] or EMBED_WIDTH)
    height = min(EMBED_HEIGHT, context.query["maxheight"] or EMBED_HEIGHT)
    title = story_name(story)
    data: dict[str, Any] = {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": services.settings.title,
        "provider_url": services.settings.public_url,
        "cache_age": HOUR_SECONDS,
        "width": width,
        "height": height,
        "html": f'<iframe src="{html.escape(services.settings.public_url)}/embed/{story.id}" '
        f'width="{width}" height="{height}" title="{html.escape(title)}" '
        'allow="autoplay; clipboard-write; web-share" loading="lazy" style="border:0"></iframe>',
    }
    if story.byline:
        data["author_name"] = story.byline
    return JSONResponse(data)


def _find_embedded_story(services: Services, url: str) -> Story | None:
    """The story of one of our own pages, or of a page that we made a story of."""
    for path in ("/s/", "/embed/"):
        start = services.settings.public_url + path
        if url.startswith(start):
            return services.stories.get(url.removeprefix(start).partition("?")[0].rstrip("/"))
    _check_page_origin(services.settings, url)
    return _find_story(services, url)
