"""The API as a table: every operation, who may, what it takes and gives."""

from __future__ import annotations

from earshot.server.api import analytics, audio, player, speech, stories
from earshot.server.api.operation import Operation, Schema
from earshot.server.api.routes_outgoing import OUTGOING_OPERATIONS
from earshot.server.api.routes_subscriptions import SUBSCRIPTION_OPERATIONS
from earshot.server.api.schemas import (
    BODY_ERROR_RESPONSES,
    LONG_TEXT,
    MAX_SHORT_CHARS,
    NO_NULL_PATTERN,
    NON_BLANK,
    NOT_FOUND_RESPONSES,
    PROBLEM_REF,
    STORY_REF,
    text_schema,
    url_schema,
)
from earshot.server.settings import ACCESS_LEVELS
from earshot.server.storage.story_query import PAGE_SIZE, VIEWS

PLAYLISTS_SCHEMA: Schema = {
    "type": "array",
    "maxItems": 20,
    "nullable": True,
    "items": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": NO_NULL_PATTERN},
    "description": "The playlists that it is in.",
}
ACCESS_SCHEMA: Schema = {
    "type": "string",
    "enum": ["", *ACCESS_LEVELS],
    "nullable": True,
    "description": "What may be heard without a token; empty is what holds for its site.",
}
SUBMISSION_BODY: Schema = {
    "type": "object",
    "additionalProperties": False,
    "description": "A story to be heard: its address, or itself as html, text or markdown.",
    "anyOf": [
        {"required": [name], "properties": {name: NON_BLANK}}
        for name in ("url", "html", "text", "markdown")
    ],
    "properties": {
        "source_id": text_schema(
            "Your own name for the story; the same one again is the same story."
        ),
        "url": url_schema("Its page; fetched where nothing else is sent.") | {"nullable": True},
        "title": text_schema("The headline, where the source does not say it or says it wrongly."),
        "html": LONG_TEXT | {"description": "The whole page, as it is."},
        "text": LONG_TEXT | {"description": "The story as plain text."},
        "markdown": LONG_TEXT | {"description": "The story as Markdown."},
        "voice": text_schema("engine:speaker, as /v1/audio/voices lists them.", max_length=200),
        "language": text_schema(
            "BCP 47, where the source says none or a wrong one.", max_length=35
        ),
        "section": text_schema("The part of the site that it stands in."),
        "access": ACCESS_SCHEMA,
        "playlists": PLAYLISTS_SCHEMA,
    },
}
STORY_CHANGES_BODY: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "place": {"type": "integer", "minimum": 0, "maximum": 10_000_000, "nullable": True},
        "heard": {"type": "string", "enum": ["new", "started", "finished"], "nullable": True},
        "archived": {"type": "boolean", "nullable": True},
        "access": ACCESS_SCHEMA,
        "queued": {"type": "string", "enum": ["next", "last", "no"], "nullable": True},
        "playlists": PLAYLISTS_SCHEMA,
    },
}
LISTEN_BODY: Schema = {
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
SPEECH_BODY: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["input"],
    "properties": {
        "model": text_schema("Taken and not looked at.", max_length=200),
        "input": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100_000,
            "pattern": NO_NULL_PATTERN,
        },
        "voice": text_schema(
            "engine:speaker; any other name is the library's own voice.", max_length=200
        ),
        "response_format": {"type": "string", "enum": ["mp3", "pcm"], "nullable": True},
        "speed": {"type": "number", "minimum": 0.5, "maximum": 2, "nullable": True},
    },
}
STORY_LIST: Schema = {
    "type": "object",
    "required": ["stories", "pages"],
    "properties": {
        "stories": {"type": "array", "items": STORY_REF},
        "pages": {"type": "integer"},
        "count": {"type": "integer"},
    },
}
PAGE_URL_SCHEMA = url_schema("Of the page.", required=True)
REQUIRED: Schema = {"required": True}
SHORT_TEXT: Schema = {"type": "string", "maxLength": MAX_SHORT_CHARS, "pattern": NO_NULL_PATTERN}
PIXEL_SIZE: Schema = {"type": "integer", "minimum": 1, "maximum": 100_000}
START_WORD: Schema = {"type": "integer", "minimum": 0, "maximum": 10_000_000, "default": 0}
NOT_READY_RESPONSES = {422: PROBLEM_REF, 503: PROBLEM_REF, **NOT_FOUND_RESPONSES}
FILE_RESPONSES = {304: "", 416: "text/plain", 400: "text/plain"}

OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/stories",
        handler=stories.create_story,
        scope="write",
        summary="Send a story. The same again changes nothing; another text is a new revision.",
        body=SUBMISSION_BODY,
        responses={200: STORY_REF, 201: STORY_REF, **BODY_ERROR_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/stories",
        handler=stories.list_stories,
        scope="read",
        summary="The stories, the newest first; or the one of a `url` or `source_id`.",
        query={
            "view": {"type": "string", "enum": list(VIEWS), "default": "library"},
            "search": SHORT_TEXT,
            "site": SHORT_TEXT,
            "playlist": SHORT_TEXT | {"maxLength": 100},
            "subscription": SHORT_TEXT | {"maxLength": 100},
            "status": {"type": "string", "enum": ["todo", "doing", "succeeded", "failed"]},
            "url": url_schema("The story of this page."),
            "source_id": SHORT_TEXT,
            "page": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1},
            "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": PAGE_SIZE},
        },
        responses={200: STORY_LIST, 422: PROBLEM_REF},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}",
        handler=stories.get_story,
        scope="listen",
        summary="A story, with its segments: text, start, duration, marker, XPath and hash.",
        query={"segments": {"type": "boolean", "default": True}},
        responses={200: STORY_REF, 422: PROBLEM_REF, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="PATCH",
        path="/v1/stories/{id}",
        handler=stories.update_story,
        scope="write",
        summary="What the listener did: the word they are at, queued, archived, playlists.",
        body=STORY_CHANGES_BODY,
        responses={200: STORY_REF, **BODY_ERROR_RESPONSES, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="DELETE",
        path="/v1/stories/{id}",
        handler=stories.delete_story,
        scope="write",
        summary="The story and its recordings are gone.",
        responses={204: "", **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/stories/{id}/retry",
        handler=stories.retry_story,
        scope="write",
        summary="Read its source again, and make what is missing.",
        responses={202: STORY_REF, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/stream",
        handler=audio.stream_audio,
        scope="listen",
        summary="Its sound from a word on, made as it is heard. `Earshot-Segment` and "
        "`Earshot-Offset` (ms into that segment) say where it begins.",
        query={"from": START_WORD},
        responses={200: "audio/mpeg", **NOT_READY_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/audio.{ending:audio}",
        handler=audio.get_audio,
        scope="listen",
        summary="The finished recording, with byte ranges; audio.mp3 is live until it is finished.",
        query={"download": {"type": "boolean", "default": False}},
        responses={200: "audio/*", 206: "audio/*", **FILE_RESPONSES, **NOT_READY_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/words",
        handler=audio.get_word_timings,
        scope="listen",
        summary="Word timings in ms, with offsets in the story; estimated until recorded.",
        responses={
            200: {"type": "object"},
            206: {"type": "object"},
            **FILE_RESPONSES,
            **NOT_READY_RESPONSES,
        },
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/transcript.{ending:transcript}",
        handler=audio.get_transcript,
        scope="listen",
        summary="The transcript: WebVTT (.vtt), SubRip (.srt) or plain text (.txt).",
        responses={200: "text/*", 206: "text/vtt", **FILE_RESPONSES, **NOT_READY_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/stories/{id}/events",
        handler=audio.stream_events,
        scope="listen",
        summary="What happens to it, as server-sent events: `status`, and `segments` as they are "
        "made, each with its duration and the times of its words.",
        responses={200: "text/event-stream", **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/stories/{id}/heard",
        handler=analytics.record_listen,
        scope="listen",
        summary="That somebody listened: for the figures, which know stories and not people.",
        body=LISTEN_BODY,
        accepts_text=True,
        responses={204: "", **BODY_ERROR_RESPONSES, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/audio/speech",
        handler=speech.create_speech,
        scope="write",
        summary="Say a text, in the shape of OpenAI's API; streamed as it is made, and not kept.",
        body=SPEECH_BODY,
        responses={200: "audio/*", **BODY_ERROR_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/player",
        handler=player.get_player_story,
        scope="listen",
        summary="The story of a page on one of the `origins`, for the player on that page.",
        query={"url": PAGE_URL_SCHEMA | REQUIRED},
        responses={200: STORY_REF, 403: PROBLEM_REF, 422: PROBLEM_REF, **NOT_FOUND_RESPONSES},
    ),
    Operation(
        method="POST",
        path="/v1/player",
        handler=player.request_player_story,
        scope="listen",
        summary="The same, and it is made where there is none: somebody pressed play.",
        body={
            "type": "object",
            "additionalProperties": False,
            "required": ["url"],
            "properties": {"url": PAGE_URL_SCHEMA},
        },
        responses={200: STORY_REF, **BODY_ERROR_RESPONSES},
    ),
    Operation(
        method="GET",
        path="/v1/oembed",
        handler=player.get_oembed,
        scope="listen",
        summary="oEmbed: the player of a story as an iframe, by the story's address.",
        query={
            "url": PAGE_URL_SCHEMA | REQUIRED,
            "maxwidth": PIXEL_SIZE,
            "maxheight": PIXEL_SIZE,
            "format": SHORT_TEXT | {"maxLength": 20, "default": "json"},
        },
        responses={
            200: {"type": "object"},
            403: PROBLEM_REF,
            422: PROBLEM_REF,
            501: PROBLEM_REF,
            **NOT_FOUND_RESPONSES,
        },
    ),
    Operation(
        method="GET",
        path="/v1/audio/voices",
        handler=audio.list_voices,
        scope="listen",
        summary="The voices of this machine.",
        responses={200: {"type": "object"}},
    ),
    *SUBSCRIPTION_OPERATIONS,
    *OUTGOING_OPERATIONS,
)
