"""Who wants to be told what happens to a story, and the words in which they are told."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress

MOST_WAITING = 10_000
"""Events that a listener may be behind before it is let go."""
QUIET = 15.0
"""Seconds after which a connection is kept awake."""


class Events:
    """Told by story; nothing is kept for those who are not there."""

    def __init__(self) -> None:
        self._queues: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    def tell(self, story: str, event: str, facts: object) -> None:
        for queue in list(self._queues.get(story, ())):
            with suppress(asyncio.QueueFull):
                queue.put_nowait(event_text(event, facts))

    @property
    def heard_by(self) -> int:
        return sum(map(len, self._queues.values()))

    async def of(self, story: str) -> AsyncIterator[str]:
        """What happens to the story from now on, as server-sent events (WHATWG HTML, 9.2)."""
        queue: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._queues[story].add(queue)
        try:
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), QUIET)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._queues[story].discard(queue)
            if not self._queues[story]:
                del self._queues[story]


def event_text(event: str, facts: object) -> str:
    return f"event: {event}\ndata: {json.dumps(facts, ensure_ascii=False)}\n\n"
