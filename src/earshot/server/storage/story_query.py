"""Queries for lists of stories: search, filters, order and pages."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from earshot.server.storage.database import Database
from earshot.server.storage.story import Story, story_from_row

PAGE_SIZE = 30
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One page of the result."""

    stories: list[Story]
    total: int
    query: StoryQuery

    @property
    def page_count(self) -> int:
        return max(1, -(-self.total // self.query.size))


def query_stories(database: Database, query: StoryQuery) -> StoryPage:
    """The matching stories, newest first; the queue in its own order."""
    where, values = _where_clause(query)
    total = database.value(f"SELECT count(*) FROM stories WHERE {where}", *values)
    order = "queue_position" if query.view == "queue" else "created_at DESC, id"
    rows = database.rows(
        f"SELECT * FROM stories WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        *(*values, query.size, (query.page - 1) * query.size),
    )
    return StoryPage(stories=[story_from_row(row) for row in rows], total=total, query=query)


def count_views(database: Database) -> dict[str, int]:
    """The number of stories in each view."""
    sums = ", ".join(f"coalesce(sum({where}), 0)" for where in VIEWS.values())
    row = database.rows(f"SELECT {sums} FROM stories")[0]
    return dict(zip(VIEWS, row, strict=True))


def list_sites(database: Database) -> list[str]:
    """The sites of the stories, most stories first."""
    rows = database.rows(
        "SELECT site FROM stories WHERE site <> '' AND archived = 0"
        " GROUP BY site ORDER BY count(*) DESC, site LIMIT 50"
    )
    return [row[0] for row in rows]


def list_playlists(database: Database) -> list[str]:
    """The names of playlists that have stories."""
    return [row[0] for row in database.rows("SELECT DISTINCT name FROM playlists ORDER BY name")]


def enqueue(database: Database, story_id: str, *, is_next: bool = False) -> None:
    """Append the story to the queue, or put it first."""
    if is_next:
        head = database.value("SELECT min(queue_position) FROM stories")
        queue_position = (head if head is not None else time.time()) - 1
    else:
        last = database.value("SELECT max(queue_position) FROM stories")
        queue_position = max(time.time(), (last or 0) + 1)
    database.execute("UPDATE stories SET queue_position = ? WHERE id = ?", queue_position, story_id)


def next_in_queue(database: Database, story_id: str) -> Story | None:
    """The next story in the queue."""
    queue_position = database.value("SELECT queue_position FROM stories WHERE id = ?", story_id)
    row = database.row(
        "SELECT * FROM stories WHERE queue_position > ? AND id <> ?"
        " ORDER BY queue_position LIMIT 1",
        queue_position if queue_position is not None else float("-inf"),
        story_id,
    )
    return story_from_row(row) if row else None


def _where_clause(query: StoryQuery) -> tuple[str, list[object]]:
    where, values = [VIEWS.get(query.view, VIEWS["library"])], list[object]()
    if fts_query := _fts_query(query.search):
        where.append("id IN (SELECT id FROM story_search WHERE story_search MATCH ?)")
        values.append(fts_query)
    if query.site:
        where.append("site = ?")
        values.append(query.site)
    if query.subscription:
        where.append("id IN (SELECT story_id FROM feed_entries WHERE subscription_id = ?)")
        values.append(query.subscription)
    if query.playlist:
        where.append("id IN (SELECT story_id FROM playlists WHERE name = ?)")
        values.append(query.playlist)
    if query.status:
        where.append("status = ?")
        values.append(query.status)
    return " AND ".join(where), values


def _fts_query(text: str) -> str:
    """An FTS5 query: all words must match as prefixes."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", text)[:12])
