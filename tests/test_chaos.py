"""Random kills of the server and its workers while they record many stories.

The long form:

    EARSHOT_TEST_CHAOS="500 stories 100 kills" python -m pytest --timeout 0 tests/test_chaos.py
"""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest
from serving import ServerProcess, create_client, story_fields
from test_faults import stopped_server
from test_job_runner import worker_pids
from test_podcasts import channel, check_feed, new_feed

STORIES, KILLS = map(int, re.findall(r"\d+", os.environ.get("EARSHOT_TEST_CHAOS", "12, 5")))
VOICE = os.environ.get("EARSHOT_TEST_CHAOS_VOICE", "silent:reader")
PAUSE_SECONDS = (0.1, 0.6) if KILLS < 20 else (1.0, 6.0)
VICTIMS = ("server", "one worker", "all workers")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(tmp_path, workers="2", voice=VOICE)
    with stopped_server(server):
        server.start()
        yield server


def submit(server: ServerProcess, number: int) -> set[str]:
    """Submit a story until the server accepts it, as a CMS does; return its ids."""
    fields = story_fields(number)
    with create_client(server.base_url) as client:
        while True:
            with suppress(httpx.TransportError):
                answer = client.post("/v1/stories", json=fields)
                assert answer.status_code in (200, 201), answer.text
                return {answer.json()["id"]}
            time.sleep(0.05)


def kill(server: ServerProcess, victim: str, rng: random.Random) -> None:
    if victim == "server":
        server.kill()
        server.start()
        return
    pids = worker_pids(server)
    for pid in pids if victim == "all workers" else pids[:1] and [rng.choice(pids)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def count(server: ServerProcess, status: str) -> int:
    answer = server.client.get("/v1/stories", params={"status": status, "limit": 1}).json()
    return int(answer["total"])


def wait_until_idle(server: ServerProcess) -> None:
    """Wait until no story is pending, as long as some are being finished."""
    pending = STORIES + 1
    while pending:
        last = pending
        server.wait_until(lambda last=last: count(server, "todo") + count(server, "doing") < last)
        pending = count(server, "todo") + count(server, "doing")


def test_every_story_is_finished_once_in_spite_of_kills(server: ServerProcess) -> None:
    rng, kills = random.Random(11), Counter[str]()
    feed = new_feed(server).replace(server.base_url, "")
    with ThreadPoolExecutor(4) as executor:
        submissions = [executor.submit(submit, server, number) for number in range(STORIES)]
        for number in range(KILLS):
            time.sleep(rng.uniform(*PAUSE_SECONDS))
            victim = VICTIMS[number % len(VICTIMS)]
            kill(server, victim, rng)
            kills[victim] += 1
            check_feed(channel(server, feed))
    wait_until_idle(server)
    check_library(server, submissions)
    items = channel(server, feed).findall("item")
    assert len({item.findtext("guid") for item in items}) == min(STORIES, 200)
    check_feed(channel(server, feed))
    assert sum(kills.values()) == KILLS


def check_library(server: ServerProcess, submissions: list[Future[set[str]]]) -> None:
    known = set[str]().union(*(each.result() for each in submissions))
    with closing(sqlite3.connect(server.data_dir / "earshot.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        sql = "SELECT id, source_id, status, error, ready_revision, size_bytes FROM stories"
        rows = database.execute(sql).fetchall()
    assert {row[0] for row in rows} == known
    assert Counter(row[1] for row in rows) == Counter(f"cms-{n}" for n in range(STORIES))
    assert [row for row in rows if row[2] != "succeeded"] == []
    for row in rows:
        [audio] = (server.data_dir / "stories" / row[0] / str(row[4])).glob("*.mp3")
        assert audio.stat().st_size == row[5]
    assert not (server.data_dir / "lost").exists()
