"""HTTP connections: the listening socket, time limits for requests, and a bound on open files."""

from __future__ import annotations

import asyncio
import resource
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from earshot.errors import PortTaken
from earshot.server.middleware import SECURITY_HEADERS
from earshot.server.problem_details import problem_response
from earshot.server.settings import Settings

BACKLOG = 2_048
MAX_OPEN_FILES = 65_536
RESERVED_FILES = 128
"""Open files for the database, recordings and worker processes."""
REQUEST_HEADER_SECONDS = 10.0
"""The time for the header of a request, from its first byte or the start of the connection."""
BODY_IDLE_SECONDS = 30.0
"""The longest pause within a request body."""
BODY_SECONDS = 900.0
"""The time for a whole request body: 20 MB at 25 kB/s."""
MAX_HEADER_BYTES = 65_536
KEEP_ALIVE_PROBES = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 20),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
)
"""A listener that lost its network keeps its connection open for two minutes at most."""


def raise_file_limit() -> None:
    """Every listener needs an open file, and the usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def max_connections() -> int:
    """The most connections that get an answer; others get 503."""
    return max(32, _open_file_limit() - RESERVED_FILES)


def _open_file_limit() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_OPEN_FILES if soft == resource.RLIM_INFINITY else soft


def bind_socket(settings: Settings) -> socket.socket:
    """Create the listening socket. Raises PortTaken."""
    listening = _create_unix_socket() if settings.socket_path else _create_tcp_socket(settings.host)
    try:
        if path := settings.socket_path:
            Path(path).unlink(missing_ok=True)  # of a server that was killed
            listening.bind(path)
            Path(path).chmod(0o666)  # the web server has another user; every request is checked
        else:
            listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise PortTaken(port=settings.port, host=settings.host, reason=reason) from error
    return listening


def apply_bound_port(settings: Settings, listening: socket.socket) -> Settings:
    """The settings with the port of the socket, which the system chooses if the setting is 0."""
    if settings.socket_path:
        return settings
    return replace(settings, port=listening.getsockname()[1])


def _create_unix_socket() -> socket.socket:
    return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)


def _create_tcp_socket(host: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only if the protocol is named. With it on, every response
    # on a kept-alive connection waits 40 ms for the client's delayed acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for option in KEEP_ALIVE_PROBES:
        listening.setsockopt(*option)
    return listening


class HttpProtocol(HttpToolsProtocol):
    """Closes connections that send no complete request in time.

    Connections without a request in progress may use a quarter of the open files. Beyond that the
    oldest is closed, so they never keep a new client out.
    """

    _waiting: ClassVar[dict[HttpProtocol, None]] = {}
    """Connections without a request in progress, oldest first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._header_bytes = 0
        self._body_end = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_request()
        self._set_deadline(REQUEST_HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._waiting.pop(self, None)
        self._cancel_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._body_end:
            self._set_deadline(min(BODY_IDLE_SECONDS, self._body_end - self.loop.time()))
        else:
            self._header_bytes += len(data)
            if self in self._waiting and self._deadline is None:
                self._set_deadline(REQUEST_HEADER_SECONDS)
        super().data_received(data)
        if self._header_bytes > MAX_HEADER_BYTES:
            self._reject(431, "headers_too_large", "the header of this request is too large")

    def on_headers_complete(self) -> None:
        self._waiting.pop(self, None)
        self._header_bytes = 0
        self._body_end = self.loop.time() + BODY_SECONDS
        self._set_deadline(BODY_IDLE_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._body_end = 0.0
        self._cancel_deadline()
        super().on_message_complete()
        if self.cycle.response_complete:
            self._wait_for_request()

    def on_response_complete(self) -> None:
        if self._body_end:  # the rest of the body is received and discarded
            self._body_end = min(self._body_end, self.loop.time() + BODY_IDLE_SECONDS)
        elif not self.pipeline:
            self._wait_for_request()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        self._reject(400, "bad_request", "this is not a valid HTTP/1.1 request")

    def _reject(self, status: int, code: str, detail: str) -> None:
        headers = SECURITY_HEADERS | {"Connection": "close"}
        self.transport.write(_encode_response(problem_response(status, code, detail, headers)))
        self.transport.close()

    def _wait_for_request(self) -> None:
        if self.transport.is_closing():
            return
        self._waiting[self] = None
        if len(self._waiting) > _open_file_limit() // 4:
            oldest = next(iter(self._waiting))
            self._waiting.pop(oldest)
            oldest.transport.abort()

    def _set_deadline(self, seconds: float) -> None:
        self._cancel_deadline()
        self._deadline = self.loop.call_later(seconds, self._close_late)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close_late(self) -> None:
        if self.flow.read_paused:  # the application has not taken the last part yet
            self._set_deadline(BODY_IDLE_SECONDS)
        else:
            self.transport.abort()


def _encode_response(response: Response) -> bytes:
    lines = [name + b": " + value + b"\r\n" for name, value in response.raw_headers]
    return b"".join((STATUS_LINE[response.status_code], *lines, b"\r\n", bytes(response.body)))
