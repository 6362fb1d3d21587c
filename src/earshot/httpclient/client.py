"""A page from the web, called for by strangers. The one file that knows httpx.

The URL, and every URL it is redirected to, is checked, and only public addresses are dialled. Time,
redirects and size are bounded.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
import zlib
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import httpcore
import httpx

from earshot.errors import FetchFailed, ForbiddenAddress, NotText, TooLarge
from earshot.httpclient.decompression import ENCODINGS, Overflow, inflated
from earshot.httpclient.robots import forbids
from earshot.httpclient.transport import Dial, Dialler, Forbidden, Resolve, dialled, resolved
from earshot.ingest.options import Wishes
from earshot.ingest.source import LIMIT, LIMIT_MB, Opened

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
_PICTURES = {"Accept": "image/avif, image/webp, image/jpeg, image/png, image/gif"}
_PICTURED = dict.fromkeys(
    ("image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif", "image/avif"), "picture"
)
_ROBOTS = "its site's robots.txt asks programs not to, or could not be read"
_MOVED = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
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
        opened = self.ask(url).opened
        if opened is None:
            raise FetchFailed(source=url, reason="the server answered 304 Not Modified", status=304)
        return opened

    def picture(self, url: str) -> bytes:
        """The picture at `url`. Raises as `fetch` does."""
        opened = self.ask(url, _PICTURES, kinds=_PICTURED).opened
        return opened.content if opened else b""

    def ask(
        self,
        url: str,
        conditions: Mapping[str, str] | None = None,
        kinds: Mapping[str, str] | None = None,
    ) -> Answer:
        """The same for one who may have it already: `conditions` are headers such as
        `If-None-Match` (RFC 9110, 13.1). `kinds` are the media types that may come, pages and texts
        by default."""
        headers = {**_HEADERS, "User-Agent": self.user_agent, **(conditions or {})}
        with self.client(url) as client:
            address = stays = url
            for _ in range(REDIRECTS + 1):
                with client.stream("GET", vetted(address), headers=headers) as response:
                    if response.status_code not in _MOVED:
                        return _answer(url, stays, response, kinds or _KINDS)
                    here = address
                    address = str(response.url.join(response.headers.get("location", "")))
                    if stays == here and response.status_code in _FOR_GOOD:
                        stays = address
        raise FetchFailed(source=url, reason=f"it was redirected more than {REDIRECTS} times")

    @contextmanager
    def client(self, url: str) -> Iterator[httpx.Client]:
        """A client that dials vetted addresses alone, in the time there is; its errors are ours."""
        dialler = Dialler(self._resolve, self._dial, time.monotonic() + self._seconds)
        dialler.trusted = self.trusted
        with (
            _errors_of(url),
            httpx.Client(transport=_Transport(dialler), trust_env=False) as client,
        ):
            yield client


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    opened: Opened | None
    """None where it is not modified."""
    url: str
    """Where to ask from now on: the address asked, or the one that it has moved to for good."""
    headers: Mapping[str, str]
    """By lower-case name."""


def vetted(address: str) -> httpx.URL:
    """The address as a URL that may be called, as far as its spelling tells."""
    url = httpx.URL(address)
    if url.scheme not in ("http", "https") or not url.host:
        raise Forbidden("only http and https addresses are called")
    if url.userinfo:
        raise Forbidden("a user name stands in the address")
    if not _HOST.fullmatch(url.host):
        raise Forbidden("its host name has characters that no host name has")
    port = 443 if url.port is None else url.port
    if port not in _USUAL_PORTS and not _LAST_RESERVED_PORT < port <= _LAST_PORT:
        raise Forbidden(f"port {port} is no port of a web site")
    return url


@cache
def _trusted_roots() -> ssl.SSLContext:
    """Read once: it takes longer than a page."""
    return ssl.create_default_context()


class _Transport(httpx.BaseTransport):
    """httpx over a pool of ours; no proxies, no environment."""

    def __init__(self, dialler: Dialler) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_trusted_roots(), network_backend=dialler)

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


def _answer(source: str, stays: str, response: httpx.Response, kinds: Mapping[str, str]) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    unchanged = response.status_code == httpx.codes.NOT_MODIFIED
    opened = None if unchanged else _opened(source, response, kinds)
    return Answer(opened=opened, url=stays, headers=headers)


def _opened(source: str, response: httpx.Response, kinds: Mapping[str, str]) -> Opened:
    if response.status_code != httpx.codes.OK:
        reason = f"the server answered {response.status_code} {response.reason_phrase}".strip()
        wait = response.headers.get("retry-after", "")
        raise FetchFailed(source=source, reason=reason, status=response.status_code, wait=wait)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise NotText(source=source, found=_FOUND.get(kind, f"{kind} content"))
    return Opened(
        source=source,
        content=_content(source, response),
        kind=kinds[kind],
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
    except Forbidden as error:
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
