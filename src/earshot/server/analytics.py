"""How much is listened to, by story and day, with nothing that says who listened."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.api.operation import RequestContext
from earshot.server.api.stories import story_from_path
from earshot.server.auth import Caller
from earshot.server.services import Services
from earshot.server.storage.database import Database
from earshot.server.storage.stories import Story

DECILES = 10
UNKNOWN_DURATION_SECONDS = 600
"""Seconds that are believed of a story whose length is not known."""
MAX_LISTED_STORIES = 50


@dataclass(frozen=True, slots=True)
class ListenStats:
    """What was heard of a story, all days together."""

    story: str
    title: str
    plays: int
    seconds: float
    tenths: tuple[int, ...]
    """How often each tenth of the story was heard."""

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def finished(self) -> int:
        return self.tenths[-1]


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


def add_listen_stats(
    database: Database, story_id: str, plays: int, seconds: float, deciles: list[int]
) -> None:
    """Add to the figures of the day."""
    day = datetime.now(UTC).date().isoformat()
    with database.transaction():
        row = database.row("SELECT * FROM figures WHERE story = ? AND day = ?", story_id, day)
        known = _parse_counts(row["tenths"]) if row else [0] * DECILES
        summed = " ".join(str(a + b) for a, b in zip(known, deciles, strict=True))
        database.execute(
            "INSERT INTO figures VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET"
            " plays = plays + ?3, seconds = seconds + ?4, tenths = ?5",
            *(story_id, day, plays, seconds, summed),
        )


def load_listen_stats(database: Database) -> list[ListenStats]:
    """The most heard first."""
    found: dict[str, ListenStats] = {}
    for row in database.rows(
        "SELECT figures.*, stories.title FROM figures JOIN stories ON stories.id = figures.story"
    ):
        old = found.get(row["story"]) or ListenStats(
            row["story"], row["title"], 0, 0.0, (0,) * DECILES
        )
        deciles = zip(old.tenths, _parse_counts(row["tenths"]), strict=True)
        found[row["story"]] = ListenStats(
            row["story"],
            row["title"],
            old.plays + row["plays"],
            old.seconds + row["seconds"],
            tuple(a + b for a, b in deciles),
        )
    return sorted(found.values(), key=lambda each: -each.seconds)


def _parse_counts(text: str) -> list[int]:
    return [int(number) for number in text.split()]


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
