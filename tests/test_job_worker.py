"""Processes that share a library: who has a job, and what happens when one of them dies."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_line import run_earshot
from forked_process import AnyProcess
from house_models import write_model
from postgres_server import Postgres
from serving import (
    OFFLINE_ENVIRONMENT,
    SHORT_DELAYS_COMMAND,
    ServerProcess,
    running_server,
    signal_processes,
    start_process,
    story_markdown,
)
from test_podcasts import channel, check_feed, new_feed

from earshot.server.event_bus import EventBus
from earshot.server.jobs import leases, peer_voices
from earshot.server.jobs.errors import VoiceMissing
from earshot.server.jobs.leases import JobLeases, count_leases, measure_queue
from earshot.server.jobs.peer_changes import PeerChanges
from earshot.server.jobs.peer_voices import PeerVoices
from earshot.server.jobs.segment_exchange import SegmentExchange
from earshot.server.jobs.voice_list_task import list_voices
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database, open_database
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import Story
from earshot.server.storage.worker_capabilities import JOB_FORMAT, Capabilities

STORIES = 4
LONG_TEXT = "\n\n".join(f"Sentence {line} of the story is here." for line in range(12))


@pytest.fixture
def database(tmp_path: Path, postgres: Postgres) -> Iterator[Database]:
    with closing(open_database(DataDir(tmp_path), postgres.create_database())) as opened:
        yield opened


def add_story(database: Database) -> Story:
    return StoryStore(database).add("k", {"submission_hash": ""})


def test_only_one_process_has_a_job(database: Database) -> None:
    story = add_story(database)
    first, second = JobLeases(database), JobLeases(database)
    assert first.claim(story)
    assert first.claim(story), "it may extend its lease"
    assert not second.claim(story)
    assert first.holds(story.id)
    assert second.is_elsewhere(story.id)
    assert StoryStore(database).list_pending(9, second.worker) == []
    assert StoryStore(database).list_pending(9, first.worker) == [story]
    assert count_leases(database) == [(first.worker, 1)]
    with first.hold(story.id):
        pass
    assert second.claim(story)


def test_a_job_continues_elsewhere_when_its_lease_has_ended(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, first, second = add_story(database), JobLeases(database), JobLeases(database)
    monkeypatch.setattr(leases, "LEASE_SECONDS", -1.0)
    assert first.claim(story)
    monkeypatch.undo()
    assert second.claim(story)
    assert not first.holds(story.id), "it saves nothing when it wakes up"


def test_a_step_that_another_process_has_finished_is_not_taken(database: Database) -> None:
    story = add_story(database)
    StoryStore(database).update(story.id, status="doing", revision=1)
    assert not JobLeases(database).claim(story)


def test_a_worker_takes_the_stories_with_its_voices_and_languages(database: Database) -> None:
    stories, worker = StoryStore(database), JobLeases(database).worker
    rows = {
        "any": {},
        "kokoro": {"voice": "kokoro:af_heart", "language": "en-GB"},
        "piper": {"voice": "piper:de_DE-thorsten", "language": "de"},
        "prepared": {"status": "doing", "needed_voice": "kokoro:bf_emma", "spoken_language": "en"},
    }
    for key, columns in rows.items():
        stories.add(key, {"submission_hash": "", **columns})

    def list_keys(*fields: tuple[str, ...]) -> set[str]:
        return {each.key for each in stories.list_pending(9, worker, Capabilities(*fields))}

    assert list_keys() == set(rows)
    assert list_keys(("kokoro",)) == {"any", "kokoro", "prepared"}
    assert list_keys(("kokoro:af_heart", "piper")) == {"any", "kokoro", "piper"}
    assert list_keys((), ("en",)) == {"any", "kokoro", "prepared"}
    assert list_keys(("piper",), ("en",)) == {"any"}
    assert Capabilities(("kokoro",)).has_voice("kokoro:af_heart")
    assert not Capabilities(("kokoro",)).has_voice("kokoro2:af_heart")


def test_a_process_leaves_the_jobs_of_a_newer_release_to_that_release(
    database: Database, tmp_path: Path
) -> None:
    stories, leases = StoryStore(database), JobLeases(database)
    older, newer = (stories.add(key, {"submission_hash": ""}) for key in ("older", "newer"))
    database.execute("UPDATE stories SET job_format = ? WHERE id = ?", JOB_FORMAT + 1, newer.id)
    stories.update(newer.id, status="doing", revision=1)
    assert [each.key for each in stories.list_pending(9, leases.worker)] == ["older"]
    may_synthesize = {
        story.key: SegmentExchange(DataDir(tmp_path), database, leases, story.id, 1).may_synthesize(
            ""
        )
        for story in (older, newer)
    }
    assert may_synthesize == {"older": True, "newer": False}


class OwnTasks:
    """Runs the task in this process."""

    async def run_task(self, request: Any, on_progress: Any = None) -> Any:
        return list_voices(request, lambda *_: None)


def test_a_voice_is_offered_and_used_while_a_process_has_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories, hum = StoryStore(database), tmp_path / "first" / "house" / "hum.onnx"
    stories.add("hummed", {"submission_hash": "", "status": "doing", "needed_voice": "house:hum"})
    leases = {name: JobLeases(database) for name in ("first", "second")}
    voices = {name: PeerVoices(database, each, OwnTasks()) for name, each in leases.items()}

    def refresh(process: str) -> tuple[bool, bool, int]:
        """Whether its server offers the voice, whether it may record it, and its jobs."""
        monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path / process))
        asyncio.run(voices[process].refresh())
        own, listed = leases[process], asyncio.run(voices[process].list_all())
        jobs = stories.list_pending(9, own.worker, own.capabilities)
        has_voice = own.capabilities.has_voice("house:hum")
        return "house:hum" in {each.id for each in listed}, has_voice, len(jobs)

    assert (refresh("first"), refresh("second")) == ((False, True, 1), (False, True, 1))
    write_model(hum)
    assert (refresh("first"), refresh("second")) == ((True, True, 1), (True, False, 0))
    missing = VoiceMissing(reason="", voice="house:hum")
    assert asyncio.run(voices["second"].has_elsewhere(missing))
    hum.unlink()
    assert not asyncio.run(voices["first"].has_elsewhere(missing))
    assert (refresh("first"), refresh("second")) == ((False, True, 1), (False, True, 1))
    write_model(hum)
    refresh("first")
    voices["first"].withdraw()
    assert refresh("second") == (False, False, 0), "the story waits for the next such process"
    assert asyncio.run(voices["second"].has_elsewhere(missing))
    monkeypatch.setattr(peer_voices, "AWAITED_SECONDS", 0.0)
    refresh("second")
    assert refresh("second") == (False, True, 1), "it has waited long enough"


def test_a_process_that_starts_again_replaces_its_announcement(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    for _ in range(3):
        voices = PeerVoices(database, JobLeases(database), OwnTasks())
        asyncio.run(voices.refresh())
        voices.withdraw()
    asyncio.run(voices.refresh())
    assert database.value("SELECT count(*) FROM process_voices") == 1


def test_the_queue_is_measured_by_kind(database: Database) -> None:
    stories = StoryStore(database)
    for key, is_background in (("a", 0), ("b", 1), ("c", 1)):
        row = {"submission_hash": "", "is_background": is_background, "submitted_at": 1.0}
        stories.add(key, row)
    found = [(each.kind, each.status, each.count) for each in measure_queue(database)]
    assert found == [("live", "todo", 1), ("background", "todo", 2)]
    assert all(each.seconds > 0 for each in measure_queue(database))


def test_a_library_in_sqlite_needs_no_leases(tmp_path: Path) -> None:
    with closing(open_database(DataDir(tmp_path))) as database:
        story, first, second = add_story(database), JobLeases(database), JobLeases(database)
        assert first.claim(story)
        assert second.holds(story.id)
        assert database.value("SELECT leased_by FROM stories") == ""


def test_a_worker_needs_postgres_and_the_data_directory_of_a_server(tmp_path: Path) -> None:
    ran = run_earshot("worker", "--data-dir", tmp_path)
    assert "a library in Postgres" in ran.stderr
    ran = run_earshot("worker", "--data-dir", tmp_path, "--database", "postgresql://host/library")
    assert "data directory of the server" in ran.stderr


def test_a_status_that_another_process_has_changed_is_announced(database: Database) -> None:
    story, stories, events = add_story(database), StoryStore(database), EventBus()

    async def next_event() -> str:
        changes, subscription = PeerChanges(stories, events), events.subscribe(story.id)
        event = asyncio.ensure_future(anext(subscription))
        await asyncio.sleep(0)
        await changes.publish()
        stories.update(story.id, status="succeeded")
        await changes.publish()
        return await event

    assert asyncio.run(next_event()).startswith('event: status\ndata: {"status": "succeeded"')


def start_worker(server: ServerProcess, data_dir: Path) -> AnyProcess:
    environment = {f"EARSHOT_{name.upper()}": value for name, value in server.settings.items()}
    process = start_process(
        [*server.command[:-1], "worker"],
        ["--data-dir", str(data_dir)],
        OFFLINE_ENVIRONMENT | os.environ | environment,
    )
    assert process.stdout
    assert process.stdout.readline().startswith(b"Worker ")
    return process


@contextmanager
def running_worker(server: ServerProcess) -> Iterator[AnyProcess]:
    process = start_worker(server, server.data_dir)
    try:
        yield process
    finally:
        kill(process)


def kill(process: AnyProcess) -> None:
    if process.poll() is None:
        signal_processes(process, signal.SIGKILL)
        process.communicate()


def submit(server: ServerProcess, numbers: range) -> set[str]:
    """Submit stories until they are accepted, as a CMS does: a process that is stopped in the
    middle of a transaction delays the others."""
    found = set[str]()
    for number in numbers:
        fields = {"markdown": story_markdown(f"Story {number}", LONG_TEXT)}
        fields["source_id"] = f"cms-{number}"
        while (answer := server.client.post("/v1/stories", json=fields)).status_code == 503:
            pass
        found.add(answer.json()["id"])
    return found


def test_stories_are_finished_once_when_the_server_and_workers_die(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.create_database()
    with running_server(tmp_path, command=SHORT_DELAYS_COMMAND, database=url) as server:
        feed = new_feed(server).replace(server.base_url, "")
        known = submit(server, range(STORIES))
        server.kill()
        with running_worker(server), closing(open_database(DataDir(tmp_path), url)) as database:
            stories = StoryStore(database)
            while pending := len(stories.list_pending()):
                server.wait_until(lambda pending=pending: len(stories.list_pending()) < pending)
        server.start()
        with running_worker(server) as first, running_worker(server) as second:
            known |= submit(server, range(STORIES, 2 * STORIES))
            kill(first)
            signal_processes(second, signal.SIGSTOP)
            known |= submit(server, range(STORIES))
            for story_id in known:
                story = server.wait_until_finished(story_id)
                assert (story["status"], story["error"]) == ("succeeded", None)
            signal_processes(second, signal.SIGCONT)
        assert len(known) == 2 * STORIES
        items = channel(server, feed).findall("item")
        assert {item.findtext("guid") for item in items} == known
        assert len(items) == len(known)
        check_feed(channel(server, feed))
        assert all(Recording(DataDir(tmp_path).revision_dir(each, 1)).is_finished for each in known)
