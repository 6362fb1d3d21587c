"""Worker processes under kills and faults."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socketpair
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.workers import framing
from earshot.workers.async_pool import AsyncWorkerPool
from earshot.workers.channel import Channel
from earshot.workers.errors import TaskEnded, WorkerClosed, WorkerEnded, WorkerTimeout
from earshot.workers.framing import Decoder, Message, ProtocolError, encode_message
from earshot.workers.spawn import WorkerProcess, spawn_worker
from earshot.workers.task_service import Reporter, ThreadedService
from earshot.workers.worker import Worker

SECONDS = 60.0
ENDLESS = 10**9


class Starts:
    """Starts workers and records them."""

    def __init__(self, *arguments: str) -> None:
        self.all: list[WorkerProcess] = []
        self._arguments = arguments

    def __call__(self) -> WorkerProcess:
        process = spawn_worker("worker_program", *self._arguments)
        self.all.append(process)
        return process

    @property
    def alive(self) -> list[int]:
        return [process.pid for process in self.all if process.is_alive]


@pytest.fixture
def starts() -> Iterator[Starts]:
    started = Starts()
    yield started
    assert not started.alive


@pytest.fixture
def worker(starts: Starts) -> Iterator[Worker]:
    opened = Worker(starts)
    yield opened
    opened.close()


def pid_of(worker: Worker) -> int:
    return int(worker.request({"do": "pid"}, SECONDS).body["pid"])


# Messages


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(framing.KINDS)),
            st.integers(0, 2**40),
            st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=3),
            st.lists(st.binary(max_size=50), max_size=4),
        ),
        max_size=4,
    ),
    st.integers(1, 40),
)
def test_messages_survive_however_their_bytes_are_cut(sent: list[Any], size: int) -> None:
    messages = [Message(kind, task, body, tuple(parts)) for kind, task, body, parts in sent]
    data = b"".join(b"".join(encode_message(message)) for message in messages)
    decoder = Decoder()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert [message for piece in pieces for message in decoder.feed(piece)] == messages


@pytest.mark.parametrize(
    "data",
    [
        b"Hello",
        b"EWP2" + bytes(8),
        b"EWP1" + b"\xff" * 8,
        b"EWP1" + (5).to_bytes(4, "big") + b"\xff" * 4,
        b"EWP1" + (1).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\xff" * 4,
        b"EWP1" + (2).to_bytes(4, "big") + bytes(4) + b"no",
        b"EWP1" + (2).to_bytes(4, "big") + bytes(4) + b"{}",
        b"EWP1" + (14).to_bytes(4, "big") + bytes(4) + b'["dance",1,{}]',
        b"EWP1" + (15).to_bytes(4, "big") + bytes(4) + b'["result",1,[]]',
        b"EWP1" + (1).to_bytes(4, "big") + bytes(4) + b"\xff",
    ],
)
def test_bytes_that_are_not_a_message_are_rejected(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(Decoder().feed(data))


def test_a_message_that_is_too_large_is_refused_before_it_is_sent(worker: Worker) -> None:
    with pytest.raises(WorkerEnded, match="parts"):
        worker.request({"do": "echo"}, SECONDS, [b""] * (framing.MAX_PARTS + 1))
    assert pid_of(worker)


# Threads


def test_a_large_answer_comes_back_whole(worker: Worker) -> None:
    parts = (os.urandom(3_000_000), b"", os.urandom(1_000_001))
    answer = worker.request({"do": "echo", "text": "ü" * 100_000}, SECONDS, parts)
    assert answer.parts == parts
    assert answer.body["text"] == "ü" * 100_000


def test_a_worker_killed_in_the_middle_fails_one_request_and_is_replaced_once(
    worker: Worker, starts: Starts, tmp_path: Path
) -> None:
    first, file = pid_of(worker), tmp_path / "pid"
    killer = Thread(target=lambda: os.kill(wait_for_pid(file), signal.SIGKILL))
    killer.start()
    with pytest.raises(WorkerEnded, match="signal 9"):
        worker.request({"do": "hang", "file": str(file)}, SECONDS)
    killer.join()
    assert pid_of(worker) != first
    assert len(starts.all) == 2


def test_a_worker_that_died_between_requests_is_replaced_without_an_error(worker: Worker) -> None:
    first = pid_of(worker)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert pid_of(worker) != first


def test_a_worker_past_its_deadline_is_ended_with_its_children(
    worker: Worker, starts: Starts, tmp_path: Path
) -> None:
    file = tmp_path / "child"
    pid_of(worker)
    for seconds in (1, 10, 50):  # until the child is there in this time
        with pytest.raises(WorkerTimeout, match=f"longer than {seconds} s"):
            worker.request({"do": "fork and hang", "file": str(file)}, float(seconds))
        assert not starts.alive
        if file.exists() and file.read_text().endswith("."):
            break
    until(lambda: not is_running(wait_for_pid(file)))
    assert pid_of(worker)


def wait_for_pid(file: Path) -> int:
    until(lambda: file.exists() and file.read_text().endswith("."))
    return int(file.read_text()[:-1])


def is_running(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("do", "reason"),
    [
        ("garbage", "not a message"),
        ("half", "ended"),
        ("exit", "its process ended"),
        ("other task", "another request"),
    ],
)
def test_a_wrong_answer_ends_the_worker_and_the_next_request_is_answered(
    worker: Worker, starts: Starts, do: str, reason: str
) -> None:
    with pytest.raises(WorkerEnded, match=reason):
        worker.request({"do": do}, SECONDS)
    assert not starts.alive
    assert pid_of(worker)


def test_many_threads_share_a_worker_and_each_gets_its_own_answer(
    worker: Worker, starts: Starts
) -> None:
    def ask(number: int) -> bool:
        answer = worker.request({"do": "echo", "number": number}, SECONDS, [bytes([number])])
        return (answer.body["number"], answer.parts) == (number, (bytes([number]),))

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(ask, range(200)))
    assert len(starts.all) == 1


def test_a_worker_that_is_stopped_fails_the_request_in_progress(
    worker: Worker, tmp_path: Path
) -> None:
    first, file = pid_of(worker), tmp_path / "pid"

    def stop() -> None:
        wait_for_pid(file)
        worker.stop()

    stopper = Thread(target=stop)
    stopper.start()
    with pytest.raises(WorkerEnded):
        worker.request({"do": "hang", "file": str(file)}, SECONDS)
    stopper.join()
    assert pid_of(worker) != first


def test_a_closed_worker_starts_no_process(worker: Worker, starts: Starts) -> None:
    worker.close()
    with pytest.raises(WorkerClosed):
        worker.request({"do": "pid"}, SECONDS)
    assert not starts.all


def test_a_worker_ends_when_its_socket_is_closed() -> None:
    process = spawn_worker("worker_program")
    process.socket.close()
    assert process.wait(SECONDS) == 0


def test_a_worker_ends_during_a_request_when_its_socket_is_closed(tmp_path: Path) -> None:
    """As if the process that started it had been killed."""
    process, file = spawn_worker("worker_program", "watched"), tmp_path / "pid"
    process.channel.send(Message("request", 1, {"do": "hang", "file": str(file)}))
    assert wait_for_pid(file) == process.pid
    process.socket.close()
    assert process.wait(60) == 1


def test_a_task_whose_server_is_gone_ends_without_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    own_end, servers_end = socketpair()
    servers_end.close()
    reports: list[int] = []

    def count(body: Mapping[str, Any], report: Reporter) -> Message:
        for number in range(ENDLESS):
            report({"number": number})
            reports.append(number)
        return Message("result")

    with own_end:
        ThreadedService(Channel(own_end.fileno()), count)._run_task(Message("request", 1))
    assert not reports
    assert not caplog.records


def test_a_program_that_cannot_start_is_an_error_and_not_a_hang() -> None:
    worker = Worker(lambda: spawn_worker("no_such_program", is_minimal=True))
    with pytest.raises(WorkerEnded, match="ended"):
        worker.request({}, SECONDS)
    worker.close()


def test_starting_a_worker_imports_nothing_heavy() -> None:
    program = (
        "import sys, earshot.workers.worker\n"
        "print({'numpy', 'av', 'onnxruntime', 'asyncio', 'dataclasses'} & set(sys.modules))"
    )
    process = os.popen(f'{sys.executable} -c "{program}"')
    assert process.read() == "set()\n"
    process.close()


# asyncio


@asynccontextmanager
async def pool_of(size: int) -> AsyncIterator[tuple[AsyncWorkerPool, Starts]]:
    starts = Starts("threads")
    pool = AsyncWorkerPool(starts, size)
    await pool.start()
    try:
        async with asyncio.timeout(SECONDS):
            yield pool, starts
    finally:
        await pool.stop()
    assert not starts.alive


async def start_endless(pool: AsyncWorkerPool, subject: object = None) -> asyncio.Task[Message]:
    """A task that reports progress endlessly, after its first report."""
    began = asyncio.Event()
    work = pool.run({"to": ENDLESS}, lambda _: began.set(), subject, cancel_seconds=SECONDS)
    task = asyncio.create_task(work)
    await began.wait()
    return task


async def settle(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def test_progress_arrives_in_order_with_its_parts() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, _):
            received: list[Message] = []
            answer = await pool.run({"to": 300}, received.append)
            assert [each.body["number"] for each in received] == list(range(300))
            assert received[7].parts == (b"\x07",)
            assert answer.kind == "result"

    run(check())


def test_an_exception_in_a_task_is_its_error_and_the_process_continues() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            assert (await pool.run({"to": 0, "wrong": True})).kind == "error"
            assert (await pool.run({"to": 0})).body["pid"] == starts.all[0].pid

    run(check())


def test_a_dead_process_is_replaced_by_exactly_one_however_many_tasks_ask() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            await pool.run({"to": 0})
            os.kill(starts.alive[0], signal.SIGKILL)
            await settle(lambda: not pool.is_healthy)
            await asyncio.gather(*(pool.run({"to": 0}) for _ in range(8)))
            assert len(starts.all) == 2

    run(check())


def test_a_dead_process_is_replaced_though_no_task_needs_it() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            os.kill(starts.alive[0], signal.SIGKILL)
            await settle(lambda: len(starts.all) == 2 and pool.is_healthy)

    run(check())


def test_a_cancelled_task_that_does_not_end_is_ended_with_its_process() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            other = await start_endless(pool)
            began = asyncio.Event()
            work = pool.run({"stuck": True}, lambda _: began.set(), cancel_seconds=0.1)
            stuck = asyncio.create_task(work)
            await began.wait()
            stuck.cancel()
            with pytest.raises(TaskEnded) as raised:
                await other
            assert (raised.value.alone, raised.value.is_bystander) == (False, True)
            await pool.run({"to": 0})
            assert len(starts.all) == 2

    run(check())


def test_a_cancelled_task_that_ends_leaves_its_process_alone() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            task = await start_endless(pool)
            task.cancel()
            await settle(lambda: pool.task_count == 0)
            await pool.run({"to": 0})
            assert len(starts.all) == 1

    run(check())


def test_the_end_of_a_process_fails_no_task_of_another() -> None:
    async def check() -> None:
        async with pool_of(2) as (pool, starts):
            one, other = [await start_endless(pool) for _ in range(2)]
            os.kill(starts.alive[0], signal.SIGKILL)
            done, _ = await asyncio.wait({one, other}, return_when=asyncio.FIRST_COMPLETED)
            [failed] = done
            assert isinstance(failed.exception(), TaskEnded)
            [active] = {one, other} - done
            assert not active.done()
            active.cancel()

    run(check())


@pytest.mark.parametrize("beside", [0, 1])
def test_the_end_of_a_worker_reports_whether_other_tasks_ran(beside: int) -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            tasks = [await start_endless(pool) for _ in range(1 + beside)]
            os.kill(starts.alive[0], signal.SIGKILL)
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            assert [isinstance(end, TaskEnded) and end.alone for end in ends] == [not beside] * (
                1 + beside
            )

    run(check())


def test_a_cancelled_task_ends_and_its_process_continues() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            task = await start_endless(pool)
            task.cancel()
            await settle(lambda: task.done() and not pool.task_count)
            assert (await pool.run({"to": 0})).body["pid"] == starts.all[0].pid

    run(check())


def test_a_task_past_a_deadline_is_cancelled() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, _):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await pool.run({"to": ENDLESS})
            await settle(lambda: not pool.task_count)

    run(check())


def test_garbage_from_a_process_fails_its_task_and_replaces_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def check() -> None:
        starts = Starts()
        pool = AsyncWorkerPool(starts, 1)
        await pool.start()
        with pytest.raises(TaskEnded):
            await pool.run({"do": "garbage"})
        assert (await pool.run({"do": "pid"})).body["pid"] == starts.all[1].pid
        await pool.stop()
        assert not starts.alive

    run(check())
    assert "not a message" in caplog.text


def test_a_stopped_pool_takes_no_task() -> None:
    async def check() -> None:
        async with pool_of(1) as (pool, starts):
            await pool.stop()
            with pytest.raises(TaskEnded):
                await pool.run({"to": 0})
            assert len(starts.all) == 1

    run(check())
