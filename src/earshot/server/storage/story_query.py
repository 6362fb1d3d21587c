"""Queries for lists of stories: search, filters, order and pages."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from earshot.server.storage.database import Database
from earshot.server.storage.readers import Reader
from earshot.server.storage.story import Story, story_from_row

PAGE_SIZE = 30
WORDS_PER_MINUTE = 155
"""The speed by which the duration of a story without a recording is estimated."""
VIEWS = {
    "library": "archived = 0",
    "new": "archived = 0 AND listen_status = 'new'",
    "started": "archived = 0 AND listen_status = 'started'",
    "queue": "queue_position IS NOT NULL",
    "finished": "archived = 0 AND listen_status = 'finished'",
    "archive": "archived = 1",
    "failed": "status = 'failed'",
}
"""The SQL condition of each view."""
LISTEN_STATUSES = ("new", "started", "finished")
MAX_SEARCH_RESULTS = 1_000
LONG_PLAYLIST = 2_000
MIN_PREFIX_LETTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryQuery:
    """Search text, filters and page."""

    view: str = "library"
    search: str = ""
    site: str = ""
    subscription: str = ""
    playlist: str = ""
    status: str = ""
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Condition:
    """The table with the stories, the condition, and the values for both."""

    table: str
    where: str
    values: list[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One page of the result."""

    stories: list[Story]
    total: int
    query: StoryQuery

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.query.size))


def query_stories(reader: Reader, query: StoryQuery) -> StoryPage:
    """The matching stories, newest first; the queue in its own order.

    A search finds at most MAX_SEARCH_RESULTS stories.
    """
    condition = _build_condition(reader, query)
    order = "queue_position" if query.view == "queue" else "number DESC"
    offset = (query.page - 1) * query.size
    if fts_query := _fts_query(query.search):
        numbers = _search(reader, fts_query, condition, order)
        total, numbers = len(numbers), numbers[offset : offset + query.size]
    else:
        total = _count(reader, query, condition)
        sql = f"{condition.table} WHERE {condition.where} ORDER BY {order} LIMIT ? OFFSET ?"
        numbers = _numbers(reader, sql, *condition.values, query.size, offset)
    places = ", ".join("?" * len(numbers))
    sql = f"SELECT * FROM stories WHERE number IN ({places}) ORDER BY {order}"
    rows = reader.rows(sql, *numbers) if numbers else []
    return StoryPage(stories=[story_from_row(row) for row in rows], total=total, query=query)


def _numbers(reader: Reader, sql: str, *values: object) -> list[int]:
    return [row[0] for row in reader.rows(f"SELECT number FROM {sql}", *values)]


def _search(reader: Reader, fts_query: str, condition: Condition, order: str) -> list[int]:
    """The numbers of matching stories. The index has them in their order, so that the first ones of
    a common word are found at once; a filter needs all of them."""
    match = "story_search MATCH ?"
    if condition == Condition("stories", VIEWS["library"], []):
        # CROSS JOIN keeps the order of the tables
        table = f"story_search CROSS JOIN stories ON number = story_search.rowid WHERE {match}"
        sql = f"{table} AND {condition.where} ORDER BY story_search.rowid DESC LIMIT ?"
        return _numbers(reader, sql, fts_query, MAX_SEARCH_RESULTS)
    where = f"{condition.where} AND number IN (SELECT rowid FROM story_search WHERE {match})"
    sql = f"{condition.table} WHERE {where} ORDER BY {order} LIMIT ?"
    return _numbers(reader, sql, *condition.values, fts_query, MAX_SEARCH_RESULTS)


def _count(reader: Reader, query: StoryQuery, condition: Condition) -> int:
    """The number of matching stories; a whole view is counted already."""
    if condition == Condition("stories", VIEWS.get(query.view, ""), []):
        return count_views(reader)[query.view]
    sql = f"SELECT count(*) FROM {condition.table} WHERE {condition.where}"
    return int(reader.value(sql, *condition.values))


def count_views(reader: Reader) -> dict[str, int]:
    """The number of stories in each view."""
    rows = reader.rows(
        "SELECT kind, name, count FROM story_counts WHERE kind IN ('view', 'queue', 'status')"
    )
    counts = {(row[0], row[1]): row[2] for row in rows}

    def sum_views(archived: int, *statuses: str) -> int:
        return sum(counts.get(("view", f"{archived}{status}"), 0) for status in statuses)

    return {
        "library": sum_views(0, *LISTEN_STATUSES),
        "new": sum_views(0, "new"),
        "started": sum_views(0, "started"),
        "queue": counts.get(("queue", ""), 0),
        "finished": sum_views(0, "finished"),
        "archive": sum_views(1, *LISTEN_STATUSES),
        "failed": counts.get(("status", "failed"), 0),
    }


def sum_queue_seconds(reader: Reader) -> float:
    """The playing time of the queue. It is estimated for stories without a recording."""
    sql = (
        "SELECT coalesce(sum(iif(duration_ms, duration_ms / 1000.0, word_count * 60.0 / ?)), 0)"
        f" FROM stories WHERE {VIEWS['queue']}"
    )
    return float(reader.value(sql, WORDS_PER_MINUTE))


def list_sites(reader: Reader) -> list[str]:
    """The sites of the stories, most stories first."""
    sql = "SELECT name FROM story_counts WHERE kind = 'site' ORDER BY count DESC, name LIMIT 50"
    return [row[0] for row in reader.rows(sql)]


def list_playlists(reader: Reader) -> list[str]:
    """The names of playlists that have stories."""
    sql = "SELECT name FROM story_counts WHERE kind = 'playlist' ORDER BY name"
    return [row[0] for row in reader.rows(sql)]


def enqueue(database: Database, story_id: str, *, is_next: bool = False) -> None:
    """Append the story to the queue, or put it first."""
    if is_next:
        head = database.value(f"SELECT min(queue_position) FROM stories WHERE {VIEWS['queue']}")
        queue_position = (head if head is not None else time.time()) - 1
    else:
        last = database.value(f"SELECT max(queue_position) FROM stories WHERE {VIEWS['queue']}")
        queue_position = max(time.time(), (last or 0) + 1)
    database.execute("UPDATE stories SET queue_position = ? WHERE id = ?", queue_position, story_id)


def move_in_queue(database: Database, story_id: str, before: str | None) -> None:
    """Move the story in the queue before another one, or to the end."""
    sql = f"SELECT id FROM stories WHERE {VIEWS['queue']} ORDER BY queue_position"
    ids = [row[0] for row in database.rows(sql)]
    if story_id not in ids or before == story_id:
        return
    ids.remove(story_id)
    ids.insert(ids.index(before) if before in ids else len(ids), story_id)
    start = time.time() - len(ids)
    with database.transaction():
        for place, each in enumerate(ids):
            sql = "UPDATE stories SET queue_position = ? WHERE id = ?"
            database.execute(sql, start + place, each)


def shift_in_queue(database: Database, story_id: str, places: int) -> None:
    """Move the story up (-1) or down (1) in the queue."""
    sql = f"SELECT id FROM stories WHERE {VIEWS['queue']} ORDER BY queue_position"
    ids = [row[0] for row in database.rows(sql)]
    if story_id in ids:
        after = max(0, ids.index(story_id) + places + (places > 0))
        move_in_queue(database, story_id, ids[after] if after < len(ids) else None)


def rank_all_in_queue(reader: Reader, stories: Iterable[Story]) -> dict[str, int]:
    """The positions in the queue, from 1, of those that are in it."""
    queued = sorted(
        (each.queue_position, each.id) for each in stories if each.queue_position is not None
    )
    ranks, rank, before = dict[str, int](), 0, float("-inf")
    sql = "SELECT count(*) FROM stories WHERE queue_position > ? AND queue_position <= ?"
    for position, story_id in queued:
        rank += reader.value(sql, before, position)
        ranks[story_id], before = rank, position
    return ranks


def next_in_queue(reader: Reader, story_id: str) -> Story | None:
    """The next story in the queue that can be played."""
    queue_position = reader.value("SELECT queue_position FROM stories WHERE id = ?", story_id)
    row = reader.row(
        "SELECT * FROM stories WHERE queue_position > ? AND id <> ?"
        " AND (status <> 'failed' OR ready_revision) ORDER BY queue_position LIMIT 1",
        queue_position if queue_position is not None else float("-inf"),
        story_id,
    )
    return story_from_row(row) if row else None


def _build_condition(reader: Reader, query: StoryQuery) -> Condition:
    table, values = "stories", list[object]()
    if query.subscription:
        table = _SHORT_LIST.format("feed_entries WHERE subscription_id = ?")
        values.append(query.subscription)
    where = [VIEWS.get(query.view, VIEWS["library"])]
    if query.playlist and (query.subscription or _is_long(reader, query.playlist)):
        where.append("EXISTS (SELECT 1 FROM playlists WHERE story_id = id AND name = ?)")
        values.append(query.playlist)
    elif query.playlist:
        table = _SHORT_LIST.format("playlists WHERE name = ?")
        values.append(query.playlist)
    for column in ("site", "status"):
        if value := getattr(query, column):
            where.append(f"{column} = ?")
            values.append(value)
    return Condition(table, " AND ".join(where), values)


_SHORT_LIST = "(SELECT * FROM stories WHERE id IN (SELECT story_id FROM {}) LIMIT -1)"
"""The limit keeps SQLite from looking through all stories for those in the list."""


def _is_long(reader: Reader, playlist: str) -> bool:
    sql = "SELECT count FROM story_counts WHERE kind = 'playlist' AND name = ?"
    return (reader.value(sql, playlist) or 0) >= LONG_PLAYLIST


def _fts_query(text: str) -> str:
    """An FTS5 query: all words must match, a last word of several letters also as a prefix.

    A prefix needs all matches of all words that start with it, which are too many for short ones.
    """
    words = re.findall(r"\w+", text)[:12]
    quoted = [f'"{word}"' for word in words]
    if words and len(words[-1]) >= MIN_PREFIX_LETTERS:
        quoted[-1] += "*"
    return " ".join(quoted)
