"""The API for webhooks: make, list, change, test, delete."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import RequestContext
from earshot.server.services import Services
from earshot.server.story_json import format_timestamp
from earshot.server.submissions import http_error, is_web_url
from earshot.server.webhooks.webhooks import EVENTS, MAX_WEBHOOKS, Webhook

MAX_LISTED_MESSAGES = 50
"""Messages that a webhook tells of."""
DISABLED_BY_USER = "it was switched off"


async def create_webhook(context: RequestContext) -> Response:
    """POST /v1/webhooks"""
    webhook = add_webhook(
        context.services, context.body["url"], context.body.get("events") or EVENTS
    )
    headers = {"Location": f"/v1/webhooks/{webhook.id}"}
    return JSONResponse(_serialize_webhook(webhook) | {"secret": webhook.secret}, 201, headers)


def add_webhook(services: Services, url: str, events: Any) -> Webhook:
    """Raises Refused."""
    if len(services.webhooks.list_all()) >= MAX_WEBHOOKS:
        raise http_error(409, "too_many", f"there are {MAX_WEBHOOKS} webhooks; delete one first")
    return services.webhooks.add(_check_url(url), " ".join(dict.fromkeys(events)))


async def list_webhooks(context: RequestContext) -> Response:
    """GET /v1/webhooks"""
    return JSONResponse(
        {"webhooks": [_serialize_webhook(hook) for hook in context.services.webhooks.list_all()]}
    )


async def get_webhook(context: RequestContext) -> Response:
    """GET /v1/webhooks/{id}"""
    webhook = _webhook_from_path(context)
    rows = context.services.outbox.history(webhook.id, MAX_LISTED_MESSAGES)
    messages = [
        {
            "id": row["id"],
            "event": row["event"],
            "story": row["story"] or None,
            "status": row["status"],
            "attempts": row["attempts"],
            "answer": row["answer"] or None,
            "created": format_timestamp(row["created"]),
            "due": format_timestamp(row["due"]) if row["status"] == "todo" else None,
        }
        for row in rows
    ]
    return JSONResponse(_serialize_webhook(webhook) | {"messages": messages})


async def update_webhook(context: RequestContext) -> Response:
    """PATCH /v1/webhooks/{id}"""
    webhook, body = _webhook_from_path(context), context.body
    url, events, enabled = body.get("url"), body.get("events"), body.get("enabled")
    disabled = (
        webhook.disabled
        if enabled is None
        else ""
        if enabled
        else webhook.disabled or DISABLED_BY_USER
    )
    changed = context.services.webhooks.update(
        webhook.id,
        url=_check_url(url) if url else webhook.url,
        events=" ".join(dict.fromkeys(events)) if events else webhook.events,
        disabled=disabled,
    )
    return JSONResponse(_serialize_webhook(changed))


async def delete_webhook(context: RequestContext) -> Response:
    """DELETE /v1/webhooks/{id}"""
    context.services.webhooks.delete(_webhook_from_path(context).id)
    return Response(status_code=204)


async def rotate_webhook_secret(context: RequestContext) -> Response:
    """POST /v1/webhooks/{id}/secret"""
    webhook = context.services.webhooks.rotate_secret(_webhook_from_path(context).id)
    return JSONResponse(_serialize_webhook(webhook) | {"secret": webhook.secret})


async def send_test_message(context: RequestContext) -> Response:
    """POST /v1/webhooks/{id}/test"""
    is_delivered, answer = await context.services.delivery.send_test(_webhook_from_path(context))
    return JSONResponse({"taken": is_delivered, "answer": answer})


def _webhook_from_path(context: RequestContext) -> Webhook:
    webhook = context.services.webhooks.get(context.path_param("id"))
    if webhook is None:
        raise http_error(404, "no_webhook", "there is no such webhook; it may have been deleted")
    return webhook


def _check_url(url: str) -> str:
    if not is_web_url(url):
        raise http_error(422, "bad_url", f"{url[:200]} is no address that starts with https://")
    return url


def _serialize_webhook(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": webhook.events.split(),
        "enabled": not webhook.disabled,
        "reason": webhook.disabled or None,
        "created": format_timestamp(webhook.created),
    }
