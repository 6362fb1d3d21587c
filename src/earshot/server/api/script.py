"""The API of the script: the spoken form of every sentence, doubtful words, and suggestions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated, Any

from msgspec import Meta, Struct
from starlette.responses import Response

from earshot.model import HEADLINE, INTRO, Article, DroppedBlock, Script, Utterance
from earshot.script.written_text import written_text
from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.recording_lookup import wait_until_read
from earshot.server.api.schemas import NOT_READY, QUERY_ERRORS, LanguageTag, Problem, ShortText
from earshot.server.api.serializers import json_response
from earshot.server.http_errors import not_ready_error
from earshot.server.jobs.edit_messages import (
    DoubtList,
    FindDoubts,
    SuggestionList,
    SuggestPronunciations,
)
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import (
    Result,
    TaskRequest,
)
from earshot.server.storage.edits import add_lexicon, load_edits
from earshot.server.storage.recordings import Recording
from earshot.server.storage.sites import find_site_settings

KINDS_WITHOUT_BLOCK = {HEADLINE: "headline", INTRO: "intro"}


class ScriptWord(Struct, kw_only=True):
    text: str
    spoken: str
    phonemes: Annotated[str | None, Meta(description="IPA; null if the voice decides")]
    start: Annotated[int, Meta(description="offset in the text of its block")]


class ScriptSentence(Struct, kw_only=True):
    text: Annotated[str, Meta(description="as written")]
    occurrence: Annotated[int, Meta(description="occurrence of the sentence in the story, from 1")]
    spoken: str
    pause: Annotated[int, Meta(description="silence after it, in ms")]
    voice: Annotated[str | None, Meta(description="voice of the sentence; null for the story's")]
    words: list[ScriptWord]


class ScriptBlock(Struct, kw_only=True):
    index: Annotated[int, Meta(description="-1 is the headline, -2 the spoken intro")]
    kind: str
    text: str
    text_hash: str | None
    dropped_reason: Annotated[
        str | None, Meta(description="why extraction dropped it, if an editor restored it")
    ]
    sentences: Annotated[list[ScriptSentence], Meta(description="empty if it is skipped")]


class DroppedBlockJson(Struct, kw_only=True):
    before: Annotated[int, Meta(description="`index` of the next block")]
    kind: str
    text: str
    text_hash: str
    reason: Annotated[str, Meta(description="why extraction dropped it")]


class ScriptJson(Struct, kw_only=True):
    revision: int
    language: str
    voice: str
    blocks: list[ScriptBlock]
    dropped: Annotated[
        list[DroppedBlockJson], Meta(description="blocks that can be restored, in page order")
    ]


class SuggestionQuery(Struct, kw_only=True):
    written: Annotated[ShortText, Meta(min_length=1)]
    language: LanguageTag = "en-US"


async def get_script(context: Context) -> Response:
    """GET /v1/stories/{id}/script"""
    story = await wait_until_read(context)
    recording = Recording(await context.services.data_dir.fetch_script(story.id, story.revision))

    def serialize() -> ScriptJson:
        script = recording.load_script()
        return ScriptJson(
            revision=story.revision,
            language=script.article.language,
            voice=recording.load_plan().voice,
            blocks=list(_serialize_blocks(script)),
            dropped=[_serialize_dropped(each) for each in script.article.dropped],
        )

    return json_response(await asyncio.to_thread(serialize))


def _serialize_blocks(script: Script) -> Iterator[ScriptBlock]:
    """The headline and the intro, then all blocks, also those that are skipped."""
    article, counts = script.article, Counter[str]()
    by_block = {
        block: list(group) for block, group in groupby(script.utterances, lambda each: each.block)
    }
    for block in (HEADLINE, INTRO):
        if utterances := by_block.get(block):
            text = " ".join(written_text(article, each) for each in utterances)
            yield ScriptBlock(
                index=block,
                kind=KINDS_WITHOUT_BLOCK[block],
                text=text,
                text_hash=None,
                dropped_reason=None,
                sentences=list(_serialize_sentences(article, utterances, counts)),
            )
    for index, each in enumerate(article.blocks):
        yield ScriptBlock(
            index=index,
            kind=each.kind,
            text=each.text,
            text_hash=each.text_hash,
            dropped_reason=each.dropped_reason or None,
            sentences=list(_serialize_sentences(article, by_block.get(index, ()), counts)),
        )


def _serialize_dropped(dropped: DroppedBlock) -> DroppedBlockJson:
    block = dropped.block
    return DroppedBlockJson(
        before=dropped.before,
        kind=block.kind,
        text=block.text,
        text_hash=block.text_hash,
        reason=block.dropped_reason,
    )


def _serialize_sentences(
    article: Article, utterances: Iterable[Utterance], counts: Counter[str]
) -> Iterator[ScriptSentence]:
    for utterance in utterances:
        text = written_text(article, utterance)
        counts[text] += 1
        yield ScriptSentence(
            text=text,
            occurrence=counts[text],
            spoken=utterance.spoken,
            pause=utterance.pause,
            voice=utterance.voice or None,
            words=[
                ScriptWord(
                    text=word.text, spoken=word.spoken, phonemes=word.phonemes, start=word.start
                )
                for word in utterance.words
            ],
        )


async def list_findings(context: Context) -> Response:
    """GET /v1/stories/{id}/findings"""
    story, services = await wait_until_read(context), context.services
    folder = str(await services.data_dir.fetch_script(story.id, story.revision))
    site = find_site_settings(services.database, story.url)
    edits = add_lexicon(services.database, load_edits(services.database, story), site)
    found = await _run_task(context, FindDoubts(folder=folder, edits=edits))
    return json_response(found)


async def suggest_pronunciations(context: RequestContext[SuggestionQuery, None]) -> Response:
    """GET /v1/lexicon/suggestions"""
    query = context.query
    request = SuggestPronunciations(written=query.written, language=query.language)
    found = await _run_task(context, request)
    return json_response(found)


async def _run_task(context: RequestContext[Any, None], request: TaskRequest[Result]) -> Result:
    try:
        return await context.services.job_runner.worker_pool.run_task(request)
    except TaskFailed as error:
        raise not_ready_error(error.reason) from error


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/stories/{id}/script",
        handler=get_script,
        scope="write",
        role="editor",
        summary="Get every block and sentence with its spoken words.",
        responses={200: ScriptJson, **NOT_READY},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/findings",
        handler=list_findings,
        scope="write",
        role="editor",
        summary="List words and sentences that an editor should check, most doubtful first.",
        responses={200: DoubtList, **NOT_READY},
    ),
    Operation(
        method="GET",
        path="/v1/lexicon/suggestions",
        handler=suggest_pronunciations,
        scope="write",
        role="editor",
        summary="Suggest pronunciations of an English word or name.",
        query=SuggestionQuery,
        responses={200: SuggestionList, 503: Problem, **QUERY_ERRORS},
    ),
)
