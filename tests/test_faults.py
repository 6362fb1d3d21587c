"""Fault tolerance: power cuts, two servers, a damaged database, a full disk, killed workers."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from accounts import OWNER_HASH, OWNER_PASSWORD
from command_line import run_earshot
from receiving import LOOPBACK, WebhookReceiver, webhook_receiver
from serving import (
    SENTENCES,
    ServerProcess,
    free_port,
    running_server,
    story_markdown,
)
from test_job_runner import segments, worker_pids
from test_podcasts import channel, check_feed, new_feed
from test_webhooks import create_webhook, make_messages_due
from voice_engines import install_gated_engine

DAY = 86_400
KILLS = int(os.environ.get("EARSHOT_TEST_KILLS", "4"))


def test_a_power_cut_loses_no_data_and_publishes_no_partial_file(
    tmp_path: Path,
) -> None:
    chance = random.Random(7)
    server = ServerProcess(tmp_path, allowed_private_hosts=LOOPBACK)
    with webhook_receiver() as receiver, stopped_server(server):
        server.start()
        feed = new_feed(server).replace(server.base_url, "")
        editions = new_feed(server, "editions").replace(server.base_url, "")
        create_webhook(server, receiver)
        accepted: dict[str, str] = {}
        names: dict[str, str] = {}
        for _ in range(KILLS):
            receiver.next_statuses = [chance.choice((204, 503)) for _ in range(6)]
            _work_until_the_cut(server, chance, accepted, names)
            server.kill()
            server.start()
            check_feed(channel(server, feed))
            check_feed(channel(server, editions))
        _nothing_is_lost(server, accepted)
        _everything_was_told(server, receiver, accepted, names)
        _the_edition_has(server, accepted)
        check_feed(channel(server, feed))
        check_feed(channel(server, editions))
    _database_is_intact(tmp_path)
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.base_url, trust_env=False)
    assert not (tmp_path / "lost").exists(), "what was deleted is not kept"
    leftovers = [path for path in tmp_path.rglob(".earshot-*") if path.is_file()]
    assert leftovers == []


@contextmanager
def stopped_server(server: ServerProcess) -> Iterator[None]:
    """Stop the server in any case, without an error."""
    try:
        yield
    finally:
        code = server.stop()
        server.client.close()
    assert code == 0


def _database_is_intact(home: Path) -> None:
    with closing(sqlite3.connect(home / "earshot.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _nothing_is_lost(server: ServerProcess, accepted: dict[str, str]) -> None:
    for source, text in accepted.items():
        [story] = server.client.get("/v1/stories", params={"source_id": source}).json()["stories"]
        result = server.wait_until_finished(story["id"])
        assert result["status"] == "succeeded", result["error"]
        assert text in [segment["text"] for segment in result["segments"]]
        sound = server.client.get(result["links"]["audio"]).content
        assert len(sound) > result["duration"] * 8


def _everything_was_told(
    server: ServerProcess,
    receiver: WebhookReceiver,
    accepted: dict[str, str],
    names: dict[str, str],
) -> None:
    """The last message about each story matches its state, and messages came in order."""

    def messages_about(story: str) -> list[tuple[str, int]]:
        messages = [each.payload for each in receiver.accepted_messages()]
        return [
            (each["type"], each["data"].get("ready_revision", 0))
            for each in messages
            if each["data"]["id"] == story
        ]

    def is_so(source: str, story: str) -> bool:
        make_messages_due(server)
        if source not in accepted or server.client.get(f"/v1/stories/{story}").status_code == 404:
            return messages_about(story)[-1:] == [("story.deleted", 0)]
        return messages_about(story)[-1:] == [
            ("story.updated", server.get_story(story)["ready_revision"])
        ]

    for story, source in names.items():
        server.wait_until(lambda source=source, story=story: is_so(source, story))
        revisions = [ready for event, ready in messages_about(story) if event == "story.updated"]
        assert revisions == sorted(revisions)


def _the_edition_has(server: ServerProcess, accepted: dict[str, str]) -> None:
    if not accepted:
        return
    answer = server.client.post("/v1/editions", json={})
    edition = server.wait_until_finished(answer.json()["id"])["id"]

    def said() -> bool:
        result = server.get_story(edition)
        texts = [segment["text"] for segment in result.get("segments", ())]
        return bool(result["ready_revision"]) and set(accepted.values()) <= set(texts)

    server.wait_until(said)


def _work_until_the_cut(
    server: ServerProcess, chance: random.Random, accepted: dict[str, str], names: dict[str, str]
) -> None:
    """Submit, correct, combine and delete stories until a random moment."""
    end = time.monotonic() + chance.uniform(0.05, 1.2)
    while time.monotonic() < end:
        source = f"story-{chance.randrange(12)}"
        if chance.random() < 0.1:
            assert server.client.post("/v1/editions", json={}).status_code in (200, 201, 404)
        if chance.random() < 0.15 and source in accepted:
            [story] = server.client.get("/v1/stories", params={"source_id": source}).json()[
                "stories"
            ]
            del accepted[source]
            assert server.client.delete(f"/v1/stories/{story['id']}").status_code == 204
            continue
        text = f"Correction number {chance.randrange(1_000_000)} is this."
        body = "\n\n".join([*SENTENCES, text])
        names[
            server.create_story(markdown=story_markdown(source, body), source_id=source)["id"]
        ] = source
        accepted[source] = text
        time.sleep(chance.uniform(0, 0.1))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        yield running


def test_a_second_server_on_the_data_directory_does_not_start(server: ServerProcess) -> None:
    assert server.process
    second = run_earshot("serve", "--data-dir", server.data_dir, "--port", f"{free_port()}")
    assert second.returncode == 1
    assert f"process {server.process.pid}" in second.stderr
    assert second.stderr.count("\n") == 1
    assert server.client.get("/health/ready").status_code == 200


def test_a_port_in_use_is_reported(tmp_path: Path, server: ServerProcess) -> None:
    second = run_earshot("serve", "--data-dir", tmp_path, "--port", f"{server.port}")
    assert second.returncode == 1
    assert "--port" in second.stderr


def test_a_damaged_database_is_reported_with_the_cure(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        server.wait_until((tmp_path / "earshot.db.backup").exists)  # it does not have the story
        story = server.create_finished_story(
            markdown=story_markdown("Damaged"), source_id="damaged"
        )
    database = tmp_path / "earshot.db"
    content = bytearray(database.read_bytes())
    content[100:4_000] = b"\xff" * 3_900
    database.write_bytes(bytes(content))
    run = run_earshot("serve", "--data-dir", tmp_path, "--port", f"{free_port()}")
    assert run.returncode == 1
    assert "damaged" in run.stderr
    assert "backup" in run.stderr
    assert run.stderr.count("\n") == 1
    database.write_bytes((tmp_path / "earshot.db.backup").read_bytes())
    for rest in tmp_path.glob("earshot.db-*"):
        rest.unlink()
    with running_server(tmp_path) as server:
        assert server.client.get("/v1/stories").json()["total"] == 0
        [kept] = (tmp_path / "lost").iterdir()
        assert kept.name.startswith(story["id"]), "what the backup does not know is kept"


def test_a_killed_worker_is_replaced_and_its_story_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = install_gated_engine(tmp_path / "site", monkeypatch)
    closed.touch()
    with running_server(tmp_path / "home", voice="gated:reader") as server:
        body = "\n\n".join(f"This is sentence number {n} of the story." for n in range(30))
        sent = server.create_story(markdown=story_markdown("Survives", body))
        server.wait_until(lambda: segments(tmp_path / "home"))
        workers = worker_pids(server)
        assert workers
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        closed.unlink()
        assert server.wait_until_finished(sent["id"])["status"] == "succeeded"


def test_a_full_disk_is_reported_and_existing_data_stays(server: ServerProcess) -> None:
    """RLIMIT_FSIZE simulates the full disk: no file may grow over the limit."""
    story = server.create_finished_story(markdown=story_markdown("Before"), source_id="before")
    count = server.client.get("/v1/stories").json()["total"]
    assert server.process
    limit, (soft, hard) = 2_000_000, resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (limit, hard))
    try:
        answer = server.client.post("/v1/stories", json={"text": "Too long. " * 400_000})
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
    assert answer.status_code == 507
    assert answer.json()["code"] == "insufficient_storage"
    assert server.client.get(story["links"]["audio"]).status_code == 200
    assert server.client.get("/v1/stories").json()["total"] == count


def test_a_headline_of_ten_megabytes_is_rejected_and_shown_nowhere(server: ServerProcess) -> None:
    huge = "Ferry returns. " * 700_000
    feed = new_feed(server)
    server.create_finished_story(markdown=story_markdown("Of a fair length"))
    count = len(channel(server, feed).findall("item"))
    answer = server.client.post("/v1/stories", json={"text": "Hello there.", "title": huge})
    assert (answer.status_code, len(answer.content) < 500) == (422, True)
    page = f"<title>x</title><article><h1>{huge[:200_000]}</h1><p>{' '.join(SENTENCES)}</p>"
    for story in ({"markdown": f"# {huge}\n\nIt came."}, {"html": page}, {"text": huge}):
        result = server.wait_until_finished(server.create_story(**story)["id"])
        assert result["status"] == "failed"
        assert "characters long" in result["error"]
        assert len(server.client.get(result["links"]["page"]).content) < 5_000
    assert len(server.client.get("/").content) < 20_000
    assert len(channel(server, feed).findall("item")) == count
    assert server.client.get("/health/ready").status_code == 200


@pytest.mark.parametrize("days", [400, -400], ids=["back", "forward"])
def test_a_clock_set_back_or_forward_stops_no_job_and_loses_no_data(
    tmp_path: Path, days: int
) -> None:
    """All earlier times are then in the future, or long ago."""
    with webhook_receiver() as receiver:
        with running_server(
            tmp_path, allowed_private_hosts=LOOPBACK, password=OWNER_HASH
        ) as server:
            owner = {"password": OWNER_PASSWORD}
            server.client.post("/login", data=owner)
            receiver.default_status = 503
            create_webhook(server, receiver)
            feed = new_feed(server).replace(server.base_url, "")
            followed = {"url": "https://feed.example/rss"}
            server.client.post("/v1/subscriptions", json=followed).raise_for_status()
            server.create_finished_story(markdown=story_markdown("Before"), source_id="before")
            server.wait_until(lambda: receiver.messages and _last_poll(server))
            server.wait_until(lambda: _has_new_backup(tmp_path))
        _shift(tmp_path, days * DAY)
        receiver.default_status = 204
        with running_server(
            tmp_path, allowed_private_hosts=LOOPBACK, password=OWNER_HASH
        ) as server:
            logged_out = server.client.get("/").status_code == 303
            assert logged_out, "a session that would last for a year is none"
            server.client.post("/login", data=owner)
            server.wait_until(lambda: receiver.accepted_messages())
            server.create_finished_story(markdown=story_markdown("After"), source_id="after")
            server.create_finished_story(
                markdown=story_markdown("Before", SENTENCES[1]), source_id="before"
            )
            server.wait_until(lambda: abs(time.time() - _last_poll(server)) < DAY)
            found = channel(server, feed)
            check_feed(found)
            for item in found.findall("item"):
                published = parsedate_to_datetime(item.findtext("pubDate") or "")
                assert published.timestamp() <= time.time() + 1
            server.wait_until(lambda: _has_new_backup(tmp_path))


def _has_new_backup(home: Path) -> bool:
    """Whether there is a backup of this hour."""
    try:
        return abs(time.time() - (home / "earshot.db.backup").stat().st_mtime) < 3_600
    except FileNotFoundError:  # the new one is about to take its place
        return False


def _last_poll(server: ServerProcess) -> float:
    """When the subscription was polled; 0 for never."""
    [subscription] = server.client.get("/v1/subscriptions").json()["subscriptions"]
    polled = subscription["last_checked_at"]
    return datetime.fromisoformat(polled).timestamp() if polled else 0.0


def _shift(home: Path, seconds: int) -> None:
    columns = {
        "stories": "submitted_at superseded_at made_at created_at updated_at",
        "sessions": "expires_at",
        "api_keys": "created_at used_at",
        "feeds": "created_at",
        "webhooks": "created_at",
        "outbox": "next_attempt_at created_at",
        "subscriptions": "next_check_at last_checked_at created_at",
    }
    with closing(sqlite3.connect(home / "earshot.db")) as database, database:
        for table, names in columns.items():
            sets = ", ".join(f"{name} = {name} + {seconds}" for name in names.split())
            database.execute(f"UPDATE {table} SET {sets}")
    backup = home / "earshot.db.backup"
    os.utime(backup, (time.time() + seconds,) * 2)
