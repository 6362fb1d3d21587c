"""Two workers on one Postgres, each with a voice of its own, and a server that records nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from forked_process import AnyProcess
from house_models import write_model
from postgres_server import Postgres
from serving import SHORT_DELAYS_COMMAND, ServerProcess, running_server, story_markdown
from test_job_worker import kill, start_worker

from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database

VOICES = ("house:hum", "house:drum")
STORIES = 2
TEXT = "\n\n".join(f"Sentence {line} is here." for line in range(6))
"""It is recorded longer than it takes to stop a worker."""


class Cluster:
    """A server, and the workers by their voice. All share a folder."""

    def __init__(self, folder: Path, url: str, database: Database) -> None:
        self.server = ServerProcess(
            folder / "library",
            command=SHORT_DELAYS_COMMAND,
            database=url,
            worker_voices="none",
            voices=str(folder / "none"),
        )
        self.workers: dict[str, AnyProcess] = {}
        self._folder, self._url, self._database = folder, url, database

    def start_worker(self, voice: str) -> None:
        """A worker on a machine with this voice only."""
        voices = self._folder / voice.replace(":", "-")
        name = voice.partition(":")[2]
        write_model(voices / "house" / f"{name}.onnx", speaker=name)
        settings = {"database": self._url, "voices": str(voices)}
        machine = ServerProcess(self.server.data_dir, command=SHORT_DELAYS_COMMAND, **settings)
        self.workers[voice] = start_worker(machine, self.server.data_dir)
        self.server.wait_until(lambda: voice in self.list_offered_voices())

    def stop_worker(self, voice: str, number: signal.Signals) -> int:
        """Stop a worker, and wait until its voice is not offered any more; its process."""
        worker = self.workers.pop(voice)
        worker.send_signal(number)
        worker.communicate(timeout=60)
        self.server.wait_until(lambda: voice not in self.list_offered_voices())
        return worker.pid

    def kill_workers(self) -> None:
        for worker in self.workers.values():
            kill(worker)

    def list_offered_voices(self) -> set[str]:
        answer = self.server.client.get("/v1/audio/voices").raise_for_status()
        return {each["id"] for each in answer.json()["voices"]}

    def submit(self, voice: str, number: int) -> str:
        markdown = story_markdown(f"Story {number}", TEXT)
        return str(self.server.create_story(markdown=markdown, voice=voice)["id"])

    def find_process(self, story_id: str) -> int:
        """The process that had the job of a story last; 0 if none had it."""
        sql = "SELECT leased_by FROM stories WHERE id = ?"
        name = str(self._database.value(sql, story_id))
        return int(name.split("-")[-2]) if name else 0

    def check_recording(self, story_id: str, voice: str) -> None:
        """The worker with this voice has recorded the story."""
        story = self.server.wait_until_finished(story_id)
        assert (story["status"], story["error"], story["voice"]) == ("succeeded", None, voice)
        assert self.find_process(story_id) == self.workers[voice].pid


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Cluster]:
    url, home = postgres.create_database(), tmp_path_factory.mktemp("cluster")
    with ExitStack() as stack:
        folder = home / "library"
        database = stack.enter_context(closing(open_database(DataDir(folder), url)))
        found = Cluster(home, url, database)
        server = stack.enter_context(
            running_server(folder, command=SHORT_DELAYS_COMMAND, **found.server.settings)
        )
        found.server = server
        stack.callback(found.kill_workers)
        for voice in VOICES:
            found.start_worker(voice)
        yield found


def test_a_story_is_recorded_by_the_worker_with_its_voice(cluster: Cluster) -> None:
    stories = {cluster.submit(voice, n): voice for n, voice in enumerate(VOICES * STORIES)}
    for story_id, voice in stories.items():
        cluster.check_recording(story_id, voice)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_stories_wait_for_a_worker_with_their_voice(
    cluster: Cluster, number: signal.Signals
) -> None:
    hum, drum = VOICES
    waiting = [cluster.submit(hum, number * 10 + n) for n in range(STORIES)]
    cluster.server.wait_until(lambda: cluster.find_process(waiting[0]))
    first = cluster.stop_worker(hum, number)
    waiting.append(cluster.submit(hum, number * 10 + 8))
    cluster.check_recording(cluster.submit(drum, number * 10 + 9), drum)
    assert cluster.find_process(waiting[-1]) == 0
    assert {cluster.find_process(story_id) for story_id in waiting} <= {0, first}
    assert "failed" not in {cluster.server.get_story(each)["status"] for each in waiting}
    cluster.start_worker(hum)
    cluster.check_recording(waiting[-1], hum)
    for story_id in waiting:
        assert cluster.server.wait_until_finished(story_id)["status"] == "succeeded"
