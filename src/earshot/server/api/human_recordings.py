"""The API of recordings by people: a sentence or a story that is heard instead of a voice."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.recording_lookup import wait_until_read
from earshot.server.api.schemas import BODY_ERRORS, NOT_READY, Problem, Text
from earshot.server.api.serializers import json_response
from earshot.server.request_bodies import read_body

SentenceText = Annotated[Text, Meta(min_length=1, max_length=10_000)]


class SentenceQuery(Struct, kw_only=True):
    text: (
        Annotated[
            SentenceText, Meta(description="the sentence as written; without it: the whole story")
        ]
        | None
    ) = None
    occurrence: Annotated[
        int, Meta(ge=1, le=100_000, description="occurrence of the sentence in the story, from 1")
    ] = 1


class HumanRecordingJson(Struct, kw_only=True):
    voice: Annotated[
        str,
        Meta(description="in the story's edits: the `voice` of the sentence, or the `recording`"),
    ]
    duration: Annotated[int, Meta(description="milliseconds")]
    sentence_count: Annotated[int, Meta(description="the number of sentences in it")]


async def add_human_recording(context: RequestContext[SentenceQuery, None]) -> Response:
    """POST /v1/stories/{id}/human-recordings"""
    story, services = await wait_until_read(context), context.services
    content = await read_body(context.request, services.settings.max_upload_mb * 1_000_000)
    query = context.query
    stored = await services.edits.store_human_recording(
        story, content, query.text or "", query.occurrence
    )
    body = HumanRecordingJson(
        voice=stored.voice,
        duration=round(stored.seconds * 1000),
        sentence_count=stored.sentence_count,
    )
    return json_response(body, status=201)


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/stories/{id}/human-recordings",
        handler=add_human_recording,
        scope="write",
        role="editor",
        summary="Store a recording of the story or a sentence by a person, for the story's edits.",
        query=SentenceQuery,
        raw_body="application/octet-stream",
        responses={201: HumanRecordingJson, 409: Problem, **BODY_ERRORS, **NOT_READY},
    ),
)
