"""The API for subscriptions as a table."""

from __future__ import annotations

from earshot.server.api import subscriptions
from earshot.server.api.operation import Operation, Schema
from earshot.server.api.schemas import (
    BODY_ERROR_RESPONSES,
    LONG_TEXT,
    NON_BLANK,
    NOT_FOUND_RESPONSES,
    PROBLEM_REF,
    text_schema,
    url_schema,
)

SUBSCRIPTION_REF: Schema = {"$ref": "#/components/schemas/Subscription"}
PLAYLIST_SCHEMA = text_schema("The playlist that its stories are put in.", max_length=100)
IMPORT_RESULT: Schema = {
    "type": "object",
    "required": ["subscriptions", "stories", "known", "wrong", "told"],
    "properties": {
        "subscriptions": {"type": "integer", "description": "that are new"},
        "stories": {"type": "integer", "description": "that are new"},
        "known": {"type": "integer", "description": "that the library had"},
        "wrong": {"type": "array", "items": {"type": "string"}},
        "told": {"type": "string"},
    },
}

SUBSCRIPTION_OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/subscriptions",
        handler=subscriptions.create_subscription,
        scope="write",
        summary="Follow a feed, a news sitemap, or the feed that a page leads to.",
        body={
            "type": "object",
            "additionalProperties": False,
            "required": ["url"],
            "properties": {
                "url": url_schema("The feed, or a page that leads to it.", required=True),
                "playlist": PLAYLIST_SCHEMA,
            },
        },
        responses={200: SUBSCRIPTION_REF, 201: SUBSCRIPTION_REF, **BODY_ERROR_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/subscriptions",
        handler=subscriptions.list_subscriptions,
        scope="read",
        summary="What is followed, and what the last look at each came to.",
        responses={
            200: {
                "type": "object",
                "required": ["subscriptions"],
                "properties": {"subscriptions": {"type": "array", "items": SUBSCRIPTION_REF}},
            }
        },
    ),
    Operation(
        method="GET",
        path="/v1/subscriptions.opml",
        handler=subscriptions.export_opml,
        scope="read",
        summary="The same as OPML, for other programs.",
        responses={200: "text/x-opml"},
    ),
    Operation(
        method="GET",
        path="/v1/subscriptions/{id}",
        handler=subscriptions.get_subscription,
        scope="read",
        summary="One of them.",
        responses={200: SUBSCRIPTION_REF, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="PATCH",
        path="/v1/subscriptions/{id}",
        handler=subscriptions.update_subscription,
        scope="write",
        summary="Pause it or take it up again, or change its playlist.",
        body={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "paused": {"type": "boolean", "nullable": True},
                "playlist": PLAYLIST_SCHEMA,
            },
        },
        responses={200: SUBSCRIPTION_REF, **BODY_ERROR_RESPONSES, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/subscriptions/{id}/look",
        handler=subscriptions.refresh_subscription,
        scope="write",
        summary="Look at it now, or as soon as its site may be asked again.",
        responses={202: SUBSCRIPTION_REF, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="DELETE",
        path="/v1/subscriptions/{id}",
        handler=subscriptions.delete_subscription,
        scope="write",
        summary="Follow it no longer; its stories stay.",
        responses={204: "", **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/import",
        handler=subscriptions.create_import,
        scope="write",
        summary="Follow the feeds of an OPML file, or make the stories of a list of addresses.",
        body={
            "type": "object",
            "additionalProperties": False,
            "anyOf": [{"required": ["list"], "properties": {"list": NON_BLANK}}],
            "properties": {
                "list": LONG_TEXT
                | {
                    "nullable": False,
                    "description": "OPML; or an address a line, or in each row of a table (CSV).",
                },
                "of": {
                    "type": "string",
                    "enum": ["stories", "feeds"],
                    "nullable": True,
                    "description": "What its addresses are; those of OPML are feeds, else stories.",
                },
                "playlist": PLAYLIST_SCHEMA,
            },
        },
        responses={200: IMPORT_RESULT, 422: PROBLEM_REF, **BODY_ERROR_RESPONSES},
    ),
)
