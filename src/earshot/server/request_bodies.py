"""Reading request bodies up to a size limit."""

from __future__ import annotations

import asyncio
import binascii
import re

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from earshot.errors import RequestRejected
from earshot.server.http_errors import http_error
from earshot.server.services import Services

MAX_FIELDS = 50
"""The most fields of a form."""
URL_ENCODED = "application/x-www-form-urlencoded"
SLICE_BYTES = 65_536
"""The bytes of a form that are decoded at a time."""
_STRAY_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
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
    """Raises RequestRejected for a form that is too large or damaged."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == URL_ENCODED:
        body = await read_body(request, limit)
        return await asyncio.to_thread(parse_urlencoded, body)
    return await _read_multipart(request, limit)


async def _read_multipart(request: Request, limit: int) -> FormData:
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
    try:
        return await bounded.form(max_files=2, max_fields=MAX_FIELDS, max_part_size=limit)
    except HTTPException as error:
        raise http_error(error.status_code, "invalid_form", error.detail.rstrip(".")) from None


def parse_urlencoded(body: bytes) -> FormData:
    """The fields of a form (WHATWG URL, 5.1). Its time and memory are in proportion to its length:
    the parsers of Starlette and of the standard library need 80 bytes for each "%41". Raises
    RequestRejected.
    """
    pairs = body.split(b"&", MAX_FIELDS)
    if len(pairs) > MAX_FIELDS:
        raise http_error(400, "invalid_form", f"a form may have at most {MAX_FIELDS} fields")
    fields = (pair.partition(b"=") for pair in pairs if pair)
    return FormData([(_decode_field(name), _decode_field(value)) for name, _, value in fields])


def _decode_field(data: bytes) -> str:
    parts, start = [], 0
    while start < len(data):
        end = start + SLICE_BYTES
        if (escape := data.rfind(b"%", end - 2, end)) > start:
            end = escape
        parts.append(_decode_escapes(data[start:end]))
        start = end
    return b"".join(parts).decode("utf-8", "replace")


def _decode_escapes(data: bytes) -> bytes:
    """Percent-decode as quoted-printable, which has "=" for "%": the standard library has a fast
    decoder of that."""
    valid = _STRAY_PERCENT.sub(b"%25", data.replace(b"+", b" "))
    return binascii.a2b_qp(valid.replace(b"=", b"=3D").replace(b"%", b"="))


def _check_announced_size(request: Request, limit: int) -> None:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> RequestRejected:
    size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1_000} kB"
    return http_error(413, "payload_too_large", f"the request may have at most {size}")
