"""Webhooks: receivers, events, secrets and signatures.

Messages and signatures follow the Standard Webhooks (https://www.standardwebhooks.com).
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from earshot.server.http_errors import http_error
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.reader_pool import Row
from earshot.server.storage.story import Story
from earshot.server.story_json import WebhookStory, format_timestamp, public_fields
from earshot.server.urls import require_web_url
from earshot.server.webhooks.outbox import MAX_DELIVERY_ATTEMPTS, Outbox, OutboxMessage

DISABLED_BY_USER = "it was disabled through the API"
EVENTS = ("story.updated", "story.failed", "story.deleted")
TEST_EVENT = "webhook.test"
SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32
SECRET_OVERLAP_SECONDS = 24 * 3_600.0
"""How long the old secret also signs after a rotation."""
MAX_WEBHOOKS = 50
"""The most webhooks of a library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A row of the table."""

    id: str
    url: str
    events: str
    """Names, separated by spaces."""
    secret: str
    old_secret: str
    rotated_at: float
    failure_count: int
    """Failed attempts since the last accepted one."""
    disabled_reason: str
    """Why deliveries are disabled; empty if they are enabled."""
    created_at: float

    def active_secrets(self, now: float) -> list[str]:
        """The secrets that sign at this time."""
        both = self.old_secret and 0 <= now - self.rotated_at < SECRET_OVERLAP_SECONDS
        return [self.secret, self.old_secret] if both else [self.secret]


class WebhookStore:
    """The webhooks of a library; listens to changes of stories."""

    def __init__(
        self, library: LibraryStore, outbox: Outbox, audit_log: AuditLog, public_url: str
    ) -> None:
        self._library = library
        self._database = library.database
        self._outbox = outbox
        self._audit_log = audit_log
        self._public_url = public_url

    # Changes of stories

    def on_story_change(self, before: Story, after: Story | None) -> None:
        """Called in the transaction of a change: add the messages about a published story."""
        if not self._library.is_published(before.id):
            return
        if after is None:
            self.announce_deletion(before)
        elif after.stage != before.stage and after.ready_revision:
            self._enqueue("story.updated", after.id, self._story_data(after))
        elif after.status == "failed" != before.status:
            self._enqueue("story.failed", after.id, self._story_data(after))
        elif after.status == "succeeded" != before.status:
            is_new_revision = before.ready_revision != after.ready_revision
            self._enqueue(
                "story.updated",
                after.id,
                self._story_data(after),
                only_after_failure=not is_new_revision,
            )

    def announce_deletion(self, story: Story) -> None:
        """Add the messages about a published story that is deleted, or that only readers keep."""
        data = {"id": story.id, "source_id": story.source_id or None, "url": story.url or None}
        self._enqueue("story.deleted", story.id, data)

    def _story_data(self, story: Story) -> dict[str, Any]:
        fields: dict[str, Any] = public_fields(self._public_url, story)
        return msgspec.structs.asdict(WebhookStory(**fields, source_id=story.source_id or None))

    def _enqueue(
        self, event: str, story_id: str, data: dict[str, Any], *, only_after_failure: bool = False
    ) -> None:
        """`only_after_failure`: only if the last message was the failure of the story."""
        body = message_body(event, data)
        for webhook in self.list_all():
            if webhook.disabled_reason or event not in webhook.events.split():
                continue
            if only_after_failure and self._last_event(webhook, story_id) != "story.failed":
                continue
            self._outbox.add_for_webhook(webhook.id, event, body, story_id=story_id)

    def _last_event(self, webhook: Webhook, story_id: str) -> str:
        sql = (
            "SELECT event FROM outbox WHERE webhook_id = ? AND story_id = ?"
            " ORDER BY number DESC LIMIT 1"
        )
        return str(self._database.value(sql, webhook.id, story_id) or "")

    # Webhooks

    def list_all(self) -> list[Webhook]:
        return [
            _webhook_from_row(row)
            for row in self._database.rows("SELECT * FROM webhooks ORDER BY created_at")
        ]

    def get(self, webhook_id: str) -> Webhook | None:
        row = self._database.row("SELECT * FROM webhooks WHERE id = ?", webhook_id)
        return _webhook_from_row(row) if row else None

    def get_or_404(self, webhook_id: str) -> Webhook:
        """Raises RequestRejected."""
        if webhook := self.get(webhook_id):
            return webhook
        raise http_error(
            404, "webhook_not_found", "this webhook was not found; it may have been deleted"
        )

    def add(
        self, url: str, account_id: int, events: Iterable[str] = EVENTS, webhook_id: str = ""
    ) -> Webhook:
        """The account is the one that adds it. Raises RequestRejected."""
        if len(self.list_all()) >= MAX_WEBHOOKS:
            reason = f"the limit is {MAX_WEBHOOKS} webhooks; delete one first"
            raise http_error(409, "limit_reached", reason)
        webhook_id = webhook_id or f"hook_{secrets.token_urlsafe(9)}"
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO webhooks (id, url, events, secret, created_at) VALUES (?, ?, ?, ?, ?)",
                *(webhook_id, require_web_url(url), _join(events), generate_secret(), time.time()),
            )
            self._audit_log.record(account_id, "webhook.created", url)
        return self._require(webhook_id)

    def update(
        self,
        webhook: Webhook,
        account_id: int,
        *,
        url: str | None = None,
        events: Iterable[str] | None = None,
        enabled: bool | None = None,
    ) -> Webhook:
        """Change the given fields, and reset the failure count. Raises RequestRejected."""
        disabled = webhook.disabled_reason
        if enabled is not None:
            disabled = "" if enabled else webhook.disabled_reason or DISABLED_BY_USER
        new_url = require_web_url(url) if url else webhook.url
        with self._database.transaction():
            self._database.execute(
                "UPDATE webhooks SET url = ?, events = ?, disabled_reason = ?, failure_count = 0"
                " WHERE id = ?",
                *(new_url, _join(events) if events else webhook.events, disabled, webhook.id),
            )
            self._audit_log.record(account_id, "webhook.changed", new_url)
        return self._require(webhook.id)

    def rotate_secret(self, webhook: Webhook, account_id: int) -> Webhook:
        """Create a new secret; the old one also signs for a day."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE webhooks SET old_secret = secret, secret = ?, rotated_at = ? WHERE id = ?",
                *(generate_secret(), time.time(), webhook.id),
            )
            self._audit_log.record(account_id, "webhook.secret_rotated", webhook.url)
        return self._require(webhook.id)

    def delete(self, webhook_id: str, account_id: int) -> None:
        with self._database.transaction():
            sql = "DELETE FROM webhooks WHERE id = ? RETURNING url"
            if row := self._database.row(sql, webhook_id):
                self._audit_log.record(account_id, "webhook.deleted", row["url"])

    def _require(self, webhook_id: str) -> Webhook:
        found = self.get(webhook_id)
        assert found is not None
        return found

    # Results of deliveries

    def record_success(self, webhook_id: str) -> None:
        self._database.execute(
            "UPDATE webhooks SET failure_count = 0 WHERE id = ? AND failure_count > 0", webhook_id
        )

    def record_failure(self, webhook_id: str, *, given_up: bool) -> None:
        """Count a failed attempt. Disable the webhook if a message was given up and nothing was
        accepted meanwhile."""
        self._database.execute(
            "UPDATE webhooks SET failure_count = failure_count + 1 WHERE id = ?", webhook_id
        )
        if given_up:
            self._database.execute(
                "UPDATE webhooks SET disabled_reason = ? WHERE id = ? AND failure_count >= ?",
                *("all deliveries failed for several days", webhook_id, MAX_DELIVERY_ATTEMPTS),
            )

    def disable(self, webhook_id: str, reason: str) -> None:
        self._database.execute(
            "UPDATE webhooks SET disabled_reason = ? WHERE id = ?", reason, webhook_id
        )


def message_body(event: str, data: object) -> str:
    """The body, identical in every attempt."""
    envelope = {"type": event, "timestamp": format_timestamp(time.time()), "data": data}
    return json.dumps(envelope, ensure_ascii=False)


def signed_headers(webhook: Webhook, message: OutboxMessage, now: float) -> dict[str, str]:
    """The headers of an attempt at this time, with its signatures."""
    timestamp = str(int(now))
    signatures = [
        sign(each, message.id, timestamp, message.body.encode())
        for each in webhook.active_secrets(now)
    ]
    return {
        "Content-Type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def sign(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """The signature `v1`: HMAC-SHA256 of id, timestamp and body, joined by full stops."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def generate_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _join(events: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(events))


def _webhook_from_row(row: Row) -> Webhook:
    return Webhook(**dict(row))
