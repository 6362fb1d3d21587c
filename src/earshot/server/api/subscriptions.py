"""The API for subscriptions: follow, list, change, look, remove, import and export."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from earshot.errors import Refused
from earshot.server.api.operation import RequestContext
from earshot.server.services import Services
from earshot.server.story_json import format_timestamp
from earshot.server.subscriptions.importer import MAX_REPORTED_ERRORS
from earshot.server.subscriptions.opml import opml_response
from earshot.server.subscriptions.store import ACTIVE, PAUSED, Subscription


async def create_subscription(context: RequestContext) -> Response:
    """POST /v1/subscriptions: 201 for a new one, 200 for one that was there."""
    services, body = context.services, context.body
    poller = services.poller
    subscription_id, is_new = poller.store.add(
        body["url"].strip(), poller.clock.now(), playlist=body.get("playlist") or ""
    )
    await poller.poll_due()
    headers = {"Location": f"/v1/subscriptions/{subscription_id}"}
    return JSONResponse(
        _serialize_subscription(services, _require_subscription(services, subscription_id)),
        201 if is_new else 200,
        headers,
    )


async def list_subscriptions(context: RequestContext) -> Response:
    """GET /v1/subscriptions"""
    services = context.services
    counts = services.poller.store.count_stories()
    serialized = [
        _serialize_subscription(services, each, counts) for each in services.poller.store.list_all()
    ]
    return JSONResponse({"subscriptions": serialized})


async def get_subscription(context: RequestContext) -> Response:
    """GET /v1/subscriptions/{id}"""
    return JSONResponse(_serialize_subscription(context.services, _subscription_from_path(context)))


async def update_subscription(context: RequestContext) -> Response:
    """PATCH /v1/subscriptions/{id}"""
    found, body = _subscription_from_path(context), context.body
    poller = context.services.poller
    if body.get("playlist") is not None:
        poller.store.update(found.id, playlist=body["playlist"])
    if body.get("paused") is not None:
        if body["paused"]:
            poller.store.update(found.id, status=PAUSED)
        elif found.status != ACTIVE:
            await poller.request_poll(found.id)
    return JSONResponse(_serialize_subscription(context.services, _subscription_from_path(context)))


async def refresh_subscription(context: RequestContext) -> Response:
    """POST /v1/subscriptions/{id}/look"""
    await context.services.poller.request_poll(_subscription_from_path(context).id)
    return JSONResponse(
        _serialize_subscription(context.services, _subscription_from_path(context)), 202
    )


async def delete_subscription(context: RequestContext) -> Response:
    """DELETE /v1/subscriptions/{id}: its stories stay."""
    context.services.poller.store.remove(_subscription_from_path(context).id)
    return Response(status_code=204)


async def create_import(context: RequestContext) -> Response:
    """POST /v1/import: a list of feeds or of stories."""
    body = context.body
    kind, playlist = body.get("of") or "", body.get("playlist") or ""
    result = await context.services.list_importer.import_list(body["list"], kind, playlist)
    summary = {
        "subscriptions": result.subscriptions,
        "stories": result.stories,
        "known": result.duplicates,
    }
    return JSONResponse(
        summary | {"wrong": result.errors[:MAX_REPORTED_ERRORS], "told": result.message}
    )


async def export_opml(context: RequestContext) -> Response:
    """GET /v1/subscriptions.opml"""
    services = context.services
    return opml_response(services.settings.title, services.poller.store.list_all())


def _subscription_from_path(context: RequestContext) -> Subscription:
    return _require_subscription(context.services, context.path_param("id"))


def _require_subscription(services: Services, subscription_id: str) -> Subscription:
    found = services.poller.store.get(subscription_id)
    if found is None:
        raise Refused(status=404, code="no_subscription", reason="there is no such subscription")
    return found


def _serialize_subscription(
    services: Services, subscription: Subscription, counts: dict[str, int] | None = None
) -> dict[str, Any]:
    counts = services.poller.store.count_stories() if counts is None else counts
    return {
        "id": subscription.id,
        "url": subscription.url,
        "status": subscription.status,
        "title": subscription.title or None,
        "home": subscription.home or None,
        "playlist": subscription.playlist or None,
        "error": subscription.error or None,
        "failures": subscription.failures,
        "stories": counts.get(subscription.id, 0),
        "looked": format_timestamp(subscription.looked) if subscription.looked else None,
        "heard": format_timestamp(subscription.heard) if subscription.heard else None,
        "due": format_timestamp(subscription.due) if subscription.status == ACTIVE else None,
        "created": format_timestamp(subscription.created),
    }
