"""The API for webhooks: make, list, change, test, delete."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import RequestContext
from earshot.server.story_json import format_timestamp
from earshot.server.webhooks.store import EVENTS, Webhook

MAX_LISTED_MESSAGES = 50
"""Messages that a webhook tells of."""


async def create_webhook(context: RequestContext) -> Response:
    """POST /v1/webhooks"""
    body = context.body
    webhook = context.services.webhooks.add(body["url"], body.get("events") or EVENTS)
    headers = {"Location": f"/v1/webhooks/{webhook.id}"}
    return JSONResponse(_serialize_webhook(webhook) | {"secret": webhook.secret}, 201, headers)


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
    changed = context.services.webhooks.update(_webhook_from_path(context), **context.body)
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
    return context.services.webhooks.get_or_404(context.path_param("id"))


def _serialize_webhook(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": webhook.events.split(),
        "enabled": not webhook.disabled,
        "reason": webhook.disabled or None,
        "created": format_timestamp(webhook.created),
    }
