"""The API as a table: every operation, who may, what it takes and gives."""

from __future__ import annotations

from earshot.server import analytics as figures
from earshot.server.api import audio as sound
from earshot.server.api import player as embedding
from earshot.server.api import speech
from earshot.server.api import stories as api
from earshot.server.api.operation import Door, Schema
from earshot.server.api.routes_outgoing import OUTWARD
from earshot.server.api.routes_subscriptions import SUBSCRIPTIONS
from earshot.server.api.schemas import (
    MISSING,
    NO_NULL,
    PROBLEM,
    SENT,
    SHORT,
    SOMETHING,
    STORY,
    TEXT,
    address,
    text,
)
from earshot.server.settings import LEVELS
from earshot.server.storage.story_query import PAGE, VIEWS

PLAYLISTS: Schema = {
    "type": "array",
    "maxItems": 20,
    "nullable": True,
    "items": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": NO_NULL},
    "description": "The playlists that it is in.",
}
ACCESS: Schema = {
    "type": "string",
    "enum": ["", *LEVELS],
    "nullable": True,
    "description": "What may be heard without a token; empty is what holds for its site.",
}
SUBMISSION: Schema = {
    "type": "object",
    "additionalProperties": False,
    "description": "A story to be heard: its address, or itself as html, text or markdown.",
    "anyOf": [
        {"required": [name], "properties": {name: SOMETHING}}
        for name in ("url", "html", "text", "markdown")
    ],
    "properties": {
        "source_id": text("Your own name for the story; the same one again is the same story."),
        "url": address("Its page; fetched where nothing else is sent.") | {"nullable": True},
        "title": text("The headline, where the source does not say it or says it wrongly."),
        "html": TEXT | {"description": "The whole page, as it is."},
        "text": TEXT | {"description": "The story as plain text."},
        "markdown": TEXT | {"description": "The story as Markdown."},
        "voice": text("engine:speaker, as /v1/audio/voices lists them.", longest=200),
        "language": text("BCP 47, where the source says none or a wrong one.", longest=35),
        "section": text("The part of the site that it stands in."),
        "access": ACCESS,
        "playlists": PLAYLISTS,
    },
}
CHANGES: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "place": {"type": "integer", "minimum": 0, "maximum": 10_000_000, "nullable": True},
        "heard": {"type": "string", "enum": ["new", "started", "finished"], "nullable": True},
        "archived": {"type": "boolean", "nullable": True},
        "access": ACCESS,
        "queued": {"type": "string", "enum": ["next", "last", "no"], "nullable": True},
        "playlists": PLAYLISTS,
    },
}
HEARD: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["play", "seconds", "tenths"],
    "properties": {
        "play": {"type": "integer", "minimum": 0, "maximum": 1},
        "seconds": {"type": "number", "minimum": 0, "maximum": 86_400},
        "tenths": {
            "type": "array",
            "maxItems": 10,
            "items": {"type": "integer", "minimum": 0, "maximum": 9},
        },
    },
}
SPEECH: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["input"],
    "properties": {
        "model": text("Taken and not looked at.", longest=200),
        "input": {"type": "string", "minLength": 1, "maxLength": 100_000, "pattern": NO_NULL},
        "voice": text("engine:speaker; any other name is the library's own voice.", longest=200),
        "response_format": {"type": "string", "enum": ["mp3", "pcm"], "nullable": True},
        "speed": {"type": "number", "minimum": 0.5, "maximum": 2, "nullable": True},
    },
}
STORIES: Schema = {
    "type": "object",
    "required": ["stories", "pages"],
    "properties": {
        "stories": {"type": "array", "items": STORY},
        "pages": {"type": "integer"},
        "count": {"type": "integer"},
    },
}
PAGE_URL = address("Of the page.", needed=True)
ASKED: Schema = {"required": True}
WORD: Schema = {"type": "string", "maxLength": SHORT, "pattern": NO_NULL}
SIZE: Schema = {"type": "integer", "minimum": 1, "maximum": 100_000}
FROM: Schema = {"type": "integer", "minimum": 0, "maximum": 10_000_000, "default": 0}
NOT_YET = {422: PROBLEM, 503: PROBLEM, **MISSING}
HELD = {304: "", 416: "text/plain", 400: "text/plain"}

DOORS = (
    Door(
        method="POST",
        path="/v1/stories",
        handler=api.send,
        scope="write",
        about="Send a story. The same again changes nothing; another text is a new revision.",
        body=SUBMISSION,
        answers={200: STORY, 201: STORY, **SENT},
    ),
    Door(
        method="GET",
        path="/v1/stories",
        handler=api.listing,
        scope="read",
        about="The stories, the newest first; or the one of a `url` or `source_id`.",
        query={
            "view": {"type": "string", "enum": list(VIEWS), "default": "library"},
            "search": WORD,
            "site": WORD,
            "playlist": WORD | {"maxLength": 100},
            "subscription": WORD | {"maxLength": 100},
            "status": {"type": "string", "enum": ["todo", "doing", "succeeded", "failed"]},
            "url": address("The story of this page."),
            "source_id": WORD,
            "page": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1},
            "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": PAGE},
        },
        answers={200: STORIES, 422: PROBLEM},
    ),
    Door(
        method="GET",
        path="/v1/stories/{id}",
        handler=api.one,
        scope="listen",
        about="A story, with its segments: text, start, duration, marker, XPath and hash.",
        query={"segments": {"type": "boolean", "default": True}},
        answers={200: STORY, 422: PROBLEM, **MISSING},
    ),
    Door(
        method="PATCH",
        path="/v1/stories/{id}",
        handler=api.change,
        scope="write",
        about="What the listener did: the word they are at, queued, archived, playlists.",
        body=CHANGES,
        answers={200: STORY, **SENT, **MISSING},
    ),
    Door(
        method="DELETE",
        path="/v1/stories/{id}",
        handler=api.delete,
        scope="write",
        about="The story and its recordings are gone.",
        answers={204: "", **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/stories/{id}/retry",
        handler=api.again,
        scope="write",
        about="Read its source again, and make what is missing.",
        answers={202: STORY, **MISSING},
    ),
    Door(
        method="GET",
        path="/v1/stories/{id}/stream",
        handler=sound.live,
        scope="listen",
        about="Its sound from a word on, made as it is heard. `Earshot-Segment` and "
        "`Earshot-Offset` (ms into that segment) say where it begins.",
        query={"from": FROM},
        answers={200: "audio/mpeg", **NOT_YET},
    ),
    Door(
        method="GET",
        path="/v1/stories/{id}/audio.{ending:audio}",
        handler=sound.audio,
        scope="listen",
        about="The finished recording, with byte ranges; audio.mp3 is live until it is finished.",
        query={"download": {"type": "boolean", "default": False}},
        answers={200: "audio/*", 206: "audio/*", **HELD, **NOT_YET},
    ),
    Door(
        method="GET",
        path="/v1/stories/{id}/words",
        handler=sound.words,
        scope="listen",
        about="Every word, its place in the story and its time in ms; guessed where not yet made.",
        answers={200: {"type": "object"}, 206: {"type": "object"}, **HELD, **NOT_YET},
    ),
    Door(
        method="GET",
        path="/v1/stories/{id}/transcript.{ending:transcript}",
        handler=sound.transcript,
        scope="listen",
        about="The transcript: WebVTT (.vtt) or plain text (.txt).",
        answers={200: "text/*", 206: "text/vtt", **HELD, **NOT_YET},
    ),
    Door(
        method="GET",
        path="/v1/stories/{id}/events",
        handler=sound.events,
        scope="listen",
        about="What happens to it, as server-sent events: `status`, and `segments` as they are "
        "made, each with its duration and the times of its words.",
        answers={200: "text/event-stream", **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/stories/{id}/heard",
        handler=figures.heard,
        scope="listen",
        about="That somebody listened: for the figures, which know stories and not people.",
        body=HEARD,
        takes_text=True,
        answers={204: "", **SENT, **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/audio/speech",
        handler=speech.speech,
        scope="write",
        about="Say a text, in the shape of OpenAI's API; streamed as it is made, and not kept.",
        body=SPEECH,
        answers={200: "audio/*", **SENT},
    ),
    Door(
        method="GET",
        path="/v1/player",
        handler=embedding.found,
        scope="listen",
        about="The story of a page on one of the `origins`, for the player on that page.",
        query={"url": PAGE_URL | ASKED},
        answers={200: STORY, 403: PROBLEM, 422: PROBLEM, **MISSING},
    ),
    Door(
        method="POST",
        path="/v1/player",
        handler=embedding.wanted,
        scope="listen",
        about="The same, and it is made where there is none: somebody pressed play.",
        body={
            "type": "object",
            "additionalProperties": False,
            "required": ["url"],
            "properties": {"url": PAGE_URL},
        },
        answers={200: STORY, **SENT},
    ),
    Door(
        method="GET",
        path="/v1/oembed",
        handler=embedding.oembed,
        scope="listen",
        about="oEmbed: the player of a story as an iframe, by the story's address.",
        query={
            "url": PAGE_URL | ASKED,
            "maxwidth": SIZE,
            "maxheight": SIZE,
            "format": WORD | {"maxLength": 20, "default": "json"},
        },
        answers={200: {"type": "object"}, 403: PROBLEM, 422: PROBLEM, 501: PROBLEM, **MISSING},
    ),
    Door(
        method="GET",
        path="/v1/audio/voices",
        handler=sound.voices,
        scope="listen",
        about="The voices of this machine.",
        answers={200: {"type": "object"}},
    ),
    *SUBSCRIPTIONS,
    *OUTWARD,
)
