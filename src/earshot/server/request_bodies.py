"""Reading request bodies up to a size limit."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

from earshot.server.http_errors import http_error
from earshot.server.services import Services


async def read_body(request: Request, limit: int) -> bytes:
    """The body. Raises RequestRejected if it is larger than `limit` bytes; the rest is not read."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise http_error(
                413, "payload_too_large", f"at most {limit // 1_000_000} MB may be sent"
            )
        parts.append(part)
    return b"".join(parts)


async def read_form(request: Request, services: Services) -> FormData:
    limit = services.settings.max_upload_mb * 1_000_000
    if int(request.headers.get("content-length") or 0) > limit:
        raise http_error(
            413, "payload_too_large", f"at most {services.settings.max_upload_mb} MB may be sent"
        )
    return await request.form(max_files=1, max_fields=50, max_part_size=limit)
