"""What is to be sent to others: written in the transaction of the change that it tells of, and
kept until it is taken.

Messages of one receiver about one story go out in their order, one after the other; what waits
for a receiver that does not answer keeps no other waiting.
"""

from __future__ import annotations

import random
import secrets
import time
from dataclasses import dataclass

from earshot.server.storage.database import Database, Row

SECOND, MINUTE, HOUR = 1.0, 60.0, 3_600.0
WAITS = (
    *(5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR),
    *(14 * HOUR, 20 * HOUR, 24 * HOUR),
)
"""After each attempt, as the Standard Webhooks ask for: more than three days in all."""
ATTEMPTS = len(WAITS) + 1
KEPT = 30 * 24 * HOUR
"""How long what became of a message can be looked up, and how long a disabled webhook's wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message; to a webhook (`hook`), or to the hub about a `feed`."""

    id: str
    hook: str | None
    feed: str | None
    event: str
    body: str
    attempts: int

    @property
    def to(self) -> str:
        return self.hook or f"feed {self.feed}"


class Outbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, event: str, body: str, *, story: str = "", hook: str | None = None, **more: object
    ) -> str:
        """Leave a message; `feed` names the feed it is about, `wait` the seconds it rests."""
        now, name = time.time(), f"msg_{secrets.token_urlsafe(16)}"
        self._database.change(
            "INSERT INTO outbox (id, hook, feed, story, event, body, due, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(name, hook, more.get("feed"), story, event, body),
            *(now + float(str(more.get("wait", 0))), now),
        )
        return name

    def due(self) -> list[Letter]:
        """The oldest message for each receiver that may go out now and waits behind no other.

        A time that lies further ahead than any wait was told by a clock that has jumped.
        """
        now = time.time()
        rows = self._database.rows(
            "SELECT *, min(number) FROM outbox AS this"
            " WHERE status = 'todo' AND (due <= ?1 OR due > ?2)"
            " AND (hook IS NULL OR hook IN (SELECT id FROM hooks WHERE disabled = ''))"
            " AND NOT EXISTS (SELECT 1 FROM outbox AS that WHERE that.hook = this.hook"
            " AND that.story = this.story AND that.number < this.number AND that.status = 'todo')"
            " GROUP BY coalesce(hook, feed) ORDER BY number",
            *(now, now + 2 * max(WAITS)),
        )
        return [_letter(row) for row in rows]

    def one(self, name: str) -> Letter:
        row = self._database.row("SELECT * FROM outbox WHERE id = ?", name)
        assert row is not None
        return _letter(row)

    def took(self, letter: Letter, answer: str) -> None:
        """It arrived."""
        self._note(letter, status="succeeded", answer=answer)

    def refused(self, letter: Letter, answer: str, *, wait: float = 0.0) -> bool:
        """It did not, and goes out again after `wait` seconds or more; whether it was given up."""
        given_up = letter.attempts + 1 >= ATTEMPTS
        if given_up:
            self.give_up(letter, answer)
            return True
        rest = max(WAITS[letter.attempts], min(wait, max(WAITS)))
        due = time.time() + rest * random.uniform(0.9, 1.1)
        self._note(letter, status="todo", answer=answer, due=due)
        return False

    def give_up(self, letter: Letter, answer: str) -> None:
        self._note(letter, status="failed", answer=answer)

    def _note(self, letter: Letter, *, status: str, answer: str, due: float | None = None) -> None:
        self._database.change(
            "UPDATE outbox SET status = ?, answer = ?, attempts = attempts + 1,"
            " due = coalesce(?, due) WHERE id = ?",
            *(status, answer, due, letter.id),
        )

    def history(self, hook: str, count: int) -> list[Row]:
        """The newest messages to a webhook, the newest first."""
        sql = "SELECT * FROM outbox WHERE hook = ? ORDER BY number DESC LIMIT ?"
        return self._database.rows(sql, hook, count)

    def tidy(self) -> None:
        """What was settled long ago goes."""
        self._database.change(
            "DELETE FROM outbox WHERE created < ? AND (status <> 'todo'"
            " OR hook IN (SELECT id FROM hooks WHERE disabled <> ''))",
            time.time() - KEPT,
        )


def _letter(row: Row) -> Letter:
    names = ("id", "hook", "feed", "event", "body", "attempts")
    return Letter(**{name: row[name] for name in names})
