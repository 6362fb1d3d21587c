"""The API for what a change of the lexicon means for stories that are recorded already."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.script.edits import Edits, LexiconEntry
from earshot.server.api.operation import Operation, RequestContext
from earshot.server.api.pronunciations import PronunciationBody
from earshot.server.api.schemas import BODY_ERRORS, Name, Problem, RequestBody
from earshot.server.api.serializers import json_response
from earshot.server.http_errors import not_ready_error
from earshot.server.jobs.edit_messages import ChangedSentence, FindLexiconChanges
from earshot.server.jobs.errors import TaskFailed
from earshot.server.storage.word_search import find_stories_with
from earshot.server.story_json import story_name

PAGE_SIZE = 20


class LexiconChangeBody(RequestBody):
    entry: PronunciationBody
    page: Annotated[int, Meta(ge=1, le=100_000)] = 1


class ChangedStory(Struct, kw_only=True):
    id: str
    title: str
    sentences: Annotated[
        list[ChangedSentence], Meta(description="empty if the entry does not change it")
    ]


class ChangedStories(Struct, kw_only=True):
    stories: list[ChangedStory]
    total: Annotated[int, Meta(description="stories that contain the words")]
    pages: int


class RecordAgainBody(RequestBody):
    stories: Annotated[list[Name], Meta(max_length=10_000, description="ids")]


class RecordedStories(Struct, kw_only=True):
    count: int


async def find_lexicon_changes(context: RequestContext[None, LexiconChangeBody]) -> Response:
    """POST /v1/lexicon/changes"""
    services, body = context.services, context.body
    entry = msgspec.convert(msgspec.to_builtins(body.entry), LexiconEntry)
    await services.edits.check(Edits(pronunciations=(entry,)))
    offset = (body.page - 1) * PAGE_SIZE
    found = await services.database.readers.run(find_stories_with, entry.written, offset, PAGE_SIZE)
    folders = [str(await services.data_dir.fetch_script(s.id, s.revision)) for s in found.stories]
    request = FindLexiconChanges(folders=folders, entry=entry)
    try:
        changes = await services.job_runner.worker_pool.run_task(request)
    except TaskFailed as error:
        raise not_ready_error(error.reason) from error
    stories = [
        ChangedStory(id=story.id, title=story_name(story), sentences=change.sentences)
        for story, change in zip(found.stories, changes.stories, strict=True)
    ]
    pages = max(1, -(-found.total // PAGE_SIZE))
    return json_response(ChangedStories(stories=stories, total=found.total, pages=pages))


async def record_stories_again(context: RequestContext[None, RecordAgainBody]) -> Response:
    """POST /v1/lexicon/apply"""
    count = await context.services.edits.record_again(context.body.stories)
    return json_response(RecordedStories(count=count), 202)


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/lexicon/changes",
        handler=find_lexicon_changes,
        scope="write",
        role="editor",
        summary="List the stories that an entry of the lexicon would change, newest first, with "
        "the words before and after. Nothing is saved.",
        body=LexiconChangeBody,
        responses={200: ChangedStories, 503: Problem, **BODY_ERRORS},
    ),
    Operation(
        method="POST",
        path="/v1/lexicon/apply",
        handler=record_stories_again,
        scope="write",
        role="editor",
        summary="Apply the lexicon to stories that are recorded already, after all other jobs.",
        body=RecordAgainBody,
        responses={202: RecordedStories, **BODY_ERRORS},
    ),
)
