"""Reading request bodies up to a size limit."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Message

from earshot.errors import RequestRejected
from earshot.server.http_errors import http_error
from earshot.server.services import Services

MAX_SMALL_FORM_BYTES = 20_000
"""The largest form of a caller who has not logged in."""


async def read_body(request: Request, limit: int) -> bytes:
    """The body. Raises RequestRejected if it is larger than `limit` bytes; the rest is not read."""
    parts, size = [], 0
    _check_announced_size(request, limit)
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    return b"".join(parts)


async def read_form(request: Request, services: Services) -> FormData:
    """Raises RequestRejected if it is larger than `max_upload_mb`; the rest is not read."""
    return await _read_form(request, services.settings.max_upload_mb * 1_000_000)


async def read_small_form(request: Request) -> FormData:
    """A form without files. Raises RequestRejected."""
    return await _read_form(request, MAX_SMALL_FORM_BYTES)


async def _read_form(request: Request, limit: int) -> FormData:
    """Counts the bytes as they arrive: a chunked body does not announce its size."""
    _check_announced_size(request, limit)
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise _too_large(limit)
        return message

    bounded = Request(request.scope, receive)
    return await bounded.form(max_files=2, max_fields=50, max_part_size=limit)


def _check_announced_size(request: Request, limit: int) -> None:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> RequestRejected:
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1_000} kB"
    return http_error(413, "payload_too_large", f"at most {size} may be sent")
