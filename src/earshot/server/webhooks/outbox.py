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
RETRY_DELAYS_SECONDS = (
    *(5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR),
    *(14 * HOUR, 20 * HOUR, 24 * HOUR),
)
"""After each attempt, as the Standard Webhooks ask for: more than three days in all."""
MAX_DELIVERY_ATTEMPTS = len(RETRY_DELAYS_SECONDS) + 1
RETENTION_SECONDS = 30 * 24 * HOUR
"""How long what became of a message can be looked up, and how long a disabled webhook's wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """A message; to a webhook (`hook`), or to the hub about a `feed`."""

    id: str
    hook: str | None
    feed: str | None
    event: str
    body: str
    attempts: int

    @property
    def receiver(self) -> str:
        return self.hook or f"feed {self.feed}"


class Outbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        event: str,
        body: str,
        *,
        story_id: str = "",
        webhook_id: str | None = None,
        **options: object,
    ) -> str:
        """Leave a message; `feed` names the feed it is about, `wait` the seconds it rests."""
        now, message_id = time.time(), f"msg_{secrets.token_urlsafe(16)}"
        self._database.execute(
            "INSERT INTO outbox (id, hook, feed, story, event, body, due, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(message_id, webhook_id, options.get("feed"), story_id, event, body),
            *(now + float(str(options.get("wait", 0))), now),
        )
        return message_id

    def list_due(self) -> list[OutboxMessage]:
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
            *(now, now + 2 * max(RETRY_DELAYS_SECONDS)),
        )
        return [_message_from_row(row) for row in rows]

    def get(self, message_id: str) -> OutboxMessage:
        row = self._database.row("SELECT * FROM outbox WHERE id = ?", message_id)
        assert row is not None
        return _message_from_row(row)

    def mark_delivered(self, message: OutboxMessage, answer: str) -> None:
        """It arrived."""
        self._record_attempt(message, status="succeeded", answer=answer)

    def retry_later(self, message: OutboxMessage, answer: str, *, wait: float = 0.0) -> bool:
        """It did not, and goes out again after `wait` seconds or more; whether it was given up."""
        given_up = message.attempts + 1 >= MAX_DELIVERY_ATTEMPTS
        if given_up:
            self.give_up(message, answer)
            return True
        delay = max(RETRY_DELAYS_SECONDS[message.attempts], min(wait, max(RETRY_DELAYS_SECONDS)))
        due = time.time() + delay * random.uniform(0.9, 1.1)
        self._record_attempt(message, status="todo", answer=answer, due=due)
        return False

    def give_up(self, message: OutboxMessage, answer: str) -> None:
        self._record_attempt(message, status="failed", answer=answer)

    def _record_attempt(
        self, message: OutboxMessage, *, status: str, answer: str, due: float | None = None
    ) -> None:
        self._database.execute(
            "UPDATE outbox SET status = ?, answer = ?, attempts = attempts + 1,"
            " due = coalesce(?, due) WHERE id = ?",
            *(status, answer, due, message.id),
        )

    def history(self, webhook_id: str, count: int) -> list[Row]:
        """The newest messages to a webhook, the newest first."""
        sql = "SELECT * FROM outbox WHERE hook = ? ORDER BY number DESC LIMIT ?"
        return self._database.rows(sql, webhook_id, count)

    def delete_old(self) -> None:
        """What was settled long ago goes."""
        self._database.execute(
            "DELETE FROM outbox WHERE created < ? AND (status <> 'todo'"
            " OR hook IN (SELECT id FROM hooks WHERE disabled <> ''))",
            time.time() - RETENTION_SECONDS,
        )


def _message_from_row(row: Row) -> OutboxMessage:
    names = ("id", "hook", "feed", "event", "body", "attempts")
    return OutboxMessage(**{name: row[name] for name in names})
