"""File responses for podcast apps and players: HEAD, byte ranges, ETag and conditional requests
(RFC 9110, 13 and 14)."""

from __future__ import annotations

import math
import re
import time
from collections.abc import AsyncIterator
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from earshot.server.http_errors import http_error
from earshot.server.remote_file import RemoteFile

CACHE_FOREVER = "public, max-age=31536000, immutable"
CACHE_REVALIDATE = "no-cache"
HOUR_SECONDS = 3600
CHUNK_BYTES = 500_000
_BYTE_RANGE = re.compile(r"(?P<first>\d{0,20})-(?P<last>\d{0,20})")


class VersionDates:
    """When each response got its current ETag: the date of a response without a file."""

    def __init__(self) -> None:
        self._versions: dict[str, tuple[str, float]] = {}

    def date_of(self, key: str, tag: str) -> float:
        """Always a later second than the date of the previous version: HTTP dates have whole
        seconds. An app that sends only `If-Modified-Since` would miss a second change in one."""
        known_tag, date = self._versions.get(key, ("", 0.0))
        if known_tag != tag:
            self._versions[key] = tag, max(time.time(), date + 1)
        return self._versions[key][1]


def file_response(
    request: Request, path: Path, media_type: str, tag: str, *, cache: str = CACHE_REVALIDATE
) -> Response:
    """The file or the requested ranges, or 304 if the client has it. `tag` is its ETag."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        raise http_error(
            404, "recording_not_found", "this file was not found; it may have been replaced"
        ) from None
    headers = _build_headers(tag, stat.st_mtime, cache)
    if is_cached(request, tag, stat.st_mtime):
        return Response(status_code=304, headers=headers)
    _ignore_invalid_range(request)
    return FileResponse(path, media_type=media_type, headers=headers, stat_result=stat)


def remote_file_response(
    request: Request, file: RemoteFile, media_type: str, tag: str, *, cache: str = CACHE_REVALIDATE
) -> Response:
    """As `file_response`. Several ranges in one request are answered with the whole file."""
    headers = _build_headers(tag, file.modified_at, cache)
    if is_cached(request, tag, file.modified_at):
        return Response(status_code=304, headers=headers)
    whole, status = range(file.size), 200
    wanted, header = whole, request.headers.get("range", "")
    is_valid = request.headers.get("if-range", tag) in (tag, headers["Last-Modified"])
    if is_valid and _is_byte_range(header):
        wanted = _select_range(header, file.size)
    if file.size and not wanted:
        headers["Content-Range"] = f"bytes */{file.size}"
        return Response(status_code=416, headers=headers)
    if wanted != whole:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}"
        status = 206
    headers["Content-Length"] = str(len(wanted))
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=media_type)
    body = _read_chunks(file, wanted)
    return StreamingResponse(body, status_code=status, headers=headers, media_type=media_type)


def _build_headers(tag: str, modified_at: float, cache: str) -> dict[str, str]:
    return {
        "ETag": tag,
        "Last-Modified": formatdate(modified_at, usegmt=True),
        "Cache-Control": cache,
        "Accept-Ranges": "bytes",
    }


def _select_range(header: str, size: int) -> range:
    """The bytes to send; none if the range starts behind the end of the file."""
    found = _BYTE_RANGE.fullmatch(header.partition("=")[2].strip())
    if found is None:
        return range(size)
    if not found["first"]:
        return range(max(0, size - int(found["last"])), size)
    stop = min(int(found["last"]) + 1, size) if found["last"] else size
    return range(int(found["first"]), stop)


async def _read_chunks(file: RemoteFile, wanted: range) -> AsyncIterator[bytes]:
    """Each chunk is a separate request, so a slow listener does not keep a connection open."""
    for start in range(wanted.start, wanted.stop, CHUNK_BYTES):
        yield await file.read(start, min(start + CHUNK_BYTES, wanted.stop))


def is_cached(request: Request, tag: str, modified_at: float = math.inf) -> bool:
    """Whether the client has the version of this ETag or date. The tag takes precedence."""
    known = request.headers.get("if-none-match")
    if known is None:
        return _is_unmodified(request.headers.get("if-modified-since", ""), modified_at)
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return "*" in tags or tag in tags


def _is_unmodified(date: str, modified_at: float) -> bool:
    """Whether there was no change after the date of the header; an invalid date is ignored."""
    try:
        return math.floor(modified_at) <= parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return False


def _ignore_invalid_range(request: Request) -> None:
    """Drop a range of an unknown unit or form, for which the whole file is sent (RFC 9110, 14.2).
    Starlette would reject it."""
    if not _is_byte_range(request.headers.get("range", "bytes=0-")):
        raw = request.scope["headers"]
        request.scope["headers"] = [each for each in raw if each[0] != b"range"]


def _is_byte_range(header: str) -> bool:
    unit, _, ranges = header.partition("=")
    found = [_BYTE_RANGE.fullmatch(each.strip()) for each in ranges.split(",")]
    return unit.strip().lower() == "bytes" and all(
        each is not None and (each["first"] or each["last"]) and _is_ascending(each)
        for each in found
    )


def _is_ascending(found: re.Match[str]) -> bool:
    return not (found["first"] and found["last"]) or int(found["first"]) <= int(found["last"])
