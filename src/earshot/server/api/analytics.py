"""Listening statistics: recorded by players, exported as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from earshot.server.analytics import (
    DECILES,
    RANKING_START,
    UNKNOWN_DURATION_SECONDS,
    RankingKey,
    add_listen_stats,
    load_listen_stats,
    load_week_stats,
)
from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.schemas import BODY_ERRORS, NOT_FOUND, RequestBody
from earshot.server.caller import Caller
from earshot.server.services import Services
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import Story

ROWS_PER_PART = 500
"""A part takes a few milliseconds."""
CSV_WEEKS = 53
CSV_MEDIA_TYPE = "text/csv; charset=utf-8"


class ListenBody(RequestBody):
    plays: Annotated[int, Meta(ge=0, le=1)]
    seconds: Annotated[float, Meta(ge=0, le=86_400)]
    deciles: Annotated[list[Annotated[int, Meta(ge=0, le=9)]], Meta(max_length=10)]


async def record_listen(context: RequestContext[None, ListenBody]) -> Response:
    """POST /v1/stories/{id}/analytics: from our own pages, and from players on allowed origins."""
    context.services.listen_limiter.acquire(context.caller.name)
    story, body = context.story(), context.body
    deciles = [int(n in body.deciles) for n in range(DECILES)]
    seconds = min(body.seconds, _max_listen_seconds(story))
    add_listen_stats(context.services.database, story.id, body.plays, seconds, deciles)
    return Response(status_code=204)


def _max_listen_seconds(story: Story) -> float:
    """The time that one listener needs at half speed. A longer time is not plausible."""
    return (
        UNKNOWN_DURATION_SECONDS + 2 * story.duration_ms / 1000
        if story.duration_ms
        else UNKNOWN_DURATION_SECONDS
    )


async def export_listen_stats(request: Request, services: Services, caller: Caller) -> Response:
    """GET /analytics.csv, and ?by=week for the weeks of the last year."""
    if request.query_params.get("by") == "week":
        today = datetime.now(UTC).date()
        weeks = await services.database.readers.run(load_week_stats, today, CSV_WEEKS)
        rows = [[each.start, each.plays, round(each.seconds), each.finished] for each in weeks]
        table = _format_rows([["week", "plays", "seconds", "finished"], *rows])
        return Response(table, media_type=CSV_MEDIA_TYPE)
    return StreamingResponse(_csv_parts(services), media_type=CSV_MEDIA_TYPE)


async def _csv_parts(services: Services) -> AsyncIterator[str]:
    yield _format_rows([["story", "title", "plays", "seconds", *(f"{n}0%" for n in range(1, 11))]])
    after: RankingKey | None = RANKING_START
    while after:
        part, after = await services.database.readers.run(_load_csv_part, after)
        yield part


def _load_csv_part(reader: Reader, after: RankingKey) -> tuple[str, RankingKey | None]:
    """The next rows of the table, and the key of the last one; None after the last part."""
    part = load_listen_stats(reader, ROWS_PER_PART, after)
    rows = (
        [
            each.story_id,
            _escape_formula(each.title),
            each.plays,
            round(each.seconds),
            *each.deciles,
        ]
        for each in part
    )
    return _format_rows(rows), part[-1].ranking_key if len(part) == ROWS_PER_PART else None


def _format_rows(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _escape_formula(title: str) -> str:
    """Escape the title, so a spreadsheet does not run it as a formula."""
    return f"'{title}" if title.startswith(("=", "+", "-", "@", "\t", "\r")) else title


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/stories/{id}/analytics",
        handler=record_listen,
        scope="listen",
        summary="Count a listener: totals by story and day, without personal data.",
        body=ListenBody,
        accepts_text=True,
        responses={204: "", **BODY_ERRORS, **NOT_FOUND},
    ),
)
