"""The library page and the actions of its buttons. They work without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.publish.translations import mark
from earshot.script.edits import ALL_SITES
from earshot.server import maintenance
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.pages.home import count_queue_minutes, load_home
from earshot.server.pages.messages import STORY_NOT_FOUND
from earshot.server.pages.redirects import redirect_back
from earshot.server.pages.spoken_parts import PART_LABELS
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.storage import library_counts, story_query
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import PENDING_STATUSES
from earshot.server.storage.story_query import StoryQuery

VIEW_LABELS = (
    ("library", mark("All")),
    ("queue", mark("Up next")),
    ("started", mark("In progress")),
    ("finished", mark("Finished")),
    ("archive", mark("Archive|place")),
    ("failed", mark("Failed")),
)
"""The tabs of the library. The last is shown only if a story failed."""
PASSING_PARAMS = ("saved", "known", "story")
"""Query parameters that the links of the page leave out: the story that was just saved, new or not,
and the only story that a script asks for after an action."""
EMPTY_MESSAGES = {
    "queue": mark("Stories that you queue show up here."),
    "started": mark("Stories that you have started show up here."),
    "finished": mark("Stories that you finish show up here."),
    "archive": mark("Stories that you archive show up here."),
}
"""The messages of empty tabs."""


async def library_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /"""
    return await render_library(request, services, caller)


async def render_library(
    request: Request, services: Services, caller: Caller, status: int = 200, **variables: Any
) -> Response:
    params = request.query_params
    number = params.get("page", "1")

    def filter_param(name: str) -> str:
        return params.get(name, "")[:400].replace("\0", "")

    query = StoryQuery(
        account_id=caller.account_id,
        view=params.get("view", "library"),
        search=filter_param("search"),
        site=filter_param("site"),
        playlist=filter_param("playlist"),
        subscription=filter_param("subscription"),
        story=filter_param("story"),
        page=int(number) if number.isdecimal() and 0 < len(number) < 7 and int(number) else 1,
    )
    lists = await services.database.readers.run(_load_lists, query)
    shown = [(name, value) for name, value in params.multi_items() if name not in PASSING_PARAMS]
    current_url = f"/?{urlencode(shown)}" if request.url.path == "/" and shown else "/"
    stories = lists["page"].stories
    defaults = {
        "view_labels": VIEW_LABELS,
        "empty_message": EMPTY_MESSAGES.get(query.view, mark("No stories match.")),
        "is_empty_library": not any(lists["counts"].values()),
        "subscription_title": _subscription_name(services, query),
        "current_url": current_url,
        "is_pending": any(story.status in PENDING_STATUSES for story in stories),
        "saved_id": filter_param("saved"),
        "known_id": filter_param("known"),
        "part_labels": PART_LABELS,
        "default_parts": _default_parts(services),
        "input_text": "",
        "problem": "",
        "message": "",
    }
    return render_page(request, "library.html", status, **(lists | defaults | variables))


def _default_parts(services: Services) -> Sequence[str]:
    """Which parts are read of a story whose site does not override them."""
    site = services.sites.get(ALL_SITES)
    chosen = site.spoken_parts if site else None
    return services.settings.spoken_parts if chosen is None else chosen


def _load_lists(reader: Reader, query: StoryQuery) -> dict[str, Any]:
    is_home = replace(query, story="") == StoryQuery(account_id=query.account_id)
    counts = library_counts.count_views(reader, query.account_id)
    return {
        "page": story_query.query_stories(reader, query),
        "counts": counts,
        "sites": library_counts.list_sites(reader, query.account_id),
        "playlists": library_counts.list_playlists(reader, query.account_id),
        "home": load_home(reader, query.account_id, counts) if is_home else None,
        "queue_minutes": count_queue_minutes(reader, query.account_id)
        if query.view == "queue"
        else 0,
    }


def _subscription_name(services: Services, query: StoryQuery) -> str:
    """The name of the selected subscription; empty for none."""
    store = services.poller.store
    found = store.find(query.account_id, query.subscription) if query.subscription else None
    return (found.title or found.url) if found else ""


async def perform_action(request: Request, services: Services, caller: Caller) -> Response:
    """POST /s/{id}/do: the actions of a story's buttons."""
    form = await read_form(request, services)
    account_id, library = caller.account_id, services.library
    story = library.get(account_id, request.path_params["id"])
    if story is None:
        raise http_error(404, "story_not_found", STORY_NOT_FOUND)
    action = str(form.get("action", ""))
    if action == "delete":
        await maintenance.remove_story(services, account_id, story.id)
    elif action in ("next", "last"):
        library.enqueue(account_id, story.id, is_next=action == "next")
    elif action == "move":
        library.move_in_queue(account_id, story.id, str(form.get("before", "")))
    elif action in ("retry", "accept"):
        services.job_runner.retry(story.id, accepts_any_text=action == "accept")
    else:
        _change_entry(library, account_id, story.id, action)
    return redirect_back(form)


def _change_entry(library: LibraryStore, account_id: int, story_id: str, action: str) -> None:
    """Change the story's position in the queue, or its listening state."""
    if action in QUEUE_SHIFTS:
        library.shift_in_queue(account_id, story_id, QUEUE_SHIFTS[action])
    elif action in LISTENING_COLUMNS:
        library.save_listening(account_id, story_id, LISTENING_COLUMNS[action])
    elif action in ACTION_COLUMNS:
        library.update(account_id, story_id, **ACTION_COLUMNS[action])


async def retry_failed(request: Request, services: Services, caller: Caller) -> Response:
    """POST /retry-failed: the button of the failed stories."""
    await read_form(request, services)
    await services.job_runner.retry_all(services.library.list_failed(caller.account_id))
    return RedirectResponse("/", 303)


QUEUE_SHIFTS = {"up": -1, "down": 1}
ACTION_COLUMNS: dict[str, dict[str, object]] = {
    "unqueue": {"queue_position": None},
    "archive": {"archived": 1, "queue_position": None},
    "restore": {"archived": 0},
}
LISTENING_COLUMNS: dict[str, dict[str, object]] = {
    "finish": {"position": 0, "listen_status": "finished", "queue_position": None},
    "new": {"position": 0, "listen_status": "new"},
}
