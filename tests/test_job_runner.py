"""Jobs that crash, get stuck, are retried or deleted, or whose disk is full."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from forked_process import find_children
from newsroom import FULL_TEXT, FeedServer, feed_server
from playwright.sync_api import Page
from receiving import LOOPBACK, webhook_receiver
from serving import (
    SHORT_DELAYS_COMMAND,
    ServerProcess,
    running_server,
    story_markdown,
)
from test_webhooks import create_webhook, make_messages_due
from test_worker_pool import worker_pids as own_worker_pids
from voice_engines import install_engine, install_gated_engine, install_slow_engine

from earshot.server.jobs.worker_pool import TaskTimeLimits
from earshot.server.service_factory import create_services
from earshot.server.services import Services
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.submission import Submission

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

HELD = """
import time
from pathlib import Path

def Held(sentence, language):
    folder = Path(__file__).parent
    if "earlier" in sentence:
        (folder / "waiting").touch()
        while not (folder / "open").exists():
            time.sleep(0.01)
    return []
"""
"""Holds a sentence back until a file exists."""

PAGE = f"<html><body><article><h1>Ferry</h1>{FULL_TEXT}</article></body></html>"


def worker_pids(server: ServerProcess) -> list[int]:
    assert server.process
    return find_children(server.process.pid)


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
    install_engine(tmp_path / "site", monkeypatch, "fatal", FATAL)


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an engine that takes its time, with a line for each sentence."""
    return install_slow_engine(tmp_path / "site", monkeypatch)


@pytest.mark.usefixtures("fatal")
def test_only_the_story_that_crashes_its_process_repeatedly_fails(
    tmp_path: Path,
) -> None:
    command = SHORT_DELAYS_COMMAND
    with running_server(tmp_path / "home", command=command) as server:
        bad = server.create_story(markdown=story_markdown("Fatal"), voice="fatal:reader")
        others = [server.create_story(markdown=long_text(number, 8)) for number in range(4)]
        for story in others:
            result = server.wait_until_finished(story["id"])
            assert result["status"] == "succeeded", result["error"]
        result = server.wait_until_finished(bad["id"])
        assert result["status"] == "failed"
        assert "ended" in result["error"]
        server.wait_until(lambda: len(worker_pids(server)) == 1)


def test_a_story_that_makes_progress_before_each_crash_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = install_gated_engine(tmp_path / "site", monkeypatch)
    closed.touch()
    home = tmp_path / "home"
    with running_server(home, command=SHORT_DELAYS_COMMAND) as server:
        story = server.create_story(markdown=long_text(1), voice="gated:reader")["id"]
        for attempt in range(1, 5):
            count = 9 * attempt  # each process records nine sentences and waits
            server.wait_until(lambda count=count: len(segments(home)) >= count)
            [maker] = worker_pids(server)
            os.kill(maker, signal.SIGKILL)
            server.wait_until(lambda maker=maker: maker not in worker_pids(server))
        closed.unlink()
        result = server.wait_until_finished(story)
        assert result["status"] == "succeeded", result["error"]
        assert len(worker_pids(server)) == 1


def test_a_correction_is_not_replaced_by_the_earlier_text_that_is_read_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    install_engine(site, monkeypatch, "held", HELD, "earshot.normalizers")
    home = tmp_path / "home"
    with running_server(home) as server:
        for word in ("earlier", "later"):
            text = story_markdown("Ferry", f"This is the {word} text of the story.")
            story = server.create_story(markdown=text, source_id="ferry")["id"]
            server.wait_until((site / "waiting").exists)
        server.wait_until(lambda: bool(list(home.glob(f"stories/{story}/1/plan.json"))))
        (site / "open").touch()
        assert server.wait_until_finished(story)["status"] == "succeeded"
        server.wait_until(lambda: not list(home.glob(f"stories/{story}/.earshot-*")))
        script = home / "stories" / story / "1" / "script.json"
        assert "later" in script.read_text("utf-8")
        assert "earlier" not in script.read_text("utf-8")


def test_a_process_that_cannot_write_does_not_fail_stories(tmp_path: Path) -> None:
    """No file of the process may grow over the limit; the server itself has no limit."""
    with (
        webhook_receiver() as receiver,
        running_server(
            tmp_path, command=SHORT_DELAYS_COMMAND, allowed_private_hosts=LOOPBACK
        ) as server,
    ):
        create_webhook(server, receiver)
        server.wait_until(lambda: worker_pids(server))
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


def test_a_story_that_is_deleted_while_it_is_recorded_ends_its_work_at_once(
    tmp_path: Path, slow: Path
) -> None:
    home, count = tmp_path / "home", 200
    with running_server(home) as server:
        story = server.create_story(markdown=long_text(1, count), voice="slow:reader")["id"]
        server.wait_until(lambda: segments(home))
        makers = worker_pids(server)
        assert makers
        assert server.client.delete(f"/v1/stories/{story}").status_code == 204
        server.wait_until(lambda: metric(server, "tasks") == 0)
        assert len(slow.read_text().splitlines()) < count
        assert worker_pids(server) == makers, "the process was not killed for it"
        server.create_finished_story(markdown=story_markdown("The next one"))
        assert server.stop() == 0
        server.start()
        assert not (home / "stories" / story).exists(), "also what the last sentence wrote"
        assert not (home / "lost").exists()


@pytest.mark.usefixtures("started_workers")
def test_a_task_that_reports_nothing_is_ended_and_its_story_fails_with_the_reason(
    tmp_path: Path,
) -> None:
    services = create_services(DataDir(tmp_path), Settings(voice="silent:reader", workers=1))

    async def run() -> None:
        async with asyncio.timeout(60):
            await services.job_runner.start()
            try:
                await stop_worker_while_it_has_a_task(services)
            finally:
                await services.job_runner.stop()
                services.database.close()

    asyncio.run(run())


def test_a_runner_that_is_stopped_as_a_job_is_announced_stops(tmp_path: Path) -> None:
    services = create_services(DataDir(tmp_path), Settings(voice="silent:reader", workers=1))

    async def run() -> None:
        async with asyncio.timeout(60):
            await services.job_runner.start()
            await asyncio.sleep(0)  # its loops wait for jobs
            services.job_runner.look_for_jobs()
            await services.job_runner.stop()

    with closing(services):
        asyncio.run(run())


def test_a_story_is_recorded_as_soon_as_it_is_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("earshot.server.jobs.runner.RETRY_DELAY_SECONDS", 7_200.0)
    services = create_services(DataDir(tmp_path), Settings(voice="silent:reader", workers=1))

    async def run() -> None:
        async with asyncio.timeout(60):
            await services.job_runner.start()
            story, _ = await services.submissions.accept(Submission(text="The ferry came back."))
            while (now := services.stories.get(story.id)) is None or now.status != "succeeded":
                await asyncio.sleep(0.01)
            await services.job_runner.stop()

    with closing(services):
        asyncio.run(run())


async def stop_worker_while_it_has_a_task(services: Services) -> None:
    pool = services.job_runner.worker_pool
    while pool.task_count or not own_worker_pids():
        await asyncio.sleep(0.01)
    [stuck] = own_worker_pids()
    os.kill(stuck, signal.SIGSTOP)
    pool.time_limits = TaskTimeLimits(task=0.3, cancellation=0.1)
    story, _ = await services.submissions.accept(Submission(text="The ferry came back at noon."))
    while (now := services.stories.get(story.id)) is None or now.status != "failed":
        await asyncio.sleep(0.01)
    assert now.error == "it was stopped because it made no progress for 0.005 minutes"
    while len(own_worker_pids() - {stuck}) != 1:
        await asyncio.sleep(0.01)
    assert stuck not in own_worker_pids(), "its process is replaced"


def test_all_failed_stories_are_tried_again_by_the_api_and_by_the_page(
    tmp_path: Path, page: Page
) -> None:
    with feed_server() as site, running_server(tmp_path, allowed_private_hosts=LOOPBACK) as server:
        address = f"http://{LOOPBACK}:{site.server_port}"
        first, second = (
            server.create_story(url=f"{address}/{name}")["id"] for name in ("first", "second")
        )
        assert statuses(server, first, second) == ["failed", "failed"]
        publish_page(site, "/first")
        answer = server.client.post("/v1/stories/retry")
        assert (answer.status_code, answer.json()) == (202, {"count": 2})
        assert statuses(server, first, second) == ["succeeded", "failed"]
        publish_page(site, "/second")
        page.goto(f"{server.base_url}/?view=failed")
        page.get_by_role("button", name="Try all again").click()
        page.wait_for_url(f"{server.base_url}/")
        assert statuses(server, first, second) == ["succeeded", "succeeded"]
        assert server.client.post("/v1/stories/retry").json() == {"count": 0}


def statuses(server: ServerProcess, *stories: str) -> list[str]:
    """Their statuses after their jobs are finished."""
    return [server.wait_until_finished(story)["status"] for story in stories]


def publish_page(site: FeedServer, path: str) -> None:
    site.put(path, PAGE, Content_Type="text/html; charset=utf-8")


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
        running_server(
            home, command=SHORT_DELAYS_COMMAND, allowed_private_hosts=LOOPBACK
        ) as server,
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
