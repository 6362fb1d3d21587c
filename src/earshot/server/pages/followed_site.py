"""The page of a site that the reader follows: its stories and its settings."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.pages.subscriptions import describe_subscription, require_subscription
from earshot.server.pages.templates import render_page
from earshot.server.pages.voices import list_voices, require_voice
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.storage import library_counts, story_query
from earshot.server.storage.story_query import StoryQuery
from earshot.server.subscriptions.subscription import Subscription
from earshot.server.subscriptions.word_filter import split_words

MAX_STORIES = 8
"""Number of stories on the page, the newest ones."""
MAX_INITIAL_ENTRIES = 100


async def followed_site_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /subscriptions/{id}"""
    return await _render(request, services, caller, require_subscription(request, services, caller))


async def _render(
    request: Request,
    services: Services,
    caller: Caller,
    subscription: Subscription,
    error: RequestRejected | None = None,
) -> Response:
    query = StoryQuery(account_id=caller.account_id, subscription=subscription.id, size=MAX_STORIES)
    page = await services.database.readers.run(story_query.query_stories, query)
    return render_page(
        request,
        "followed-site.html",
        error.status if error else 200,
        row=describe_subscription(services, subscription, page.total),
        stories=page.stories,
        voices=await list_voices(services),
        playlists=await services.database.readers.run(
            library_counts.list_playlists, caller.account_id
        ),
        default_entries=services.settings.poll_initial_entries,
        max_entries=MAX_INITIAL_ENTRIES,
        problem=str(error) if error else "",
    )


async def update_followed_site(request: Request, services: Services, caller: Caller) -> Response:
    """POST /subscriptions/{id}: save the settings."""
    form = await read_form(request, services)
    subscription = require_subscription(request, services, caller)
    try:
        voice = str(form.get("voice", ""))[:200]
        await require_voice(services, voice)
        columns = {"voice": voice, **_read_form(form)}
    except RequestRejected as error:
        return await _render(request, services, caller, subscription, error)
    services.poller.store.update(subscription.id, **columns)
    return RedirectResponse(f"/subscriptions/{subscription.id}", 303)


def _read_form(form: FormData) -> dict[str, object]:
    """Raises RequestRejected."""
    count = str(form.get("initial_entries", "")).strip()
    if count and not (count.isdecimal() and int(count[:9]) <= MAX_INITIAL_ENTRIES):
        reason = f"enter a number from 0 to {MAX_INITIAL_ENTRIES}"
        raise http_error(422, "validation_error", reason)
    words = {
        name: "\n".join(split_words(str(form.get(name, ""))))
        for name in ("included_words", "excluded_words")
    }
    playlist = str(form.get("playlist", "")).strip().replace("\0", "")[:100]
    return {"initial_entries": int(count) if count else None, "playlist": playlist, **words}
