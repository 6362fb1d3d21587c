"""The makers: processes that are given tasks, heard, and replaced when they die."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from earshot.errors import EarshotError

LONGEST_LINE = 1 << 26
Made = Callable[[dict[str, Any]], None]


class TaskFailed(EarshotError):
    """{reason}"""

    reason: str


class TaskFaulted(TaskFailed):
    """{reason}"""


class Task:
    """Something given to a maker to do."""

    def __init__(self, number: int, made: Made | None) -> None:
        self.number = number
        self.made = made
        self.done: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()


class _Maker:
    """One process and what it has in hand."""

    def __init__(self) -> None:
        self.tasks: dict[int, Task] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "earshot.server.maker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        self._hearing = asyncio.create_task(self._hear(self._process))

    async def _hear(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        while line := await process.stdout.readline():
            self._heard(json.loads(line))
        await process.wait()
        for task in list(self.tasks.values()):
            self._end(task, TaskFaulted(reason="the process that was making it ended"))

    def _heard(self, answer: dict[str, Any]) -> None:
        task = self.tasks.get(answer["task"])
        if task is None:
            return
        if "made" in answer:
            if task.made:
                task.made(answer["made"])
        elif "error" in answer:
            kind = TaskFaulted if answer["fault"] else TaskFailed
            self._end(task, kind(reason=answer["error"]))
        else:
            self.tasks.pop(task.number, None)
            if not task.done.done():
                task.done.set_result(answer["done"])

    def _end(self, task: Task, error: TaskFailed) -> None:
        self.tasks.pop(task.number, None)
        if not task.done.done():
            task.done.set_exception(error)

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def send(self, request: dict[str, Any]) -> None:
        if self.is_alive and self._process and self._process.stdin:
            with suppress(OSError):
                self._process.stdin.write(json.dumps(request).encode() + b"\n")

    async def stop(self) -> None:
        if self._process and self._hearing:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._hearing


class Crew:
    """All makers. Give each task to the one with the least to do."""

    def __init__(self, size: int) -> None:
        self._makers = [_Maker() for _ in range(size)]
        self._numbers = itertools.count(1)
        self.size = size

    async def start(self) -> None:
        for maker in self._makers:
            await maker.start()

    async def stop(self) -> None:
        for maker in self._makers:
            await maker.stop()

    @property
    def is_whole(self) -> bool:
        return all(maker.is_alive for maker in self._makers)

    @property
    def at_work(self) -> int:
        """Tasks in hand."""
        return sum(len(maker.tasks) for maker in self._makers)

    async def do(self, name: str, made: Made | None = None, **facts: object) -> dict[str, Any]:
        """What the task comes to. Raises TaskFailed, or TaskFaulted where another try may help.

        Cancelled, it stops at the next sentence.
        """
        maker = min(self._makers, key=lambda each: len(each.tasks))
        if not maker.is_alive:
            await maker.start()
        task = Task(next(self._numbers), made)
        maker.tasks[task.number] = task
        maker.send({"task": task.number, "do": name, **facts})
        try:
            return await task.done
        except asyncio.CancelledError:
            task.made = None
            maker.send({"cancel": task.number})
            raise
