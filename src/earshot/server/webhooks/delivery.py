"""Who takes the messages of the outbox to their receivers, again and again until they are taken."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from earshot.errors import EarshotError, FetchFailed
from earshot.httpclient.client import Fetcher
from earshot.httpclient.post import Answer, post
from earshot.server.settings import Settings
from earshot.server.webhooks.outbox import Letter, Outbox
from earshot.server.webhooks.webhooks import TEST, Hook, Hooks, headers, message
from earshot.server.webhooks.websub import Announcing

log = logging.getLogger("earshot")
GONE = 410
SECONDS = 15.0
"""The most that a receiver may take to answer."""
RECEIVERS = 8
"""That are called at once; each gets one message after the other."""
REST = 30.0
"""Seconds for which a receiver is left alone when the answer could not be noted: a full disk."""
LOOK = 0.5
"""Seconds between two looks into the outbox."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Postman:
    def __init__(
        self, outbox: Outbox, hooks: Hooks, announcing: Announcing, settings: Settings
    ) -> None:
        self._outbox = outbox
        self._hooks = hooks
        self._announcing = announcing
        self._hub = settings.hub
        self._fetcher = Fetcher(seconds=SECONDS)
        self._fetcher.trusted = settings.receivers
        self._calls: dict[str, asyncio.Task[None]] = {}

    async def walk(self) -> None:
        """For ever: whatever is due goes out, as long as its receiver is not being called."""
        try:
            while True:
                for letter in self._outbox.due():
                    if len(self._calls) < RECEIVERS and letter.to not in self._calls:
                        self._calls[letter.to] = asyncio.create_task(self._bring(letter))
                await self._rest()
        finally:
            for call in self._calls.values():
                call.cancel()

    async def _rest(self) -> None:
        """Until there is a receiver less that is being called, or a moment has passed."""
        if self._calls:
            calls = self._calls.values()
            await asyncio.wait(calls, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(LOOK)

    async def _bring(self, letter: Letter) -> None:
        try:
            if letter.feed:
                self._announcing.on_its_way[letter.feed] = letter.id
                await self._announce(letter)
            elif hook := self._hooks.one(letter.hook or ""):
                await self._call(hook, letter)
        except Exception:
            log.exception("message %s", letter.id)
            await asyncio.sleep(REST)
        finally:
            self._announcing.on_its_way.pop(letter.feed or "", None)
            self._calls.pop(letter.to, None)

    async def _announce(self, letter: Letter) -> None:
        if not self._hub:
            self._outbox.give_up(letter, "there is no hub")
            return
        answer = await self._answer(self._hub, letter, FORM)
        if isinstance(answer, Answer) and answer.is_good:
            self._outbox.took(letter, told(answer))
        else:
            self._outbox.refused(letter, told(answer), wait=getattr(answer, "wait", 0.0))

    async def test(self, hook: Hook) -> tuple[bool, str]:
        """Send a message of no meaning, once and at once: whether it was taken, and the answer."""
        body = message(TEST, {"id": hook.id})
        letter = self._outbox.one(self._outbox.put(TEST, body, hook=hook.id, wait=4 * SECONDS))
        answer = await self._signed(hook, letter)
        taken = isinstance(answer, Answer) and answer.is_good
        settle = self._outbox.took if taken else self._outbox.give_up
        settle(letter, told(answer))
        return taken, told(answer)

    async def _signed(self, hook: Hook, letter: Letter) -> Answer | EarshotError:
        return await self._answer(hook.url, letter, headers(hook, letter, time.time()))

    async def _call(self, hook: Hook, letter: Letter) -> None:
        """One attempt, and its answer noted."""
        answer = await self._signed(hook, letter)
        if isinstance(answer, Answer) and answer.is_good:
            self._outbox.took(letter, told(answer))
            self._hooks.took(hook.id)
        elif isinstance(answer, Answer) and answer.status == GONE:
            self._outbox.give_up(letter, told(answer))
            self._hooks.disable(hook.id, "the receiver answered 410 Gone")
        else:
            wait = getattr(answer, "wait", 0.0)
            given_up = self._outbox.refused(letter, told(answer), wait=wait)
            self._hooks.refused(hook.id, given_up=given_up)

    async def _answer(
        self, url: str, letter: Letter, about: dict[str, str]
    ) -> Answer | EarshotError:
        try:
            return await _aside(lambda: post(self._fetcher, url, letter.body.encode(), about))
        except FetchFailed as error:
            return error


def told(answer: Answer | EarshotError) -> str:
    """The answer in a line that can be kept."""
    if isinstance(answer, Answer):
        return f"{answer.status} {answer.text}".strip()
    return str(getattr(answer, "reason", answer))


async def _aside(work: Callable[[], Answer]) -> Answer:
    """In a thread of its own, which dies with the process: the threads that draw pages do not wait
    for a slow receiver, and the server stops without it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answer] = loop.create_future()

    def settle(answer: Answer | None, error: Exception | None) -> None:
        if done.done():
            return
        if error:
            done.set_exception(error)
        elif answer:
            done.set_result(answer)

    def run() -> None:
        answer, error = None, None
        try:
            answer = work()
        except Exception as found:
            error = found
        with suppress(RuntimeError):  # the server has stopped meanwhile
            loop.call_soon_threadsafe(settle, answer, error)

    Thread(target=run, daemon=True).start()
    return await done
