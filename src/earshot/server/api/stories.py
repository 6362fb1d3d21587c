"""The API for stories: send, look up, list, change, delete."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import JSONResponse, Response

from earshot.errors import Refused
from earshot.server.api.operation import Visit
from earshot.server.api.serializers import segments_json, story_json
from earshot.server.jobs.live_recording import Reading
from earshot.server.paywall.access import Leave, kept_private
from earshot.server.services import Library
from earshot.server.storage import story_query as shelf
from earshot.server.storage.stories import Story
from earshot.server.storage.story_query import Question
from earshot.server.submissions import Submission


async def send(visit: Visit) -> Response:
    """POST /v1/stories: 201 for a new story, 200 for one that was known."""
    body = {name: value for name, value in visit.body.items() if value is not None}
    if "playlists" in body:
        body["playlists"] = tuple(body["playlists"])
    story, is_new = await visit.library.intake.accept(Submission(**body))
    headers = {"Location": f"/v1/stories/{story.id}"}
    return JSONResponse(story_json(visit.library, story), 201 if is_new else 200, headers)


async def listing(visit: Visit) -> Response:
    """GET /v1/stories: a page of them, or the ones of an address."""
    query = visit.query
    if query["url"] or query["source_id"]:
        found = _by_name(visit, query)
        return JSONResponse({"stories": [story_json(visit.library, s) for s in found], "pages": 1})
    question = Question(
        view=query["view"],
        search=query["search"] or "",
        site=query["site"] or "",
        playlist=query["playlist"] or "",
        subscription=query["subscription"] or "",
        status=query["status"] or "",
        page=query["page"],
        size=query["limit"],
    )
    page = shelf.found(visit.library.database, question)
    told = [story_json(visit.library, story) for story in page.stories]
    return JSONResponse({"stories": told, "pages": page.pages, "count": page.count})


def _by_name(visit: Visit, query: dict[str, Any]) -> list[Story]:
    sent = Submission(url=query["url"] or "", source_id=query["source_id"] or "")
    story = visit.library.store.by_key(sent.key)
    story = story or (visit.library.store.by_url(sent.url) if sent.url else None)
    return [story] if story else []


async def one(visit: Visit) -> Response:
    """GET /v1/stories/{id}, with its segments as soon as the page is read."""
    story = story_of(visit)
    leave = visit.leave(story)
    told = story_json(visit.library, story, leave)
    if visit.query["segments"] and story.revision:
        reading = await heard(visit.library, story, leave)
        told["segments"] = segments_json(reading)
        if leave.is_whole:
            told["duration"] = sum(segment["duration"] for segment in told["segments"])
        told["voice"] = reading.plan.voice
    return kept_private(visit.library.settings, story, JSONResponse(told))


async def heard(library: Library, story: Story, leave: Leave) -> Reading:
    """What may be heard of the story, whole or a preview. Raises Refused."""
    if leave.is_whole:
        return await library.workshop.reading(story)
    part = await library.previews.of(story, leave.level)
    return await asyncio.to_thread(Reading, part, library.workshop.crew, lambda *_: None)


async def change(visit: Visit) -> Response:
    """PATCH /v1/stories/{id}: what the listener did with it."""
    story, body = story_of(visit), dict(visit.body)
    library = visit.library
    if (queued := body.pop("queued", None)) is not None:
        if queued == "no":
            library.store.note(story.id, queued=None)
        else:
            shelf.enqueue(library.database, story.id, first=queued == "next")
    if (playlists := body.pop("playlists", None)) is not None:
        library.store.put_in(story.id, playlists)
    if (access := body.pop("access", None)) is not None:
        library.store.change(story.id, access=access)
    facts = {name: value for name, value in body.items() if value is not None}
    if "archived" in facts:
        facts["archived"] = int(facts["archived"])
    if facts:
        library.store.note(story.id, **facts)
    return JSONResponse(story_json(library, story_of(visit)))


async def delete(visit: Visit) -> Response:
    story = story_of(visit)
    await visit.library.delete(story.id)
    return Response(status_code=204)


async def again(visit: Visit) -> Response:
    """POST /v1/stories/{id}/retry: read and make it anew, whatever became of it."""
    story, library = story_of(visit), visit.library
    story = library.workshop.again(story.id) or story
    return JSONResponse(story_json(library, story), 202)


def story_of(visit: Visit) -> Story:
    """The story that the path names. Raises Refused."""
    return known(visit.library.store.story(visit.path("id")))


def known(story: Story | None) -> Story:
    if story is None:
        raise Refused(status=404, code="no_story", reason="there is no such story; it may be gone")
    return story
