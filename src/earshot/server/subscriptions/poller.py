"""Subscriptions are looked at when they are due, and what is new in them becomes stories.

Nothing is kept in memory that a power cut may not take: a look that was not finished is begun
again, and what was made of it already is known by its address.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from earshot.errors import EarshotError
from earshot.server.settings import Settings
from earshot.server.subscriptions import schedule as pace
from earshot.server.subscriptions.entry_sync import Taking
from earshot.server.subscriptions.schedule import Clock, Spacing
from earshot.server.subscriptions.store import ACTIVE, ENDED, Book, Subscription

log = logging.getLogger("earshot")
AT_ONCE = 4
SOONEST = 60.0
"""Seconds between two looks at a subscription, even where somebody asks for one."""
REST = 300.0
"""After a fault of our own, such as a full disk."""
Look = Callable[..., Awaitable[dict[str, Any]]]
"""What `looking.look` comes to, wherever it is carried out. Raises EarshotError."""


class Poller:
    """Looks at what is due, a few at once, each host after a pause."""

    def __init__(self, book: Book, taking: Taking, look: Look, settings: Settings) -> None:
        self.book = book
        self.clock = Clock()
        self._taking = taking
        self._look = look
        self._settings = settings
        self._spacing = Spacing()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._in_hand: dict[str, asyncio.Task[None]] = {}

    @property
    def interval(self) -> float:
        return self._settings.poll_minutes * 60.0

    async def tick(self) -> None:
        """Begin what is due."""
        now = self.clock.now()
        for each in self.book.due(now):
            if each.id not in self._in_hand and not self._spacing.is_held(host_of(each.url), now):
                task = self._in_hand[each.id] = asyncio.create_task(self._poll(each))
                task.add_done_callback(partial(self._done, each.id))

    def _done(self, subscription: str, _: asyncio.Task[None]) -> None:
        self._in_hand.pop(subscription, None)

    async def settled(self) -> None:
        """Until everything that was begun is done."""
        while self._in_hand:
            await asyncio.gather(*self._in_hand.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def stop(self) -> None:
        for task in self._in_hand.values():
            task.cancel()
        await self.settled()

    def is_looking(self, subscription: str) -> bool:
        return subscription in self._in_hand

    async def look_soon(self, subscription: str) -> None:
        """Somebody wants to know now; a subscription that had ended or paused is taken up again."""
        one = self.book.one(subscription)
        if one is None:
            return
        due = max(self.clock.now(), one.looked + SOONEST if one.heard else 0)
        self.book.change(one.id, status=ACTIVE, due=due)
        await self.tick()

    # One look

    async def _poll(self, one: Subscription) -> None:
        try:
            async with self._room:
                await self._turn(one.url)
                facts = await self._asked(one)
                if self._is_still(one):
                    await self._heed(one, facts)
        except Exception:
            log.exception("subscription %s", one.url)
            self._spacing.hold(host_of(one.url), self.clock.now() + REST)

    async def _turn(self, url: str) -> None:
        """Wait until the host may be called again."""
        wait = self._spacing.turn(host_of(url), self.clock.now())
        if wait > 0:
            await self.clock.sleep(wait)

    async def _asked(self, one: Subscription) -> dict[str, Any]:
        now = self.clock.now()
        known = [
            {
                "key": met.key,
                "url": met.url,
                "digest": met.digest,
                "is_made": bool(met.story),
                "is_due": met.is_due(now),
            }
            for met in self.book.met(one.id)
        ]
        try:
            return await self._look(
                url=one.url,
                etag=one.etag,
                last_modified=one.last_modified,
                known=known,
                since=one.created,
                first=None if one.heard else self._settings.poll_first,
                most=self._settings.poll_most,
            )
        except EarshotError as error:
            log.warning("subscription %s: %s", one.url, error)
            return {"failed": "It could not be read here.", "wait": ""}

    def _is_still(self, one: Subscription) -> bool:
        """Whether it is still followed, at the address that was asked."""
        now = self.book.one(one.id)
        return now is not None and now.status == ACTIVE and now.url == one.url

    async def _heed(self, one: Subscription, facts: dict[str, Any]) -> None:
        if "failed" in facts:
            self._failed(one, facts)
            return
        entries = facts["entries"]
        if entries is not None and not await self._take(one, entries):
            return
        now = self.clock.now()
        wait = pace.until_next(self.interval, facts["seconds"], self.clock.chance)
        known = {"error": "", "failures": 0, "looked": now, "heard": now, "due": now + wait}
        if entries is None or entries["is_all"]:
            known |= {"etag": facts["etag"], "last_modified": facts["last_modified"]}
        if entries is not None:
            known |= {"title": facts["title"] or one.title, "home": facts["home"]}
        with self.book.database.together():
            self.book.change(one.id, **known)
            self._move(one, facts["url"])
            if entries is not None:
                self._taking.remember(one.id, entries, now)

    async def _take(self, one: Subscription, entries: dict[str, Any]) -> bool:
        """Make stories of what is new; whether the subscription was still followed to the end."""
        for each in entries["new"]:
            await self._before(each)
            if not self._is_still(one):
                return False
            await self._taking.new(one, each, self.clock.now())
        for each in entries["changed"]:
            await self._before(each)
            if not self._is_still(one):
                return False
            await self._taking.changed(one, each, self.clock.now())
        return True

    async def _before(self, entry: dict[str, Any]) -> None:
        """Pages are fetched one after the other, too."""
        if entry["page"] and not entry["article"]:
            await self._turn(entry["page"])

    def _failed(self, one: Subscription, facts: dict[str, Any]) -> None:
        now = self.clock.now()
        failures = one.failures + 1
        asked = pace.asked_for(facts["wait"], now)
        wait = pace.until_retry(self.interval, failures, asked, self.clock.chance)
        if asked:
            self._spacing.hold(host_of(one.url), now + min(asked, pace.LONGEST_ASKED))
        is_over = facts.get("is_gone") or (facts.get("is_none") and not one.heard)
        self.book.change(
            one.id,
            error=facts["failed"],
            failures=failures,
            looked=now,
            due=now + wait,
            status=ENDED if is_over else ACTIVE,
        )

    def _move(self, one: Subscription, url: str) -> None:
        """It has moved for good; where somebody follows that address already, this one ends."""
        if url == one.url:
            return
        other = self.book.of_url(url)
        if other and other != one.id:
            self.book.change(one.id, status=ENDED, error="You follow this feed already.")
        else:
            self.book.change(one.id, url=url)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""
