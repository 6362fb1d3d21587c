"""The API for editions: create one, list them."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NO_NULL_PATTERN,
    NON_BLANK,
    NOT_FOUND,
    LanguageTag,
    RequestBody,
    ShortText,
    VoiceName,
)
from earshot.server.api.serializers import json_response, serialize_library_story
from earshot.server.editions.schedule import day_bounds, parse_timezone
from earshot.server.editions.service import EditionSpec
from earshot.server.http_errors import http_error
from earshot.server.storage.collections import LIBRARY
from earshot.server.story_json import StoryJson

MAX_LISTED_EDITIONS = 200
EditionCollection = Literal["library", "playlist", "site", "section", "author"]
CollectionName = Annotated[
    str,
    Meta(
        max_length=200,
        pattern=NO_NULL_PATTERN,
        description="name of the playlist, site, section or author",
    ),
]
Day = Annotated[
    str,
    Meta(
        max_length=10,
        description="the day its stories were added; today by default",
        extra_json_schema={"format": "date"},
    ),
]


class EditionBody(RequestBody):
    """The stories of a collection, of one day."""

    collection: EditionCollection | None = None
    name: CollectionName | None = None
    date: Day | None = None
    title: Annotated[ShortText | None, Meta(description="title, which is spoken first")] = None
    voice: VoiceName | None = None
    language: Annotated[
        LanguageTag | None,
        Meta(description="language of its stories (BCP 47); default: most common"),
    ] = None


EDITION_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"properties": {"collection": {"enum": [LIBRARY, None]}, "name": {"enum": ["", None]}}},
        {
            "required": ["collection", "name"],
            "properties": {
                "collection": {"enum": ["playlist", "site", "section", "author"]},
                "name": NON_BLANK,
            },
        },
    ]
}
"""A rule that the types cannot express: every collection but the library needs a name."""


class EditionJson(Struct, kw_only=True):
    collection: str
    name: str | None
    date: str
    story: Annotated[str, Meta(description="ID of the story with its recording")]


class EditionList(Struct, kw_only=True):
    editions: list[EditionJson]


async def create_edition(context: RequestContext[None, EditionBody]) -> Response:
    """POST /v1/editions: 201 for a new edition, 200 for one that is composed again."""
    services = context.services
    story, is_new = services.editions.accept(_parse_spec(context))
    services.job_runner.wake()
    headers = {"Location": f"/v1/stories/{story.id}"}
    serialized = serialize_library_story(services, context.caller, story.id)
    return json_response(serialized, 201 if is_new else 200, headers)


def _parse_spec(context: RequestContext[None, EditionBody]) -> EditionSpec:
    """Raises RequestRejected."""
    body = context.body
    collection, name = body.collection or LIBRARY, (body.name or "").strip()
    if (collection == LIBRARY) == bool(name):
        reason = "a playlist, site, section or author needs a name, and the library has none"
        raise http_error(422, "validation_error", reason)
    day, since, until = _parse_day(body.date, context.services.settings.timezone)
    return EditionSpec(
        account_id=context.caller.account_id,
        collection=collection,
        name=name,
        day=day.isoformat(),
        since=since,
        until=min(until, time.time()),
        title=body.title or "",
        voice=body.voice or "",
        language=body.language or "",
    )


def _parse_day(text: str | None, zone: str) -> tuple[date, float, float]:
    """The day, its start and its end in seconds since 1970. Raises RequestRejected."""
    day = datetime.now(parse_timezone(zone)).date()
    if text is not None:
        with suppress(ValueError):
            day = date.fromisoformat(text)
        if day.isoformat() != text:
            raise http_error(422, "validation_error", "date must be a day: YYYY-MM-DD")
    try:
        return day, *day_bounds(day, zone)
    except (OverflowError, ValueError):
        return day, 0.0, 0.0


async def list_editions(context: Context) -> Response:
    """GET /v1/editions"""
    rows = context.services.database.rows(
        "SELECT editions.* FROM editions JOIN stories ON stories.id = story_id"
        f" WHERE account_id = ? ORDER BY day DESC, editions.key LIMIT {MAX_LISTED_EDITIONS}",
        context.caller.account_id,
    )
    editions = [
        EditionJson(
            collection=row["collection"],
            name=row["name"] or None,
            date=row["day"][:10],
            story=row["story_id"],
        )
        for row in rows
    ]
    return json_response(EditionList(editions=editions))


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/editions",
        handler=create_edition,
        scope="write",
        role="editor",
        summary="Make one recording of the stories of a day, with chapters.",
        body=EditionBody,
        body_condition=EDITION_SCHEMA,
        responses={200: StoryJson, 201: StoryJson, **BODY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="GET",
        path="/v1/editions",
        handler=list_editions,
        scope="read",
        summary="List editions, newest first.",
        responses={200: EditionList},
    ),
)
