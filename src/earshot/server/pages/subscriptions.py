"""The page of subscriptions. It works without scripts."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import RequestRejected
from earshot.httpclient.raw_content import RawContent
from earshot.ingest.encoding import decode_content
from earshot.publish.translations import mark
from earshot.server.caller import Caller
from earshot.server.http_errors import http_error
from earshot.server.pages.appearance import read_language
from earshot.server.pages.redirects import redirect_back
from earshot.server.pages.templates import render_page
from earshot.server.request_bodies import read_form
from earshot.server.services import Services
from earshot.server.subscriptions.opml import opml_response
from earshot.server.subscriptions.site_lookup import find_known_addresses, guess_addresses
from earshot.server.subscriptions.subscription import ACTIVE, PAUSED, Subscription
from earshot.server.urls import complete_web_url

SEARCH_SECONDS = 20
NO_SITE = mark("We found no site with this name. Enter its address")


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """A row of the page."""

    subscription: Subscription
    stories: int
    is_polling: bool
    last_checked: float
    """The seconds since the last poll; of no meaning before the first."""
    next_check: float
    """The seconds until the next poll."""


async def subscriptions_page(request: Request, services: Services, caller: Caller) -> Response:
    """GET /subscriptions"""
    return await _render_page(request, services, caller)


async def _render_page(
    request: Request, services: Services, caller: Caller, status: int = 200, **variables: Any
) -> Response:
    poller, account_id = services.poller, caller.account_id
    counts = await poller.store.count_stories(account_id)
    rows = [
        describe_subscription(services, each, counts.get(each.id, 0))
        for each in poller.store.list_all(account_id)
    ]
    defaults = {
        "input_text": request.query_params.get("url", "")[:4_000],
        "problem": "",
        "message": "",
    }
    is_polling = any(each.is_polling or _is_unpolled(each.subscription) for each in rows)
    initial_entries = services.settings.poll_initial_entries
    context = defaults | {
        "rows": rows,
        "is_polling": is_polling,
        "initial_entries": initial_entries,
    }
    return render_page(request, "subscriptions.html", status, **(context | variables))


def describe_subscription(
    services: Services, subscription: Subscription, stories: int
) -> SubscriptionRow:
    now = services.poller.clock.now()
    return SubscriptionRow(
        subscription=subscription,
        stories=stories,
        is_polling=services.poller.is_polling(subscription.id),
        last_checked=now - subscription.last_checked_at,
        next_check=subscription.next_check_at - now,
    )


def _is_unpolled(row: Subscription) -> bool:
    return row.status == ACTIVE and not row.last_checked_at


async def follow_feed(request: Request, services: Services, caller: Caller) -> Response:
    """POST /subscriptions"""
    form = await read_form(request, services)
    entered = str(form.get("url", "")).strip().replace("\0", "")[:4_000]
    poller = services.poller
    try:
        url = complete_web_url(entered) or await _find_site(request, services, caller, entered)
        poller.store.add(caller.account_id, url, poller.clock.now())
    except RequestRejected as error:
        return await _render_page(
            request, services, caller, error.status, problem=str(error), input_text=entered
        )
    await poller.poll_due()
    return RedirectResponse("/subscriptions", 303)


async def _find_site(request: Request, services: Services, caller: Caller, name: str) -> str:
    """The address of a site with this name. Raises RequestRejected."""
    known = await services.database.readers.run(find_known_addresses, caller.account_id, name)
    guessed = guess_addresses(name, read_language(request))
    found = ""
    with suppress(TimeoutError):
        async with asyncio.timeout(SEARCH_SECONDS):
            found = await services.poller.find_feed([*known, *guessed]) if name else ""
    if not found:
        raise http_error(404, "feed_not_found", NO_SITE)
    return found


def require_subscription(request: Request, services: Services, caller: Caller) -> Subscription:
    """Raises RequestRejected."""
    found = services.poller.store.find(caller.account_id, request.path_params["id"])
    if found is None:
        reason = "This subscription was not found; it may have been deleted"
        raise http_error(404, "subscription_not_found", reason)
    return found


async def perform_action(request: Request, services: Services, caller: Caller) -> Response:
    """POST /subscriptions/{id}/do: the actions of a subscription's buttons."""
    form = await read_form(request, services)
    poller = services.poller
    subscription_id = require_subscription(request, services, caller).id
    action = str(form.get("action", ""))
    if action == "remove":
        poller.store.remove(subscription_id)
    elif action == "pause":
        poller.store.update(subscription_id, status=PAUSED)
    elif action == "look":
        await poller.request_poll(subscription_id)
    return redirect_back(form, "/subscriptions")


async def import_subscriptions(request: Request, services: Services, caller: Caller) -> Response:
    """POST /subscriptions/import"""
    form = await read_form(request, services)
    try:
        text = await uploaded_text(form.get("file")) or str(form.get("list", "")).replace("\0", "")
        kind = str(form.get("of", ""))
        result = await services.list_importer.import_list(caller.submitter, text, kind)
    except RequestRejected as error:
        return await _render_page(request, services, caller, error.status, problem=str(error))
    return await _render_page(request, services, caller, message=result.message)


async def uploaded_text(file: object) -> str:
    """The text of an uploaded file; empty if there is none. Raises SourceError."""
    if not (isinstance(file, UploadFile) and file.filename):
        return ""
    content = await file.read()
    return decode_content(RawContent(source=file.filename, data=content)).replace("\0", "")


async def export_opml(request: Request, services: Services, caller: Caller) -> Response:
    """GET /subscriptions.opml"""
    subscriptions = services.poller.store.list_all(caller.account_id)
    return opml_response(services.settings.title, subscriptions)
