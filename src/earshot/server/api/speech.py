"""Text to speech compatible with OpenAI's API: streamed during synthesis, and not stored."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta, Struct, convert
from starlette.responses import Response, StreamingResponse

from earshot.publish.audio_formats import FORMATS
from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NO_NULL_PATTERN,
    LanguageTag,
    RequestBody,
    VoiceName,
)
from earshot.server.http_errors import http_error
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import SpeechProgress, SynthesizeText, WordTime
from earshot.server.services import Services
from earshot.workers.framing import Message

SPEECH_MEDIA_TYPES = {
    "mp3": FORMATS["mp3"].media_type,
    "opus": FORMATS["opus"].media_type,
    "aac": "audio/aac",
    "flac": FORMATS["flac"].media_type,
    "wav": FORMATS["wav"].media_type,
    "pcm": "audio/pcm",
}
"""`aac` is ADTS; `pcm` is 24 kHz, mono, 16 bits, little-endian."""
EVENT_STREAM = "text/event-stream"


class VoiceReference(Struct, kw_only=True):
    """A voice as an object, as OpenAI's clients send custom voices."""

    id: VoiceName


class SpeechBody(RequestBody, forbid_unknown_fields=False):
    """Other fields of OpenAI's API, such as `instructions`, are ignored."""

    input: Annotated[str, Meta(min_length=1, max_length=100_000, pattern=NO_NULL_PATTERN)]
    model: Annotated[str | None, Meta(description="accepted for compatibility, and ignored")] = None
    voice: Annotated[
        VoiceName | VoiceReference | None,
        Meta(
            description="engine:speaker, or the speaker alone; the names of OpenAI's voices are "
            "mapped to voices of this server; any other name is the default voice"
        ),
    ] = None
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] | None = None
    speed: Annotated[float, Meta(ge=0.25, le=4)] | None = None
    stream_format: Annotated[
        Literal["audio", "sse"] | None, Meta(description="sse: audio as base64 in events")
    ] = None
    language: Annotated[
        LanguageTag | None,
        Meta(description="BCP 47; not in OpenAI's API. Default: detected in long texts"),
    ] = None


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    audio: bytes
    words: list[WordTime]


async def create_speech(context: RequestContext[None, SpeechBody]) -> Response:
    """POST /v1/audio/speech"""
    body = context.body
    chunks = await stream_speech(context.services, body)
    audio = (chunk.audio async for chunk in chunks)
    if body.stream_format == "sse":
        return StreamingResponse(_event_stream(audio), media_type=EVENT_STREAM)
    return StreamingResponse(audio, media_type=SPEECH_MEDIA_TYPES[body.response_format or "mp3"])


async def stream_speech(
    services: Services, body: SpeechBody, *, word_times: bool = False
) -> AsyncIterator[SpeechChunk]:
    """The speech during synthesis, which stops when the client disconnects.

    Waits for the first chunk. Raises RequestRejected.
    """
    messages: asyncio.Queue[Message | None] = asyncio.Queue()
    work = asyncio.create_task(_synthesize(services, body, messages, word_times))
    first = await messages.get()
    if first is None:
        await work  # raises the error of the worker
        raise http_error(422, "empty_input", "the input has no words to speak")
    return _read_chunks(first, messages, work)


async def _synthesize(
    services: Services, body: SpeechBody, messages: asyncio.Queue[Message | None], word_times: bool
) -> None:
    settings = services.settings
    voice = body.voice.id if isinstance(body.voice, VoiceReference) else body.voice or ""
    try:
        await services.job_runner.worker_pool.run_task(
            SynthesizeText(
                text=body.input,
                voice=voice if ":" in voice else settings.voice,
                voice_alias=voice,
                speed=float(body.speed or 1),
                format=body.response_format or "mp3",
                language=body.language or "",
                default_language=settings.language,
                word_times=word_times,
            ),
            messages.put_nowait,
        )
    except TaskFailed as error:
        raise http_error(422, "synthesis_failed", error.reason.rstrip(".")) from error
    finally:
        messages.put_nowait(None)


async def _read_chunks(
    message: Message | None, messages: asyncio.Queue[Message | None], work: asyncio.Task[None]
) -> AsyncIterator[SpeechChunk]:
    try:
        while message is not None:
            words = convert(message.body, SpeechProgress).words if message.body else []
            yield SpeechChunk(message.parts[0], words)
            message = await messages.get()
        await work
    finally:
        work.cancel()


async def _event_stream(audio: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """The events of OpenAI's API. No text is metered here, so `usage` is zero."""
    async for chunk in audio:
        yield _event("speech.audio.delta", audio=base64.b64encode(chunk).decode())
    usage = dict.fromkeys(("input_tokens", "output_tokens", "total_tokens"), 0)
    yield _event("speech.audio.done", usage=usage)


def _event(kind: str, **fields: object) -> str:
    return f"data: {json.dumps({'type': kind, **fields})}\n\n"


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/audio/speech",
        handler=create_speech,
        scope="write",
        summary="Synthesize a text, as in OpenAI's API. The audio is streamed.",
        body=SpeechBody,
        responses={200: f"audio/*, {EVENT_STREAM}", **BODY_ERRORS},
    ),
)
