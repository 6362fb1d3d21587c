"""The library and story pages. They work without scripts."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import EarshotError
from earshot.publish.read_along import page_context
from earshot.server import maintenance
from earshot.server.caller import Caller
from earshot.server.error_messages import report_error
from earshot.server.http_errors import http_error
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.pages.images import image_urls
from earshot.server.pages.templates import render_page
from earshot.server.paywall.access import AccessGrant, grant_access
from earshot.server.playback import load_playback
from earshot.server.problem_details import status_of
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.storage import story_query
from earshot.server.storage.readers import Reader
from earshot.server.storage.stored_narration import build_narration, build_timeline
from earshot.server.storage.story import Story
from earshot.server.storage.story_query import StoryQuery
from earshot.server.story_json import oembed_url
from earshot.server.submission import Submission
from earshot.server.subscriptions.opml import is_list, is_opml
from earshot.server.urls import complete_web_url

STORY_NOT_FOUND = "We couldn't find that story. It may have been deleted"
VIEW_LABELS = (
    ("library", "Library"),
    ("queue", "Up next"),
    ("started", "In progress"),
    ("finished", "Finished"),
    ("archive", "Archive"),
    ("failed", "Failed"),
)
"""The tabs of the library. The last is shown only if a story failed."""
EMPTY_MESSAGES = {
    "queue": "Stories that you queue show up here.",
    "started": "Stories that you have started show up here.",
    "finished": "Stories that you finish show up here.",
    "archive": "Stories that you archive show up here.",
}
"""What an empty tab says; the library itself is all caught up."""


async def library_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /"""
    return await _render_library(request, services)


async def _render_library(
    request: Request, services: Services, status: int = 200, **variables: Any
) -> Response:
    params = request.query_params
    number = params.get("page", "1")

    def filter_param(name: str) -> str:
        return params.get(name, "")[:400].replace("\0", "")

    query = StoryQuery(
        view=params.get("view", "library"),
        search=filter_param("search"),
        site=filter_param("site"),
        playlist=filter_param("playlist"),
        subscription=filter_param("subscription"),
        page=int(number) if number.isdecimal() and 0 < len(number) < 7 and int(number) else 1,
    )
    lists = await services.database.readers.run(_load_lists, query)
    current_url = f"/?{urlencode(list(params.multi_items()))}" if request.url.path == "/" else "/"
    stories = lists["page"].stories
    defaults = {
        "view_labels": VIEW_LABELS,
        "empty_message": EMPTY_MESSAGES.get(query.view, "No stories match."),
        "is_empty_library": not (
            stories or services.database.value("SELECT EXISTS (SELECT 1 FROM stories)")
        ),
        "subscription_title": _subscription_name(services, query.subscription),
        "current_url": current_url,
        "is_pending": any(story.status in ("todo", "doing") for story in stories),
        "input_text": "",
        "problem": "",
        "message": "",
    }
    return render_page(request, "library.html", status, **(lists | defaults | variables))


def _load_lists(reader: Reader, query: StoryQuery) -> dict[str, Any]:
    return {
        "page": story_query.query_stories(reader, query),
        "counts": story_query.count_views(reader),
        "sites": story_query.list_sites(reader),
        "playlists": story_query.list_playlists(reader),
    }


def _subscription_name(services: Services, subscription_id: str) -> str:
    """The name of the selected subscription; empty for none."""
    found = services.poller.store.get(subscription_id) if subscription_id else None
    return (found.title or found.url) if found else ""


async def redirect_to_story(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s?url=: redirect from the URL of a page to its story."""
    url = request.query_params.get("url", "")
    try:
        key = Submission(url=url).key
    except ValueError:
        raise http_error(422, "invalid_url", "That doesn't look like a web address") from None
    story = services.stories.find_by_key(key) or (
        services.stories.find_by_url(url) if url else None
    )
    if story is None:
        raise http_error(404, "story_not_found", "No story exists for this URL")
    return RedirectResponse(f"/s/{story.id}", 303)


async def add_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /add: a form for the bookmarklet and the share menu; its button adds the story."""
    params = request.query_params
    input_text = params.get("url") or params.get("text") or params.get("title") or ""
    return await _render_library(request, services, input_text=input_text[:20_000])


async def add_story(request: Request, services: Services, caller: Caller) -> Response:
    """POST /add"""
    form = await read_form(request, services)
    try:
        if text := await _uploaded_list(form):
            result = await services.list_importer.import_list(text)
            return await _render_library(request, services, message=result.message)
        story, _ = await services.submissions.accept(await _parse_submission(form))
    except EarshotError as error:
        return await _render_library(
            request, services, status_of(error), problem=report_error(error)
        )
    if form.get("then") == "play":
        return RedirectResponse(f"/s/{story.id}?play", 303)
    return RedirectResponse("/", 303)


async def _uploaded_list(form: FormData) -> str:
    """The text of an uploaded list of feeds or stories; empty for other uploads."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        name = file.filename.lower()
        text = (await file.read()).decode("utf-8", "replace").replace("\0", "")
        await file.seek(0)
        is_table = name.endswith((".csv", ".tsv"))
        return text if is_table or is_opml(text) or is_list(text) else ""
    pasted = str(form.get("what", "")).replace("\0", "")
    return pasted if is_list(pasted) else ""


async def _parse_submission(form: FormData) -> Submission:
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        content = (await file.read()).decode("utf-8", "replace").replace("\0", "")
        name = file.filename.lower()
        if name.endswith((".md", ".markdown")):
            return Submission(markdown=content)
        is_page = name.endswith((".html", ".htm"))
        return Submission(html=content) if is_page else Submission(text=content)
    if sent_html := str(form.get("html", "")).replace("\0", "").strip():
        return Submission(url=str(form.get("url", "")), html=sent_html)
    pasted = str(form.get("what", "")).strip().replace("\r\n", "\n").replace("\0", "")
    url = complete_web_url(pasted)
    return Submission(url=url) if url else Submission(text=pasted)


async def perform_action(request: Request, services: Services, caller: Caller) -> Response:
    """POST /s/{id}/do: the actions of a story's buttons."""
    form = await read_form(request, services)
    story = services.stories.get(request.path_params["id"])
    if story is None:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    action = str(form.get("action", ""))
    if action == "delete":
        await maintenance.delete_story(services, story.id)
    elif action in ("next", "last"):
        story_query.enqueue(services.database, story.id, is_next=action == "next")
    elif action == "retry":
        services.job_runner.retry(story.id)
    elif action in ACTION_COLUMNS:
        services.stories.update_silently(story.id, **ACTION_COLUMNS[action])
    back = str(form.get("back", "/"))
    return RedirectResponse(back if back.startswith("/?") else "/", 303)


async def retry_failed(request: Request, services: Services, caller: Caller) -> Response:
    """POST /retry-failed: the button of the failed stories."""
    await read_form(request, services)
    await services.job_runner.retry_all(services.stories.list_failed())
    return RedirectResponse("/", 303)


ACTION_COLUMNS: dict[str, dict[str, object]] = {
    "unqueue": {"queue_position": None},
    "archive": {"archived": 1, "queue_position": None},
    "restore": {"archived": 0},
}


async def story_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /s/{id}: the story with player and text."""
    story = services.stories.get(request.path_params["id"])
    if story is None:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    if not story.revision and story.status != "failed":
        await services.job_runner.wait_until_read(story, 2.0)
        story = services.stories.get(story.id) or story
    if not story.revision:
        response = render_page(
            request, "waiting.html", story=story, can_edit=caller.has_scope("write")
        )
        response.headers["Earshot-Live"] = "yes"
        return response
    grant = grant_access(services.settings, caller, request.query_params.get("token"), story)
    live_recording = await load_playback(services, story, grant)
    root, can_edit = services.settings.path_prefix, caller.has_scope("write")
    next_story = story_query.next_in_queue(services.database, story.id)
    read_along = await asyncio.to_thread(_read_along_variables, story, live_recording, grant, root)
    progress = {
        "path": f"{root}/v1/stories/{story.id}",
        "position": story.position if can_edit else 0,
        "next": f"{root}/s/{next_story.id}" if next_story and can_edit else None,
        "canSave": can_edit,
    }
    extra: dict[str, Any] = {
        "id": story.id,
        "is_archived": story.archived,
        "can_edit": can_edit,
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
        "pictures": image_urls(f"{root}/s/{story.id}", script.article, grant),
        "audio_url": f"{api_path}/{'audio.mp3' if is_finished else 'stream'}{grant.query_string}",
        "is_live": not is_finished,
        "token": grant.token,
    }
