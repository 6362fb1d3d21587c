"""Webhooks: who is told of what happens to stories, and how they know that it is us.

Messages and signatures are those of the Standard Webhooks (https://www.standardwebhooks.com).
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from earshot.server.storage.database import Row
from earshot.server.storage.stories import Store, Story
from earshot.server.story_json import facts, moment
from earshot.server.webhooks.outbox import ATTEMPTS, Letter, Outbox

EVENTS = ("story.updated", "story.failed", "story.deleted")
TEST = "webhook.test"
PREFIX = "whsec_"
SECRET_BYTES = 32
OVERLAP = 24 * 3_600.0
"""Seconds for which both secrets sign after a new one was made."""
MOST = 50
"""Webhooks of a library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One row."""

    id: str
    url: str
    events: str
    """Their names, spaces between them."""
    secret: str
    old_secret: str
    rotated: float
    refused: int
    """Attempts since the last one that was taken."""
    disabled: str
    """Why nothing is sent any more, or nothing."""
    created: float

    def secrets(self, now: float) -> list[str]:
        """Those that sign at this moment."""
        both = self.old_secret and 0 <= now - self.rotated < OVERLAP
        return [self.secret, self.old_secret] if both else [self.secret]


class Hooks:
    """All webhooks of a library; a watcher of its stories."""

    def __init__(self, store: Store, outbox: Outbox, base: str) -> None:
        self._store = store
        self._database = store.database
        self._outbox = outbox
        self._base = base

    # What happens to stories

    def changed(self, before: Story, after: Story | None) -> None:
        """A watcher of the store: leave the messages that the change is worth."""
        if after is None:
            gone = {"id": before.id, "source_id": before.source_id or None}
            self._tell("story.deleted", before.id, gone | {"url": before.url or None})
        elif after.status == "failed" != before.status:
            self._tell("story.failed", after.id, self._facts(after))
        elif after.status == "succeeded" != before.status:
            news = before.ready != after.ready
            self._tell("story.updated", after.id, self._facts(after), only_amends=not news)

    def _facts(self, story: Story) -> dict[str, Any]:
        return facts(self._base, story) | {"source_id": story.source_id or None}

    def _tell(
        self, event: str, story: str, told: dict[str, Any], *, only_amends: bool = False
    ) -> None:
        """`only_amends`: only who heard last that the story failed is told."""
        body = message(event, told)
        for hook in self.all():
            if hook.disabled or event not in hook.events.split():
                continue
            if only_amends and self._last(hook, story) != "story.failed":
                continue
            self._outbox.put(event, body, story=story, hook=hook.id)

    def _last(self, hook: Hook, story: str) -> str:
        sql = "SELECT event FROM outbox WHERE hook = ? AND story = ? ORDER BY number DESC LIMIT 1"
        return str(self._database.value(sql, hook.id, story) or "")

    # The webhooks

    def all(self) -> list[Hook]:
        return [_hook(row) for row in self._database.rows("SELECT * FROM hooks ORDER BY created")]

    def one(self, hook: str) -> Hook | None:
        row = self._database.row("SELECT * FROM hooks WHERE id = ?", hook)
        return _hook(row) if row else None

    def add(self, url: str, events: str) -> Hook:
        hook = f"hook_{secrets.token_urlsafe(9)}"
        self._database.change(
            "INSERT INTO hooks (id, url, events, secret, created) VALUES (?, ?, ?, ?, ?)",
            *(hook, url, events, new_secret(), time.time()),
        )
        return self._sure(hook)

    def change(self, hook: str, *, url: str, events: str, disabled: str) -> Hook:
        """What was refused before is forgotten where it is enabled."""
        self._database.change(
            "UPDATE hooks SET url = ?, events = ?, disabled = ?, refused = 0 WHERE id = ?",
            *(url, events, disabled, hook),
        )
        return self._sure(hook)

    def rotate(self, hook: str) -> Hook:
        """A new secret; the old one goes on signing for a day."""
        self._database.change(
            "UPDATE hooks SET old_secret = secret, secret = ?, rotated = ? WHERE id = ?",
            *(new_secret(), time.time(), hook),
        )
        return self._sure(hook)

    def delete(self, hook: str) -> bool:
        return bool(self._database.change("DELETE FROM hooks WHERE id = ?", hook))

    def _sure(self, hook: str) -> Hook:
        found = self.one(hook)
        assert found is not None
        return found

    # What became of a message

    def took(self, hook: str) -> None:
        self._database.change("UPDATE hooks SET refused = 0 WHERE id = ? AND refused > 0", hook)

    def refused(self, hook: str, *, given_up: bool) -> None:
        """Another attempt in vain; where a message was given up and nothing was taken in all its
        time, the webhook is disabled."""
        self._database.change("UPDATE hooks SET refused = refused + 1 WHERE id = ?", hook)
        if given_up:
            self._database.change(
                "UPDATE hooks SET disabled = ? WHERE id = ? AND refused >= ?",
                *("nothing was taken for days", hook, ATTEMPTS),
            )

    def disable(self, hook: str, reason: str) -> None:
        self._database.change("UPDATE hooks SET disabled = ? WHERE id = ?", reason, hook)


def message(event: str, told: object) -> str:
    """The body, as every attempt sends it."""
    whole = {"type": event, "timestamp": moment(time.time()), "data": told}
    return json.dumps(whole, ensure_ascii=False)


def headers(hook: Hook, letter: Letter, now: float) -> dict[str, str]:
    """What an attempt at this moment is signed with."""
    told = str(int(now))
    signed = [sign(each, letter.id, told, letter.body.encode()) for each in hook.secrets(now)]
    return {
        "Content-Type": "application/json",
        "webhook-id": letter.id,
        "webhook-timestamp": told,
        "webhook-signature": " ".join(signed),
    }


def sign(secret: str, name: str, timestamp: str, body: bytes) -> str:
    """The signature `v1`: HMAC-SHA256 of id, timestamp and body, stops between them."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.digest(key, f"{name}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _hook(row: Row) -> Hook:
    return Hook(**dict(row))
