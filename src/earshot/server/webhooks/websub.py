"""WebSub: the hub is told that a feed has changed, so that its subscribers hear of it at once
(https://www.w3.org/TR/websub/).

Only public feeds are told of: the address of a private one is its key.
"""

from __future__ import annotations

import time
from urllib.parse import urlencode

from earshot.errors import BadOption
from earshot.server.storage.collections import places
from earshot.server.storage.stories import Store, Story
from earshot.server.submissions import is_web_address
from earshot.server.webhooks.outbox import Outbox

PING = "feed.changed"
QUIET = 10.0
"""Seconds that a change waits for others: a newsroom sends several stories at once."""
SHOWN = ("ready", "title", "byline", "site", "section", "opening", "url", "access")
"""What of a story a feed shows."""


def vetted(hub: str) -> str:
    """The setting `hub`. Raises BadOption."""
    if hub and not is_web_address(hub):
        raise BadOption(option="hub", value=hub, expected="an address that starts with https://")
    return hub


class Announcing:
    """A watcher of the stories."""

    def __init__(self, store: Store, outbox: Outbox, base: str) -> None:
        self._store = store
        self._database = store.database
        self._outbox = outbox
        self._base = base
        self.on_its_way: dict[str, str] = {}
        """By feed: the message that is being sent at this moment, too late to add anything."""

    def changed(self, before: Story, after: Story | None) -> None:
        if not (before.ready or (after and after.ready)):
            return
        if after and after is not before and _shown(before) == _shown(after):
            return
        held = places(self._store, before) | (places(self._store, after) if after else set())
        for feed in self._database.rows("SELECT * FROM feeds WHERE public = 1"):
            if (feed["kind"], feed["value"]) in held:
                self._announce(feed["token"])

    def _announce(self, feed: str) -> None:
        """Once for all changes of a while; what the hub did not take before is tried anew."""
        waiting = self._database.change(
            "UPDATE outbox SET due = min(due, ?), attempts = 0"
            " WHERE feed = ? AND status = 'todo' AND id <> ?",
            *(time.time() + QUIET, feed, self.on_its_way.get(feed, "")),
        )
        if not waiting:
            self._outbox.put(PING, ping(self._base, feed), feed=feed, wait=QUIET)


def ping(base: str, feed: str) -> str:
    """The publisher's notification, in the form that hubs have taken since PubSubHubbub 0.4."""
    address = f"{base}/feeds/{feed}.xml"
    return urlencode({"hub.mode": "publish", "hub.url": address, "hub.topic": address})


def links(base: str, feed: str, hub: str) -> str:
    """The `Link` header of a feed that is announced."""
    return f'<{hub}>; rel="hub", <{base}/feeds/{feed}.xml>; rel="self"'


def _shown(story: Story) -> list[object]:
    return [getattr(story, name) for name in SHOWN]
