"""The API for editions: make one, list them."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date, datetime

from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import Visit
from earshot.server.api.serializers import story_json
from earshot.server.editions.schedule import bounds, zone_of
from earshot.server.editions.service import Wish
from earshot.server.storage.collections import WHOLE
from earshot.server.submissions import refused

SHOWN = 200


async def send(visit: Visit) -> Response:
    """POST /v1/editions: 201 for a new one, 200 for one that is looked through again."""
    library = visit.library
    story, is_new = library.editions.accept(_wish(visit))
    library.workshop.wake()
    headers = {"Location": f"/v1/stories/{story.id}"}
    return JSONResponse(story_json(library, story), 201 if is_new else 200, headers)


def _wish(visit: Visit) -> Wish:
    """Raises Refused."""
    body = {name: value for name, value in visit.body.items() if value is not None}
    kind, name = body.get("kind", WHOLE), body.get("name", "").strip()
    day, since, until = _day(body.get("date"), visit.library.settings.zone)
    return Wish(
        kind=kind,
        name=name,
        day=day.isoformat(),
        since=since,
        until=min(until, time.time()),
        **{each: body[each] for each in ("title", "voice", "language") if each in body},
    )


def _day(written: str | None, zone: str) -> tuple[date, float, float]:
    """The day, its beginning and its end. Raises Refused."""
    day = datetime.now(zone_of(zone)).date()
    if written is not None:
        with suppress(ValueError):
            day = date.fromisoformat(written)
        if day.isoformat() != written:
            raise refused(422, "bad_value", "date must be a day: YYYY-MM-DD")
    try:
        return day, *bounds(day, zone)
    except (OverflowError, ValueError):
        return day, 0.0, 0.0


async def listing(visit: Visit) -> Response:
    """GET /v1/editions"""
    rows = visit.library.database.rows(
        "SELECT editions.* FROM editions JOIN stories ON stories.id = story"
        f" ORDER BY day DESC, key LIMIT {SHOWN}"
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
