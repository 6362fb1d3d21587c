"""The server's worker processes, killed while they work. See test_workers.py for their protocol."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from forked_process import list_started

from earshot.server.jobs.errors import ProcessEnded, TaskFailed, VoiceMissing
from earshot.server.jobs.messages import SynthesizeText, WarmUpVoice
from earshot.server.jobs.worker_pool import WorkerPool
from earshot.server.worker_process import TASKS, load_task
from earshot.workers.framing import Message
from earshot.workers.spawn import spawn_worker

pytestmark = pytest.mark.usefixtures("started_workers")
WARM = WarmUpVoice(voice="silent:reader", language="en-US")
LONG = " ".join(f"Sentence number {number} of a long story." for number in range(600))


def worker_pids() -> set[int]:
    """The process ids of the live workers."""
    found = set()
    for child in list_started(os.getpid()):
        with suppress(FileNotFoundError, ProcessLookupError):
            if b"earshot.server.worker_process" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.add(child)
    return found


@asynccontextmanager
async def working(size: int) -> AsyncIterator[WorkerPool]:
    worker_pool = WorkerPool(size)
    await worker_pool.start()
    try:
        yield worker_pool
    finally:
        await worker_pool.stop()


def synthesize(
    worker_pool: WorkerPool, made: Callable[[Message], None]
) -> Coroutine[Any, Any, Any]:
    request = SynthesizeText(text=LONG, voice="silent:reader", language="en-US", format="pcm")
    return worker_pool.run_task(request, made)


async def start_long_task(worker_pool: WorkerPool) -> asyncio.Task[Any]:
    """A long task that is running."""
    first = asyncio.Event()
    task = asyncio.create_task(synthesize(worker_pool, lambda _: first.set()))
    await first.wait()
    return task


@pytest.mark.parametrize("beside", [0, 1])
def test_a_crash_reports_whether_other_tasks_ran(beside: int) -> None:
    async def killed() -> list[bool]:
        async with working(1) as worker_pool:
            tasks = [await start_long_task(worker_pool) for _ in range(1 + beside)]
            [dead] = worker_pids()
            os.kill(dead, signal.SIGKILL)
            found = await asyncio.gather(*tasks, return_exceptions=True)
            return [each.alone for each in found if isinstance(each, ProcessEnded)]

    assert asyncio.run(killed()) == [not beside] * (1 + beside)


def test_a_process_that_fails_to_start_blames_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    start = partial(spawn_worker, "no_such_program")
    monkeypatch.setattr("earshot.server.jobs.worker_pool._start_process", start)

    async def fail() -> ProcessEnded:
        async with working(1) as worker_pool:
            with pytest.raises(ProcessEnded) as raised:
                await synthesize(worker_pool, lambda _: None)
            return raised.value

    assert not asyncio.run(fail()).alone


def test_a_task_error_has_its_type_and_the_process_continues(tmp_path: Path) -> None:
    async def fail() -> None:
        async with working(1) as worker_pool:
            await worker_pool.run_task(WARM)
            [process] = worker_pids()
            with pytest.raises(TaskFailed, match="nobody") as raised:
                await worker_pool.run_task(
                    SynthesizeText(
                        text="Hello.", voice="silent:nobody", language="en-US", format="pcm"
                    )
                )
            assert type(raised.value) is VoiceMissing
            await worker_pool.run_task(WARM)
            assert worker_pids() == {process}

    asyncio.run(fail())


def test_only_the_error_of_a_task_that_is_still_wanted_is_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A story is deleted while it is prepared: its files are gone before its task ends."""

    def fail(voice: str) -> SynthesizeText:
        return SynthesizeText(text="Hello.", voice=voice, language="en-US", format="pcm")

    async def run() -> None:
        async with working(1) as worker_pool:
            await worker_pool.run_task(WARM)
            unwanted = asyncio.create_task(worker_pool.run_task(fail("silent:unwanted")))
            while worker_pool.task_count == 0:
                await asyncio.sleep(0)
            unwanted.cancel()
            with pytest.raises(TaskFailed):
                await worker_pool.run_task(fail("silent:wanted"))
            while worker_pool.task_count:
                await asyncio.sleep(0.01)

    asyncio.run(run())
    assert ["silent:wanted" in each.message for each in caplog.records] == [True]
    assert capfd.readouterr().err == ""


def test_audio_is_reported_sentence_by_sentence() -> None:
    async def speak() -> list[bytes]:
        audio: list[bytes] = []
        async with working(1) as worker_pool:
            text = "One sentence. Another sentence."
            request = SynthesizeText(
                text=text, voice=WARM.voice, language=WARM.language, format="pcm"
            )
            await worker_pool.run_task(request, lambda m: audio.append(m.parts[0]))
        return audio

    assert len(asyncio.run(speak())) == 2


def test_each_task_of_the_server_has_a_function() -> None:
    assert all(callable(load_task(request)) for request in TASKS)


@pytest.mark.parametrize("module", ["earshot.cli.serve", "earshot.server.worker_process"])
def test_a_process_of_the_server_starts_without_heavy_libraries(module: str) -> None:
    heavy = "numpy av PIL jwt feedparser trafilatura py3langid".split()
    code = f"import {module}, sys; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
