"""Polls connectors: new articles become stories, and finished stories are marked there.

No state in memory is needed: an interrupted poll is repeated, and its articles are recognized.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import re
from collections.abc import Callable
from functools import partial

import msgspec

from earshot.errors import EarshotError, FetchFailed, ForbiddenAddress, RequestRejected, TooLarge
from earshot.httpclient.client import Fetcher
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.server.connectors.connector import Connector, Login, SavedItem
from earshot.server.connectors.services import SERVICES
from earshot.server.connectors.store import ConnectorStore
from earshot.server.error_messages import client_message
from earshot.server.settings import Settings
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.stories import StoryStore
from earshot.server.submission import Submission, SubmissionReceiver
from earshot.server.subscriptions.schedule import (
    Clock,
    next_poll_delay,
    parse_retry_after,
    retry_delay,
)

log = logging.getLogger("earshot")
MIN_TEXT_CHARS = 600
"""With less text, the page of an article is read instead: the service did not find its text."""
MAX_KEY_CHARS = 500
"""Articles with longer keys are left out; no service has such keys."""
GONE = (404, 410)
STATUS_REASONS = {
    **dict.fromkeys((400, 401, 403), "rejected the login"),
    **dict.fromkeys(GONE, "was not found at this address"),
    429: "asks for fewer requests",
}
_TAG = re.compile(r"<[^>]*>")


class ConnectorPoller:
    def __init__(
        self,
        store: ConnectorStore,
        stories: StoryStore,
        library: LibraryStore,
        submissions: SubmissionReceiver,
        settings: Settings,
    ) -> None:
        self.store = store
        self.clock = Clock()
        self._stories = stories
        self._library = library
        self._submissions = submissions
        self._settings = settings
        self._polls: dict[str, asyncio.Task[None]] = {}
        self.may_poll: Callable[[], bool] = lambda: True
        """Whether this server polls, and no other one. Set by `create_services`."""

    async def poll_due(self) -> None:
        """Start the polls that are due, one at a time for each connector."""
        if not self.may_poll():
            return
        for each in self.store.list_due(self.clock.now()):
            if each.id not in self._polls:
                task = self._polls[each.id] = asyncio.create_task(self._poll(each))
                task.add_done_callback(partial(self._forget_poll, each.id))

    def _forget_poll(self, connector_id: str, _: asyncio.Task[None]) -> None:
        self._polls.pop(connector_id, None)

    async def wait_until_idle(self) -> None:
        """Wait until all started polls are finished."""
        await asyncio.gather(*self._polls.values(), return_exceptions=True)

    async def stop(self) -> None:
        for task in self._polls.values():
            task.cancel()
        await self.wait_until_idle()

    async def request_poll(self, connector_id: str) -> None:
        self.store.update(connector_id, next_check_at=self.clock.now())
        await self.poll_due()

    async def _poll(self, connector: Connector) -> None:
        login = Login(self._create_fetcher(), connector.url, connector.credentials)
        try:
            await self._mark_finished(connector, login)
            if connector.next_check_at <= self.clock.now():
                await self._add_new_items(connector, login)
                self._record_success(connector)
        except (EarshotError, msgspec.MsgspecError) as error:
            self._record_failure(connector, error)
        except Exception as error:
            log.exception("connector %s", connector.url)
            self._record_failure(connector, error)

    def _create_fetcher(self) -> Fetcher:
        fetcher = Fetcher()
        fetcher.private_hosts = PrivateHosts(self._settings.allowed_private_hosts)
        return fetcher

    async def _mark_finished(self, connector: Connector, login: Login) -> None:
        service = SERVICES[connector.service].load()
        for key in self.store.list_finished(connector):
            try:
                await asyncio.to_thread(service.finish_item, login, key)
            except FetchFailed as error:
                if getattr(error, "status", 0) not in GONE:
                    raise
            self.store.mark_finished(connector.id, key)

    async def _add_new_items(self, connector: Connector, login: Login) -> None:
        service = SERVICES[connector.service].load()
        listed = await asyncio.to_thread(service.list_items, login, connector.label)
        known = self.store.list_keys(connector.id)
        new = [each for each in listed if each.key not in known and len(each.key) <= MAX_KEY_CHARS]
        for item in reversed(new[: self._settings.poll_max_entries]):
            text = await asyncio.to_thread(service.load_html, login, item)
            if self.store.get(connector.id) is None:
                return
            self.store.add_item(
                connector.id, item.key, await self._add_story(connector, item, text)
            )

    async def _add_story(self, connector: Connector, item: SavedItem, text: str) -> str:
        """The story of an article; empty if it has neither an address nor a text."""
        has_text = len(_TAG.sub("", text)) >= MIN_TEXT_CHARS
        submission = Submission(
            source_id="" if item.url else f"{connector.id}:{item.key}"[:400],
            url=item.url,
            html=_build_page(item.title, text) if has_text else "",
            mail=item.mail,
            playlists=(connector.playlist,) if connector.playlist else None,
            submitter=self.store.get_submitter(connector),
        )
        if known := self._library.find(connector.account_id, submission.key, item.url):
            return known.id
        with contextlib.suppress(RequestRejected):
            story, _ = await self._submissions.accept(submission)
            if not story.title:
                self._stories.update_silently(story.id, title=item.title)
            return story.id
        return ""

    def _record_success(self, connector: Connector) -> None:
        now = self.clock.now()
        wait = next_poll_delay(self._settings.poll_minutes * 60.0, 0, self.clock.rng)
        self.store.update(
            connector.id, error="", failures=0, last_success_at=now, next_check_at=now + wait
        )

    def _record_failure(self, connector: Connector, error: Exception) -> None:
        now, failures = self.clock.now(), connector.failures + 1
        message = describe_failure(connector.service, error)
        if message != connector.error:
            log.warning("connector %s: %s", connector.url, error)
        interval = self._settings.poll_minutes * 60.0
        retry_after = parse_retry_after(str(getattr(error, "wait", "")), now)
        self.store.update(
            connector.id,
            error=message,
            failures=failures,
            next_check_at=now + retry_delay(interval, failures, retry_after, self.clock.rng),
        )


def describe_failure(service: str, error: Exception) -> str:
    """The reason in one sentence, for the page of connectors."""
    title, status = SERVICES[service].title, getattr(error, "status", 0)
    if status:
        reason = STATUS_REASONS.get(status, "answered with an error")
        return f"{title} {reason} ({status})."
    if isinstance(error, ForbiddenAddress) and "public" in str(error.facts["reason"]):
        return "This address is on a private network; add its host to allowed_private_hosts."
    if isinstance(error, msgspec.MsgspecError):
        return f"The answer is not that of {title}; check the address."
    if isinstance(error, TooLarge):
        return f"The answer of {title} is larger than {error.facts['limit']} MB."
    if isinstance(error, EarshotError):
        reason = (str(getattr(error, "reason", "")) or client_message(error)).rstrip(".")
        return f"{reason[:1].upper()}{reason[1:]}."
    return "The connector could not be read because of an error on this server."


def _build_page(title: str, text: str) -> str:
    heading = html.escape(title)
    return (
        f"<!doctype html><html><head><title>{heading}</title></head>"
        f"<body><article><h1>{heading}</h1>{text}</article></body></html>"
    )
