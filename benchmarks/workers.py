"""Several processes on one Postgres: `python -m benchmarks.workers [VOICE] [STORIES] [STREAMS]`.

Prints how many stories one worker and two workers record in an hour, and how much later a live
stream starts through a server that does not make the recording. The second part has a bucket, and
a cache for each server. Needs Debian's postgresql, and moto. Run it on a quiet machine.
"""

from __future__ import annotations

import logging
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from moto.server import ThreadedMotoServer

from benchmarks.measures import is_runnable, process_tree_cpu
from benchmarks.postgres import run_postgres
from benchmarks.serving import CLIENT, start_server
from benchmarks.story import make_story

VOICE, STORIES, STREAMS = "house:kathleen", 12, 10
STORY_WORDS = 200
WARM_UPS = 4
BUCKET = "recordings"
ONE_PROCESS = {"EARSHOT_SYNTHESIS_WORKERS": "1", "EARSHOT_CACHE_SIZE": "0"}
NO_JOBS = {"EARSHOT_WORKER_VOICES": "none"}
UNFINISHED = "SELECT count(*) FROM stories WHERE status IN ('todo', 'doing')"


class Wait(Protocol):
    """Waits until all stories are recorded, and calls `observe` often meanwhile."""

    def __call__(self, observe: Callable[[], None] = ...) -> None: ...


def main() -> None:
    voice = sys.argv[1] if sys.argv[1:] else VOICE
    stories = int(sys.argv[2]) if sys.argv[2:] else STORIES
    streams = int(sys.argv[3]) if sys.argv[3:] else STREAMS
    os.environ |= {"EARSHOT_VOICE": voice} | ONE_PROCESS
    one, two = (record_stories(voice, stories, count) for count in (1, 2))
    print(f"stories of {STORY_WORDS} words an hour, as measured and on a quiet machine")
    for name, run in (("one worker", one), ("two workers", two)):
        hourly, quiet = (stories / each * 3_600 for each in (run.seconds, run.quiet_seconds))
        print(f"{name:13} {hourly:7.0f} {quiet:7.0f}  CPU of a story: {describe_cpu(run, stories)}")
    ratio, quiet = one.seconds / two.seconds, one.quiet_seconds / two.quiet_seconds
    print(f"times as many {ratio:7.2f} {quiet:7.2f}", flush=True)
    if streams:
        print_streams(voice, streams)


def print_streams(voice: str, streams: int) -> None:
    own, other = measure_streams(voice, streams)
    print(f"live stream   {own * 1_000:7.0f} ms through the server that makes it, median")
    print(
        f"              {other * 1_000:7.0f} ms through another, {(other - own) * 1_000:.0f} later"
    )


@dataclass(frozen=True, slots=True)
class Run:
    """Some workers record stories, each on a core of its own."""

    workers: int
    seconds: float
    idle_share: float
    """The share of the time that a worker is idle."""
    cpu: Mapping[str, float]
    """Seconds of a core in each part."""

    @property
    def quiet_seconds(self) -> float:
        """How long it takes if no other program uses the machine. Then a worker computes whenever
        it has something to compute. With a worker on each core, the other parts take turns with
        the workers."""
        has_free_core = self.workers < len(os.sched_getaffinity(0))
        work = self.cpu["workers"] if has_free_core else sum(self.cpu.values())
        return work / self.workers + self.idle_share * self.seconds


def describe_cpu(run: Run, stories: int) -> str:
    parts = (f"{name} {used / stories * 1_000:.0f} ms" for name, used in run.cpu.items())
    return ", ".join(parts)


def record_stories(voice: str, stories: int, workers: int) -> Run:
    """Record the stories that a server accepts. Each worker has a core of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres, wait = stack.enter_context(run_database())
        base, server = stack.enter_context(start_server(folder, NO_JOBS))
        cores = sorted(os.sched_getaffinity(0))
        processes = [
            stack.enter_context(run_worker(folder, cores[number % len(cores)]))
            for number in range(workers)
        ]
        parts = {"workers": processes, "server": [server], "Postgres": [postgres]}
        send_all(base, voice, WARM_UPS)
        wait()
        started, before = time.perf_counter(), measure_parts(parts)
        send_all(base, voice, stories)
        idle: list[bool] = []
        wait(lambda: idle.extend(not is_runnable(each) for each in processes))
        seconds, after = time.perf_counter() - started, measure_parts(parts)
        cpu = {name: after[name] - used for name, used in before.items()}
        return Run(workers, seconds, statistics.mean(idle), cpu)


def measure_parts(parts: Mapping[str, Sequence[int]]) -> dict[str, float]:
    return {name: sum(map(process_tree_cpu, processes)) for name, processes in parts.items()}


def measure_streams(voice: str, count: int) -> tuple[float, float]:
    """The median seconds from a submission to the first sound, through the server that makes the
    recording, and through another."""
    with ExitStack() as stack:
        _, wait = stack.enter_context(run_database())
        stack.enter_context(run_bucket())
        bases = [
            stack.enter_context(
                start_server(Path(stack.enter_context(tempfile.TemporaryDirectory())), settings)
            )[0]
            for settings in ({}, NO_JOBS)
        ]
        for base in bases:
            start_stream(bases[0], base, voice)
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(count):
            for base, found in zip(bases, times, strict=True):
                found.append(start_stream(bases[0], base, voice))
                wait()
        return statistics.median(times[0]), statistics.median(times[1])


def start_stream(maker: str, base: str, voice: str) -> float:
    """The seconds until the first sound of a new story."""
    [story] = send_all(maker, voice, 1)
    started = time.perf_counter()
    with CLIENT.stream("GET", f"{base}/v1/stories/{story}/stream") as response:
        response.raise_for_status()
        next(response.iter_bytes())
        return time.perf_counter() - started


def send_all(base: str, voice: str, count: int) -> list[str]:
    text = "\n\n".join(block.text for block in make_story(STORY_WORDS).blocks)
    fields = {"text": text, "voice": voice, "language": "en"}
    stories = [fields | {"source_id": secrets.token_hex(8)} for _ in range(count)]
    answers = [CLIENT.post(f"{base}/v1/stories", json=each) for each in stories]
    return [answer.raise_for_status().json()["id"] for answer in answers]


@contextmanager
def run_database() -> Iterator[tuple[int, Wait]]:
    """An empty library: its process, and a function that waits until its stories are recorded."""
    with run_postgres("-c fsync=off") as postgres:
        os.environ["EARSHOT_DATABASE"] = postgres.url

        def wait(observe: Callable[[], None] = lambda: None) -> None:
            with psycopg.connect(postgres.url, autocommit=True) as connection:
                while connection.execute(UNFINISHED).fetchone() != (0,):
                    observe()
                    time.sleep(0.05)

        yield postgres.process_id, wait


@contextmanager
def run_worker(folder: Path, core: int) -> Iterator[int]:
    """A worker on this core; its process."""
    command = [sys.executable, "-m", "earshot", "worker", "--data-dir", str(folder)]
    own_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # its processes and threads inherit it
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    os.sched_setaffinity(0, own_cores)
    with process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.terminate()


@contextmanager
def run_bucket() -> Iterator[None]:
    """An empty bucket, which the variables of the environment name."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    service = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    service.start()
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:{1}".format(*service.get_host_and_port()),
        "EARSHOT_STORAGE": f"s3://{BUCKET}/library",
    }
    try:
        CLIENT.put(f"{os.environ['AWS_ENDPOINT_URL']}/{BUCKET}").raise_for_status()
        yield
    finally:
        service.stop()


if __name__ == "__main__":
    main()
