"""File responses for podcast apps and players: HEAD, byte ranges, ETag and conditional requests
(RFC 9110, 13 and 14)."""

from __future__ import annotations

from email.utils import formatdate
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from earshot.server.http_errors import http_error

CACHE_FOREVER = "public, max-age=31536000, immutable"
CACHE_REVALIDATE = "no-cache"
HOUR_SECONDS = 3600


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
    headers = {
        "ETag": tag,
        "Last-Modified": formatdate(stat.st_mtime, usegmt=True),
        "Cache-Control": cache,
        "Accept-Ranges": "bytes",
    }
    is_known = is_cached(request, tag)
    if is_known is None:
        is_known = request.headers.get("if-modified-since") == headers["Last-Modified"]
    if is_known:
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=media_type, headers=headers, stat_result=stat)


def is_cached(request: Request, tag: str) -> bool | None:
    """Whether the client has the version of this ETag; None if it sent no condition."""
    known = request.headers.get("if-none-match")
    if known is None:
        return None
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return "*" in tags or tag in tags
