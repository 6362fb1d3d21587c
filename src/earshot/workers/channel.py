"""One end of the socket between a worker and the process that started it.

Only the standard library: see `framing`.
"""

from __future__ import annotations

import os
import select
import time
from collections import deque
from collections.abc import Iterator
from threading import Lock, Thread

from earshot.workers.framing import Decoder, Message, encode_message

READ_BYTES = 1 << 18
EXIT_SECONDS = 2.0
"""Time for a process to exit after the other end of its channel was closed."""


class Channel:
    """Sends and receives messages. Many threads may send; only one may receive."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._decoder = Decoder()
        self._received: deque[Message] = deque()
        self._send_lock = Lock()

    def send(self, message: Message, timeout: float | None = None) -> None:
        """Raises OSError if the other end is closed, TimeoutError and ProtocolError."""
        deadline = _deadline(timeout)
        with self._send_lock:
            for buffer in encode_message(message):
                rest = memoryview(buffer)
                while rest:
                    self._wait(select.POLLOUT, deadline)
                    try:
                        rest = rest[os.write(self._descriptor, rest) :]
                    except BlockingIOError:
                        continue

    def receive(self, timeout: float | None = None) -> Message:
        """Raises EOFError if the other end is closed, TimeoutError and ProtocolError."""
        deadline = _deadline(timeout)
        while not self._received:
            self._wait(select.POLLIN, deadline)
            try:
                data = os.read(self._descriptor, READ_BYTES)
            except BlockingIOError:
                continue
            if not data:
                raise EOFError("the other end is closed")
            self._received.extend(self._decoder.feed(data))
        return self._received.popleft()

    def requests(self, idle_timeout: float | None = None) -> Iterator[Message]:
        """Yield messages until the other end is closed or silent for `idle_timeout`."""
        while True:
            try:
                message = self.receive(idle_timeout)
            except (EOFError, OSError):  # a TimeoutError is an OSError
                return
            yield message

    def is_silent(self, seconds: float) -> bool:
        """Whether no message arrives within this time, and the other end is not closed."""
        return not self._received and not self._poll(select.POLLIN, seconds)

    def exit_when_closed(self) -> None:
        """End this process soon after the other end is closed, also during a request: a killed
        parent would otherwise leave it at work for as long as the request takes."""
        Thread(target=self._exit_when_closed, daemon=True).start()

    def _exit_when_closed(self) -> None:
        self._poll(0, None)  # for no event but the end of the connection
        time.sleep(EXIT_SECONDS)
        os._exit(1)

    def _wait(self, event: int, deadline: float | None) -> None:
        remaining = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not self._poll(event, remaining):
            raise TimeoutError("no message arrived in time")

    def _poll(self, event: int, seconds: float | None) -> bool:
        poller = select.poll()  # select() refuses descriptors above 1,023
        poller.register(self._descriptor, event)
        return bool(poller.poll(None if seconds is None else seconds * 1000))


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout
