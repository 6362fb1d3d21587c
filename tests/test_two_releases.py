"""An older release beside this one, on one Postgres and one bucket, as during a rolling upgrade.

EARSHOT_TEST_OLD_RELEASE=main~60 python -m pytest tests/test_two_releases.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from forked_process import AnyProcess
from object_storage import run_s3_service
from postgres_server import Postgres
from serving import SHORT_DELAYS_COMMAND, ServerProcess, story_markdown
from test_job_worker import LONG_TEXT, kill, start_worker
from test_podcasts import channel, check_feed, new_feed

OLD_RELEASE = os.environ.get("EARSHOT_TEST_OLD_RELEASE", "")
REPOSITORY = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(
    not OLD_RELEASE, reason="left out: EARSHOT_TEST_OLD_RELEASE names no commit"
)


@pytest.fixture(scope="module")
def old_command(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The command of the older release."""
    folder = tmp_path_factory.mktemp("release")
    archive = subprocess.run(
        ["git", "archive", OLD_RELEASE, "src", "pyproject.toml", "tests/short_delays.py"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    write_entry_points(folder)
    path = os.pathsep.join(map(str, (folder / "src", REPOSITORY / "tests" / "network")))
    return ("env", f"PYTHONPATH={path}", sys.executable, f"{folder}/tests/short_delays.py", "serve")


def write_entry_points(folder: Path) -> None:
    """Those of this release name modules that the older one does not have."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    metadata = folder / "src" / "earshot_audio-0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Name: {project['name']}\nVersion: 0\n")
    lines = list[str]()
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in entries.items())]
    (metadata / "entry_points.txt").write_text("\n".join(lines))


@dataclass
class Cluster:
    old: ServerProcess
    new: ServerProcess
    folder: Path
    workers: dict[str, AnyProcess] = field(default_factory=dict)

    def start_worker(self, release: str) -> None:
        server = self.old if release == "old" else self.new
        self.workers[release] = start_worker(server, self.folder / f"{release}-worker")

    def kill(self) -> None:
        for worker in self.workers.values():
            kill(worker)
        for server in (self.old, self.new):
            if server.process and server.process.poll() is None:
                server.kill()


@pytest.fixture
def cluster(old_command: tuple[str, ...], postgres: Postgres, tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        bucket = stack.enter_context(run_s3_service())
        settings = {"database": postgres.create_database(), "storage": f"{bucket.url}/library"}
        old, new = (
            ServerProcess(tmp_path / name, command=command, **settings)
            for name, command in (("old", old_command), ("new", SHORT_DELAYS_COMMAND))
        )
        found = Cluster(old, new, tmp_path)
        stack.callback(found.kill)
        old.start()
        found.start_worker("old")
        yield found


def submit(server: ServerProcess, number: int, **fields: object) -> str:
    """Submit a story until it is accepted, as a CMS does."""
    text = fields.pop("text", LONG_TEXT)
    fields |= {"markdown": story_markdown(f"Story {number}", str(text)), "language": "en"}
    fields["source_id"] = f"cms-{number}"
    while (answer := server.client.post("/v1/stories", json=fields)).status_code == 503:
        pass
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


def visit_until(server: ServerProcess, paths: tuple[str, ...], stopped: Event) -> set[object]:
    """The pages that were not answered with 200 until stopped."""
    failed = set[object]()
    while not stopped.is_set():
        for path in paths:
            answer = server.client.get(path)
            if answer.status_code != 200:
                failed.add((path, answer.status_code, answer.text))
    return failed


def test_nothing_is_lost_while_two_releases_share_a_library(cluster: Cluster) -> None:
    old, new = cluster.old, cluster.new
    feed = new_feed(old).replace(old.base_url, "")
    known = {submit(old, number) for number in range(3)}
    migrated = Event()
    with ThreadPoolExecutor(2) as executor:
        paths = ("/", feed, "/v1/stories", "/feeds", "/metrics")
        visits = executor.submit(visit_until, old, paths, migrated)
        sent = executor.submit(lambda: {submit(old, number) for number in range(3, 9)})
        new.start()
        cluster.start_worker("new")
        known |= sent.result()
        migrated.set()
        assert visits.result() == set()
    known |= {submit(server, 9 + n) for n, server in enumerate((old, new) * 3)}
    known |= {submit(server, n) for n, server in enumerate((new, old) * 4)}
    check_stories(cluster, known, feed)
    known |= {submit(new, number) for number in range(15, 18)}
    old.kill()
    kill(cluster.workers["old"])
    known |= {submit(new, number) for number in range(18, 20)}
    for story_id in known:
        assert new.wait_until_finished(story_id)["status"] == "succeeded"
    assert len(known) == 20


def check_stories(cluster: Cluster, known: set[str], feed: str) -> None:
    """Each server has the same stories, with the same recordings."""
    for story_id in known:
        pair = [each.wait_until_finished(story_id) for each in (cluster.old, cluster.new)]
        assert [(each["status"], each["error"]) for each in pair] == [("succeeded", None)] * 2
        sounds = [
            server.client.get(f"/v1/stories/{story_id}/{path}").content
            for path in ("audio.mp3",)
            for server in (cluster.old, cluster.new)
        ]
        assert len(sounds[0]) > 1_000
        assert sounds[0] == sounds[1]
    for server in (cluster.old, cluster.new):
        assert server.client.get("/").status_code == 200
        items = channel(server, feed).findall("item")
        assert {item.findtext("guid") for item in items} == known
        check_feed(channel(server, feed))
