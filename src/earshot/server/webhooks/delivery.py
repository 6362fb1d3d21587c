"""Delivers the messages of the outbox, with retries."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from earshot.errors import EarshotError, FetchFailed
from earshot.httpclient.client import Fetcher
from earshot.httpclient.post import PostResponse, post
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.server.settings import Settings
from earshot.server.webhooks.outbox import Outbox, OutboxMessage
from earshot.server.webhooks.store import (
    TEST_EVENT,
    Webhook,
    WebhookStore,
    message_body,
    signed_headers,
)

log = logging.getLogger("earshot")
STATUS_GONE = 410
TIMEOUT_SECONDS = 15.0
"""The timeout of a request to a receiver."""
MAX_CONCURRENT_RECEIVERS = 8
"""The most concurrent requests. A receiver gets one message at a time."""
FAULT_DELAY_SECONDS = 30.0
"""The delay for a receiver whose response could not be saved because the disk was full."""
POLL_INTERVAL_SECONDS = 0.5
"""The interval of the checks for due messages."""
FORM_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


class WebhookDelivery:
    def __init__(self, outbox: Outbox, webhooks: WebhookStore, settings: Settings) -> None:
        self._outbox = outbox
        self._webhooks = webhooks
        self._hub_url = settings.websub_hub
        self._fetcher = Fetcher(timeout_seconds=TIMEOUT_SECONDS)
        self._fetcher.private_hosts = PrivateHosts(settings.allowed_private_hosts)
        self._deliveries: dict[str, asyncio.Task[None]] = {}
        self.may_send: Callable[[], bool] = lambda: True
        """Whether this server sends messages, and no other one. Set by `create_services`."""

    async def run(self) -> None:
        """Deliver due messages until cancelled, one at a time for each receiver."""
        try:
            while True:
                for message in self._outbox.list_due() if self.may_send() else ():
                    if (
                        len(self._deliveries) < MAX_CONCURRENT_RECEIVERS
                        and message.receiver not in self._deliveries
                    ):
                        self._deliveries[message.receiver] = asyncio.create_task(
                            self._deliver(message)
                        )
                await self._wait()
        finally:
            for delivery in self._deliveries.values():
                delivery.cancel()

    async def _wait(self) -> None:
        """Wait until a delivery ends or the interval is over."""
        if self._deliveries:
            deliveries = self._deliveries.values()
            await asyncio.wait(
                deliveries, timeout=POLL_INTERVAL_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        else:
            await asyncio.sleep(POLL_INTERVAL_SECONDS)

    async def _deliver(self, message: OutboxMessage) -> None:
        try:
            if not self.may_send():  # this process was paused
                return
            if message.feed_token:
                await self._ping_hub(message)
            elif webhook := self._webhooks.get(message.webhook_id or ""):
                await self._deliver_to_webhook(webhook, message)
        except Exception:
            log.exception("message %s", message.id)
            await asyncio.sleep(FAULT_DELAY_SECONDS)
        finally:
            self._deliveries.pop(message.receiver, None)

    async def _ping_hub(self, message: OutboxMessage) -> None:
        if not self._hub_url:
            self._outbox.give_up(message, "there is no hub")
            return
        answer = await self._post(self._hub_url, message, FORM_HEADERS)
        if isinstance(answer, PostResponse) and answer.is_success:
            self._outbox.mark_delivered(message, response_summary(answer))
        else:
            self._outbox.retry_later(
                message, response_summary(answer), wait=getattr(answer, "wait", 0.0)
            )

    async def send_test(self, webhook: Webhook) -> tuple[bool, str]:
        """Send a test message once, without retries; return whether it was accepted, and the
        response."""
        body = message_body(TEST_EVENT, {"id": webhook.id})
        message_id = self._outbox.add_for_webhook(
            webhook.id, TEST_EVENT, body, delay=4 * TIMEOUT_SECONDS
        )
        message = self._outbox.get(message_id)
        answer = await self._post_signed(webhook, message)
        is_delivered = isinstance(answer, PostResponse) and answer.is_success
        settle = self._outbox.mark_delivered if is_delivered else self._outbox.give_up
        settle(message, response_summary(answer))
        return is_delivered, response_summary(answer)

    async def _post_signed(
        self, webhook: Webhook, message: OutboxMessage
    ) -> PostResponse | EarshotError:
        return await self._post(webhook.url, message, signed_headers(webhook, message, time.time()))

    async def _deliver_to_webhook(self, webhook: Webhook, message: OutboxMessage) -> None:
        """Make one attempt and save the response."""
        answer = await self._post_signed(webhook, message)
        if isinstance(answer, PostResponse) and answer.is_success:
            self._outbox.mark_delivered(message, response_summary(answer))
            self._webhooks.record_success(webhook.id)
        elif isinstance(answer, PostResponse) and answer.status == STATUS_GONE:
            self._outbox.give_up(message, response_summary(answer))
            self._webhooks.disable(webhook.id, "the receiver answered 410 Gone")
        else:
            wait = getattr(answer, "wait", 0.0)
            given_up = self._outbox.retry_later(message, response_summary(answer), wait=wait)
            self._webhooks.record_failure(webhook.id, given_up=given_up)

    async def _post(
        self, url: str, message: OutboxMessage, headers: dict[str, str]
    ) -> PostResponse | EarshotError:
        try:
            return await _run_in_thread(
                lambda: post(self._fetcher, url, message.body.encode(), headers)
            )
        except FetchFailed as error:
            return error


def response_summary(answer: PostResponse | EarshotError) -> str:
    """The response as one line, for the history."""
    if isinstance(answer, PostResponse):
        return f"{answer.status} {answer.text}".strip()
    return str(getattr(answer, "reason", answer))


async def _run_in_thread(work: Callable[[], PostResponse]) -> PostResponse:
    """Run in a daemon thread: a slow receiver blocks neither the thread pool nor the exit."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[PostResponse] = loop.create_future()

    def settle(answer: PostResponse | None, error: Exception | None) -> None:
        if result.done():
            return
        if error:
            result.set_exception(error)
        elif answer:
            result.set_result(answer)

    def call() -> None:
        answer, error = None, None
        try:
            answer = work()
        except Exception as found:
            error = found
        with suppress(RuntimeError):  # the server has stopped meanwhile
            loop.call_soon_threadsafe(settle, answer, error)

    Thread(target=call, daemon=True).start()
    return await result
