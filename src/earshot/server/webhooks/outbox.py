"""Outgoing messages, written in the transaction of the change (transactional outbox).

Delivery is at least once, and in order for each receiver and story. A receiver that does not
respond delays no other.
"""

from __future__ import annotations

import random
import secrets
import time
from dataclasses import dataclass

from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Row

SECOND, MINUTE, HOUR = 1.0, 60.0, 3_600.0
RETRY_DELAYS_SECONDS = (
    *(5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR),
    *(14 * HOUR, 20 * HOUR, 24 * HOUR),
)
"""The delay after each attempt, as the Standard Webhooks recommend: more than three days in all."""
MAX_DELIVERY_ATTEMPTS = len(RETRY_DELAYS_SECONDS) + 1
RETENTION_SECONDS = 30 * 24 * HOUR
"""How long settled messages are kept, and the pending ones of a disabled webhook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """A message to a webhook (`webhook_id`), or to the hub about a feed (`feed_token`)."""

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
        """Add a message, to be sent after `delay` seconds; return its id."""
        receiver = {"webhook_id": webhook_id, "story_id": story_id}
        return self._add(receiver, event, body, delay)

    def add_for_feed(self, feed_token: str, event: str, body: str, *, delay: float = 0.0) -> str:
        """Add a message to the hub about a feed; return its id."""
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
        """The oldest due message of each receiver.

        A time further ahead than the longest delay comes from a clock that has jumped; it counts as
        due.
        """
        now = time.time()
        rows = self._database.rows(
            "SELECT * FROM outbox WHERE number IN (SELECT min(number) FROM outbox AS this"
            " WHERE status = 'todo' AND (next_attempt_at <= ?1 OR next_attempt_at > ?2)"
            " AND (webhook_id IS NULL OR webhook_id IN"
            " (SELECT id FROM webhooks WHERE disabled_reason = ''))"
            " AND NOT EXISTS (SELECT 1 FROM outbox AS that"
            " WHERE that.webhook_id = this.webhook_id AND that.story_id = this.story_id"
            " AND that.number < this.number AND that.status = 'todo')"
            " GROUP BY coalesce(webhook_id, feed_token)) ORDER BY number",
            *(now, now + 2 * max(RETRY_DELAYS_SECONDS)),
        )
        return [_message_from_row(row) for row in rows]

    def get(self, message_id: str) -> OutboxMessage:
        row = self._database.row("SELECT * FROM outbox WHERE id = ?", message_id)
        assert row is not None
        return _message_from_row(row)

    def mark_delivered(self, message: OutboxMessage, answer: str) -> None:
        self._record_attempt(message, status="succeeded", answer=answer)

    def retry_later(self, message: OutboxMessage, answer: str, *, wait: float = 0.0) -> bool:
        """Schedule a retry after at least `wait` seconds; return whether the message was given
        up."""
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
        """The newest messages to a webhook, newest first."""
        sql = "SELECT * FROM outbox WHERE webhook_id = ? ORDER BY number DESC LIMIT ?"
        return self._database.rows(sql, webhook_id, count)

    def delete_old(self) -> None:
        """Delete messages that were settled long ago."""
        self._database.execute(
            "DELETE FROM outbox WHERE created_at < ? AND (status <> 'todo'"
            " OR webhook_id IN (SELECT id FROM webhooks WHERE disabled_reason <> ''))",
            time.time() - RETENTION_SECONDS,
        )


def _message_from_row(row: Row) -> OutboxMessage:
    names = ("id", "webhook_id", "feed_token", "event", "body", "attempts")
    return OutboxMessage(**{name: row[name] for name in names})
