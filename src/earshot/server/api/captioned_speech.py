"""Speech with the times of its words, in the format of Kokoro-FastAPI."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from starlette.responses import Response, StreamingResponse

from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.schemas import BODY_ERRORS
from earshot.server.api.serializers import json_response
from earshot.server.api.speech import SPEECH_MEDIA_TYPES, SpeechBody, SpeechChunk, stream_speech
from earshot.server.jobs.messages import WordTime


class CaptionedSpeechBody(SpeechBody, forbid_unknown_fields=False):
    stream: Annotated[
        bool | None,
        Meta(description="true (the default): a line of JSON for each piece of the audio"),
    ] = None
    return_timestamps: Annotated[
        bool | None, Meta(description="false: `timestamps` is null; true by default")
    ] = None


class CaptionedSpeech(Struct, kw_only=True):
    """Speech, or a piece of it. Times count from the start of the whole audio."""

    audio: Annotated[str, Meta(description="base64")]
    audio_format: Annotated[str, Meta(description="the media type of the audio")]
    timestamps: list[WordTime] | None


async def create_captioned_speech(context: RequestContext[None, CaptionedSpeechBody]) -> Response:
    """POST /dev/captioned_speech"""
    body = context.body
    chunks = await stream_speech(context.services, body, word_times=True)
    if body.stream is not False:
        lines = _json_lines(chunks, body)
        return StreamingResponse(lines, media_type="application/json")
    collected = [chunk async for chunk in chunks]
    audio = b"".join(chunk.audio for chunk in collected)
    words = [word for chunk in collected for word in chunk.words]
    return json_response(_describe_chunk(SpeechChunk(audio, words), body))


async def _json_lines(
    chunks: AsyncIterator[SpeechChunk], body: CaptionedSpeechBody
) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield msgspec.json.encode(_describe_chunk(chunk, body)) + b"\n"


def _describe_chunk(chunk: SpeechChunk, body: CaptionedSpeechBody) -> CaptionedSpeech:
    return CaptionedSpeech(
        audio=base64.b64encode(chunk.audio).decode(),
        audio_format=SPEECH_MEDIA_TYPES[body.response_format or "mp3"],
        timestamps=None if body.return_timestamps is False else chunk.words,
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/dev/captioned_speech",
        handler=create_captioned_speech,
        scope="write",
        summary="Synthesize a text and return its word times, in the format of Kokoro-FastAPI.",
        body=CaptionedSpeechBody,
        responses={200: CaptionedSpeech, **BODY_ERRORS},
    ),
)
