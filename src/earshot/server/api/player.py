"""Endpoints for players on other sites: the story of a page, and oEmbed."""

from __future__ import annotations

import html
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from starlette.responses import JSONResponse, Response

from earshot.httpclient.private_hosts import PrivateHosts
from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NOT_FOUND,
    QUERY_ERRORS,
    Problem,
    RequestBody,
    WebUrl,
)
from earshot.server.api.serializers import json_response, serialize_playable_story
from earshot.server.file_responses import HOUR_SECONDS
from earshot.server.http_errors import http_error
from earshot.server.paywall.access import mark_private
from earshot.server.settings import Settings
from earshot.server.storage.story import LibraryStory, Story, require_story
from earshot.server.story_json import PlayableStory, public_error, story_name
from earshot.server.submission import Submission
from earshot.server.visibility import (
    find_story_of_page,
    find_visible_story,
    require_allowed_page,
    require_stage,
)

EMBED_WIDTH, EMBED_HEIGHT = 640, 136
"""The default size of the iframe in CSS pixels."""


PixelSize = Annotated[int, Meta(ge=1, le=100_000)]


class PageQuery(Struct, kw_only=True):
    url: Annotated[WebUrl, Meta(description="the page of the story")]


class PageBody(RequestBody):
    url: Annotated[WebUrl, Meta(description="the page of the story")]


class OembedQuery(Struct, kw_only=True):
    url: Annotated[WebUrl, Meta(description="the page of the story, here or on its own site")]
    maxwidth: PixelSize | None = None
    maxheight: PixelSize | None = None
    format: Annotated[str, Meta(max_length=20)] = "json"


async def get_player_story(context: RequestContext[PageQuery, None]) -> Response:
    """GET /v1/player?url=: the story of a page; 404 if it has none yet."""
    services, url = context.services, context.query.url
    require_allowed_page(services.settings, url)
    return _story_response(context, require_story(_find_story(context, url)))


async def request_player_story(context: RequestContext[None, PageBody]) -> Response:
    """POST /v1/player: the story of a page, created if there is none."""
    services, url = context.services, context.body.url
    require_allowed_page(services.settings, url)
    story: Story | None = _find_story(context, url)
    if story is None:
        if not context.caller.has_scope("write"):
            _check_is_public(services.settings, url)
            services.player_request_limiter.acquire(context.caller.name)
        story, _ = await services.submissions.accept(
            Submission(url=url, submitter=context.caller.submitter)
        )
    return _story_response(context, story)


def _story_response(context: RequestContext[Any, Any], story: Story) -> Response:
    require_stage(context.caller, story)
    grant = context.access_grant(story)
    serialized = serialize_playable_story(context.services, story, grant)
    if not context.caller.has_scope("read"):
        serialized.error = public_error(story.error) or None
    response = json_response(serialized)
    return mark_private(context.services.settings, story, response)


def _find_story(context: RequestContext[Any, Any], url: str) -> LibraryStory | None:
    return find_story_of_page(context.services, context.caller, Submission(url=url).key, url)


def _check_is_public(settings: Settings, url: str) -> None:
    """Raises RequestRejected for a private host. Only the owner may fetch from those."""
    host = urlsplit(url).hostname or ""
    if host in PrivateHosts(settings.allowed_private_hosts):
        reason = f"only the owner of this server can add pages of {host[:100]}"
        raise http_error(403, "origin_not_allowed", reason)


async def get_oembed(context: RequestContext[OembedQuery, None]) -> Response:
    """GET /v1/oembed: the iframe of a story (https://oembed.com, 2.3)."""
    if context.query.format != "json":
        raise http_error(501, "unsupported_format", "only format=json is supported")
    services, url = context.services, context.query.url
    story = require_story(_find_embedded_story(context, url))
    width = min(EMBED_WIDTH, context.query.maxwidth or EMBED_WIDTH)
    height = min(EMBED_HEIGHT, context.query.maxheight or EMBED_HEIGHT)
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


def _find_embedded_story(context: RequestContext[Any, Any], url: str) -> LibraryStory | None:
    """The story of one of our pages, or of a page on another site."""
    services = context.services
    for path in ("/s/", "/embed/"):
        start = services.settings.public_url + path
        if url.startswith(start):
            story_id = re.split("[?#]", url.removeprefix(start))[0].rstrip("/")
            return find_visible_story(services, context.caller, story_id)
    require_allowed_page(services.settings, url)
    return _find_story(context, url)


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/player",
        handler=get_player_story,
        scope="listen",
        summary="Get the story of a page on an allowed origin, for the player on that page.",
        query=PageQuery,
        responses={200: PlayableStory, 403: Problem, **QUERY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/player",
        handler=request_player_story,
        scope="listen",
        summary="Get the story of a page, and create it if there is none.",
        body=PageBody,
        responses={200: PlayableStory, **BODY_ERRORS},
    ),
    Operation(
        method="GET",
        path="/v1/oembed",
        handler=get_oembed,
        scope="listen",
        summary="oEmbed: the player of a story as an iframe, by the story's address.",
        query=OembedQuery,
        responses={
            200: dict[str, Any],
            403: Problem,
            501: Problem,
            **QUERY_ERRORS,
            **NOT_FOUND,
        },
    ),
)
