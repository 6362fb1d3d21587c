"""Requests that come through reverse proxies: the client's address, and the path of the public URL.

Anyone can send `X-Forwarded-For`. Each proxy appends the address of its own client to it, so it is
read from the right, as long as the sender is one of `trusted_proxies`. The first address that is
not one of them is the client. `auth_proxy_header` is removed from the requests of all others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earshot.server.settings import UNIX_PROXY, Settings

log = logging.getLogger("earshot")
FORWARDED_HOST = "earshot.forwarded_host"
"""The key in the scope: the host name that a trusted proxy was asked for."""
IPV6_SITE_BITS = 64
"""One customer has at least a /64 network, and may use a new address of it for each request."""
SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Hop:
    """The values that one proxy reports about its client; unknown values are empty."""

    address: str
    scheme: str = ""
    host: str = ""


class ProxyMiddleware:
    """The outermost layer. Behind it, the path and the client look as if there were no proxy."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._trusted = TrustedProxies(settings.trusted_proxies)
        self._auth_header = settings.auth_proxy_header.lower().encode("latin-1", "replace")
        self._prefix = settings.path_prefix
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._auth_header and not self._trusted.includes(_peer_of(scope)):
            scope = _remove_header(scope, self._auth_header)
        hops = read_hops(Headers(scope=scope))
        if hops:
            scope = self._resolve_client(scope, hops)
        if not self._prefix:
            await self._app(scope, receive, send)
            return

        async def send_with_prefix(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_prefix(MutableHeaders(scope=message), self._prefix)
            await send(message)

        await self._app(_remove_prefix(scope, self._prefix), receive, send_with_prefix)

    def _resolve_client(self, scope: Scope, hops: list[Hop]) -> Scope:
        peer = _peer_of(scope)
        if not self._trusted.includes(peer):
            if not self._has_warned:
                self._has_warned = True
                log.warning(
                    "A request from %s has X-Forwarded-For. If this is your reverse proxy, add it "
                    "to `trusted_proxies`; until then all its clients share one rate limit.",
                    peer,
                )
            return scope
        hop = self._trusted.find_client(peer, hops)
        scheme = hop.scheme if hop.scheme in SCHEMES else scope["scheme"]
        return {**scope, "client": (hop.address, 0), "scheme": scheme, FORWARDED_HOST: hop.host}


class TrustedProxies:
    """The addresses and networks whose forwarding headers are trusted."""

    def __init__(self, entries: Iterable[str]) -> None:
        names = set(entries)
        self._unix = UNIX_PROXY in names
        self._networks = [ip_network(each, strict=False) for each in names - {UNIX_PROXY}]

    def includes(self, address: str) -> bool:
        if address == UNIX_PROXY:
            return self._unix
        parsed = parse_address(address)
        return parsed is not None and any(parsed in network for network in self._networks)

    def find_client(self, peer: str, hops: list[Hop]) -> Hop:
        """The rightmost hop that is not trusted, otherwise the leftmost. `peer` is the sender."""
        client = Hop(peer)
        for hop in reversed(hops):
            if not self.includes(client.address):
                break
            address = parse_address(hop.address)
            if address is None:  # "unknown", or a name that its proxy made up
                return Hop(client.address, hop.scheme, hop.host)
            client = Hop(str(address), hop.scheme, hop.host)
        return client


def read_hops(headers: Headers) -> list[Hop]:
    """The clients that proxies report, from the first to the last proxy.

    `X-Forwarded-For` takes precedence: most proxies set it, and pass on a `Forwarded` header that
    their client made up.
    """
    addresses = _split(headers, "x-forwarded-for")
    if not addresses:
        return [_parse_forwarded(each) for each in _split(headers, "forwarded")]
    schemes = _align(_split(headers, "x-forwarded-proto"), len(addresses))
    hosts = _align(_split(headers, "x-forwarded-host"), len(addresses))
    return [Hop(*each) for each in zip(addresses, schemes, hosts, strict=True)]


def _split(headers: Headers, name: str) -> list[str]:
    values = ",".join(headers.getlist(name)).split(",")
    return [value.strip() for value in values if value.strip()]


def _align(values: list[str], count: int) -> list[str]:
    """One value per proxy; a shorter list was written by the last proxy alone."""
    if len(values) == count:
        return values
    return [values[-1] if values else ""] * count


def _parse_forwarded(element: str) -> Hop:
    """One element of `Forwarded` (RFC 7239, 4)."""
    pairs = (pair.partition("=") for pair in element.split(";"))
    fields = {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
    return Hop(fields.get("for", ""), fields.get("proto", "").lower(), fields.get("host", ""))


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """An address with or without a port and brackets."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(1_024)
def client_key(address: str) -> str:
    """The name of a client in rate limits: its address, or its network for IPv6."""
    parsed = parse_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, IPV6_SITE_BITS), strict=False))
    return str(parsed or address)


def _peer_of(scope: Scope) -> str:
    """The address that sent the request."""
    return scope["client"][0] if scope["client"] else UNIX_PROXY


def _remove_header(scope: Scope, name: bytes) -> Scope:
    """The scope without a header that only a trusted proxy may send."""
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != name]}


def _remove_prefix(scope: Scope, prefix: str) -> Scope:
    """The scope with the path behind the prefix. Some proxies have removed it already."""
    path: str = scope["path"]
    if path != prefix and not path.startswith(f"{prefix}/"):
        return scope
    raw_path = scope.get("raw_path", b"")[len(prefix.encode()) :]
    return {**scope, "path": path[len(prefix) :] or "/", "raw_path": raw_path or b"/"}


def _add_prefix(headers: MutableHeaders, prefix: str) -> None:
    location = headers.get("location", "")
    if location.startswith("/"):
        headers["Location"] = prefix + location
