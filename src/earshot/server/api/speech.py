"""Text to speech compatible with OpenAI's API: streamed during synthesis, and not stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from msgspec import Meta
from starlette.responses import Response, StreamingResponse

from earshot.publish.audio_formats import FORMATS
from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.schemas import BODY_ERRORS, NO_NULL_PATTERN, RequestBody, VoiceName
from earshot.server.http_errors import http_error
from earshot.server.jobs.errors import TaskFailed

SPEECH_MEDIA_TYPES = {"mp3": FORMATS["mp3"].media_type, "pcm": "audio/pcm"}
"""`pcm` is 24 kHz, mono, 16 bits, little-endian."""


class SpeechBody(RequestBody):
    input: Annotated[str, Meta(min_length=1, max_length=100_000, pattern=NO_NULL_PATTERN)]
    model: Annotated[str | None, Meta(description="accepted for compatibility, and ignored")] = None
    voice: Annotated[
        VoiceName | None, Meta(description="engine:speaker; any other name is the default voice")
    ] = None
    response_format: Literal["mp3", "pcm"] | None = None
    speed: Annotated[float, Meta(ge=0.5, le=2)] | None = None


async def create_speech(context: RequestContext[None, SpeechBody]) -> Response:
    """POST /v1/audio/speech"""
    body = context.body
    chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
    audio_format = body.response_format or "mp3"
    work = asyncio.create_task(_synthesize(context, body, audio_format, chunks))
    first = await chunks.get()
    if first is None:
        await work  # raises the error of the worker
        raise http_error(422, "empty_input", "the input has no words to speak")
    return StreamingResponse(
        _stream_chunks(first, chunks, work), media_type=SPEECH_MEDIA_TYPES[audio_format]
    )


async def _synthesize(
    context: RequestContext[None, SpeechBody],
    body: SpeechBody,
    audio_format: str,
    chunks: asyncio.Queue[bytes | None],
) -> None:
    voice = body.voice or ""
    try:
        await context.services.job_runner.worker_pool.run_task(
            "synthesize_text",
            lambda message: chunks.put_nowait(message.parts[0]),
            text=body.input,
            voice=voice if ":" in voice else context.services.settings.voice,
            speed=float(body.speed or 1),
            format=audio_format,
            language=context.services.settings.language,
        )
    except TaskFailed as error:
        raise http_error(422, "synthesis_failed", error.reason.rstrip(".")) from error
    finally:
        chunks.put_nowait(None)


async def _stream_chunks(
    first: bytes, chunks: asyncio.Queue[bytes | None], work: asyncio.Task[None]
) -> AsyncIterator[bytes]:
    """The audio during synthesis; it stops when the client disconnects."""
    try:
        yield first
        while (chunk := await chunks.get()) is not None:
            yield chunk
        await work
    finally:
        work.cancel()


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/audio/speech",
        handler=create_speech,
        scope="write",
        summary="Speak a text, as in OpenAI's API; streamed while it is synthesized.",
        body=SpeechBody,
        responses={200: "audio/*", **BODY_ERRORS},
    ),
)
