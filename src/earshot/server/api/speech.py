"""A text to speech, in the shape of OpenAI's API: said as it is sent, streamed, and not kept."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response, StreamingResponse

from earshot.publish.audio_file import FORMATS
from earshot.server.api.operation import RequestContext
from earshot.server.http_errors import http_error
from earshot.server.jobs.errors import TaskFailed

MEDIA_TYPES = {"mp3": FORMATS["mp3"].media_type, "pcm": "audio/pcm"}
"""`pcm` is 24 kHz, mono, 16 bits, little-endian, as it is there."""


async def create_speech(context: RequestContext) -> Response:
    """POST /v1/audio/speech"""
    body = context.body
    chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
    audio_format = body.get("response_format") or "mp3"
    work = asyncio.create_task(_synthesize(context, body, audio_format, chunks))
    first = await chunks.get()
    if first is None:
        await work  # which raises what was wrong
        raise http_error(422, "nothing_said", "there is nothing in it to say")
    return StreamingResponse(
        _stream_chunks(first, chunks, work), media_type=MEDIA_TYPES[audio_format]
    )


async def _synthesize(
    context: RequestContext,
    body: dict[str, Any],
    audio_format: str,
    chunks: asyncio.Queue[bytes | None],
) -> None:
    voice = body.get("voice") or ""
    try:
        await context.services.job_runner.worker_pool.run_task(
            "say",
            lambda facts: chunks.put_nowait(base64.b64decode(facts["sound"])),
            text=body["input"],
            voice=voice if ":" in voice else context.services.settings.voice,
            speed=float(body.get("speed") or 1),
            format=audio_format,
        )
    except TaskFailed as error:
        raise http_error(422, "failed", error.reason.rstrip(".")) from error
    finally:
        chunks.put_nowait(None)


async def _stream_chunks(
    first: bytes, chunks: asyncio.Queue[bytes | None], work: asyncio.Task[None]
) -> AsyncIterator[bytes]:
    """The sound as it is made; whoever leaves ends the making."""
    try:
        yield first
        while (chunk := await chunks.get()) is not None:
            yield chunk
        await work
    finally:
        work.cancel()
