"""The page of subscriptions. It works without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from earshot.errors import Refused
from earshot.ingest.encoding import decoded
from earshot.ingest.source import Opened
from earshot.server.api.subscriptions import opml
from earshot.server.auth import Caller
from earshot.server.pages.library import form_of
from earshot.server.pages.templates import drawn
from earshot.server.services import Library
from earshot.server.submissions import is_web_address, refused
from earshot.server.subscriptions.importer import take_in
from earshot.server.subscriptions.store import ACTIVE, PAUSED, Subscription


@dataclass(frozen=True, slots=True)
class Shown:
    """A subscription as the page shows it."""

    row: Subscription
    stories: int
    is_looking: bool
    looked: str
    """How long ago, in words; empty for never."""
    next: str
    """In how long it is looked at again, in words."""


async def show(request: Request, library: Library, caller: Caller) -> Response:
    """GET /subscriptions"""
    return _page(request, library)


def _page(request: Request, library: Library, status: int = 200, **facts: Any) -> Response:
    poller = library.subscriptions
    now, counts = poller.clock.now(), poller.book.stories()
    shown = [
        Shown(
            row=each,
            stories=counts.get(each.id, 0),
            is_looking=poller.is_looking(each.id),
            looked=span(now - each.looked) if each.looked else "",
            next=span(each.due - now),
        )
        for each in poller.book.all()
    ]
    asked = {"given": request.query_params.get("url", "")[:4_000], "problem": "", "told": ""}
    waiting = any(each.is_looking or _is_fresh(each.row) for each in shown)
    most = library.settings.poll_first
    about = asked | {"shown": shown, "waiting": waiting, "first": most}
    return drawn(request, "subscriptions.html", status, **(about | facts))


def _is_fresh(row: Subscription) -> bool:
    return row.status == ACTIVE and not row.looked


def span(seconds: float) -> str:
    """About how long: "a moment", "5 min", "3 h", "2 days"."""
    if seconds < 60:
        return "a moment"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    hours = round(seconds / 3_600)
    return f"{hours} h" if hours < 48 else f"{round(seconds / 86_400)} days"


async def follow(request: Request, library: Library, caller: Caller) -> Response:
    """POST /subscriptions"""
    form = await form_of(request, library)
    url = str(form.get("url", "")).strip()
    if not is_web_address(url) and "." in url and is_web_address(f"https://{url}"):
        url = f"https://{url}"
    poller = library.subscriptions
    try:
        playlist = str(form.get("playlist", "")).strip().replace("\0", "")
        poller.book.add(url, poller.clock.now(), playlist=playlist)
    except Refused as error:
        return _page(request, library, error.status, problem=str(error), given=url[:4_000])
    await poller.tick()
    return RedirectResponse("/subscriptions", 303)


async def do(request: Request, library: Library, caller: Caller) -> Response:
    """POST /subscriptions/{id}/do: what the buttons of a subscription do."""
    form = await form_of(request, library)
    poller, subscription = library.subscriptions, request.path_params["id"]
    if poller.book.one(subscription) is None:
        raise refused(404, "no_subscription", "There is no such subscription any more")
    action = str(form.get("action", ""))
    if action == "remove":
        poller.book.remove(subscription)
    elif action == "pause":
        poller.book.change(subscription, status=PAUSED)
    elif action == "look":
        await poller.look_soon(subscription)
    return RedirectResponse("/subscriptions", 303)


async def take(request: Request, library: Library, caller: Caller) -> Response:
    """POST /subscriptions/import"""
    form = await form_of(request, library)
    try:
        text = await text_of(form.get("file")) or str(form.get("list", "")).replace("\0", "")
        made = await take_in(library, text, str(form.get("of", "")))
    except Refused as error:
        return _page(request, library, error.status, problem=str(error))
    await library.subscriptions.tick()
    return _page(request, library, told=made.told)


async def text_of(file: object) -> str:
    """The text of a file that was sent; nothing where none was. Raises SourceError."""
    if not (isinstance(file, UploadFile) and file.filename):
        return ""
    content = await file.read()
    return decoded(Opened(source=file.filename, content=content)).replace("\0", "")


async def export(request: Request, library: Library, caller: Caller) -> Response:
    """GET /subscriptions.opml"""
    return opml(library)
