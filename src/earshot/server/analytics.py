"""Listening statistics by story and day, without personal data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from earshot.server.storage.account_library import PUBLISHED
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader

DECILES = 10
UNKNOWN_DURATION_SECONDS = 600
"""Assumed for a story whose duration is not known."""
MAX_LISTED_STORIES = 50
_LAST_DECILE = "CAST(replace(deciles, rtrim(deciles, '0123456789'), '') AS INTEGER)"
"""The number after the last space, in the SQL of SQLite and Postgres."""
RankingKey = tuple[float, str]
"""The place of a story in the ranking: its seconds, and its id, which orders ties."""
RANKING_START: RankingKey = (math.inf, "")


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
    def ranking_key(self) -> RankingKey:
        return (self.seconds, self.story_id)

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)

    @property
    def finished(self) -> int:
        return self.deciles[-1]


def add_listen_stats(
    database: Database, story_id: str, plays: int, seconds: float, deciles: list[int]
) -> None:
    """Add to the statistics of the current day (UTC), and to the totals."""
    day = datetime.now(UTC).date().isoformat()
    added = (plays, seconds, deciles)
    with database.transaction():
        _add_to_row(database, "listen_stats", {"story_id": story_id, "day": day}, added)
        _add_to_row(database, "listen_totals", {"story_id": story_id}, added)


def _add_to_row(
    database: Database, table: str, key: dict[str, str], added: tuple[int, float, list[int]]
) -> None:
    where = " AND ".join(f"{name} = ?" for name in key)
    known = database.value(f"SELECT deciles FROM {table} WHERE {where}", *key.values())
    plays, seconds, deciles = added
    counts = _parse_counts(known) if known else [0] * DECILES
    summed = " ".join(str(a + b) for a, b in zip(counts, deciles, strict=True))
    database.execute(
        f"INSERT INTO {table} AS known VALUES ({', '.join('?' * len(key))}, ?, ?, ?)"
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET plays = known.plays + excluded.plays,"
        " seconds = known.seconds + excluded.seconds, deciles = excluded.deciles",
        *(*key.values(), plays, seconds, summed),
    )


def load_listen_stats(
    reader: Reader, limit: int, after: RankingKey = RANKING_START
) -> list[ListenStats]:
    """The published stories after this key, the most played first."""
    rows = reader.rows(
        "SELECT listen_totals.*, title FROM listen_totals JOIN stories ON stories.id = story_id"
        f" WHERE (seconds, story_id) < (?, ?) AND {PUBLISHED}"
        " ORDER BY seconds DESC, story_id DESC LIMIT ?",
        *(*after, limit),
    )
    return [
        ListenStats(
            row["story_id"],
            row["title"],
            row["plays"],
            row["seconds"],
            tuple(_parse_counts(row["deciles"])),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class WeekStats:
    """The statistics of all published stories in a week."""

    start: date
    """Its Monday."""
    plays: int = 0
    seconds: float = 0.0
    finished: int = 0

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)


def load_week_stats(reader: Reader, today: date, weeks: int) -> list[WeekStats]:
    """The statistics of the last weeks, this one first."""
    this_week = today - timedelta(days=today.weekday())
    starts = [this_week - timedelta(weeks=n) for n in range(weeks)]
    rows = reader.rows(
        "SELECT day, sum(plays) AS plays, sum(seconds) AS seconds,"
        f" sum({_LAST_DECILE}) AS finished FROM listen_stats"
        f" JOIN stories ON stories.id = story_id WHERE day >= ? AND {PUBLISHED} GROUP BY day",
        starts[-1].isoformat(),
    )
    found = {start: WeekStats(start) for start in starts}
    for row in rows:
        day = date.fromisoformat(row["day"])
        start = day - timedelta(days=day.weekday())
        if week := found.get(start):
            found[start] = WeekStats(
                start,
                week.plays + row["plays"],
                week.seconds + row["seconds"],
                week.finished + row["finished"],
            )
    return list(found.values())


def load_deciles(reader: Reader, story_id: str) -> tuple[int, ...]:
    """How often each tenth of the story was played."""
    text = reader.value("SELECT deciles FROM listen_totals WHERE story_id = ?", story_id)
    return tuple(_parse_counts(text)) if text else (0,) * DECILES


def _parse_counts(text: str) -> list[int]:
    return [int(number) for number in text.split()]
