"""The API for changes of the source since the story was recorded."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.script.sentence_changes import ChangeKind
from earshot.server.api.operation import Context, Operation
from earshot.server.api.schemas import NOT_FOUND
from earshot.server.api.serializers import json_response
from earshot.server.storage.source_changes import list_source_changes
from earshot.server.story_json import format_timestamp


class SentenceChangeJson(Struct, kw_only=True):
    kind: ChangeKind
    before: Annotated[str, Meta(description="as written before; empty if it was added")]
    after: Annotated[str, Meta(description="as written now; empty if it was cut")]


class SourceChangesJson(Struct, kw_only=True):
    revision: Annotated[int, Meta(description="the first revision with these changes")]
    read_at: str
    sentences: list[SentenceChangeJson]


class SourceChangeList(Struct, kw_only=True):
    checked_at: Annotated[str | None, Meta(description="when the source was read last")]
    source_error: Annotated[str | None, Meta(description="why it could not be read then")]
    changes: Annotated[list[SourceChangesJson], Meta(description="newest first")]


async def list_changes(context: Context) -> Response:
    """GET /v1/stories/{id}/changes"""
    story = context.story()
    readers = context.services.database.readers
    changes = [
        SourceChangesJson(
            revision=each.revision,
            read_at=format_timestamp(each.created_at),
            sentences=[
                SentenceChangeJson(kind=one.kind, before=one.before, after=one.after)
                for one in each.sentences
            ],
        )
        for each in await readers.run(list_source_changes, story.id)
    ]
    body = SourceChangeList(
        checked_at=format_timestamp(story.checked_at) if story.checked_at else None,
        source_error=story.source_error or None,
        changes=changes,
    )
    return json_response(body)


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/stories/{id}/changes",
        handler=list_changes,
        scope="read",
        role="editor",
        summary="List the sentences that the source has added, cut or changed, by revision.",
        responses={200: SourceChangeList, **NOT_FOUND},
    ),
)
