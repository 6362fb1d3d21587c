"""Server-sent events: subscriptions by story, and the format of an event."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress

MAX_QUEUED_EVENTS = 10_000
"""Events in a subscriber's queue; a slower subscriber is disconnected."""
KEEPALIVE_SECONDS = 15.0
"""The interval of comments that keep a connection open."""


class EventBus:
    """Publishes events by story. Events without a subscriber are dropped."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    def publish(self, story_id: str, event: str, data: object) -> None:
        for queue in list(self._queues.get(story_id, ())):
            with suppress(asyncio.QueueFull):
                queue.put_nowait(format_event(event, data))

    def list_stories(self) -> list[str]:
        """The stories that have subscribers."""
        return list(self._queues)

    @property
    def listener_count(self) -> int:
        return sum(map(len, self._queues.values()))

    async def subscribe(self, story_id: str) -> AsyncIterator[str]:
        """The events of a story from now on, as server-sent events (WHATWG HTML, 9.2)."""
        queue: asyncio.Queue[str] = asyncio.Queue(MAX_QUEUED_EVENTS)
        self._queues[story_id].add(queue)
        try:
            while True:
                try:
                    async with asyncio.timeout(KEEPALIVE_SECONDS):
                        event = await queue.get()
                except TimeoutError:
                    event = ": still here\n\n"
                yield event
        finally:
            self._queues[story_id].discard(queue)
            if not self._queues[story_id]:
                del self._queues[story_id]


def format_event(event: str, data: object) -> str:
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
