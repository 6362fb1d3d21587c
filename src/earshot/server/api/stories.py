"""The API for stories: submit, find, list, change, delete."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.responses import Response

from earshot.server import maintenance
from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.schemas import (
    BODY_ERRORS,
    NOT_FOUND,
    QUERY_ERRORS,
    AccessSetting,
    Name,
    OptionalUrl,
    RequestBody,
    ShortText,
    UnixMilliseconds,
)
from earshot.server.api.serializers import (
    json_response,
    serialize_library_story,
    serialize_public_story,
    serialize_segments,
    serialize_stories,
    serialize_story,
)
from earshot.server.api.submission_body import (
    SUBMISSION_SCHEMA,
    Playlists,
    SubmissionBody,
    build_submission,
)
from earshot.server.paywall.access import mark_private
from earshot.server.playback import load_playback
from earshot.server.storage import story_query
from earshot.server.storage.story import LibraryStory
from earshot.server.storage.story_query import PAGE_SIZE, StoryQuery
from earshot.server.story_json import ListenStatus, Status, StoryJson
from earshot.server.submission import Submission

View = Literal["library", "new", "started", "queue", "finished", "archive", "failed"]


class StoryChanges(RequestBody):
    """Changes of the listening state."""

    position: (
        Annotated[
            int,
            Meta(ge=0, le=10_000_000, description="index of the word where the listener stopped"),
        ]
        | None
    ) = None
    listen_status: ListenStatus | None = None
    listened_at: Annotated[
        UnixMilliseconds | None,
        Meta(description="time of the position; ignored if a later one is saved"),
    ] = None
    archived: bool | None = None
    access: AccessSetting | None = None
    queue: Annotated[
        Literal["front", "back"] | UnsetType | None,
        Meta(description="position in the queue; null removes the story"),
    ] = UNSET
    playlists: Playlists | None = None


class StoryListQuery(Struct, kw_only=True):
    view: View = "library"
    search: ShortText = ""
    site: ShortText = ""
    playlist: Name = ""
    subscription: Name = ""
    status: Status | None = None
    url: OptionalUrl = ""
    source_id: ShortText = ""
    page: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    limit: Annotated[int, Meta(ge=1, le=200)] = PAGE_SIZE


class StoryList(Struct, kw_only=True):
    stories: list[StoryJson]
    pages: int
    total: int


class RetriedStories(Struct, kw_only=True):
    count: int


class RetryQuery(Struct, kw_only=True):
    any_text: Annotated[
        bool,
        Meta(description="also replace the recording if the page has lost most of its text"),
    ] = False


class StoryDetailQuery(Struct, kw_only=True):
    segments: bool = True


async def create_story(context: RequestContext[None, SubmissionBody]) -> Response:
    """POST /v1/stories: 201 for a new story, 200 for a known one."""
    if context.body.access is not None:
        context.caller.require("write", "editor")
    services, caller = context.services, context.caller
    submission = build_submission(context.body, caller.submitter)
    story, is_new = await services.submissions.accept(submission)
    headers = {"Location": f"/v1/stories/{story.id}"}
    serialized = serialize_library_story(services, caller, story.id)
    return json_response(serialized, 201 if is_new else 200, headers)


async def list_stories(context: RequestContext[StoryListQuery, None]) -> Response:
    """GET /v1/stories: a page of stories, or the story of a URL."""
    query, services = context.query, context.services
    readers = services.database.readers
    if query.url or query.source_id:
        stories = _find_by_name(context)
        pages, total = 1, len(stories)
    else:
        names = ("view", "search", "site", "playlist", "subscription", "page")
        filters = {name: getattr(query, name) for name in names}
        filters["account_id"] = context.caller.account_id
        story_filter = StoryQuery(**filters, status=query.status or "", size=query.limit)
        page = await readers.run(story_query.query_stories, story_filter)
        stories, pages, total = page.stories, page.page_count, page.total
    account_id = context.caller.account_id
    serialized = await readers.run(serialize_stories, account_id, services.settings, stories)
    return json_response(StoryList(stories=serialized, pages=pages, total=total))


def _find_by_name(context: RequestContext[StoryListQuery, None]) -> list[LibraryStory]:
    query, caller = context.query, context.caller
    key = Submission(url=query.url, source_id=query.source_id, submitter=caller.submitter).key
    story = context.services.library.find(caller.account_id, key, query.url)
    return [story] if story else []


async def get_story(context: RequestContext[StoryDetailQuery, None]) -> Response:
    """GET /v1/stories/{id}, with its segments once the page is fetched."""
    story = context.story()
    grant = context.access_grant(story)
    is_reader = context.caller.has_scope("read")
    serialized = (
        serialize_story(context.services, context.caller, story, grant)
        if is_reader
        else serialize_public_story(context.services, story, grant)
    )
    if context.query.segments and story.revision:
        live_recording = await load_playback(context.services, story, grant)
        segments = serialized.segments = serialize_segments(live_recording)
        if grant.is_full:
            serialized.duration = sum(segment.duration for segment in segments)
        serialized.voice = live_recording.plan.voice
    return mark_private(context.services.settings, story, json_response(serialized))


async def update_story(context: RequestContext[None, StoryChanges]) -> Response:
    """PATCH /v1/stories/{id}"""
    body, library = context.body, context.services.library
    account_id, story_id = context.caller.account_id, context.own_story().id
    if body.access is not None:
        context.caller.require("write", "editor")
        with context.services.database.transaction():
            context.services.stories.update(story_id, access_level=body.access)
            context.services.audit_log.record(
                account_id, "story.access_changed", story_id, access=body.access
            )
    if body.queue is None:
        library.update(account_id, story_id, queue_position=None)
    elif body.queue is not UNSET:
        library.enqueue(account_id, story_id, is_next=body.queue == "front")
    if body.playlists is not None:
        library.set_playlists(account_id, story_id, body.playlists)
    if body.archived is not None:
        library.update(account_id, story_id, archived=body.archived)
    fields = {name: getattr(body, name) for name in ("position", "listen_status")}
    if listening := {name: each for name, each in fields.items() if each is not None}:
        listened_at = (body.listened_at or 0) / 1000
        library.save_listening(account_id, story_id, listening, listened_at)
    return json_response(serialize_library_story(context.services, context.caller, story_id))


async def delete_story(context: Context) -> Response:
    account_id, story_id = context.caller.account_id, context.own_story().id
    await maintenance.remove_story(context.services, account_id, story_id)
    return Response(status_code=204)


async def retry_story(context: RequestContext[RetryQuery, None]) -> Response:
    """POST /v1/stories/{id}/retry: fetch and record it again."""
    services, story_id = context.services, context.own_story().id
    services.job_runner.retry(story_id, accepts_any_text=context.query.any_text)
    return json_response(serialize_library_story(services, context.caller, story_id), 202)


async def retry_failed_stories(context: Context) -> Response:
    """POST /v1/stories/retry: retry all stories that failed."""
    services = context.services
    failed = services.library.list_failed(context.caller.account_id)
    count = await services.job_runner.retry_all(failed)
    return json_response(RetriedStories(count=count), 202)


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/stories",
        handler=create_story,
        scope="write",
        summary="Submit a story. The same story again changes nothing; a new text is a revision.",
        body=SubmissionBody,
        body_condition=SUBMISSION_SCHEMA,
        responses={200: StoryJson, 201: StoryJson, **BODY_ERRORS},
    ),
    Operation(
        method="GET",
        path="/v1/stories",
        handler=list_stories,
        scope="read",
        summary="List stories, newest first, or find the story of a `url` or `source_id`.",
        query=StoryListQuery,
        responses={200: StoryList, **QUERY_ERRORS},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}",
        handler=get_story,
        scope="listen",
        summary="Get a story with its segments: text, start, duration, selector, XPath and hash.",
        query=StoryDetailQuery,
        responses={200: StoryJson, **QUERY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="PATCH",
        path="/v1/stories/{id}",
        handler=update_story,
        scope="write",
        summary="Save the listener's position, the queue, the archive or playlists.",
        body=StoryChanges,
        responses={200: StoryJson, **BODY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="DELETE",
        path="/v1/stories/{id}",
        handler=delete_story,
        scope="write",
        summary="Delete a story. Its recordings are deleted when no account has it.",
        responses={204: "", **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/stories/{id}/retry",
        handler=retry_story,
        scope="write",
        summary="Fetch the source again and record the missing segments.",
        query=RetryQuery,
        responses={202: StoryJson, **QUERY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/stories/retry",
        handler=retry_failed_stories,
        scope="write",
        summary="Retry all failed stories.",
        responses={202: RetriedStories},
    ),
)
