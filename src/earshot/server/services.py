"""The library as a whole: everything that one server holds, opened together and closed together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

from earshot.server.events import Events
from earshot.server.image_cache import Gallery
from earshot.server.jobs.runner import Workshop
from earshot.server.page_cache import Drawings
from earshot.server.paywall.previews import Previews
from earshot.server.rate_limit import Bucket
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import Home
from earshot.server.storage.database import Database
from earshot.server.storage.stories import Store
from earshot.server.submissions import Intake
from earshot.server.subscriptions.entry_sync import Taking
from earshot.server.subscriptions.poller import Poller
from earshot.server.subscriptions.store import Book
from earshot.server.webhooks.delivery import Postman
from earshot.server.webhooks.outbox import Outbox
from earshot.server.webhooks.webhooks import Hooks
from earshot.server.webhooks.websub import Announcing, vetted

log = logging.getLogger("earshot")
MINUTE = 60.0
HOUR = 3_600.0
DAY = 24 * HOUR
TICK = 5.0
"""Seconds between two looks for what is due."""


class Library:
    """Opened for as long as the server runs."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self.home = home
        self.settings = settings
        self.database = Database(home)
        self.store = Store(self.database)
        self.events = Events()
        self.workshop = Workshop(home, self.store, settings, self.events)
        self.previews = Previews(home, self.workshop.crew)
        self.editions = self.workshop.editions
        self.intake = Intake(home, self.store, self.workshop)
        book = Book(self.database)
        taking = Taking(book, self.store, self.intake, self.workshop)
        look = partial(self.workshop.crew.do, "look")
        self.subscriptions = Poller(book, taking, look, settings)
        self.outbox = Outbox(self.database)
        self.hooks = Hooks(self.store, self.outbox, settings.base)
        announcing = Announcing(self.store, self.outbox, settings.base)
        self.postman = Postman(self.outbox, self.hooks, announcing, settings)
        self.store.watchers += [self.hooks.changed, self.editions.changed]
        if vetted(settings.hub):
            self.store.watchers.append(announcing.changed)
        self.gallery = Gallery()
        self.bucket = Bucket(settings.rate)
        self.logins = Bucket(10)
        self.hearings = Bucket(60)
        self.wishes = Bucket(20)
        self.started = time.monotonic()
        self.drawings = Drawings(self.database)
        self._chores: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await asyncio.to_thread(_clear_away, self.home, self.store.ids())
        shutil.rmtree(self.home.folder / "incoming", ignore_errors=True)
        await self.workshop.start()
        self.every(HOUR, self.tidy)
        self.every(TICK, self.subscriptions.tick)
        self.every(MINUTE / 2, self.editions.keep_to_the_clock)
        self.every(MINUTE, self.postman.walk)

    async def stop(self) -> None:
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        await self.subscriptions.stop()
        await self.workshop.stop()
        self.database.close()

    def every(self, seconds: float, chore: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do the chore now and again and again; an error in it is logged, and it goes on."""
        self._chores.append(asyncio.create_task(_again(seconds, chore)))

    async def delete(self, story: str) -> bool:
        """The story is gone, first from what is true and then from the disk."""
        self.home.doom(story)
        was_there = self.store.delete(story)
        self.workshop.forget(story)
        await asyncio.to_thread(self.home.remove, story)
        self.events.tell(story, "status", {"status": "deleted", "error": ""})
        for edition in self.editions.emptied():
            await self.delete(edition)
        return was_there

    async def tidy(self) -> None:
        """Old recordings go when podcast apps have had time to finish with them."""
        self.store.right_times(time.time())
        old = time.time() - self.settings.keep_days * DAY
        rows = self.database.rows(
            "SELECT id, ready FROM stories WHERE superseded_at BETWEEN 1 AND ?", old
        )
        for story, ready in rows:
            await asyncio.to_thread(_drop_older, self.home.story(story), ready)
            self.store.note(story, superseded_at=0)
        self.database.change("DELETE FROM sessions WHERE expires < ?", time.time())
        self.outbox.tidy()
        if abs(time.time() - _age(self.home.backup)) > DAY:
            self.database.back_up()  # last: what was removed makes room for it


async def _again(seconds: float, chore: Callable[[], Coroutine[None, None, None]]) -> None:
    while True:
        try:
            await chore()
        except Exception:
            log.exception("a chore")
        await asyncio.sleep(seconds)


def _clear_away(home: Home, known: set[str]) -> None:
    """Folders of stories that were deleted, and files that were being written when it ended.

    Folders of stories that nobody deleted and nobody knows are kept: another database stands where
    theirs was.
    """
    for folder in list(home.stories.iterdir()):
        if folder.name in known:
            continue
        if home.is_doomed(folder.name):
            home.remove(folder.name)
        else:
            home.lose(folder.name)
            log.warning("story %s is not in the library: moved to the folder lost", folder.name)
    for aside in home.stories.rglob(".earshot-*"):
        aside.unlink(missing_ok=True)


def _drop_older(folder: Path, ready: int) -> None:
    for each in folder.iterdir():
        if each.name.isdecimal() and int(each.name) < ready:
            shutil.rmtree(each, ignore_errors=True)


def _age(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0
