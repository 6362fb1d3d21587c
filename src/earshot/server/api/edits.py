"""The API of editors: how a story is read, and the lexicon of the library.

A version is an ETag. A request that saves a new version names the one that its editor has seen in
the header If-Match, so no change is lost.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from earshot.publish.audio_formats import FORMATS
from earshot.script.edits import Edits, LexiconEntry
from earshot.server.api.etags import read_if_match, version_tag
from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.pronunciations import PronunciationBody, PronunciationJson
from earshot.server.api.recording_lookup import wait_until_read
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NOT_FOUND,
    NOT_READY,
    LongText,
    Problem,
    RequestBody,
    ShortText,
    VoiceName,
)
from earshot.server.api.serializers import json_response
from earshot.server.http_errors import http_error, outdated_error
from earshot.server.jobs.edit_messages import PreviewSentence
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.preparation import choose_reading
from earshot.server.storage.edits import add_lexicon, load_edits, load_lexicon
from earshot.server.storage.sites import find_site_settings
from earshot.server.storage.story import Story

NO_ITEMS: Any = msgspec.field(default_factory=list)
Occurrence = Annotated[int, Meta(ge=0, le=100_000)]


class SentenceBody(RequestBody):
    text: Annotated[LongText, Meta(description="the sentence as written")]
    occurrence: Annotated[
        Occurrence, Meta(description="occurrence of the sentence in the story, from 1; 0 for all")
    ] = 0
    pause: Annotated[int, Meta(ge=0, le=10_000, description="silence after it, in ms")] | None = (
        None
    )
    voice: VoiceName = ""


class DraftEdits(RequestBody):
    pronunciations: Annotated[list[PronunciationBody], Meta(max_length=2_000)] = msgspec.field(
        default_factory=list
    )
    skipped_blocks: Annotated[
        list[ShortText],
        Meta(max_length=5_000, description="the `text_hash` of blocks that are not read aloud"),
    ] = NO_ITEMS
    restored_blocks: Annotated[
        list[ShortText],
        Meta(max_length=5_000, description="the `text_hash` of dropped blocks that are read aloud"),
    ] = NO_ITEMS
    sentences: Annotated[list[SentenceBody], Meta(max_length=5_000)] = msgspec.field(
        default_factory=list
    )
    recording: Annotated[
        VoiceName, Meta(description="the recording of the whole story by a person")
    ] = ""


class EditsBody(DraftEdits):
    note: Annotated[
        ShortText, Meta(description="for listeners: a note about the correction in show notes")
    ] = ""


class PreviewBody(RequestBody):
    edits: DraftEdits
    block: Annotated[int, Meta(ge=-2, le=1_000_000, description="as in the story's segments")]
    text: Annotated[LongText, Meta(description="the sentence as written")]
    occurrence: Occurrence = 1


class LexiconBody(RequestBody):
    entries: Annotated[list[PronunciationBody], Meta(max_length=20_000)]


class SentenceEditJson(Struct, kw_only=True):
    text: str
    occurrence: int
    pause: int | None
    voice: str


class EditsJson(Struct, kw_only=True):
    version: int
    pronunciations: list[PronunciationJson]
    skipped_blocks: list[str]
    restored_blocks: list[str]
    sentences: list[SentenceEditJson]
    recording: str
    note: str


class LexiconJson(Struct, kw_only=True):
    version: int
    entries: list[PronunciationJson]


async def get_edits(context: Context) -> Response:
    """GET /v1/stories/{id}/edits"""
    return _edits_response(context, context.story())


async def replace_edits(context: RequestContext[None, EditsBody]) -> Response:
    """PUT /v1/stories/{id}/edits"""
    story, body = context.story(), context.body
    _require_version(context.request, story.edits_version)
    edits = _parse_edits(body)
    saved = await context.services.edits.save_edits(
        story, edits, body.note, context.caller.account_id
    )
    return _edits_response(context, saved)


def _parse_edits(body: DraftEdits) -> Edits:
    return msgspec.convert(msgspec.to_builtins(body), Edits)


def _edits_response(context: RequestContext[Any, Any], story: Story) -> Response:
    edits = msgspec.to_builtins(load_edits(context.services.database, story))
    known = {"version": story.edits_version, "note": story.correction_note}
    return _versioned_response(msgspec.convert(edits | known, EditsJson), story.edits_version)


def _versioned_response(body: object, version: int) -> Response:
    headers = {"ETag": version_tag(version), "Cache-Control": "no-store"}
    return json_response(body, headers=headers)


def _require_version(request: Request, version: int) -> None:
    """Raises RequestRejected if the request names no version, or another one."""
    versions = read_if_match(request)
    if versions is None:
        reason = "send the header If-Match with the ETag of the version that you change"
        raise http_error(428, "precondition_required", reason)
    if str(version) not in versions:
        raise outdated_error()


async def preview_sentence(context: RequestContext[None, PreviewBody]) -> Response:
    """POST /v1/stories/{id}/edits/preview"""
    story, body, services = await wait_until_read(context), context.body, context.services
    audio = list[bytes]()
    site = find_site_settings(services.database, story.url)
    request = PreviewSentence(
        folder=str(await services.data_dir.fetch_script(story.id, story.revision)),
        block=body.block,
        text=body.text,
        occurrence=body.occurrence,
        voice=story.voice or site.voice or services.settings.voice,
        site=site,
        edits=add_lexicon(services.database, _parse_edits(body.edits), site),
        reading=choose_reading(story, site, services.settings),
    )
    await services.edits.check(request.edits, story)
    try:
        await services.job_runner.worker_pool.run_task(
            request, lambda message: audio.extend(message.parts)
        )
    except TaskFailed as error:
        raise http_error(422, "synthesis_failed", error.reason.rstrip(".")) from error
    return Response(b"".join(audio), media_type=FORMATS["mp3"].media_type)


async def get_lexicon(context: Context) -> Response:
    """GET /v1/lexicon"""
    return _lexicon_response(context)


async def replace_lexicon(context: RequestContext[None, LexiconBody]) -> Response:
    """PUT /v1/lexicon"""
    version, _ = load_lexicon(context.services.database)
    _require_version(context.request, version)
    entries = msgspec.convert(msgspec.to_builtins(context.body.entries), tuple[LexiconEntry, ...])
    await context.services.edits.save_lexicon(version, entries, context.caller.account_id)
    return _lexicon_response(context)


def _lexicon_response(context: RequestContext[Any, Any]) -> Response:
    version, entries = load_lexicon(context.services.database)
    serialized = {"version": version, "entries": msgspec.to_builtins(entries)}
    return _versioned_response(msgspec.convert(serialized, LexiconJson), version)


VERSION_ERRORS = {412: Problem, 428: Problem, 503: Problem}
OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/stories/{id}/edits",
        handler=get_edits,
        scope="write",
        role="editor",
        summary="Get the edits of a story: pronunciations, skipped blocks, pauses and voices.",
        responses={200: EditsJson, **NOT_FOUND},
    ),
    Operation(
        method="PUT",
        path="/v1/stories/{id}/edits",
        handler=replace_edits,
        scope="write",
        role="editor",
        summary="Replace the edits; only changed sentences are synthesized.",
        body=EditsBody,
        responses={200: EditsJson, 409: Problem, **BODY_ERRORS, **VERSION_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/stories/{id}/edits/preview",
        handler=preview_sentence,
        scope="write",
        role="editor",
        summary="Synthesize one sentence with unsaved edits.",
        body=PreviewBody,
        responses={200: "audio/mpeg", **BODY_ERRORS, **NOT_READY},
    ),
    Operation(
        method="GET",
        path="/v1/lexicon",
        handler=get_lexicon,
        scope="write",
        role="editor",
        summary="Get the library's lexicon, which applies to all stories.",
        responses={200: LexiconJson},
    ),
    Operation(
        method="PUT",
        path="/v1/lexicon",
        handler=replace_lexicon,
        scope="write",
        role="editor",
        summary="Replace the lexicon for stories that are prepared from now on.",
        body=LexiconBody,
        responses={200: LexiconJson, **BODY_ERRORS, **VERSION_ERRORS},
    ),
)
