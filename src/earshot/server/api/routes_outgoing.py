"""The part of the API that goes outward: editions of many stories, and webhooks, as a table."""

from __future__ import annotations

from earshot.server.api import editions as edition_api
from earshot.server.api import webhooks as hook_api
from earshot.server.api.operation import Door, Schema
from earshot.server.api.schemas import MISSING, PROBLEM, SENT, SOMETHING, STORY, address, text
from earshot.server.storage.collections import EDITIONS, KINDS, WHOLE
from earshot.server.webhooks.webhooks import EVENTS

PARTS = [kind for kind in KINDS if kind != EDITIONS]
DAY: Schema = {"type": "string", "format": "date", "maxLength": 10, "nullable": True}
EDITION: Schema = {
    "type": "object",
    "additionalProperties": False,
    "description": "What it is of, and of which day.",
    "anyOf": [
        {"properties": {"kind": {"enum": [WHOLE, None]}, "name": {"enum": ["", None]}}},
        {
            "required": ["kind", "name"],
            "properties": {"kind": {"enum": PARTS[1:]}, "name": SOMETHING},
        },
    ],
    "properties": {
        "kind": {"type": "string", "enum": PARTS, "default": WHOLE, "nullable": True},
        "name": text("Of the playlist, site, section or author.", longest=200),
        "date": DAY | {"description": "The day that its stories came in; today by default."},
        "title": text("What it is called, and what is said first."),
        "voice": text("engine:speaker, as /v1/audio/voices lists them.", longest=200),
        "language": text("Its stories' language (BCP 47); that of most by default.", longest=35),
    },
}
LISTED: Schema = {
    "type": "object",
    "required": ["editions"],
    "properties": {"editions": {"type": "array", "items": {"type": "object"}}},
}
HOOK: Schema = {"$ref": "#/components/schemas/Webhook"}
URL = address("Where the messages are sent.", longest=2_000, needed=True)
WANTED: Schema = {
    "type": "array",
    "maxItems": len(EVENTS),
    "nullable": True,
    "items": {"type": "string", "enum": list(EVENTS)},
    "description": "The events that it is told; all by default.",
}
WEBHOOK: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["url"],
    "properties": {"url": URL, "events": WANTED},
}
WEBHOOK_CHANGES: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "url": URL | {"nullable": True},
        "events": WANTED,
        "enabled": {"type": "boolean", "nullable": True},
    },
}
HOOKS: Schema = {
    "type": "object",
    "required": ["webhooks"],
    "properties": {"webhooks": {"type": "array", "items": HOOK}},
}
TESTED: Schema = {
    "type": "object",
    "required": ["taken", "answer"],
    "properties": {"taken": {"type": "boolean"}, "answer": {"type": "string"}},
}

OUTWARD = (
    Door(
        method="POST",
        path="/v1/editions",
        handler=edition_api.send,
        scope="write",
        about="The stories of a day as one, with chapters; the same again is the same edition.",
        body=EDITION,
        answers={200: STORY, 201: STORY, **SENT, **MISSING},
    ),
    Door(
        method="GET",
        path="/v1/editions",
        handler=edition_api.listing,
        scope="read",
        about="The editions that there are, the newest first.",
        answers={200: LISTED},
    ),
    Door(
        method="POST",
        path="/v1/webhooks",
        handler=hook_api.add,
        scope="admin",
        about="Be told of what happens to stories. The secret is in this answer alone.",
        body=WEBHOOK,
        answers={201: HOOK, 409: PROBLEM, **SENT},
    ),
    Door(
        method="GET",
        path="/v1/webhooks",
        handler=hook_api.listing,
        scope="admin",
        about="The webhooks.",
        answers={200: HOOKS},
    ),
    Door(
        method="GET",
        path="/v1/webhooks/{id}",
        handler=hook_api.one,
        scope="admin",
        about="A webhook, with its last messages and what was answered.",
        answers={200: HOOK, **MISSING},
    ),
    Door(
        method="PATCH",
        path="/v1/webhooks/{id}",
        handler=hook_api.change,
        scope="admin",
        about="Another address or other events; `enabled` goes on where it was disabled.",
        body=WEBHOOK_CHANGES,
        answers={200: HOOK, **SENT, **MISSING},
    ),
    Door(
        method="DELETE",
        path="/v1/webhooks/{id}",
        handler=hook_api.delete,
        scope="admin",
        about="It is told nothing more.",
        answers={204: "", **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/webhooks/{id}/secret",
        handler=hook_api.rotate,
        scope="admin",
        about="A new secret. Messages bear the signatures of both for a day.",
        answers={200: HOOK, **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/webhooks/{id}/test",
        handler=hook_api.test,
        scope="admin",
        about="Send `webhook.test`, once and at once, and tell what was answered.",
        answers={200: TESTED, **MISSING},
    ),
)
