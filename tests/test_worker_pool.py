"""The processes that make stories, killed while they are at work."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from earshot.server.jobs.errors import ProcessEnded
from earshot.server.jobs.worker_pool import WorkerPool

WARM: dict[str, Any] = {"voice": "silent:reader", "language": "en-US"}
LONG = " ".join(f"Sentence number {number} of a long story." for number in range(600))


def makers() -> set[int]:
    """The processes of this crew that live."""
    found = set()
    for children in Path("/proc/self/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            with suppress(FileNotFoundError):
                if b"earshot.server.worker_process" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.add(child)
    return found


@asynccontextmanager
async def working(size: int) -> AsyncIterator[WorkerPool]:
    crew = WorkerPool(size)
    await crew.start()
    try:
        yield crew
    finally:
        await crew.stop()


def say(crew: WorkerPool, made: Callable[[dict[str, Any]], None]) -> Coroutine[Any, Any, Any]:
    return crew.run_task("say", made, text=LONG, voice="silent:reader", speed=1.0, format="pcm")


async def begun(crew: WorkerPool) -> asyncio.Task[Any]:
    """A long task that is at work."""
    first = asyncio.Event()
    task = asyncio.create_task(say(crew, lambda _: first.set()))
    await first.wait()
    return task


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


def test_one_dead_process_is_replaced_by_exactly_one() -> None:
    async def killed() -> None:
        async with working(1) as crew:
            for _ in range(2):
                await crew.run_task("warm", **WARM)
                [dead] = makers()
                os.kill(dead, signal.SIGKILL)
                await until(lambda: not crew.is_healthy)
                await asyncio.gather(*(crew.run_task("warm", **WARM) for _ in range(8)))
                [alive] = makers()
                assert alive != dead
        assert not makers()

    asyncio.run(killed())


def test_a_dead_process_is_replaced_though_nobody_asks_for_it() -> None:
    async def killed() -> None:
        async with working(1) as crew:
            await crew.run_task("warm", **WARM)
            [dead] = makers()
            os.kill(dead, signal.SIGKILL)
            await until(lambda: not crew.is_healthy)
            await until(lambda: crew.is_healthy)
            assert len(makers()) == 1

    asyncio.run(killed())


def test_the_end_of_a_process_fails_no_task_of_another() -> None:
    async def killed() -> None:
        async with working(2) as crew:
            one, other = (asyncio.create_task(say(crew, lambda _: None)) for _ in range(2))
            await until(lambda: crew.task_count == 2)
            os.kill(min(makers()), signal.SIGKILL)
            done, _ = await asyncio.wait({one, other}, return_when=asyncio.FIRST_COMPLETED)
            [failed] = done
            [going_on] = {one, other} - done
            assert isinstance(failed.exception(), ProcessEnded)
            await going_on
            await until(lambda: crew.is_healthy)
            assert len(makers()) == 2

    asyncio.run(killed())


@pytest.mark.parametrize("beside", [0, 1])
def test_an_end_tells_whether_a_task_was_alone(beside: int) -> None:
    async def killed() -> list[bool]:
        async with working(1) as crew:
            tasks = [await begun(crew) for _ in range(1 + beside)]
            [dead] = makers()
            os.kill(dead, signal.SIGKILL)
            found = await asyncio.gather(*tasks, return_exceptions=True)
            return [each.alone for each in found if isinstance(each, ProcessEnded)]

    assert asyncio.run(killed()) == [not beside] * (1 + beside)


def test_no_task_is_at_fault_where_the_process_ends_before_it_begins() -> None:
    async def killed() -> ProcessEnded:
        async with working(1) as crew:
            task = asyncio.create_task(say(crew, lambda _: None))
            await asyncio.sleep(0)
            [dead] = makers()
            os.kill(dead, signal.SIGKILL)
            with pytest.raises(ProcessEnded) as raised:
                await task
            return raised.value

    assert not asyncio.run(killed()).alone
