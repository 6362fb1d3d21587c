"""Compresses text, scripts, JSON and feeds with gzip."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MIN_BYTES = 500
MAX_CACHED_BYTES = 400_000
LEVEL = 6
COMPRESSED_TYPES = frozenset(
    (
        *("text/html", "text/css", "text/plain", "text/javascript", "text/vtt", "text/csv"),
        *("application/json", "application/problem+json", "application/manifest+json"),
        *("application/rss+xml", "application/json+chapters", "text/x-opml", "image/svg+xml"),
        "application/x-subrip",
    )
)


class CompressionMiddleware:
    """Compresses complete responses of the types above. Audio and ranges are not compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = _Sender(send, accepts_gzip(Headers(scope=scope)), scope["method"]).send
        await self._app(scope, receive, send)


def accepts_gzip(headers: Headers) -> bool:
    """RFC 9110, 12.5.3: `gzip;q=0` refuses it."""
    for each in headers.get("accept-encoding", "").lower().split(","):
        name, _, parameter = each.partition(";")
        if name.strip() in ("gzip", "*"):
            return parameter.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class _Sender:
    """Holds the start of a response until its first body part shows whether it is complete."""

    def __init__(self, send: Send, accepts: bool, method: str) -> None:
        self._send = send
        self._accepts = accepts
        self._is_head = method == "HEAD"
        self._start: Message | None = None
        self._compressor: zlib._Compress | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_compressible(message):
                MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
                if self._accepts:
                    self._start = message
                    return
            await self._send(message)
        elif message["type"] == "http.response.body":
            await self._send_body(message)
        else:
            await self._send(message)

    async def _send_body(self, message: Message) -> None:
        if self._start is not None:
            start, self._start = self._start, None
            message = self._begin(start, message)
            await self._send(start)
        elif self._compressor is not None:
            message = self._continue(message)
        await self._send(message)

    def _begin(self, start: Message, message: Message) -> Message:
        """Adjust the header of the response, and return the first body part."""
        body, headers = bytes(message.get("body", b"")), MutableHeaders(scope=start)
        if int(headers.get("content-length", MIN_BYTES)) < MIN_BYTES:
            return message
        if tag := headers.get("etag"):
            headers["ETag"] = f"W/{tag.removeprefix('W/')}"
        if self._is_head:  # the length is that of the uncompressed body
            return message
        if not message.get("more_body"):
            body = _compress_cached(body) if len(body) <= MAX_CACHED_BYTES else _compress(body)
            headers["Content-Length"] = str(len(body))
            message = {"type": "http.response.body", "body": body}
        else:
            self._compressor = zlib.compressobj(LEVEL, wbits=31)
            del headers["Content-Length"]
            message = self._continue(message)
        headers["Content-Encoding"] = "gzip"
        if "accept-ranges" in headers:
            del headers["Accept-Ranges"]
        return message

    def _continue(self, message: Message) -> Message:
        assert self._compressor
        body = self._compressor.compress(message.get("body", b""))
        if not message.get("more_body"):
            body += self._compressor.flush()
        return {**message, "body": body}


def _is_compressible(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    media_type = headers.get("content-type", "").partition(";")[0].strip()
    return (
        media_type in COMPRESSED_TYPES
        and start["status"] not in (204, 206, 304)
        and "content-encoding" not in headers
    )


def _compress(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


@lru_cache(48)
def _compress_cached(body: bytes) -> bytes:
    """Scripts, styles and cached pages are sent many times."""
    return _compress(body)
