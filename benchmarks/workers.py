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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from moto.server import ThreadedMotoServer

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


def main() -> None:
    voice = sys.argv[1] if sys.argv[1:] else VOICE
    stories = int(sys.argv[2]) if sys.argv[2:] else STORIES
    streams = int(sys.argv[3]) if sys.argv[3:] else STREAMS
    os.environ |= {"EARSHOT_VOICE": voice} | ONE_PROCESS
    one, two = (record_stories(voice, stories, count) for count in (1, 2))
    print(f"one worker    {stories / one * 3_600:7.0f} stories of {STORY_WORDS} words an hour")
    print(f"two workers   {stories / two * 3_600:7.0f}, {one / two:.2f} times as many", flush=True)
    own, other = measure_streams(voice, streams)
    print(f"live stream   {own * 1_000:7.0f} ms through the server that makes it, median")
    print(
        f"              {other * 1_000:7.0f} ms through another, {(other - own) * 1_000:.0f} later"
    )


def record_stories(voice: str, stories: int, workers: int) -> float:
    """The seconds in which these workers record the stories that a server accepts."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        wait = stack.enter_context(run_database())
        base, _ = stack.enter_context(start_server(folder, NO_JOBS))
        for _ in range(workers):
            stack.enter_context(run_worker(folder))
        send_all(base, voice, WARM_UPS)
        wait()
        started = time.perf_counter()
        send_all(base, voice, stories)
        wait()
        return time.perf_counter() - started


def measure_streams(voice: str, count: int) -> tuple[float, float]:
    """The median seconds from a submission to the first sound, through the server that makes the
    recording, and through another."""
    with ExitStack() as stack:
        wait = stack.enter_context(run_database())
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
def run_database() -> Iterator[Callable[[], None]]:
    """An empty library, and a function that waits until its stories are recorded."""
    with run_postgres("-c fsync=off") as postgres:
        os.environ["EARSHOT_DATABASE"] = postgres.url

        def wait() -> None:
            with psycopg.connect(postgres.url, autocommit=True) as connection:
                while connection.execute(UNFINISHED).fetchone() != (0,):
                    time.sleep(0.05)

        yield wait


@contextmanager
def run_worker(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "earshot", "worker", "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield
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
