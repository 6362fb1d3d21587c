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
    """A message; to a webhook (`webhook_id`), or to the hub about a `feed_token`."""

    id: str
    webhook_id: str | None
    feed_token: str | None
    event: str
    body: str
    attempts: int

    @property
    def receiver(self) -> str:
        return self.webhook_id or f"feed {self.feed_token}"


class Outbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add_for_webhook(
        self, webhook_id: str, event: str, body: str, *, story_id: str = "", delay: float = 0.0
    ) -> str:
        """The id of a new message, which is sent after `delay` seconds."""
        receiver = {"webhook_id": webhook_id, "story_id": story_id}
        return self._add(receiver, event, body, delay)

    def add_for_feed(self, feed_token: str, event: str, body: str, *, delay: float = 0.0) -> str:
        """The same for a message to the hub about a feed."""
        return self._add({"feed_token": feed_token, "story_id": ""}, event, body, delay)

    def _add(self, receiver: dict[str, str], event: str, body: str, delay: float) -> str:
        now, message_id = time.time(), f"msg_{secrets.token_urlsafe(16)}"
        row = receiver | {"id": message_id, "event": event, "body": body}
        placeholders = ", ".join("?" * len(row))
        self._database.execute(
            f"INSERT INTO outbox ({', '.join(row)}, next_attempt_at, created_at)"
            f" VALUES ({placeholders}, ?, ?)",
            *(*row.values(), now + delay, now),
        )
        return message_id

    def list_due(self) -> list[OutboxMessage]:
        """The oldest message for each receiver that may go out now and waits behind no other.

        A time that lies further ahead than any wait was told by a clock that has jumped.
        """
        now = time.time()
        rows = self._database.rows(
            "SELECT *, min(number) FROM outbox AS this"
            " WHERE status = 'todo' AND (next_attempt_at <= ?1 OR next_attempt_at > ?2)"
            " AND (webhook_id IS NULL OR webhook_id IN"
            " (SELECT id FROM webhooks WHERE disabled_reason = ''))"
            " AND NOT EXISTS (SELECT 1 FROM outbox AS that"
            " WHERE that.webhook_id = this.webhook_id AND that.story_id = this.story_id"
            " AND that.number < this.number AND that.status = 'todo')"
            " GROUP BY coalesce(webhook_id, feed_token) ORDER BY number",
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
            "UPDATE outbox SET status = ?, response = ?, attempts = attempts + 1,"
            " next_attempt_at = coalesce(?, next_attempt_at) WHERE id = ?",
            *(status, answer, due, message.id),
        )

    def history(self, webhook_id: str, count: int) -> list[Row]:
        """The newest messages to a webhook, the newest first."""
        sql = "SELECT * FROM outbox WHERE webhook_id = ? ORDER BY number DESC LIMIT ?"
        return self._database.rows(sql, webhook_id, count)

    def delete_old(self) -> None:
        """What was settled long ago goes."""
        self._database.execute(
            "DELETE FROM outbox WHERE created_at < ? AND (status <> 'todo'"
            " OR webhook_id IN (SELECT id FROM webhooks WHERE disabled_reason <> ''))",
            time.time() - RETENTION_SECONDS,
        )


def _message_from_row(row: Row) -> OutboxMessage:
    names = ("id", "webhook_id", "feed_token", "event", "body", "attempts")
    return OutboxMessage(**{name: row[name] for name in names})
