"""Listening analytics: recorded by players, exported as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.analytics import (
    DECILES,
    UNKNOWN_DURATION_SECONDS,
    add_listen_stats,
    load_listen_stats,
)
from earshot.server.api.operation import RequestContext, story_from_path
from earshot.server.caller import Caller
from earshot.server.services import Services
from earshot.server.storage.stories import Story


async def record_listen(context: RequestContext) -> Response:
    """POST /v1/stories/{id}/heard: from our own pages, and from players on the `origins`."""
    context.services.listen_limiter.acquire(context.caller.name)
    story, body = story_from_path(context), context.body
    deciles = [int(n in body["tenths"]) for n in range(DECILES)]
    seconds = min(body["seconds"], _max_listen_seconds(story))
    add_listen_stats(context.services.database, story.id, body["play"], seconds, deciles)
    return Response(status_code=204)


def _max_listen_seconds(story: Story) -> float:
    """Seconds that one listening can take, at the slowest speed; more is made up."""
    return (
        UNKNOWN_DURATION_SECONDS + 2 * story.duration / 1000
        if story.duration
        else UNKNOWN_DURATION_SECONDS
    )


async def export_listen_stats(request: Request, services: Services, caller: Caller) -> Response:
    """GET /figures.csv"""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["story", "title", "plays", "seconds", *(f"{n}0%" for n in range(1, 11))])
    for each in load_listen_stats(services.database):
        row: list[Any] = [each.story, _escape_formula(each.title), each.plays, round(each.seconds)]
        writer.writerow([*row, *each.tenths])
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8")


def _escape_formula(title: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{title}" if title.startswith(("=", "+", "-", "@", "\t", "\r")) else title
