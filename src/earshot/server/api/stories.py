"""The API for stories: send, look up, list, change, delete."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import RequestContext, story_from_path
from earshot.server.api.serializers import serialize_segments, serialize_story
from earshot.server.paywall.access import mark_private
from earshot.server.playback import load_playback
from earshot.server.storage import story_query
from earshot.server.storage.stories import Story
from earshot.server.storage.story_query import StoryQuery
from earshot.server.submissions import Submission


async def create_story(context: RequestContext) -> Response:
    """POST /v1/stories: 201 for a new story, 200 for one that was known."""
    body = {name: value for name, value in context.body.items() if value is not None}
    if "playlists" in body:
        body["playlists"] = tuple(body["playlists"])
    story, is_new = await context.services.submissions.accept(Submission(**body))
    headers = {"Location": f"/v1/stories/{story.id}"}
    return JSONResponse(serialize_story(context.services, story), 201 if is_new else 200, headers)


async def list_stories(context: RequestContext) -> Response:
    """GET /v1/stories: a page of them, or the ones of an address."""
    query = context.query
    if query["url"] or query["source_id"]:
        found = _find_by_name(context, query)
        return JSONResponse(
            {"stories": [serialize_story(context.services, s) for s in found], "pages": 1}
        )
    story_filter = StoryQuery(
        view=query["view"],
        search=query["search"] or "",
        site=query["site"] or "",
        playlist=query["playlist"] or "",
        subscription=query["subscription"] or "",
        status=query["status"] or "",
        page=query["page"],
        size=query["limit"],
    )
    page = story_query.query_stories(context.services.database, story_filter)
    serialized = [serialize_story(context.services, story) for story in page.stories]
    return JSONResponse({"stories": serialized, "pages": page.pages, "count": page.count})


def _find_by_name(context: RequestContext, query: dict[str, Any]) -> list[Story]:
    submission = Submission(url=query["url"] or "", source_id=query["source_id"] or "")
    story = context.services.stories.find_by_key(submission.key)
    story = story or (
        context.services.stories.find_by_url(submission.url) if submission.url else None
    )
    return [story] if story else []


async def get_story(context: RequestContext) -> Response:
    """GET /v1/stories/{id}, with its segments as soon as the page is read."""
    story = story_from_path(context)
    grant = context.access_grant(story)
    serialized = serialize_story(context.services, story, grant)
    if context.query["segments"] and story.revision:
        live_recording = await load_playback(context.services, story, grant)
        serialized["segments"] = serialize_segments(live_recording)
        if grant.is_full:
            serialized["duration"] = sum(segment["duration"] for segment in serialized["segments"])
        serialized["voice"] = live_recording.plan.voice
    return mark_private(context.services.settings, story, JSONResponse(serialized))


async def update_story(context: RequestContext) -> Response:
    """PATCH /v1/stories/{id}: what the listener did with it."""
    story, body = story_from_path(context), dict(context.body)
    services = context.services
    if (queued := body.pop("queued", None)) is not None:
        if queued == "no":
            services.stories.update_silently(story.id, queued=None)
        else:
            story_query.enqueue(services.database, story.id, is_next=queued == "next")
    if (playlists := body.pop("playlists", None)) is not None:
        services.stories.set_playlists(story.id, playlists)
    if (access := body.pop("access", None)) is not None:
        services.stories.update(story.id, access=access)
    columns = {name: value for name, value in body.items() if value is not None}
    if "archived" in columns:
        columns["archived"] = int(columns["archived"])
    if columns:
        services.stories.update_silently(story.id, **columns)
    return JSONResponse(serialize_story(services, story_from_path(context)))


async def delete_story(context: RequestContext) -> Response:
    story = story_from_path(context)
    await context.services.delete_story(story.id)
    return Response(status_code=204)


async def retry_story(context: RequestContext) -> Response:
    """POST /v1/stories/{id}/retry: read and make it anew, whatever became of it."""
    story, services = story_from_path(context), context.services
    story = services.job_runner.retry(story.id) or story
    return JSONResponse(serialize_story(services, story), 202)
