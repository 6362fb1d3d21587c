"""The API for webhooks: create, list, change, test, delete."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.responses import Response

from earshot.server.api.operation import Context, Operation, RequestContext
from earshot.server.api.schemas import BODY_ERRORS, NOT_FOUND, Problem, ReceiverUrl, RequestBody
from earshot.server.api.serializers import json_response
from earshot.server.storage.reader_pool import Row
from earshot.server.story_json import format_timestamp
from earshot.server.webhooks.store import EVENTS, Webhook

MAX_LISTED_MESSAGES = 50
WebhookEvent = Literal["story.updated", "story.failed", "story.deleted"]
Events = Annotated[
    list[WebhookEvent],
    Meta(max_length=len(EVENTS), description="the events to send; all by default"),
]


class WebhookBody(RequestBody):
    url: Annotated[ReceiverUrl, Meta(description="URL that messages are sent to")]
    events: Events | None = None


class WebhookChanges(RequestBody):
    url: Annotated[ReceiverUrl | None, Meta(description="URL that messages are sent to")] = None
    events: Events | None = None
    enabled: bool | None = None


class MessageJson(Struct, kw_only=True):
    id: Annotated[str, Meta(description="the `webhook-id` of every attempt")]
    event: str
    story: str | None
    status: Literal["todo", "succeeded", "failed"]
    attempts: int
    response: Annotated[str | None, Meta(description="response to the last attempt")]
    created_at: str
    next_attempt_at: str | None


class WebhookJson(Struct, kw_only=True):
    id: str
    url: str
    events: list[str]
    enabled: bool
    disabled_reason: str | None
    created_at: str
    secret: Annotated[
        str | UnsetType, Meta(description="`whsec_…`; sent once, when it is created")
    ] = UNSET
    messages: list[MessageJson] | UnsetType = UNSET


class WebhookList(Struct, kw_only=True):
    webhooks: list[WebhookJson]


class TestResult(Struct, kw_only=True):
    delivered: bool
    response: str


async def create_webhook(context: RequestContext[None, WebhookBody]) -> Response:
    """POST /v1/webhooks"""
    webhook = context.services.webhooks.add(
        context.body.url, context.caller.account_id, context.body.events or EVENTS
    )
    headers = {"Location": f"/v1/webhooks/{webhook.id}"}
    return json_response(_serialize_webhook(webhook, secret=webhook.secret), 201, headers)


async def list_webhooks(context: Context) -> Response:
    """GET /v1/webhooks"""
    webhooks = [_serialize_webhook(each) for each in context.services.webhooks.list_all()]
    return json_response(WebhookList(webhooks=webhooks))


async def get_webhook(context: Context) -> Response:
    """GET /v1/webhooks/{id}"""
    webhook = _webhook_from_path(context)
    rows = context.services.outbox.history(webhook.id, MAX_LISTED_MESSAGES)
    messages = [_serialize_message(row) for row in rows]
    return json_response(_serialize_webhook(webhook, messages=messages))


def _serialize_message(row: Row) -> MessageJson:
    is_waiting = row["status"] == "todo"
    return MessageJson(
        id=row["id"],
        event=row["event"],
        story=row["story_id"] or None,
        status=row["status"],
        attempts=row["attempts"],
        response=row["response"] or None,
        created_at=format_timestamp(row["created_at"]),
        next_attempt_at=format_timestamp(row["next_attempt_at"]) if is_waiting else None,
    )


async def update_webhook(context: RequestContext[None, WebhookChanges]) -> Response:
    """PATCH /v1/webhooks/{id}"""
    changes = msgspec.structs.asdict(context.body)
    changed = context.services.webhooks.update(
        _webhook_from_path(context), context.caller.account_id, **changes
    )
    return json_response(_serialize_webhook(changed))


async def delete_webhook(context: Context) -> Response:
    """DELETE /v1/webhooks/{id}"""
    context.services.webhooks.delete(_webhook_from_path(context).id, context.caller.account_id)
    return Response(status_code=204)


async def rotate_webhook_secret(context: Context) -> Response:
    """POST /v1/webhooks/{id}/secret"""
    webhook = context.services.webhooks.rotate_secret(
        _webhook_from_path(context), context.caller.account_id
    )
    return json_response(_serialize_webhook(webhook, secret=webhook.secret))


async def send_test_message(context: Context) -> Response:
    """POST /v1/webhooks/{id}/test"""
    delivered, answer = await context.services.delivery.send_test(_webhook_from_path(context))
    return json_response(TestResult(delivered=delivered, response=answer))


def _webhook_from_path(context: RequestContext[Any, Any]) -> Webhook:
    return context.services.webhooks.get_or_404(context.path_param("id"))


def _serialize_webhook(
    webhook: Webhook,
    *,
    secret: str | UnsetType = UNSET,
    messages: list[MessageJson] | UnsetType = UNSET,
) -> WebhookJson:
    return WebhookJson(
        id=webhook.id,
        url=webhook.url,
        events=webhook.events.split(),
        enabled=not webhook.disabled_reason,
        disabled_reason=webhook.disabled_reason or None,
        created_at=format_timestamp(webhook.created_at),
        secret=secret,
        messages=messages,
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/webhooks",
        handler=create_webhook,
        scope="admin",
        role="publisher",
        summary="Create a webhook. The secret is returned only in this response.",
        body=WebhookBody,
        responses={201: WebhookJson, 409: Problem, **BODY_ERRORS},
    ),
    Operation(
        method="GET",
        path="/v1/webhooks",
        handler=list_webhooks,
        scope="admin",
        role="publisher",
        summary="List webhooks.",
        responses={200: WebhookList},
    ),
    Operation(
        method="GET",
        path="/v1/webhooks/{id}",
        handler=get_webhook,
        scope="admin",
        role="publisher",
        summary="Get a webhook with its last messages and the responses to them.",
        responses={200: WebhookJson, **NOT_FOUND},
    ),
    Operation(
        method="PATCH",
        path="/v1/webhooks/{id}",
        handler=update_webhook,
        scope="admin",
        role="publisher",
        summary="Change the URL or the events; `enabled` resumes a disabled webhook.",
        body=WebhookChanges,
        responses={200: WebhookJson, **BODY_ERRORS, **NOT_FOUND},
    ),
    Operation(
        method="DELETE",
        path="/v1/webhooks/{id}",
        handler=delete_webhook,
        scope="admin",
        role="publisher",
        summary="Delete a webhook.",
        responses={204: "", **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{id}/secret",
        handler=rotate_webhook_secret,
        scope="admin",
        role="publisher",
        summary="Rotate the secret. Messages are signed with both secrets for one day.",
        responses={200: WebhookJson, **NOT_FOUND},
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{id}/test",
        handler=send_test_message,
        scope="admin",
        role="publisher",
        summary="Send `webhook.test` once, and return the response to it.",
        responses={200: TestResult, **NOT_FOUND},
    ),
)
