"""Polls the subscriptions that are due, and creates stories for new entries.

No state in memory is needed: an interrupted poll is repeated, and the stories it created are
recognized by their URLs.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol

from earshot.errors import EarshotError
from earshot.server.settings import Settings
from earshot.server.subscriptions import schedule
from earshot.server.subscriptions.messages import (
    EntryChanges,
    EntryContent,
    KnownEntry,
    PolledFeed,
    PollFailure,
    PollFeed,
    PollResult,
)
from earshot.server.subscriptions.schedule import Clock, HostSpacing
from earshot.server.subscriptions.store import SubscriptionStore
from earshot.server.subscriptions.subscription import ACTIVE, ENDED, Subscription
from earshot.server.subscriptions.word_filter import split_words
from earshot.server.urls import host_of

log = logging.getLogger("earshot")
MAX_CONCURRENT_POLLS = 4
MIN_POLL_INTERVAL_SECONDS = 60.0
"""The shortest interval between two polls of a subscription, even on request."""
FAULT_DELAY_SECONDS = 300.0
"""The delay after an error of this server, such as a full disk."""
RunPoll = Callable[[PollFeed], Awaitable[PollResult]]
"""Runs `poll_task.poll_feed`, in any process. Raises EarshotError."""


class EntryReceiver(Protocol):
    """Takes the entries of a feed."""

    async def add_entry(self, subscription: Subscription, entry: EntryContent, now: float) -> None:
        """Create a story for a new entry."""

    async def update_entry(
        self, subscription: Subscription, entry: EntryContent, now: float
    ) -> None:
        """Update the story of a changed entry."""

    def remember_entries(self, subscription_id: str, entries: EntryChanges, now: float) -> None:
        """Remember the entries of this poll."""


class Poller:
    """Polls due subscriptions, a few at once, with a delay between requests to one host."""

    def __init__(
        self,
        store: SubscriptionStore,
        entry_sync: EntryReceiver,
        poll_feed: RunPoll,
        settings: Settings,
    ) -> None:
        self.store = store
        self.clock = Clock()
        self._entry_sync = entry_sync
        self._poll_feed = poll_feed
        self._settings = settings
        self._host_spacing = HostSpacing()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_POLLS)
        self._polls: dict[str, asyncio.Task[None]] = {}
        self.may_poll: Callable[[], bool] = lambda: True
        """Whether this server polls, and no other one. Set by `create_services`."""

    @property
    def interval(self) -> float:
        return self._settings.poll_minutes * 60.0

    async def poll_due(self) -> None:
        """Start the polls that are due."""
        if not self.may_poll():
            return
        now = self.clock.now()
        for each in self.store.list_due(now):
            if each.id not in self._polls and not self._host_spacing.is_blocked(
                host_of(each.url), now
            ):
                task = self._polls[each.id] = asyncio.create_task(self._poll_subscription(each))
                task.add_done_callback(partial(self._forget_poll, each.id))

    def _forget_poll(self, subscription_id: str, _: asyncio.Task[None]) -> None:
        self._polls.pop(subscription_id, None)

    async def wait_until_idle(self) -> None:
        """Wait until all started polls are finished."""
        while self._polls:
            await asyncio.gather(*self._polls.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def stop(self) -> None:
        for task in self._polls.values():
            task.cancel()
        await self.wait_until_idle()

    def is_polling(self, subscription_id: str) -> bool:
        return subscription_id in self._polls

    async def request_poll(self, subscription_id: str) -> None:
        """Poll the subscription as soon as possible; an ended or paused one becomes active."""
        subscription = self.store.get(subscription_id)
        if subscription is None:
            return
        due = max(
            self.clock.now(),
            subscription.last_checked_at + MIN_POLL_INTERVAL_SECONDS
            if subscription.last_success_at
            else 0,
        )
        self.store.update(subscription.id, status=ACTIVE, next_check_at=due)
        await self.poll_due()

    async def find_feed(self, urls: Sequence[str]) -> str:
        """The first of these addresses that is a feed or leads to one; empty for none."""
        for url in urls:
            request = PollFeed(
                url=url,
                etag="",
                last_modified="",
                private_hosts=self._settings.allowed_private_hosts,
                known=[],
                since=self.clock.now(),
                initial_limit=0,
                limit=0,
            )
            result = await self._poll_feed(request)
            if result.feed:
                return url
        return ""

    # One poll

    async def _poll_subscription(self, subscription: Subscription) -> None:
        try:
            async with self._slots:
                await self._wait_for_host(subscription.url)
                result = await self._fetch_changes(subscription)
                if self._is_current(subscription):
                    await self._apply_result(subscription, result)
        except Exception:
            log.exception("subscription %s", subscription.url)
            self._host_spacing.block_until(
                host_of(subscription.url), self.clock.now() + FAULT_DELAY_SECONDS
            )

    async def _wait_for_host(self, url: str) -> None:
        """Wait until a request to the host is allowed."""
        wait = self._host_spacing.reserve(host_of(url), self.clock.now())
        if wait > 0:
            await self.clock.sleep(wait)

    async def _fetch_changes(self, subscription: Subscription) -> PollResult:
        now = self.clock.now()
        known_entries = [
            KnownEntry(
                key=seen.key,
                url=seen.url,
                digest=seen.digest,
                has_story=bool(seen.story_id),
                is_change_due=seen.is_due(now),
            )
            for seen in self.store.list_seen_entries(subscription.id)
        ]
        is_first = not subscription.last_success_at
        initial = subscription.initial_entries
        initial_limit = self._settings.poll_initial_entries if initial is None else initial
        request = PollFeed(
            url=subscription.url,
            etag=subscription.etag,
            last_modified=subscription.last_modified,
            private_hosts=self._settings.allowed_private_hosts,
            known=known_entries,
            since=subscription.created_at,
            initial_limit=initial_limit if is_first else None,
            limit=self._settings.poll_max_entries,
            included_words=split_words(subscription.included_words),
            excluded_words=split_words(subscription.excluded_words),
        )
        try:
            return await self._poll_feed(request)
        except EarshotError as error:
            log.warning("subscription %s: %s", subscription.url, error)
            message = "The feed could not be read because of an error on this server"
            return PollResult(failure=PollFailure(message=message))

    def _is_current(self, subscription: Subscription) -> bool:
        """Whether the subscription still exists, with the polled URL."""
        now = self.store.get(subscription.id)
        return now is not None and now.status == ACTIVE and now.url == subscription.url

    async def _apply_result(self, subscription: Subscription, result: PollResult) -> None:
        if result.failure:
            self._record_failure(subscription, result.failure)
        elif result.feed:
            await self._apply_feed(subscription, result.feed)

    async def _apply_feed(self, subscription: Subscription, feed: PolledFeed) -> None:
        entries = feed.entries
        if entries is not None and not await self._sync_entries(subscription, entries):
            return
        now = self.clock.now()
        wait = schedule.next_poll_delay(self.interval, feed.ttl_seconds, self.clock.rng)
        columns = {
            "error": "",
            "failures": 0,
            "last_checked_at": now,
            "last_success_at": now,
            "next_check_at": now + wait,
        }
        if entries is None or entries.is_complete:
            columns |= {"etag": feed.etag, "last_modified": feed.last_modified}
        if entries is not None:
            columns |= {
                "title": feed.title or subscription.title,
                "site_url": feed.site_url,
            }
        with self.store.database.transaction():
            self.store.update(subscription.id, **columns)
            self._follow_redirect(subscription, feed.url)
            if entries is not None:
                self._entry_sync.remember_entries(subscription.id, entries, now)

    async def _sync_entries(self, subscription: Subscription, entries: EntryChanges) -> bool:
        """Create stories for new entries; return whether the subscription existed to the end."""
        for each in entries.new:
            await self._wait_for_page(each)
            if not self._is_current(subscription):
                return False
            await self._entry_sync.add_entry(subscription, each, self.clock.now())
        for each in entries.changed:
            await self._wait_for_page(each)
            if not self._is_current(subscription):
                return False
            await self._entry_sync.update_entry(subscription, each, self.clock.now())
        return True

    async def _wait_for_page(self, entry: EntryContent) -> None:
        """Wait before fetching a page, as for feeds."""
        if entry.page and not entry.article:
            await self._wait_for_host(entry.page)

    def _record_failure(self, subscription: Subscription, failure: PollFailure) -> None:
        now = self.clock.now()
        failures = subscription.failures + 1
        retry_after = schedule.parse_retry_after(failure.retry_after, now)
        wait = schedule.retry_delay(self.interval, failures, retry_after, self.clock.rng)
        if retry_after:
            self._host_spacing.block_until(
                host_of(subscription.url), now + min(retry_after, schedule.MAX_RETRY_AFTER_SECONDS)
            )
        is_over = failure.is_gone or (failure.is_no_feed and not subscription.last_success_at)
        self.store.update(
            subscription.id,
            error=failure.message,
            failures=failures,
            last_checked_at=now,
            next_check_at=now + wait,
            status=ENDED if is_over else ACTIVE,
        )

    def _follow_redirect(self, subscription: Subscription, url: str) -> None:
        """Follow a permanent redirect. If the new URL has a subscription already, this one ends."""
        if url == subscription.url:
            return
        other = self.store.find_id_by_url(subscription.account_id, url)
        if other and other != subscription.id:
            self.store.update(
                subscription.id,
                status=ENDED,
                error="Another subscription follows this feed already.",
            )
        else:
            self.store.update(subscription.id, url=url)
