"""The worker's side of the protocol, with a thread per task."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Thread
from typing import Any, Protocol

from earshot.workers.channel import Channel
from earshot.workers.framing import Message, ProtocolError

log = logging.getLogger("earshot")
FAILURE = Message("error", body={"kind": "fault", "error": "the task failed unexpectedly"})
PRELOAD_DELAY_SECONDS = 1.0
"""Time without a request before a process preloads. A request that comes sooner does not wait for
that."""
Handler = Callable[[Mapping[str, Any], "Reporter"], Message]
"""Handles the body of a request; returns a `result` or an `error`. The caller sets its task
number."""


class TaskCancelled(Exception):
    """The result is no longer needed."""


class Reporter(Protocol):
    """Sends partial results before the task ends. Raises TaskCancelled."""

    def __call__(self, body: Mapping[str, Any], parts: Sequence[bytes] = ()) -> None: ...


class ThreadedService:
    """Runs each request in a thread until the socket is closed."""

    def __init__(self, channel: Channel, handle: Handler) -> None:
        self._channel = channel
        self._handle = handle
        self._cancelled: set[int] = set()
        self._running: set[int] = set()

    def run(self, preload: Callable[[], None] = lambda: None) -> None:
        """Never returns: it ends the process, because threads may still run.

        `preload` is called once when there is nothing to do, to do what later requests would wait
        for.
        """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._send(Message("ready"))
        for message in self._receive_requests(preload):
            if message.kind == "request":
                self._running.add(message.task)
                Thread(target=self._run_task, args=(message,), daemon=True).start()
            elif message.kind == "cancel" and message.task in self._running:
                self._cancelled.add(message.task)
        os._exit(0)

    def _receive_requests(self, preload: Callable[[], None]) -> Iterator[Message]:
        requests, is_preloaded = self._channel.requests(), False
        while True:
            while not is_preloaded and self._channel.is_silent(PRELOAD_DELAY_SECONDS):
                if not self._running:
                    preload()
                    is_preloaded = True
            message = next(requests, None)
            if message is None:
                return
            yield message

    def _run_task(self, request: Message) -> None:
        task = request.task

        def report(body: Mapping[str, Any], parts: Sequence[bytes] = ()) -> None:
            is_connected = self._send(Message("progress", task, body, parts))
            if task in self._cancelled or not is_connected:
                raise TaskCancelled

        try:
            answer = self._handle(request.body, report)
        except TaskCancelled:
            answer = Message("result", task, {"cancelled": True})
        except Exception:
            log.exception("a task of a worker process")
            answer = FAILURE
        self._running.discard(task)
        self._cancelled.discard(task)
        try:
            self._send(answer._replace(task=task))
        except ProtocolError:
            log.exception("the answer of a worker process")
            self._send(FAILURE._replace(task=task))

    def _send(self, message: Message) -> bool:
        """Whether it was sent. If the server has stopped, `run` ends the process."""
        try:
            self._channel.send(message)
        except OSError:
            return False
        return True
