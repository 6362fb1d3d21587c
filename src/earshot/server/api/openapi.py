"""The API as OpenAPI 3.1, drawn from the table that requests are held to."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot import __version__
from earshot.server.api.operation import Door, Schema
from earshot.server.api.routes import DOORS
from earshot.server.api.schemas import PROBLEM

NULLABLE: Schema = {"type": ["string", "null"]}
ENDINGS = {"audio": ["mp3", "m4a", "opus"], "transcript": ["vtt", "txt"]}
EVERYWHERE: dict[int, Schema | str] = {401: PROBLEM, 403: PROBLEM, 421: PROBLEM, 429: PROBLEM}
TEXTS = "error source_id url title byline site section language published".split()

SEGMENT: Schema = {
    "type": "object",
    "properties": {
        "index": {"type": "integer"},
        "text": {"type": "string"},
        "block": {"type": "integer", "description": "-1 is the headline, -2 the spoken intro"},
        "marker": NULLABLE,
        "xpath": NULLABLE,
        "hash": NULLABLE,
        "first_word": {"type": "integer"},
        "words": {"type": "integer"},
        "start": {"type": "integer", "description": "ms; a guess behind what is not yet made"},
        "duration": {"type": "integer", "description": "ms; a guess until it is made"},
        "made": {"type": "boolean"},
    },
}
STORY: Schema = {
    "type": "object",
    "required": ["id", "status", "links"],
    "properties": {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["todo", "doing", "succeeded", "failed"]},
        "links": {"type": "object", "additionalProperties": {"type": "string"}},
        "segments": {"type": "array", "items": SEGMENT},
        "revision": {"type": "integer", "description": "the newest one"},
        "ready": {"type": "integer", "description": "the newest one that is finished; 0 for none"},
        "place": {"type": "integer", "description": "the word that it was left at"},
        "duration": {"type": ["integer", "null"], "description": "ms"},
    }
    | dict.fromkeys(
        "error source_id url title byline site section language published".split(), NULLABLE
    ),
}
SUBSCRIPTION: Schema = {
    "type": "object",
    "required": ["id", "url", "status"],
    "properties": {
        "id": {"type": "string"},
        "url": {"type": "string", "description": "what is asked: the feed"},
        "status": {"type": "string", "enum": ["active", "paused", "ended"]},
        "title": NULLABLE,
        "home": NULLABLE,
        "playlist": NULLABLE,
        "error": NULLABLE | {"description": "what the last look came to, where it was not good"},
        "failures": {"type": "integer", "description": "in a row"},
        "stories": {"type": "integer"},
        "looked": NULLABLE,
        "heard": NULLABLE | {"description": "when it last answered well"},
        "due": NULLABLE | {"description": "when it is asked next"},
        "created": {"type": "string"},
    },
}
MESSAGE: Schema = {
    "type": "object",
    "required": ["id", "event", "status", "attempts"],
    "properties": {
        "id": {"type": "string", "description": "the `webhook-id` of every attempt"},
        "event": {"type": "string"},
        "status": {"type": "string", "enum": ["todo", "succeeded", "failed"]},
        "attempts": {"type": "integer"},
        "created": {"type": "string"},
    }
    | dict.fromkeys(("story", "answer", "due"), NULLABLE),
}
WEBHOOK: Schema = {
    "type": "object",
    "required": ["id", "url", "events", "enabled"],
    "properties": {
        "id": {"type": "string"},
        "url": {"type": "string"},
        "events": {"type": "array", "items": {"type": "string"}},
        "enabled": {"type": "boolean"},
        "reason": NULLABLE | {"description": "why it is disabled"},
        "created": {"type": "string"},
        "secret": {"type": "string", "description": "`whsec_…`: when it is made, and never again"},
        "messages": {"type": "array", "items": MESSAGE},
    },
}
COMPONENTS: Schema = {
    "schemas": {
        "Story": STORY,
        "Subscription": SUBSCRIPTION,
        "Webhook": WEBHOOK,
        "Problem": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                }
            },
        },
    },
    "securitySchemes": {
        "key": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "earshot"},
    },
}


async def document(request: Request) -> Response:
    """GET /v1/openapi.json"""
    return JSONResponse(openapi(request.app.state.library.settings.base))


def openapi(base: str) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for door in DOORS:
        path = re.sub(r":\w+}", "}", door.path)
        paths.setdefault(path, {})[door.method.lower()] = _operation(door)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Earshot",
            "version": __version__,
            "description": "Any news story in, produced audio out, every word timed to its place.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        "security": [{"key": []}, {"session": []}, {}],
        "paths": paths,
        "components": COMPONENTS,
    }


def _operation(door: Door) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{door.handler.__module__.rpartition('.')[2]}_{door.handler.__name__}",
        "summary": door.about,
        "description": f"Scope: {door.scope or 'none'}.",
        "parameters": [*_in_path(door), *_in_query(door)],
        "responses": {
            str(status): _answer(status, schema)
            for status, schema in ((door.answers or {}) | EVERYWHERE).items()
        },
    }
    if door.body:
        kinds = ("application/json", "text/plain")[: 1 + door.takes_text]
        content = {kind: {"schema": _plain(door.body)} for kind in kinds}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _in_path(door: Door) -> list[dict[str, Any]]:
    found = []
    for name, _, kind in re.findall(r"{(\w+)(:(\w+))?}", door.path):
        schema: Schema = {"type": "string"}
        if kind in ENDINGS:
            schema["enum"] = ENDINGS[kind]
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    return found


def _in_query(door: Door) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "schema": _plain(schema)}
        | ({"required": True} if "required" in schema else {})
        for name, schema in door.parameters.items()
    ]


def _answer(status: int, schema: Schema | str) -> dict[str, Any]:
    told: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if isinstance(schema, dict):
        told["content"] = {"application/json": {"schema": schema}}
    elif schema:
        told["content"] = {schema: {}}
    return told


def _plain(schema: Schema) -> Schema:
    """The schema as JSON Schema 2020-12 writes what may be null."""
    out: Schema = {}
    for name, value in schema.items():
        if name == "nullable" or (name == "required" and value is True):
            continue
        if name == "properties":
            out[name] = {key: _plain(each) for key, each in value.items()}
        else:
            out[name] = value
    if schema.get("nullable"):
        out["type"] = [schema["type"], "null"]
        if "enum" in schema:
            out["enum"] = [*schema["enum"], None]
    return out
