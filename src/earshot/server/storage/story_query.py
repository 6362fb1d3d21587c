"""What the library shows of its stories: searched, filtered, ordered, a page at a time."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from earshot.server.storage.database import Database
from earshot.server.storage.stories import Story, as_story

PAGE = 30
VIEWS = {
    "library": "archived = 0",
    "new": "archived = 0 AND heard = 'new'",
    "started": "archived = 0 AND heard = 'started'",
    "queue": "queued IS NOT NULL",
    "finished": "archived = 0 AND heard = 'finished'",
    "archive": "archived = 1",
    "failed": "status = 'failed'",
}
"""By name: which stories are in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for."""

    view: str = "library"
    search: str = ""
    site: str = ""
    subscription: str = ""
    playlist: str = ""
    status: str = ""
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A page of the answer."""

    stories: list[Story]
    count: int
    question: Question

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.question.size))


def found(database: Database, question: Question) -> Shelf:
    """The stories asked for, the newest first; the queue in its own order."""
    where, values = _conditions(question)
    count = database.value(f"SELECT count(*) FROM stories WHERE {where}", *values)
    order = "queued" if question.view == "queue" else "created DESC, id"
    rows = database.rows(
        f"SELECT * FROM stories WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?",
        *(*values, question.size, (question.page - 1) * question.size),
    )
    return Shelf(stories=[as_story(row) for row in rows], count=count, question=question)


def counts(database: Database) -> dict[str, int]:
    """How many stories are in each view."""
    sums = ", ".join(f"coalesce(sum({where}), 0)" for where in VIEWS.values())
    row = database.rows(f"SELECT {sums} FROM stories")[0]
    return dict(zip(VIEWS, row, strict=True))


def sites(database: Database) -> list[str]:
    """The sites that stories come from, the busiest first."""
    rows = database.rows(
        "SELECT site FROM stories WHERE site <> '' AND archived = 0"
        " GROUP BY site ORDER BY count(*) DESC, site LIMIT 50"
    )
    return [row[0] for row in rows]


def playlists(database: Database) -> list[str]:
    """The names of the playlists that have stories."""
    return [row[0] for row in database.rows("SELECT DISTINCT name FROM playlists ORDER BY name")]


def enqueue(database: Database, story: str, *, first: bool = False) -> None:
    """Put the story at the end of the queue, or at its head to be played next."""
    if first:
        head = database.value("SELECT min(queued) FROM stories")
        place = (head if head is not None else time.time()) - 1
    else:
        last = database.value("SELECT max(queued) FROM stories")
        place = max(time.time(), (last or 0) + 1)
    database.change("UPDATE stories SET queued = ? WHERE id = ?", place, story)


def following(database: Database, story: str) -> Story | None:
    """The story that is to be played after this one: the next of the queue."""
    here = database.value("SELECT queued FROM stories WHERE id = ?", story)
    row = database.row(
        "SELECT * FROM stories WHERE queued > ? AND id <> ? ORDER BY queued LIMIT 1",
        here if here is not None else float("-inf"),
        story,
    )
    return as_story(row) if row else None


def _conditions(question: Question) -> tuple[str, list[object]]:
    where, values = [VIEWS.get(question.view, VIEWS["library"])], list[object]()
    if words := _search(question.search):
        where.append("id IN (SELECT id FROM words_of_stories WHERE words_of_stories MATCH ?)")
        values.append(words)
    if question.site:
        where.append("site = ?")
        values.append(question.site)
    if question.subscription:
        where.append("id IN (SELECT story FROM entries WHERE subscription = ?)")
        values.append(question.subscription)
    if question.playlist:
        where.append("id IN (SELECT story FROM playlists WHERE name = ?)")
        values.append(question.playlist)
    if question.status:
        where.append("status = ?")
        values.append(question.status)
    return " AND ".join(where), values


def _search(text: str) -> str:
    """All the words, each as the beginning of one, in the grammar of FTS5."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", text)[:12])
