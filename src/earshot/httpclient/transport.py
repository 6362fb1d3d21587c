"""Network connections to public addresses only.

A host is resolved once, all of its addresses must be public, and the connection goes to one of
them. A name therefore cannot change between the check and the connection.
"""

from __future__ import annotations

import math
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import httpcore

from earshot.httpclient.addresses import is_public_address
from earshot.httpclient.private_hosts import PrivateHosts

ResolveHost = Callable[[str, int], Sequence[str]]
ConnectToAddress = Callable[[str, int, float], httpcore.NetworkStream]


def resolve_host(host: str, port: int) -> list[str]:
    """All addresses of a host, as the machine resolves them."""
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in infos))


def connect_to_address(address: str, port: int, timeout_seconds: float) -> httpcore.NetworkStream:
    """Connect to an address that was checked."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=timeout_seconds)


class BlockedAddress(Exception):
    """Connections to this address are not allowed. The message is the reason."""


class TimeLimits(NamedTuple):
    deadline: float
    """On the monotonic clock; infinite for none."""
    idle_seconds: float
    """Time without a byte."""

    def remaining_seconds(self) -> float:
        seconds = min(self.deadline - time.monotonic(), self.idle_seconds)
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


def find_addresses(
    host: str, port: int, private_hosts: PrivateHosts, resolve: ResolveHost = resolve_host
) -> Sequence[str]:
    """The addresses of a host. Raises BlockedAddress, unless they are public or the host is one of
    the private hosts that are allowed."""
    addresses = resolve(host, port)
    if not addresses:
        raise httpcore.ConnectError("the host has no address")
    if host not in private_hosts and not all(map(is_public_address, addresses)):
        raise BlockedAddress(f"{host} is not a public address")
    return addresses


class SafeNetworkBackend(httpcore.NetworkBackend):
    """Resolves a host once, checks all of its addresses and connects to one of them."""

    def __init__(
        self,
        resolve: ResolveHost,
        connect: ConnectToAddress,
        deadline: float,
        idle_seconds: float = math.inf,
    ) -> None:
        self._resolve = resolve
        self._connect = connect
        self._limits = TimeLimits(deadline, idle_seconds)
        self.private_hosts = PrivateHosts()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception | None = None
        for address in find_addresses(host, port, self.private_hosts, self._resolve):
            try:
                stream = self._connect(address, port, self._limits.remaining_seconds())
                return _DeadlineStream(stream, self._limits)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("the host has no address")


class _DeadlineStream(httpcore.NetworkStream):
    """A connection that ends at the deadline, however slowly the server sends."""

    def __init__(self, stream: httpcore.NetworkStream, limits: TimeLimits) -> None:
        self._stream = stream
        self._limits = limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._limits.remaining_seconds())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._limits.remaining_seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._limits.remaining_seconds()
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _DeadlineStream(stream, self._limits)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
