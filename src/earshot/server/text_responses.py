"""Text responses that are compressed if the client accepts that (RFC 9110, 8.4 and 12.5.3)."""

from __future__ import annotations

import asyncio
import gzip
import re
from email.utils import formatdate
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from earshot.server.file_responses import CACHE_REVALIDATE, file_response, is_cached

MIN_COMPRESSED_BYTES = 1400
"""A shorter response fits in one packet as it is."""
COMPRESSION_LEVEL = 6
_GZIP = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=([\d.]{1,5}))?\s*(?=,|$)")


def text_response(
    request: Request, body: bytes, media_type: str, tag: str, *, cache: str = CACHE_REVALIDATE
) -> Response:
    """The text, compressed if the client accepts that, or 304 if the client has it."""
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding", "ETag": tag}
    is_compressed = accepts_gzip(request) and len(body) >= MIN_COMPRESSED_BYTES
    if is_compressed:
        headers["ETag"] = _gzip_tag(tag)
    if is_cached(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if is_compressed:
        body = gzip.compress(body, COMPRESSION_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=media_type, headers=headers)


async def text_file_response(request: Request, path: Path, media_type: str, tag: str) -> Response:
    """The file, compressed if the client accepts that and wants the whole of it."""
    plain = file_response(request, path, media_type, tag)
    is_whole = plain.status_code == 200 and "range" not in request.headers
    if not is_whole or not accepts_gzip(request):
        return plain
    modified_at = path.stat().st_mtime
    headers = {
        "ETag": _gzip_tag(tag),
        "Last-Modified": formatdate(modified_at, usegmt=True),
        "Cache-Control": CACHE_REVALIDATE,
        "Vary": "Accept-Encoding",
    }
    if is_cached(request, headers["ETag"], modified_at):
        return Response(status_code=304, headers=headers)
    body = await asyncio.to_thread(_compress_file, path)
    headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=media_type, headers=headers)


def accepts_gzip(request: Request) -> bool:
    """Whether the client accepts gzip."""
    found = _GZIP.search(request.headers.get("accept-encoding", "").lower())
    return found is not None and (found[1] or "1").strip("0.") != ""


def _gzip_tag(tag: str) -> str:
    """The compressed form of a response has an ETag of its own."""
    return tag.removesuffix('"') + '-gzip"'


def _compress_file(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), COMPRESSION_LEVEL, mtime=0)
