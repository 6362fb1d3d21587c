"""Tasks that are repeated while the server runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

log = logging.getLogger("earshot")
Action = Callable[[], Coroutine[None, None, None]]


class PeriodicTasks:
    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, seconds: float, action: Action) -> None:
        """Run `action` periodically. Its errors are logged and do not end it."""
        self._tasks.append(asyncio.create_task(_repeat(seconds, action)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _repeat(seconds: float, action: Action) -> None:
    while True:
        try:
            await action()
        except Exception:
            log.exception("a periodic task failed")
        await asyncio.sleep(seconds)
