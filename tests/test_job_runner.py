"""Jobs whose process crashes or whose disk is full."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from receiving import LOOPBACK, webhook_receiver
from serving import ServerProcess, running_server, story_markdown
from test_webhooks import create_webhook, make_messages_due

FATAL = """
import os, signal
from earshot.voices.protocol import Speaker

class Fatal:
    name = "fatal"
    mos = 0.0

    def speakers(self):
        return [Speaker(name="reader", languages=("mul",))]

    def open(self, speaker, language, pace):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def worker_pids(server: ServerProcess) -> list[int]:
    assert server.process
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(child) for child in children.read_text().split()]


def long_text(number: int, sentences: int = 60) -> str:
    body = "\n\n".join(f"This is sentence {n} of story {number}." for n in range(sentences))
    return story_markdown(f"Story {number}", body)


def metric(server: ServerProcess, name: str) -> int:
    lines = server.client.get("/metrics").text.splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"earshot_{name} ")))


def segments(home: Path) -> set[str]:
    return {path.name for path in home.glob("stories/*/*/segments/[!.]*")}


@pytest.fixture
def fatal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed engine that exits the process that opens it."""
    about = tmp_path / "site/fatal-1.dist-info"
    about.mkdir(parents=True)
    (tmp_path / "site/fatal.py").write_text(FATAL)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: fatal\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[earshot.voices]\nfatal = fatal:Fatal\n")
    rest = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}:{rest}".rstrip(":"))


@pytest.mark.usefixtures("fatal")
def test_only_the_story_that_crashes_its_process_repeatedly_fails(
    tmp_path: Path,
) -> None:
    with running_server(tmp_path / "home") as server:
        bad = server.create_story(markdown=story_markdown("Fatal"), voice="fatal:reader")
        others = [server.create_story(markdown=long_text(number, 20)) for number in range(4)]
        for story in others:
            result = server.wait_until_finished(story["id"])
            assert result["status"] == "succeeded", result["error"]
        result = server.wait_until_finished(bad["id"])
        assert result["status"] == "failed"
        assert "ended" in result["error"]
        server.wait_until(lambda: len(worker_pids(server)) == 1)


def test_a_story_that_makes_progress_before_each_crash_is_finished(
    tmp_path: Path,
) -> None:
    with running_server(tmp_path) as server:
        story = server.create_story(markdown=long_text(1, 80))["id"]
        for _ in range(4):
            known = segments(tmp_path)
            server.wait_until(lambda known=known: len(segments(tmp_path) - known) > 1)
            [maker] = worker_pids(server)
            os.kill(maker, signal.SIGKILL)
            server.wait_until(lambda maker=maker: maker not in worker_pids(server))
        result = server.wait_until_finished(story)
        assert result["status"] == "succeeded", result["error"]
        assert len(worker_pids(server)) == 1


def test_a_process_that_cannot_write_does_not_fail_stories(tmp_path: Path) -> None:
    """No file of the process may grow over the limit; the server itself has no limit."""
    with (
        webhook_receiver() as receiver,
        running_server(tmp_path, allowed_private_hosts=LOOPBACK) as server,
    ):
        create_webhook(server, receiver)
        [maker] = worker_pids(server)
        hard = resource.prlimit(maker, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(maker, resource.RLIMIT_FSIZE, (100, hard))
        story = server.create_story(markdown=story_markdown("Waits for room"))["id"]
        server.wait_until(lambda: metric(server, "paused") == 1)
        assert server.client.get("/health/ready").json()["disk"] is False
        result = server.client.get(f"/v1/stories/{story}/stream")
        assert result.status_code == 503
        resource.prlimit(maker, resource.RLIMIT_FSIZE, (hard, hard))
        assert server.wait_until_finished(story)["status"] == "succeeded"
        server.wait_until(lambda: metric(server, "paused") == 0)
        make_messages_due(server)
        server.wait_until(lambda: receiver.accepted_messages())
        assert {message.payload["type"] for message in receiver.messages} == {"story.updated"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("left out: only root can mount a small file system, and not everywhere")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_pauses_jobs_until_there_is_space(small_disk: Path) -> None:
    home = small_disk / "home"
    with (
        webhook_receiver() as receiver,
        running_server(home, allowed_private_hosts=LOOPBACK) as server,
    ):
        create_webhook(server, receiver)
        server.create_finished_story(markdown=story_markdown("Before"))
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"\0" * (free - 1_000_000))
        story = server.create_story(markdown=long_text(1))["id"]
        server.wait_until(lambda: metric(server, "paused") == 1)
        answer = server.client.post("/v1/stories", json={"text": "No room for this. " * 99_999})
        assert answer.status_code == 507
        assert str(small_disk) not in answer.text
        ballast.unlink()
        assert server.wait_until_finished(story)["status"] == "succeeded"
        server.wait_until(lambda: metric(server, "paused") == 0)
        make_messages_due(server)
        server.wait_until(lambda: len(receiver.accepted_messages()) > 1)
        assert {message.payload["type"] for message in receiver.messages} == {"story.updated"}
    assert not list(home.rglob(".earshot-*"))
