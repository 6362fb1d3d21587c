"""A page from the web, called for by strangers. The one file that knows httpx and httpcore.

The URL, and every URL it is redirected to, is checked; its host is resolved once, every address
it has must be public, and one of exactly these addresses is dialled, so a name cannot change
between the look and the call. Time, redirects and size are bounded.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import httpcore
import httpx

from earshot.errors import FetchFailed, ForbiddenAddress, NotText, TooLarge
from earshot.ingest.addresses import is_public
from earshot.ingest.inflating import ENCODINGS, Overflow, inflated
from earshot.ingest.opening import LIMIT, LIMIT_MB, Opened
from earshot.ingest.robots import forbids
from earshot.ingest.wishes import Wishes

Resolve = Callable[[str, int], Sequence[str]]
Dial = Callable[[str, int, float], httpcore.NetworkStream]

REDIRECTS = 5
SECONDS = 20.0
"""The most that one page may take, redirects and all."""
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/feed+json": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "",
    "text/xml": "",
    "application/json": "",
    "": "",
}
_FOUND = {"application/pdf": "a PDF document", "application/zip": "a ZIP archive"}
_HEADERS = {
    "Accept": "text/html, application/xhtml+xml, application/rss+xml;q=0.9, "
    "application/atom+xml;q=0.9, application/feed+json;q=0.9, application/xml;q=0.8, "
    "text/plain;q=0.8, text/markdown;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}
_ROBOTS = "its site's robots.txt asks programs not to, or could not be read"
_MOVED = frozenset((301, 302, 303, 307, 308))
_USUAL_PORTS = frozenset((80, 443))
_HOST = re.compile(r"[\w.:-]+")
_LAST_RESERVED_PORT = 1023
_LAST_PORT = 65_535


def fetch(url: str, wishes: Wishes) -> Opened:
    """The page at an http(s) address. Raises FetchFailed, ForbiddenAddress, NotText, TooLarge."""
    fetcher = Fetcher(user_agent=wishes.user_agent)
    if wishes.robots and forbids(fetcher.fetch, url, fetcher.user_agent):
        raise FetchFailed(source=url, reason=_ROBOTS)
    return fetcher.fetch(url)


def resolved(host: str, port: int) -> list[str]:
    """All addresses of a host, as the machine resolves them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dialled(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """A connection to a vetted address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


class Fetcher:
    """Fetches pages; tests give it another `resolve` and `dial`, so that nothing leaves here."""

    def __init__(
        self,
        resolve: Resolve = resolved,
        dial: Dial = dialled,
        seconds: float = SECONDS,
        user_agent: str = "",
    ) -> None:
        self.trusted: Container[str] = ()
        """Hosts that the owner of the machine named: they may have any address."""
        self.user_agent = user_agent or f"Earshot/{version('earshot')}"
        self._resolve = resolve
        self._dial = dial
        self._seconds = seconds

    def fetch(self, url: str) -> Opened:
        """The page at `url`, after at most `REDIRECTS` redirects."""
        with self.client(url) as client:
            address = url
            headers = {**_HEADERS, "User-Agent": self.user_agent}
            for _ in range(REDIRECTS + 1):
                with client.stream("GET", vetted(address), headers=headers) as response:
                    if response.status_code not in _MOVED:
                        return _opened(url, response)
                    address = str(response.url.join(response.headers.get("location", "")))
        raise FetchFailed(source=url, reason=f"it was redirected more than {REDIRECTS} times")

    @contextmanager
    def client(self, url: str) -> Iterator[httpx.Client]:
        """A client that dials vetted addresses alone, in the time there is; its errors are ours."""
        dialler = _Dialler(self._resolve, self._dial, time.monotonic() + self._seconds)
        dialler.trusted = self.trusted
        with (
            _errors_of(url),
            httpx.Client(transport=_Transport(dialler), trust_env=False) as client,
        ):
            yield client


def vetted(address: str) -> httpx.URL:
    """The address as a URL that may be called, as far as its spelling tells."""
    url = httpx.URL(address)
    if url.scheme not in ("http", "https") or not url.host:
        raise _Forbidden("only http and https addresses are called")
    if url.userinfo:
        raise _Forbidden("a user name stands in the address")
    if not _HOST.fullmatch(url.host):
        raise _Forbidden("its host name has characters that no host name has")
    port = 443 if url.port is None else url.port
    if port not in _USUAL_PORTS and not _LAST_RESERVED_PORT < port <= _LAST_PORT:
        raise _Forbidden(f"port {port} is no port of a web site")
    return url


class _Forbidden(Exception):
    """An address that may not be called; the reason is its message."""


class _Dialler(httpcore.NetworkBackend):
    """Resolves once, vets every address, dials a vetted one."""

    def __init__(self, resolve: Resolve, dial: Dial, deadline: float) -> None:
        self._resolve = resolve
        self._dial = dial
        self._deadline = deadline
        self.trusted: Container[str] = ()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._resolve(host, port)
        if not addresses:
            raise httpcore.ConnectError("the host has no address")
        if host not in self.trusted and not all(map(is_public, addresses)):
            raise _Forbidden(f"{host} is no public address")
        failure: Exception | None = None
        for address in addresses:
            try:
                stream = self._dial(address, port, _remaining(self._deadline))
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("the host has no address")


class _Stream(httpcore.NetworkStream):
    """A connection that ends at the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _remaining(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _remaining(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _remaining(self._deadline)
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _remaining(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout
    return seconds


class _Transport(httpx.BaseTransport):
    """httpx over a pool of ours; no proxies, no environment."""

    def __init__(self, dialler: _Dialler) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=dialler
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        content = request.read() or None
        sent = httpcore.Request(request.method, url, headers=request.headers.raw, content=content)
        answer = self._pool.handle_request(sent)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """What comes over the wire, as it comes."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _opened(source: str, response: httpx.Response) -> Opened:
    if response.status_code != httpx.codes.OK:
        reason = f"the server answered {response.status_code} {response.reason_phrase}".strip()
        raise FetchFailed(source=source, reason=reason, status=response.status_code)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise NotText(source=source, found=_FOUND.get(kind, f"{kind} content"))
    return Opened(
        source=source,
        content=_content(source, response),
        kind=_KINDS[kind],
        charset=response.charset_encoding or "",
        url=str(response.url),
    )


def _content(source: str, response: httpx.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        raise FetchFailed(source=source, reason=f"it came packed as {encoding}")
    length = response.headers.get("content-length", "")
    try:
        if length.isdecimal() and int(length) > LIMIT:
            raise Overflow
        return inflated(response.iter_raw(), encoding, LIMIT)
    except Overflow:
        raise TooLarge(source=source, limit=LIMIT_MB) from None
    except zlib.error:
        raise FetchFailed(source=source, reason="its gzip data is damaged") from None


@contextmanager
def _errors_of(url: str) -> Iterator[None]:
    """Everything that the network and its libraries raise, as ours."""
    try:
        yield
    except _Forbidden as error:
        raise ForbiddenAddress(source=url, reason=str(error)) from None
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ForbiddenAddress(source=url, reason="it is not a valid address") from error
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise FetchFailed(source=url, reason="the server took too long") from error
    except socket.gaierror as error:
        raise FetchFailed(source=url, reason="there is no such host") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, OSError) as error:
        reason = str(error).lower() or type(error).__name__
        raise FetchFailed(source=url, reason=reason) from error
