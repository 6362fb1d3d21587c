"""The page of a story: its player and its text. It works without scripts."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.publish.read_along import page_context
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.pages.images import image_urls
from earshot.server.pages.messages import STORY_NOT_FOUND
from earshot.server.pages.templates import render_page
from earshot.server.paywall.access import AccessGrant, grant_access
from earshot.server.playback import load_playback, wait_until_read
from earshot.server.services import Services
from earshot.server.storage.play_queue import next_in_queue
from earshot.server.storage.stored_narration import build_narration, build_timeline
from earshot.server.storage.story import Story
from earshot.server.story_json import audio_query, oembed_url
from earshot.server.submission import Submission
from earshot.server.visibility import find_story_of_page, find_visible_story


async def redirect_to_story(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s?url=: redirect from the URL of a page to its story."""
    url = request.query_params.get("url", "")
    try:
        key = Submission(url=url).key
    except ValueError:
        raise http_error(422, "invalid_url", "That doesn't look like a web address") from None
    story = find_story_of_page(services, caller, key, url)
    if story is None:
        raise http_error(404, "story_not_found", "No story exists for this URL")
    return RedirectResponse(f"/s/{story.id}", 303)


async def story_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}: the story with player and text."""
    story = find_visible_story(services, caller, request.path_params["id"])
    if story is None:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    if not story.revision and story.status != "failed":
        await wait_until_read(services, story, 2.0)
        story = find_visible_story(services, caller, story.id) or story
    can_edit = story.is_in_library and caller.has_scope("write")
    if not story.revision:
        response = render_page(request, "waiting.html", story=story, can_edit=can_edit)
        response.headers["Earshot-Live"] = "yes"
        return response
    grant = grant_access(services.settings, caller, request.query_params.get("token"), story)
    live_recording = await load_playback(services, story, grant)
    root = services.settings.path_prefix
    next_story = next_in_queue(services.database, caller.account_id, story)
    read_along = await asyncio.to_thread(_read_along_variables, story, live_recording, grant, root)
    progress = {
        "path": f"{root}/v1/stories/{story.id}",
        "page": f"{root}/s/{story.id}",
        "position": story.position if can_edit else 0,
        "listenedAt": int(story.listened_at * 1000) if can_edit else 0,
        "next": f"{root}/s/{next_story.id}" if next_story and can_edit else None,
        "canSave": can_edit,
    }
    extra: dict[str, Any] = {
        "id": story.id,
        "is_archived": story.archived,
        "can_edit": can_edit,
        "is_editor": caller.is_editor,
        "oembed_url": oembed_url(services.settings.public_url, f"/s/{story.id}"),
        "is_locked": not grant.is_full,
        "url": story.url,
        "query_string": grant.query_string,
    }
    if story.site:
        query = urlencode({"of": story.site})
        extra["cover_url"] = f"{services.settings.public_url}/cover.png?{query}"
    return render_page(request, "story.html", progress=progress, **extra, **read_along)


def _read_along_variables(
    story: Story, live_recording: LiveRecording, grant: AccessGrant, root: str
) -> dict[str, Any]:
    script = live_recording.recording.load_script()
    times = build_timeline(build_narration(script, live_recording.plan, live_recording.segments))
    is_finished = (
        live_recording.is_complete and story.ready_revision == story.revision
    ) or not grant.is_full
    api_path = f"{root}/v1/stories/{story.id}"
    return page_context(script, times) | {
        "cover": f"{root}/s/{story.id}/cover{audio_query(story, grant.query_string)}",
        "pictures": image_urls(f"{root}/s/{story.id}", script.article, grant),
        "audio_url": f"{api_path}/audio.mp3{audio_query(story, grant.query_string)}"
        if is_finished
        else f"{api_path}/stream{grant.query_string}",
        "is_live": not is_finished,
        "token": grant.token,
    }
