"""Random kills of servers, workers, Postgres and the bucket while they record many stories.

The long form:

    EARSHOT_TEST_CLUSTER_CHAOS="1000 stories 60 kills" python -m pytest --timeout 0 \
        tests/test_cluster_chaos.py
"""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from forked_process import AnyProcess
from object_storage import S3Service, run_s3_service
from postgres_server import Postgres, run_test_postgres
from serving import SHORT_DELAYS_COMMAND, ServerProcess, create_client, story_markdown
from test_faults import stopped_server
from test_job_worker import kill, start_worker
from test_podcasts import channel, check_feed, new_feed, parse_channel

from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database

CHOICE = os.environ.get("EARSHOT_TEST_CLUSTER_CHAOS", "6, 4")
STORIES, KILLS = map(int, re.findall(r"\d+", CHOICE))
VICTIMS = ("worker", "postgres", "bucket", "server")
PATIENCE_SECONDS = 600.0
"""Without any progress. How long all stories take depends on the machine, and has no limit."""
PAUSE_SECONDS = (0.1, 0.6) if KILLS < 20 else (1.0, 6.0)
OUTAGE_SECONDS = (0.0, 0.5) if KILLS < 20 else (0.5, 8.0)


@dataclass
class Cluster:
    server: ServerProcess
    postgres: Postgres
    bucket: S3Service
    folder: Path
    worker: AnyProcess

    def kill(self, victim: str, rng: random.Random) -> None:
        """Kill one part, and start it again after a while."""
        outage = rng.uniform(*OUTAGE_SECONDS)
        if victim == "server":
            self.server.kill()
            time.sleep(outage)
            self.server.start()
        elif victim == "worker":
            kill(self.worker)
            time.sleep(outage)
            self.worker = start_worker(self.server, self.folder)
        else:
            service = self.postgres if victim == "postgres" else self.bucket
            service.stop()
            time.sleep(outage)
            service.start()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        postgres = stack.enter_context(run_test_postgres())
        bucket = stack.enter_context(run_s3_service())
        server = ServerProcess(
            tmp_path / "server",
            command=SHORT_DELAYS_COMMAND,
            database=postgres.create_database(),
            storage=f"{bucket.url}/library",
        )
        stack.enter_context(stopped_server(server))
        server.start()
        folder = tmp_path / "worker"
        found = Cluster(server, postgres, bucket, folder, start_worker(server, folder))
        yield found
        kill(found.worker)


def submit(server: ServerProcess, number: int) -> str:
    """Submit a story until it is accepted, as a CMS does; return its id."""
    text = f"Sentence one of story {number} is here.\n\nThe second one of it is the last."
    fields = {"markdown": story_markdown(f"Story {number}", text), "source_id": f"cms-{number}"}
    fields["language"] = "en"
    with create_client(server.base_url) as client:
        while True:
            with suppress(httpx.TransportError):
                answer = client.post("/v1/stories", json=fields)
                if answer.status_code != 503:
                    assert answer.status_code in (200, 201), answer.text
                    return str(answer.json()["id"])
            time.sleep(0.1)


def test_every_story_is_finished_once_when_any_part_is_killed(cluster: Cluster) -> None:
    rng, server = random.Random(17), cluster.server
    feed = new_feed(server).replace(server.base_url, "")
    with ThreadPoolExecutor(4) as executor:
        submissions = [executor.submit(submit, server, number) for number in range(STORIES)]
        for number in range(KILLS):
            time.sleep(rng.uniform(*PAUSE_SECONDS))
            cluster.kill(VICTIMS[number % len(VICTIMS)], rng)
            check_feed_if_answered(server, feed)
    known = {each.result() for each in submissions}
    with closing(open_database(DataDir(cluster.folder), server.settings["database"])) as database:
        wait_until_finished(database, cluster.bucket)
        columns = "id, source_id, status, ready_revision"
        rows = [tuple(row) for row in database.rows(f"SELECT {columns} FROM stories")]
    assert {row[0] for row in rows} == known
    assert Counter(row[1] for row in rows) == Counter(f"cms-{n}" for n in range(STORIES))
    assert [row for row in rows if row[2] != "succeeded"] == []
    check_objects(cluster.bucket, rows)
    check_feed(channel(server, feed))


def wait_until_finished(database: Database, bucket: S3Service) -> None:
    """Wait until no story is pending. A step of a story, or a file of it, is progress."""
    sql = "SELECT count(*), sum(revision), sum(attempts) FROM stories WHERE status IN (?, ?)"
    before, progressed_at = (), time.monotonic()
    while (found := tuple(database.rows(sql, "todo", "doing")[0]))[0]:
        if (state := (*found, len(bucket.list_keys()))) != before:
            before, progressed_at = state, time.monotonic()
        waited = time.monotonic() - progressed_at
        assert waited < PATIENCE_SECONDS, f"{found[0]} stories are pending without progress"
        time.sleep(0.5)


def check_feed_if_answered(server: ServerProcess, feed: str) -> None:
    """While a part is away, the answer may be 503; a feed that is sent is valid."""
    with suppress(httpx.TransportError):
        answer = server.client.get(feed)
        assert answer.status_code in (200, 503)
        if answer.status_code == 200:
            check_feed(parse_channel(answer.content))


def check_objects(bucket: S3Service, rows: list[tuple[object, ...]]) -> None:
    """Each story has its recording."""
    keys = set(bucket.list_keys())
    for story_id, _, _, revision in rows:
        folder = f"library/stories/{story_id}/{revision}"
        assert {f"{folder}/recording.mp3", f"{folder}/recording.json"} <= keys
