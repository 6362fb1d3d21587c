"""The API for editions: make one, list them."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date, datetime

from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import RequestContext
from earshot.server.api.serializers import serialize_story
from earshot.server.editions.schedule import day_bounds, parse_timezone
from earshot.server.editions.service import EditionSpec
from earshot.server.http_errors import http_error
from earshot.server.storage.collections import LIBRARY

MAX_LISTED_EDITIONS = 200


async def create_edition(context: RequestContext) -> Response:
    """POST /v1/editions: 201 for a new one, 200 for one that is looked through again."""
    services = context.services
    story, is_new = services.editions.accept(_parse_spec(context))
    services.job_runner.wake()
    headers = {"Location": f"/v1/stories/{story.id}"}
    return JSONResponse(serialize_story(services, story), 201 if is_new else 200, headers)


def _parse_spec(context: RequestContext) -> EditionSpec:
    """Raises Refused."""
    body = {name: value for name, value in context.body.items() if value is not None}
    kind, name = body.get("kind", LIBRARY), body.get("name", "").strip()
    day, since, until = _parse_day(body.get("date"), context.services.settings.zone)
    return EditionSpec(
        kind=kind,
        name=name,
        day=day.isoformat(),
        since=since,
        until=min(until, time.time()),
        **{each: body[each] for each in ("title", "voice", "language") if each in body},
    )


def _parse_day(text: str | None, zone: str) -> tuple[date, float, float]:
    """The day, its beginning and its end. Raises Refused."""
    day = datetime.now(parse_timezone(zone)).date()
    if text is not None:
        with suppress(ValueError):
            day = date.fromisoformat(text)
        if day.isoformat() != text:
            raise http_error(422, "bad_value", "date must be a day: YYYY-MM-DD")
    try:
        return day, *day_bounds(day, zone)
    except (OverflowError, ValueError):
        return day, 0.0, 0.0


async def list_editions(context: RequestContext) -> Response:
    """GET /v1/editions"""
    rows = context.services.database.rows(
        "SELECT editions.* FROM editions JOIN stories ON stories.id = story"
        f" ORDER BY day DESC, key LIMIT {MAX_LISTED_EDITIONS}"
    )
    return JSONResponse(
        {
            "editions": [
                {"kind": row["kind"], "name": row["value"] or None, "date": row["day"][:10]}
                | {"story": row["story"]}
                for row in rows
            ]
        }
    )
