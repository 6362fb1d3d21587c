"""Listening statistics by story and day, without personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from earshot.server.storage.database import Database

DECILES = 10
UNKNOWN_DURATION_SECONDS = 600
"""Assumed for a story whose duration is not known."""
MAX_LISTED_STORIES = 50


@dataclass(frozen=True, slots=True)
class ListenStats:
    """The statistics of a story, summed over all days."""

    story_id: str
    title: str
    plays: int
    seconds: float
    deciles: tuple[int, ...]
    """How often each tenth of the story was played."""

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def finished(self) -> int:
        return self.deciles[-1]


def add_listen_stats(
    database: Database, story_id: str, plays: int, seconds: float, deciles: list[int]
) -> None:
    """Add to the statistics of the current day (UTC)."""
    day = datetime.now(UTC).date().isoformat()
    with database.transaction():
        row = database.row(
            "SELECT * FROM listen_stats WHERE story_id = ? AND day = ?", story_id, day
        )
        known = _parse_counts(row["deciles"]) if row else [0] * DECILES
        summed = " ".join(str(a + b) for a, b in zip(known, deciles, strict=True))
        database.execute(
            "INSERT INTO listen_stats VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET"
            " plays = plays + ?3, seconds = seconds + ?4, deciles = ?5",
            *(story_id, day, plays, seconds, summed),
        )


def load_listen_stats(database: Database) -> list[ListenStats]:
    """The most played stories first."""
    found: dict[str, ListenStats] = {}
    for row in database.rows(
        "SELECT listen_stats.*, title FROM listen_stats JOIN stories ON stories.id = story_id"
    ):
        old = found.get(row["story_id"]) or ListenStats(
            row["story_id"], row["title"], 0, 0.0, (0,) * DECILES
        )
        deciles = zip(old.deciles, _parse_counts(row["deciles"]), strict=True)
        found[row["story_id"]] = ListenStats(
            row["story_id"],
            row["title"],
            old.plays + row["plays"],
            old.seconds + row["seconds"],
            tuple(a + b for a, b in deciles),
        )
    return sorted(found.values(), key=lambda each: -each.seconds)


def _parse_counts(text: str) -> list[int]:
    return [int(number) for number in text.split()]
