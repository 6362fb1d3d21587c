"""How much is listened to, by story and day, with nothing that says who listened."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.api.operation import Visit
from earshot.server.api.stories import story_of
from earshot.server.auth import Caller
from earshot.server.services import Library
from earshot.server.storage.database import Database
from earshot.server.storage.stories import Story

TENTHS = 10
GRACE = 600
"""Seconds that are believed of a story whose length is not known."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Figure:
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


async def heard(visit: Visit) -> Response:
    """POST /v1/stories/{id}/heard: from our own pages, and from players on the `origins`."""
    visit.library.hearings.take(visit.caller.name)
    story, body = story_of(visit), visit.body
    tenths = [int(n in body["tenths"]) for n in range(TENTHS)]
    seconds = min(body["seconds"], _longest(story))
    note(visit.library.database, story.id, body["play"], seconds, tenths)
    return Response(status_code=204)


def _longest(story: Story) -> float:
    """Seconds that one listening can take, at the slowest speed; more is made up."""
    return GRACE + 2 * story.duration / 1000 if story.duration else GRACE


def note(database: Database, story: str, plays: int, seconds: float, tenths: list[int]) -> None:
    """Add to the figures of the day."""
    day = datetime.now(UTC).date().isoformat()
    with database.together():
        row = database.row("SELECT * FROM figures WHERE story = ? AND day = ?", story, day)
        known = _numbers(row["tenths"]) if row else [0] * TENTHS
        summed = " ".join(str(a + b) for a, b in zip(known, tenths, strict=True))
        database.change(
            "INSERT INTO figures VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET"
            " plays = plays + ?3, seconds = seconds + ?4, tenths = ?5",
            *(story, day, plays, seconds, summed),
        )


def figures(database: Database) -> list[Figure]:
    """The most heard first."""
    found: dict[str, Figure] = {}
    for row in database.rows(
        "SELECT figures.*, stories.title FROM figures JOIN stories ON stories.id = figures.story"
    ):
        old = found.get(row["story"]) or Figure(row["story"], row["title"], 0, 0.0, (0,) * TENTHS)
        tenths = zip(old.tenths, _numbers(row["tenths"]), strict=True)
        found[row["story"]] = Figure(
            row["story"],
            row["title"],
            old.plays + row["plays"],
            old.seconds + row["seconds"],
            tuple(a + b for a, b in tenths),
        )
    return sorted(found.values(), key=lambda each: -each.seconds)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split()]


async def table(request: Request, library: Library, caller: Caller) -> Response:
    """GET /figures.csv"""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["story", "title", "plays", "seconds", *(f"{n}0%" for n in range(1, 11))])
    for each in figures(library.database):
        row: list[Any] = [each.story, _harmless(each.title), each.plays, round(each.seconds)]
        writer.writerow([*row, *each.tenths])
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8")


def _harmless(title: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{title}" if title.startswith(("=", "+", "-", "@", "\t", "\r")) else title
