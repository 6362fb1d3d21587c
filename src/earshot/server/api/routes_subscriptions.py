"""The API for subscriptions as a table."""

from __future__ import annotations

from earshot.server.api import subscriptions as subscribing
from earshot.server.api.operation import Door, Schema
from earshot.server.api.schemas import MISSING, PROBLEM, SENT, SOMETHING, TEXT, address, text

SUBSCRIPTION: Schema = {"$ref": "#/components/schemas/Subscription"}
PLAYLIST = text("The playlist that its stories are put in.", longest=100)
IMPORTED: Schema = {
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

SUBSCRIPTIONS = (
    Door(
        method="POST",
        path="/v1/subscriptions",
        handler=subscribing.follow,
        scope="write",
        about="Follow a feed, a news sitemap, or the feed that a page leads to.",
        body={
            "type": "object",
            "additionalProperties": False,
            "required": ["url"],
            "properties": {
                "url": address("The feed, or a page that leads to it.", needed=True),
                "playlist": PLAYLIST,
            },
        },
        answers={200: SUBSCRIPTION, 201: SUBSCRIPTION, **SENT},
    ),
    Door(
        method="GET",
        path="/v1/subscriptions",
        handler=subscribing.listing,
        scope="read",
        about="What is followed, and what the last look at each came to.",
        answers={
            200: {
                "type": "object",
                "required": ["subscriptions"],
                "properties": {"subscriptions": {"type": "array", "items": SUBSCRIPTION}},
            }
        },
    ),
    Door(
        method="GET",
        path="/v1/subscriptions.opml",
        handler=subscribing.export,
        scope="read",
        about="The same as OPML, for other programs.",
        answers={200: "text/x-opml"},
    ),
    Door(
        method="GET",
        path="/v1/subscriptions/{id}",
        handler=subscribing.one,
        scope="read",
        about="One of them.",
        answers={200: SUBSCRIPTION, **MISSING},
    ),
    Door(
        method="PATCH",
        path="/v1/subscriptions/{id}",
        handler=subscribing.change,
        scope="write",
        about="Pause it or take it up again, or change its playlist.",
        body={
            "type": "object",
            "additionalProperties": False,
            "properties": {"paused": {"type": "boolean", "nullable": True}, "playlist": PLAYLIST},
        },
        answers={200: SUBSCRIPTION, **SENT, **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/subscriptions/{id}/look",
        handler=subscribing.look,
        scope="write",
        about="Look at it now, or as soon as its site may be asked again.",
        answers={202: SUBSCRIPTION, **MISSING},
    ),
    Door(
        method="DELETE",
        path="/v1/subscriptions/{id}",
        handler=subscribing.remove,
        scope="write",
        about="Follow it no longer; its stories stay.",
        answers={204: "", **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/import",
        handler=subscribing.take,
        scope="write",
        about="Follow the feeds of an OPML file, or make the stories of a list of addresses.",
        body={
            "type": "object",
            "additionalProperties": False,
            "anyOf": [{"required": ["list"], "properties": {"list": SOMETHING}}],
            "properties": {
                "list": TEXT
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
                "playlist": PLAYLIST,
            },
        },
        answers={200: IMPORTED, 422: PROBLEM, **SENT},
    ),
)
