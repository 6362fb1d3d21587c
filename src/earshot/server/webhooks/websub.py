"""WebSub: notifies the hub of changed feeds, so subscribers get them at once
(https://www.w3.org/TR/websub/).

Only public feeds are announced: the address of a private feed is its credential.
"""

from __future__ import annotations

import time
from urllib.parse import urlencode

from earshot.errors import InvalidOption
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.story import Story
from earshot.server.urls import is_web_url
from earshot.server.webhooks.outbox import Outbox

PING_EVENT = "feed.changed"
DEBOUNCE_SECONDS = 10.0
"""The delay that combines several changes into one notification."""
FEED_COLUMNS = (
    "ready_revision",
    "title",
    "byline",
    "site",
    "section",
    "excerpt",
    "url",
    "access_level",
    "stage",
    "correction_note",
)
"""The columns of a story that a feed shows."""


def validate_hub(hub: str) -> str:
    """The setting `websub_hub`. Raises InvalidOption."""
    if hub and not is_web_url(hub):
        raise InvalidOption(
            option="websub_hub", value=hub, expected="an address that starts with https://"
        )
    return hub


class WebSubPublisher:
    """Listens to changes of stories."""

    def __init__(self, library: LibraryStore, outbox: Outbox, public_url: str) -> None:
        self._library = library
        self._database = library.database
        self._outbox = outbox
        self._public_url = public_url

    def on_story_change(self, before: Story, after: Story | None) -> None:
        if not (before.ready_revision or (after and after.ready_revision)):
            return
        if after and after is not before and _feed_values(before) == _feed_values(after):
            return
        affected = self._library.collections_of(before) | (
            self._library.collections_of(after) if after else set()
        )
        for feed in self._database.rows("SELECT * FROM feeds WHERE public = 1"):
            if (feed["account_id"], feed["collection"], feed["name"]) in affected:
                self._enqueue_ping(feed["token"])

    def _enqueue_ping(self, feed_token: str) -> None:
        """Add one notification for all changes of the delay. A failed notification is retried. A
        notification that is due may be on its way already, and gets no more changes."""
        waiting = self._database.execute(
            "UPDATE outbox SET attempts = 0,"
            " next_attempt_at = CASE WHEN next_attempt_at < ?1 THEN next_attempt_at ELSE ?1 END"
            " WHERE feed_token = ?2 AND status = 'todo' AND next_attempt_at > ?3",
            *(time.time() + DEBOUNCE_SECONDS, feed_token, time.time()),
        )
        if not waiting:
            body = ping_body(self._public_url, feed_token)
            self._outbox.add_for_feed(feed_token, PING_EVENT, body, delay=DEBOUNCE_SECONDS)


def ping_body(public_url: str, feed_token: str) -> str:
    """The publisher's notification, in the format of hubs since PubSubHubbub 0.4."""
    feed_url = f"{public_url}/feeds/{feed_token}.xml"
    return urlencode({"hub.mode": "publish", "hub.url": feed_url, "hub.topic": feed_url})


def link_header(public_url: str, feed_token: str, hub: str) -> str:
    """The `Link` header of an announced feed."""
    return f'<{hub}>; rel="hub", <{public_url}/feeds/{feed_token}.xml>; rel="self"'


def _feed_values(story: Story) -> list[object]:
    return [getattr(story, name) for name in FEED_COLUMNS]
