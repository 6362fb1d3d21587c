"""The part of the API that goes outward: editions of many stories, and webhooks, as a table."""

from __future__ import annotations

from earshot.server.api import editions, webhooks
from earshot.server.api.operation import Operation, Schema
from earshot.server.api.schemas import (
    BODY_ERROR_RESPONSES,
    NON_BLANK,
    NOT_FOUND_RESPONSES,
    PROBLEM_REF,
    STORY_REF,
    text_schema,
    url_schema,
)
from earshot.server.storage.collections import COLLECTIONS, EDITIONS, LIBRARY
from earshot.server.webhooks.store import EVENTS

EDITION_COLLECTIONS = [kind for kind in COLLECTIONS if kind != EDITIONS]
DAY_SCHEMA: Schema = {"type": "string", "format": "date", "maxLength": 10, "nullable": True}
EDITION_BODY: Schema = {
    "type": "object",
    "additionalProperties": False,
    "description": "What it is of, and of which day.",
    "anyOf": [
        {"properties": {"kind": {"enum": [LIBRARY, None]}, "name": {"enum": ["", None]}}},
        {
            "required": ["kind", "name"],
            "properties": {"kind": {"enum": EDITION_COLLECTIONS[1:]}, "name": NON_BLANK},
        },
    ],
    "properties": {
        "kind": {
            "type": "string",
            "enum": EDITION_COLLECTIONS,
            "default": LIBRARY,
            "nullable": True,
        },
        "name": text_schema("Of the playlist, site, section or author.", max_length=200),
        "date": DAY_SCHEMA | {"description": "The day that its stories came in; today by default."},
        "title": text_schema("What it is called, and what is said first."),
        "voice": text_schema("engine:speaker, as /v1/audio/voices lists them.", max_length=200),
        "language": text_schema(
            "Its stories' language (BCP 47); that of most by default.", max_length=35
        ),
    },
}
EDITION_LIST: Schema = {
    "type": "object",
    "required": ["editions"],
    "properties": {"editions": {"type": "array", "items": {"type": "object"}}},
}
WEBHOOK_REF: Schema = {"$ref": "#/components/schemas/Webhook"}
RECEIVER_URL = url_schema("Where the messages are sent.", max_length=2_000, required=True)
EVENTS_SCHEMA: Schema = {
    "type": "array",
    "maxItems": len(EVENTS),
    "nullable": True,
    "items": {"type": "string", "enum": list(EVENTS)},
    "description": "The events that it is told; all by default.",
}
WEBHOOK_BODY: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["url"],
    "properties": {"url": RECEIVER_URL, "events": EVENTS_SCHEMA},
}
WEBHOOK_CHANGES_BODY: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "url": RECEIVER_URL | {"nullable": True},
        "events": EVENTS_SCHEMA,
        "enabled": {"type": "boolean", "nullable": True},
    },
}
WEBHOOK_LIST: Schema = {
    "type": "object",
    "required": ["webhooks"],
    "properties": {"webhooks": {"type": "array", "items": WEBHOOK_REF}},
}
TEST_RESULT: Schema = {
    "type": "object",
    "required": ["taken", "answer"],
    "properties": {"taken": {"type": "boolean"}, "answer": {"type": "string"}},
}

OUTGOING_OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/editions",
        handler=editions.create_edition,
        scope="write",
        summary="The stories of a day as one, with chapters; the same again is the same edition.",
        body=EDITION_BODY,
        responses={200: STORY_REF, 201: STORY_REF, **BODY_ERROR_RESPONSES, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/editions",
        handler=editions.list_editions,
        scope="read",
        summary="The editions that there are, the newest first.",
        responses={200: EDITION_LIST},
    ),
    Operation(
        method="POST",
        path="/v1/webhooks",
        handler=webhooks.create_webhook,
        scope="admin",
        summary="Be told of what happens to stories. The secret is in this answer alone.",
        body=WEBHOOK_BODY,
        responses={201: WEBHOOK_REF, 409: PROBLEM_REF, **BODY_ERROR_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/webhooks",
        handler=webhooks.list_webhooks,
        scope="admin",
        summary="The webhooks.",
        responses={200: WEBHOOK_LIST},
    ),
    Operation(
        method="GET",
        path="/v1/webhooks/{id}",
        handler=webhooks.get_webhook,
        scope="admin",
        summary="A webhook, with its last messages and what was answered.",
        responses={200: WEBHOOK_REF, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="PATCH",
        path="/v1/webhooks/{id}",
        handler=webhooks.update_webhook,
        scope="admin",
        summary="Another address or other events; `enabled` goes on where it was disabled.",
        body=WEBHOOK_CHANGES_BODY,
        responses={200: WEBHOOK_REF, **BODY_ERROR_RESPONSES, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="DELETE",
        path="/v1/webhooks/{id}",
        handler=webhooks.delete_webhook,
        scope="admin",
        summary="It is told nothing more.",
        responses={204: "", **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{id}/secret",
        handler=webhooks.rotate_webhook_secret,
        scope="admin",
        summary="A new secret. Messages bear the signatures of both for a day.",
        responses={200: WEBHOOK_REF, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/webhooks/{id}/test",
        handler=webhooks.send_test_message,
        scope="admin",
        summary="Send `webhook.test`, once and at once, and tell what was answered.",
        responses={200: TEST_RESULT, **NOT_FOUND_RESPONSES},
    ),
)
