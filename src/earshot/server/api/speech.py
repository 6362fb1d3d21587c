"""A text to speech, in the shape of OpenAI's API: said as it is sent, streamed, and not kept."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response, StreamingResponse

from earshot.server.api.operation import Visit
from earshot.server.jobs.worker_pool import TaskFailed
from earshot.server.submissions import refused

FORMATS = {"mp3": "audio/mpeg", "pcm": "audio/pcm"}
"""`pcm` is 24 kHz, mono, 16 bits, little-endian, as it is there."""


async def speech(visit: Visit) -> Response:
    """POST /v1/audio/speech"""
    body = visit.body
    pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
    kind = body.get("response_format") or "mp3"
    work = asyncio.create_task(_said(visit, body, kind, pieces))
    first = await pieces.get()
    if first is None:
        await work  # which raises what was wrong
        raise refused(422, "nothing_said", "there is nothing in it to say")
    return StreamingResponse(_sounds(first, pieces, work), media_type=FORMATS[kind])


async def _said(
    visit: Visit, body: dict[str, Any], kind: str, pieces: asyncio.Queue[bytes | None]
) -> None:
    voice = body.get("voice") or ""
    try:
        await visit.library.workshop.crew.do(
            "say",
            lambda facts: pieces.put_nowait(base64.b64decode(facts["sound"])),
            text=body["input"],
            voice=voice if ":" in voice else visit.library.settings.voice,
            speed=float(body.get("speed") or 1),
            format=kind,
        )
    except TaskFailed as error:
        raise refused(422, "failed", error.reason.rstrip(".")) from error
    finally:
        pieces.put_nowait(None)


async def _sounds(
    first: bytes, pieces: asyncio.Queue[bytes | None], work: asyncio.Task[None]
) -> AsyncIterator[bytes]:
    """The sound as it is made; whoever leaves ends the making."""
    try:
        yield first
        while (piece := await pieces.get()) is not None:
            yield piece
        await work
    finally:
        work.cancel()
