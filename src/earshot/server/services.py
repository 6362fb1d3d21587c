"""The services of one server, opened and closed together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

from earshot.server.editions.service import EditionService
from earshot.server.events import EventBus
from earshot.server.image_cache import ImageCache
from earshot.server.jobs.runner import JobRunner
from earshot.server.page_cache import PageCache
from earshot.server.paywall.previews import PreviewService
from earshot.server.rate_limit import RateLimiter
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database
from earshot.server.storage.stories import StoryStore
from earshot.server.submissions import SubmissionService
from earshot.server.subscriptions.entry_sync import EntrySync
from earshot.server.subscriptions.importer import ListImporter
from earshot.server.subscriptions.poller import Poller
from earshot.server.subscriptions.store import SubscriptionStore
from earshot.server.webhooks.delivery import WebhookDelivery
from earshot.server.webhooks.outbox import Outbox
from earshot.server.webhooks.store import WebhookStore
from earshot.server.webhooks.websub import WebSubPublisher, validate_hub

log = logging.getLogger("earshot")
MINUTE = 60.0
HOUR = 3_600.0
DAY = 24 * HOUR
POLL_INTERVAL_SECONDS = 5.0
"""The interval of the checks for due jobs."""


class Services:
    """All services of a running server."""

    def __init__(self, data_dir: DataDir, settings: Settings) -> None:
        self.data_dir = data_dir
        self.settings = settings
        self.database = Database(data_dir)
        self.stories = StoryStore(self.database)
        self.events = EventBus()
        self.job_runner = JobRunner(data_dir, self.stories, settings, self.events)
        self.previews = PreviewService(data_dir, self.job_runner.worker_pool)
        self.editions = EditionService(data_dir, self.stories, settings)
        self.job_runner.compose_request = self.editions.compose_request
        self.submissions = SubmissionService(data_dir, self.stories, self.job_runner)
        subscriptions = SubscriptionStore(self.database)
        entry_sync = EntrySync(subscriptions, self.stories, self.submissions, self.job_runner)
        poll_feed = partial(self.job_runner.worker_pool.run_task, "poll_feed")
        self.poller = Poller(subscriptions, entry_sync, poll_feed, settings)
        self.list_importer = ListImporter(self.poller, self.stories, self.submissions)
        self.outbox = Outbox(self.database)
        self.webhooks = WebhookStore(self.stories, self.outbox, settings.public_url)
        websub = WebSubPublisher(self.stories, self.outbox, settings.public_url)
        self.delivery = WebhookDelivery(self.outbox, self.webhooks, websub, settings)
        self.stories.observers += [self.webhooks.on_story_change, self.editions.on_story_change]
        if validate_hub(settings.websub_hub):
            self.stories.observers.append(websub.on_story_change)
        self.image_cache = ImageCache()
        self.rate_limiter = RateLimiter(settings.rate_limit)
        self.login_limiter = RateLimiter(10)
        self.listen_limiter = RateLimiter(60)
        self.player_request_limiter = RateLimiter(20)
        self.started_at = time.monotonic()
        self.page_cache = PageCache(self.database)
        self._periodic_tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await asyncio.to_thread(_remove_leftovers, self.data_dir, self.stories.ids())
        shutil.rmtree(self.data_dir.folder / "incoming", ignore_errors=True)
        await self.job_runner.start()
        self.run_every(HOUR, self.clean_up)
        self.run_every(POLL_INTERVAL_SECONDS, self.poller.poll_due)
        self.run_every(MINUTE / 2, self.editions.start_due_editions)
        self.run_every(MINUTE, self.delivery.run)

    async def stop(self) -> None:
        for task in self._periodic_tasks:
            task.cancel()
        await asyncio.gather(*self._periodic_tasks, return_exceptions=True)
        await self.poller.stop()
        await self.job_runner.stop()
        self.database.close()

    def run_every(self, seconds: float, action: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run `action` periodically. Its errors are logged and do not end it."""
        self._periodic_tasks.append(asyncio.create_task(_repeat(seconds, action)))

    async def delete_story(self, story_id: str) -> bool:
        """Delete the story: first the database row, then its files."""
        self.data_dir.mark_deleted(story_id)
        was_there = self.stories.delete(story_id)
        self.job_runner.cancel(story_id)
        await asyncio.to_thread(self.data_dir.remove_story, story_id)
        self.events.publish(story_id, "status", {"status": "deleted", "error": ""})
        for edition in self.editions.list_empty():
            await self.delete_story(edition)
        return was_there

    async def clean_up(self) -> None:
        """Delete old recordings, after the time that podcast apps have to finish a download."""
        self.stories.fix_future_times(time.time())
        old = time.time() - self.settings.retention_days * DAY
        rows = self.database.rows(
            "SELECT id, ready_revision FROM stories WHERE superseded_at BETWEEN 1 AND ?", old
        )
        for story, ready in rows:
            await asyncio.to_thread(_delete_older_revisions, self.data_dir.story_dir(story), ready)
            self.stories.update_silently(story, superseded_at=0)
        self.database.execute("DELETE FROM sessions WHERE expires_at < ?", time.time())
        self.outbox.delete_old()
        if abs(time.time() - _modified_at(self.data_dir.backup_path)) > DAY:
            self.database.back_up()  # last: the deletions free the space for it


async def _repeat(seconds: float, action: Callable[[], Coroutine[None, None, None]]) -> None:
    while True:
        try:
            await action()
        except Exception:
            log.exception("a periodic task failed")
        await asyncio.sleep(seconds)


def _remove_leftovers(data_dir: DataDir, known: set[str]) -> None:
    """Remove the directories of deleted stories, and partial files of an earlier run.

    Directories of unknown stories are moved to `lost`: the database may have been replaced.
    """
    for folder in list(data_dir.stories_dir.iterdir()):
        if folder.name in known:
            continue
        if data_dir.is_marked_deleted(folder.name):
            data_dir.remove_story(folder.name)
        else:
            data_dir.move_to_lost(folder.name)
            log.warning(
                "story %s is not in the library: moved to the directory `lost`", folder.name
            )
    for temp_path in data_dir.stories_dir.rglob(".earshot-*"):
        temp_path.unlink(missing_ok=True)


def _delete_older_revisions(folder: Path, ready: int) -> None:
    for each in folder.iterdir():
        if each.name.isdecimal() and int(each.name) < ready:
            shutil.rmtree(each, ignore_errors=True)


def _modified_at(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0
