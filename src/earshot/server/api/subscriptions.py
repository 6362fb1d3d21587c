"""The API for subscriptions: follow, list, change, look, remove, import and export."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from earshot.errors import Refused
from earshot.server.api.operation import Visit
from earshot.server.services import Library
from earshot.server.story_json import moment
from earshot.server.subscriptions.importer import TOLD, take_in
from earshot.server.subscriptions.opml import Outline, written
from earshot.server.subscriptions.store import ACTIVE, PAUSED, Subscription


async def follow(visit: Visit) -> Response:
    """POST /v1/subscriptions: 201 for a new one, 200 for one that was there."""
    library, body = visit.library, visit.body
    poller = library.subscriptions
    made, is_new = poller.book.add(
        body["url"].strip(), poller.clock.now(), playlist=body.get("playlist") or ""
    )
    await poller.tick()
    headers = {"Location": f"/v1/subscriptions/{made}"}
    return JSONResponse(_told(library, _one(library, made)), 201 if is_new else 200, headers)


async def listing(visit: Visit) -> Response:
    """GET /v1/subscriptions"""
    library = visit.library
    counts = library.subscriptions.book.stories()
    told = [_told(library, each, counts) for each in library.subscriptions.book.all()]
    return JSONResponse({"subscriptions": told})


async def one(visit: Visit) -> Response:
    """GET /v1/subscriptions/{id}"""
    return JSONResponse(_told(visit.library, _named(visit)))


async def change(visit: Visit) -> Response:
    """PATCH /v1/subscriptions/{id}"""
    found, body = _named(visit), visit.body
    poller = visit.library.subscriptions
    if body.get("playlist") is not None:
        poller.book.change(found.id, playlist=body["playlist"])
    if body.get("paused") is not None:
        if body["paused"]:
            poller.book.change(found.id, status=PAUSED)
        elif found.status != ACTIVE:
            await poller.look_soon(found.id)
    return JSONResponse(_told(visit.library, _named(visit)))


async def look(visit: Visit) -> Response:
    """POST /v1/subscriptions/{id}/look"""
    await visit.library.subscriptions.look_soon(_named(visit).id)
    return JSONResponse(_told(visit.library, _named(visit)), 202)


async def remove(visit: Visit) -> Response:
    """DELETE /v1/subscriptions/{id}: its stories stay."""
    visit.library.subscriptions.book.remove(_named(visit).id)
    return Response(status_code=204)


async def take(visit: Visit) -> Response:
    """POST /v1/import: a list of feeds or of stories."""
    body = visit.body
    kind, playlist = body.get("of") or "", body.get("playlist") or ""
    made = await take_in(visit.library, body["list"], kind, playlist)
    await visit.library.subscriptions.tick()
    facts = {"subscriptions": made.subscriptions, "stories": made.stories, "known": made.known}
    return JSONResponse(facts | {"wrong": made.wrong[:TOLD], "told": made.told})


async def export(visit: Visit) -> Response:
    """GET /v1/subscriptions.opml"""
    return opml(visit.library)


def opml(library: Library) -> Response:
    """All subscriptions as a file."""
    outlines = [
        Outline(url=each.url, title=each.title, folder=each.playlist)
        for each in library.subscriptions.book.all()
    ]
    headers = {"Content-Disposition": 'attachment; filename="earshot.opml"'}
    body = written(library.settings.title, outlines)
    return Response(body, media_type="text/x-opml", headers=headers)


def _named(visit: Visit) -> Subscription:
    return _one(visit.library, visit.path("id"))


def _one(library: Library, subscription: str) -> Subscription:
    found = library.subscriptions.book.one(subscription)
    if found is None:
        raise Refused(status=404, code="no_subscription", reason="there is no such subscription")
    return found


def _told(
    library: Library, one: Subscription, counts: dict[str, int] | None = None
) -> dict[str, Any]:
    counts = library.subscriptions.book.stories() if counts is None else counts
    return {
        "id": one.id,
        "url": one.url,
        "status": one.status,
        "title": one.title or None,
        "home": one.home or None,
        "playlist": one.playlist or None,
        "error": one.error or None,
        "failures": one.failures,
        "stories": counts.get(one.id, 0),
        "looked": moment(one.looked) if one.looked else None,
        "heard": moment(one.heard) if one.heard else None,
        "due": moment(one.due) if one.status == ACTIVE else None,
        "created": moment(one.created),
    }
