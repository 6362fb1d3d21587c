"""The API as OpenAPI 3.1, drawn from the table that requests are held to."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot import __version__
from earshot.publish.audio_file import SERVED_FORMATS
from earshot.publish.captions import CAPTION_FORMATS
from earshot.server.api.operation import Operation, Schema
from earshot.server.api.routes import OPERATIONS
from earshot.server.api.schemas import PROBLEM_REF
from earshot.server.services import Services

NULLABLE_STRING: Schema = {"type": ["string", "null"]}
PATH_FORMATS = {"audio": list(SERVED_FORMATS), "transcript": [*CAPTION_FORMATS, "txt"]}
COMMON_RESPONSES: dict[int, Schema | str] = {
    401: PROBLEM_REF,
    403: PROBLEM_REF,
    421: PROBLEM_REF,
    429: PROBLEM_REF,
}
STORY_TEXT_FIELDS = "error source_id url title byline site section language published".split()

SEGMENT_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "index": {"type": "integer"},
        "text": {"type": "string"},
        "block": {"type": "integer", "description": "-1 is the headline, -2 the spoken intro"},
        "marker": NULLABLE_STRING,
        "xpath": NULLABLE_STRING,
        "hash": NULLABLE_STRING,
        "first_word": {"type": "integer"},
        "words": {"type": "integer"},
        "start": {"type": "integer", "description": "ms; a guess behind what is not yet made"},
        "duration": {"type": "integer", "description": "ms; a guess until it is made"},
        "made": {"type": "boolean"},
    },
}
STORY_SCHEMA: Schema = {
    "type": "object",
    "required": ["id", "status", "links"],
    "properties": {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["todo", "doing", "succeeded", "failed"]},
        "links": {"type": "object", "additionalProperties": {"type": "string"}},
        "segments": {"type": "array", "items": SEGMENT_SCHEMA},
        "revision": {"type": "integer", "description": "the newest one"},
        "ready": {"type": "integer", "description": "the newest one that is finished; 0 for none"},
        "place": {"type": "integer", "description": "the word that it was left at"},
        "duration": {"type": ["integer", "null"], "description": "ms"},
    }
    | dict.fromkeys(
        "error source_id url title byline site section language published".split(), NULLABLE_STRING
    ),
}
SUBSCRIPTION_SCHEMA: Schema = {
    "type": "object",
    "required": ["id", "url", "status"],
    "properties": {
        "id": {"type": "string"},
        "url": {"type": "string", "description": "what is asked: the feed"},
        "status": {"type": "string", "enum": ["active", "paused", "ended"]},
        "title": NULLABLE_STRING,
        "home": NULLABLE_STRING,
        "playlist": NULLABLE_STRING,
        "error": NULLABLE_STRING
        | {"description": "what the last look came to, where it was not good"},
        "failures": {"type": "integer", "description": "in a row"},
        "stories": {"type": "integer"},
        "looked": NULLABLE_STRING,
        "heard": NULLABLE_STRING | {"description": "when it last answered well"},
        "due": NULLABLE_STRING | {"description": "when it is asked next"},
        "created": {"type": "string"},
    },
}
MESSAGE_SCHEMA: Schema = {
    "type": "object",
    "required": ["id", "event", "status", "attempts"],
    "properties": {
        "id": {"type": "string", "description": "the `webhook-id` of every attempt"},
        "event": {"type": "string"},
        "status": {"type": "string", "enum": ["todo", "succeeded", "failed"]},
        "attempts": {"type": "integer"},
        "created": {"type": "string"},
    }
    | dict.fromkeys(("story", "answer", "due"), NULLABLE_STRING),
}
WEBHOOK_SCHEMA: Schema = {
    "type": "object",
    "required": ["id", "url", "events", "enabled"],
    "properties": {
        "id": {"type": "string"},
        "url": {"type": "string"},
        "events": {"type": "array", "items": {"type": "string"}},
        "enabled": {"type": "boolean"},
        "reason": NULLABLE_STRING | {"description": "why it is disabled"},
        "created": {"type": "string"},
        "secret": {"type": "string", "description": "`whsec_…`: when it is made, and never again"},
        "messages": {"type": "array", "items": MESSAGE_SCHEMA},
    },
}
COMPONENTS: Schema = {
    "schemas": {
        "Story": STORY_SCHEMA,
        "Subscription": SUBSCRIPTION_SCHEMA,
        "Webhook": WEBHOOK_SCHEMA,
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


async def get_openapi(request: Request) -> Response:
    """GET /v1/openapi.json"""
    services: Services = request.app.state.services
    return JSONResponse(build_openapi(services.settings.public_url))


def build_openapi(public_url: str) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        path = re.sub(r":\w+}", "}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation_object(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Earshot",
            "version": __version__,
            "description": "Any news story in, produced audio out, every word timed to its place.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url}],
        "security": [{"key": []}, {"session": []}, {}],
        "paths": paths,
        "components": COMPONENTS,
    }


def _operation_object(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "summary": operation.summary,
        "description": f"Scope: {operation.scope or 'none'}.",
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            str(status): _response_object(status, schema)
            for status, schema in ((operation.responses or {}) | COMMON_RESPONSES).items()
        },
    }
    if operation.body:
        kinds = ("application/json", "text/plain")[: 1 + operation.accepts_text]
        content = {kind: {"schema": _to_json_schema(operation.body)} for kind in kinds}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    found = []
    for name, _, kind in re.findall(r"{(\w+)(:(\w+))?}", operation.path):
        schema: Schema = {"type": "string"}
        if kind in PATH_FORMATS:
            schema["enum"] = PATH_FORMATS[kind]
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    return found


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "schema": _to_json_schema(schema)}
        | ({"required": True} if "required" in schema else {})
        for name, schema in operation.query_parameters.items()
    ]


def _response_object(status: int, schema: Schema | str) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if isinstance(schema, dict):
        described["content"] = {"application/json": {"schema": schema}}
    elif schema:
        described["content"] = {schema: {}}
    return described


def _to_json_schema(schema: Schema) -> Schema:
    """The schema as JSON Schema 2020-12 writes what may be null."""
    out: Schema = {}
    for name, value in schema.items():
        if name == "nullable" or (name == "required" and value is True):
            continue
        if name == "properties":
            out[name] = {key: _to_json_schema(each) for key, each in value.items()}
        else:
            out[name] = value
    if schema.get("nullable"):
        out["type"] = [schema["type"], "null"]
        if "enum" in schema:
            out["enum"] = [*schema["enum"], None]
    return out
