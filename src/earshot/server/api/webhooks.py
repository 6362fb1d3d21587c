"""The API for webhooks: make, list, change, test, delete."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import Visit
from earshot.server.services import Library
from earshot.server.story_json import moment
from earshot.server.submissions import is_web_address, refused
from earshot.server.webhooks.webhooks import EVENTS, MOST, Hook

HISTORY = 50
"""Messages that a webhook tells of."""
PAUSED = "it was switched off"


async def add(visit: Visit) -> Response:
    """POST /v1/webhooks"""
    hook = added(visit.library, visit.body["url"], visit.body.get("events") or EVENTS)
    headers = {"Location": f"/v1/webhooks/{hook.id}"}
    return JSONResponse(_told(hook) | {"secret": hook.secret}, 201, headers)


def added(library: Library, url: str, events: Any) -> Hook:
    """Raises Refused."""
    if len(library.hooks.all()) >= MOST:
        raise refused(409, "too_many", f"there are {MOST} webhooks; delete one first")
    return library.hooks.add(_address(url), " ".join(dict.fromkeys(events)))


async def listing(visit: Visit) -> Response:
    """GET /v1/webhooks"""
    return JSONResponse({"webhooks": [_told(hook) for hook in visit.library.hooks.all()]})


async def one(visit: Visit) -> Response:
    """GET /v1/webhooks/{id}"""
    hook = _hook(visit)
    rows = visit.library.outbox.history(hook.id, HISTORY)
    messages = [
        {
            "id": row["id"],
            "event": row["event"],
            "story": row["story"] or None,
            "status": row["status"],
            "attempts": row["attempts"],
            "answer": row["answer"] or None,
            "created": moment(row["created"]),
            "due": moment(row["due"]) if row["status"] == "todo" else None,
        }
        for row in rows
    ]
    return JSONResponse(_told(hook) | {"messages": messages})


async def change(visit: Visit) -> Response:
    """PATCH /v1/webhooks/{id}"""
    hook, body = _hook(visit), visit.body
    url, events, enabled = body.get("url"), body.get("events"), body.get("enabled")
    disabled = hook.disabled if enabled is None else "" if enabled else hook.disabled or PAUSED
    changed = visit.library.hooks.change(
        hook.id,
        url=_address(url) if url else hook.url,
        events=" ".join(dict.fromkeys(events)) if events else hook.events,
        disabled=disabled,
    )
    return JSONResponse(_told(changed))


async def delete(visit: Visit) -> Response:
    """DELETE /v1/webhooks/{id}"""
    visit.library.hooks.delete(_hook(visit).id)
    return Response(status_code=204)


async def rotate(visit: Visit) -> Response:
    """POST /v1/webhooks/{id}/secret"""
    hook = visit.library.hooks.rotate(_hook(visit).id)
    return JSONResponse(_told(hook) | {"secret": hook.secret})


async def test(visit: Visit) -> Response:
    """POST /v1/webhooks/{id}/test"""
    taken, answer = await visit.library.postman.test(_hook(visit))
    return JSONResponse({"taken": taken, "answer": answer})


def _hook(visit: Visit) -> Hook:
    hook = visit.library.hooks.one(visit.path("id"))
    if hook is None:
        raise refused(404, "no_webhook", "there is no such webhook; it may have been deleted")
    return hook


def _address(url: str) -> str:
    if not is_web_address(url):
        raise refused(422, "bad_url", f"{url[:200]} is no address that starts with https://")
    return url


def _told(hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "url": hook.url,
        "events": hook.events.split(),
        "enabled": not hook.disabled,
        "reason": hook.disabled or None,
        "created": moment(hook.created),
    }
