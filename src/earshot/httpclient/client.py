"""The HTTP client for URLs from untrusted sources.

The URL and each redirect are checked, and only public addresses are connected to. Time, redirects
and size are limited.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import httpcore
import httpx

from earshot.errors import FetchFailed, ForbiddenAddress, HostNotFound, TooLarge, UnsupportedContent
from earshot.httpclient.cookies import CookieFile
from earshot.httpclient.decompression import ENCODINGS, SizeLimitExceeded, decompress
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.httpclient.raw_content import MAX_CONTENT_BYTES, MAX_CONTENT_MB, RawContent
from earshot.httpclient.transport import (
    BlockedAddress,
    ConnectToAddress,
    ResolveHost,
    SafeNetworkBackend,
    connect_to_address,
    resolve_host,
)
from earshot.version import __version__

_ERROR_NUMBER = re.compile(r"^\[errno -?\d+\] ")
_TLS_ERROR = re.compile(r"^\[ssl[^]]*\] (.*?)(?: \(_ssl\.c:\d+\))?$")
MAX_REDIRECTS = 5
TIMEOUT_SECONDS = 20.0
"""Time limit of one page, redirects included."""
_KIND_BY_MEDIA_TYPE = {
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
    "application/pdf": "",
    "application/epub+zip": "",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "",
    "multipart/related": "mail",
    "application/gzip": "",
    "application/x-gzip": "",
    "": "",
}
_UNSUPPORTED_TYPES = {"application/zip": "a ZIP archive"}
_PAGE_HEADERS = {
    "Accept": "text/html, application/xhtml+xml, application/rss+xml;q=0.9, "
    "application/atom+xml;q=0.9, application/feed+json;q=0.9, application/xml;q=0.8, "
    "text/plain;q=0.8, text/markdown;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}
_IMAGE_HEADERS = {"Accept": "image/avif, image/webp, image/jpeg, image/png, image/gif"}
_IMAGE_TYPES = ("jpeg", "jpg", "png", "webp", "gif", "avif", "x-icon", "vnd.microsoft.icon")
_IMAGE_KIND_BY_MEDIA_TYPE = dict.fromkeys((f"image/{each}" for each in _IMAGE_TYPES), "picture")
REDIRECT_STATUSES = frozenset((301, 302, 303, 307, 308))
_PERMANENT_REDIRECTS = frozenset((301, 308))
_WEB_PORTS = frozenset((80, 443))
_HOST = re.compile(r"[\w.:-]+")
_LAST_RESERVED_PORT = 1023
_LAST_PORT = 65_535
_GZIP_MAGIC = b"\x1f\x8b"


class Fetcher:
    """Fetches pages. Tests replace `resolve` and `connect` to run without a network."""

    def __init__(
        self,
        resolve: ResolveHost = resolve_host,
        connect: ConnectToAddress = connect_to_address,
        timeout_seconds: float = TIMEOUT_SECONDS,
        user_agent: str = "",
    ) -> None:
        self.private_hosts = PrivateHosts()
        self.user_agent = user_agent or f"Earshot/{__version__}"
        self.cookies: CookieFile | None = None
        self._resolve = resolve
        self._connect = connect
        self._timeout_seconds = timeout_seconds

    def fetch(self, url: str) -> RawContent:
        """The page at `url`, after at most `MAX_REDIRECTS` redirects."""
        raw = self.get(url).content
        if raw is None:
            raise FetchFailed(source=url, reason="the server answered 304 Not Modified", status=304)
        return raw

    def fetch_image(self, url: str) -> bytes:
        """The picture at `url`. Raises as `fetch` does."""
        raw = self.get(url, _IMAGE_HEADERS, kinds=_IMAGE_KIND_BY_MEDIA_TYPE).content
        return raw.data if raw else b""

    def get(
        self,
        url: str,
        extra_headers: Mapping[str, str] | None = None,
        kinds: Mapping[str, str] | None = None,
    ) -> FetchResponse:
        """A GET request with more headers, such as `If-None-Match` (RFC 9110, 13.1). `kinds` are
        the accepted media types, pages and texts by default."""
        headers = {**_PAGE_HEADERS, "User-Agent": self.user_agent, **(extra_headers or {})}
        with self.open_client(url) as client:
            current_url = permanent_url = url
            for _ in range(MAX_REDIRECTS + 1):
                cookie = self.cookies.header_for(current_url) if self.cookies else {}
                checked_url = check_url(current_url)
                with client.stream("GET", checked_url, headers=headers | cookie) as response:
                    if response.status_code not in REDIRECT_STATUSES:
                        return _build_response(
                            url, permanent_url, response, kinds or _KIND_BY_MEDIA_TYPE
                        )
                    previous_url = current_url
                    current_url = str(response.url.join(response.headers.get("location", "")))
                    if (
                        permanent_url == previous_url
                        and response.status_code in _PERMANENT_REDIRECTS
                    ):
                        permanent_url = current_url
        raise FetchFailed(source=url, reason=f"it was redirected more than {MAX_REDIRECTS} times")

    @contextmanager
    def open_client(self, url: str) -> Iterator[httpx.Client]:
        """An httpx client that only connects to public addresses; it raises FetchFailed."""
        backend = SafeNetworkBackend(
            self._resolve, self._connect, time.monotonic() + self._timeout_seconds
        )
        if self.is_private(url):
            backend.private_hosts = self.private_hosts
        with (
            translate_errors(url),
            httpx.Client(transport=Transport(backend), trust_env=False) as client,
        ):
            yield client

    def is_private(self, url: str) -> bool:
        """Whether a request begins on an allowed private host: no redirect leads to one."""
        try:
            return httpx.URL(url).host in self.private_hosts
        except httpx.InvalidURL:
            return False  # the request itself will raise the error


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResponse:
    """The response of a server."""

    content: RawContent | None
    """None if it is not modified."""
    url: str
    """The URL for later requests: the requested one, or the target of a permanent redirect."""
    headers: Mapping[str, str]
    """By lower-case name."""


def check_url(address: str) -> httpx.URL:
    """Parse the URL as `parse_url` does, and reject ports that are not for the web."""
    url = parse_url(address)
    port = 443 if url.port is None else url.port
    if port not in _WEB_PORTS and not _LAST_RESERVED_PORT < port <= _LAST_PORT:
        raise BlockedAddress(f"port {port} is not allowed")
    return url


def parse_url(address: str) -> httpx.URL:
    """Parse the URL and reject schemes, user names and hosts that are not allowed."""
    url = httpx.URL(address)
    if url.scheme not in ("http", "https") or not url.host:
        raise BlockedAddress("only http and https addresses are allowed")
    if url.userinfo:
        raise BlockedAddress("the address contains a user name")
    if not _HOST.fullmatch(url.host):
        raise BlockedAddress("its host name contains invalid characters")
    return url


@cache
def _tls_context() -> ssl.SSLContext:
    """Cached, because loading it takes longer than fetching a page."""
    return ssl.create_default_context()


class Transport(httpx.BaseTransport):
    """An httpx transport on a connection pool that ignores proxies and environment variables."""

    def __init__(self, backend: SafeNetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_tls_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        content = request.read() or None
        outgoing = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=content
        )
        response = self._pool.handle_request(outgoing)
        return httpx.Response(
            response.status, headers=response.headers, stream=_ResponseBody(response)
        )

    def close(self) -> None:
        self._pool.close()


class _ResponseBody(httpx.SyncByteStream):
    """The raw body as a stream."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def _build_response(
    source: str, permanent_url: str, response: httpx.Response, kinds: Mapping[str, str]
) -> FetchResponse:
    headers = {name.lower(): value for name, value in response.headers.items()}
    is_unchanged = response.status_code == httpx.codes.NOT_MODIFIED
    raw = None if is_unchanged else _read_content(source, response, kinds)
    return FetchResponse(content=raw, url=permanent_url, headers=headers)


def _read_content(source: str, response: httpx.Response, kinds: Mapping[str, str]) -> RawContent:
    if response.status_code != httpx.codes.OK:
        reason = f"the server answered {response.status_code} {response.reason_phrase}".strip()
        wait = response.headers.get("retry-after", "")
        raise FetchFailed(source=source, reason=reason, status=response.status_code, wait=wait)
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in kinds:
        raise UnsupportedContent(
            source=source, found=_UNSUPPORTED_TYPES.get(media_type, f"{media_type} content")
        )
    return RawContent(
        source=source,
        data=_read_body(source, response),
        kind=kinds[media_type],
        charset=response.charset_encoding or "",
        url=str(response.url),
    )


def _read_body(source: str, response: httpx.Response) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        raise FetchFailed(source=source, reason=f"it has the unsupported encoding {encoding}")
    length = response.headers.get("content-length", "")
    try:
        if length.isdecimal() and int(length) > MAX_CONTENT_BYTES:
            raise SizeLimitExceeded
        data = decompress(response.iter_raw(), encoding, MAX_CONTENT_BYTES)
        is_gzip_file = data.startswith(_GZIP_MAGIC)  # such as sitemap.xml.gz
        return decompress([data], "gzip", MAX_CONTENT_BYTES) if is_gzip_file else data
    except SizeLimitExceeded:
        raise TooLarge(source=source, limit=MAX_CONTENT_MB) from None
    except zlib.error:
        raise FetchFailed(source=source, reason="its gzip data is damaged") from None


@contextmanager
def translate_errors(url: str) -> Iterator[None]:
    """Translate the errors of the network and its libraries."""
    try:
        yield
    except BlockedAddress as error:
        raise ForbiddenAddress(source=url, reason=str(error)) from None
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ForbiddenAddress(source=url, reason="it is not a valid address") from error
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise FetchFailed(source=url, reason="the server took too long") from error
    except socket.gaierror as error:
        raise HostNotFound(source=url, reason="there is no such host") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, OSError) as error:
        reason = _ERROR_NUMBER.sub("", str(error).lower()) or type(error).__name__
        reason = _TLS_ERROR.sub(r"no secure connection is possible: \1", reason)
        raise FetchFailed(source=url, reason=reason) from error
