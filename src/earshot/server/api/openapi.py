"""The OpenAPI 3.1 document, generated from the operations that also validate requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot import __version__
from earshot.publish.audio_formats import SERVED_FORMATS
from earshot.publish.captions import CAPTION_FORMATS
from earshot.server.api.editions import EDITION_SCHEMA
from earshot.server.api.operation import Operation, TokenQuery
from earshot.server.api.routes import OPERATIONS
from earshot.server.api.schemas import Problem, RequestBody, Responses
from earshot.server.api.stories import SUBMISSION_SCHEMA
from earshot.server.api.subscriptions import IMPORT_SCHEMA
from earshot.server.problem_details import MEDIA_TYPE
from earshot.server.services import Services

Schema = dict[str, Any]
PATH_FORMATS = {"audio": tuple(SERVED_FORMATS), "transcript": (*CAPTION_FORMATS, "txt")}
COMMON_RESPONSES: Responses = dict.fromkeys((401, 403, 421, 429), Problem)
BODY_CONDITIONS: dict[str, Schema] = {
    "SubmissionBody": SUBMISSION_SCHEMA,
    "EditionBody": EDITION_SCHEMA,
    "ImportBody": IMPORT_SCHEMA,
}
"""Rules that the types of these bodies cannot express; their handlers check them."""
SECURITY_SCHEMES: Schema = {
    "key": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "earshot"},
}


async def get_openapi(request: Request) -> Response:
    """GET /v1/openapi.json"""
    services: Services = request.app.state.services
    return JSONResponse(build_openapi(services.settings.public_url))


def build_openapi(public_url: str) -> Schema:
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        path = re.sub(r":\w+}", "}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation_object(operation)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Earshot",
            "version": __version__,
            "description": "Listen to any article.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url}],
        "security": [{"key": []}, {"session": []}, {}],
        "paths": paths,
        "components": {"schemas": _components(), "securitySchemes": SECURITY_SCHEMES},
    }
    return _without_suffixes(document)


def _without_suffixes(document: Schema) -> Schema:
    """Drop the suffix of types: StoryJson, named to differ from the row, is Story for clients."""
    found: Schema = json.loads(re.sub(r'Json(?=")', "", json.dumps(document)))
    return found


def _json_types() -> Iterator[Any]:
    for operation in OPERATIONS:
        yield from filter(None, (operation.body, operation.query))
        responses = operation.responses | COMMON_RESPONSES
        yield from (each for each in responses.values() if not isinstance(each, str))
    yield TokenQuery


@cache
def _all_schemas() -> tuple[dict[Any, Schema], dict[str, Schema]]:
    types = list(dict.fromkeys(_json_types()))
    schemas, components = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    return dict(zip(types, schemas, strict=True)), components


def _components() -> dict[str, Schema]:
    """The types of responses. Types of requests are inline in their operations."""
    requests: set[type] = {TokenQuery}
    for each in OPERATIONS:
        requests |= {kind for kind in (each.query, each.body) if kind}
    names = {kind.__name__ for kind in requests}
    return {name: schema for name, schema in _all_schemas()[1].items() if name not in names}


def _body_schema(kind: type[RequestBody]) -> Schema:
    schema = _all_schemas()[1][kind.__name__]
    condition = BODY_CONDITIONS.get(kind.__name__)
    return schema | ({"allOf": [condition]} if condition else {})


def _operation_object(operation: Operation) -> Schema:
    described: Schema = {
        "operationId": operation.handler.__name__,
        "summary": operation.summary,
        "description": f"Scope: {operation.scope or 'none'}.",
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            str(status): _response_object(status, kind)
            for status, kind in (operation.responses | COMMON_RESPONSES).items()
        },
    }
    if operation.body:
        kinds = ("application/json", "text/plain")[: 1 + operation.accepts_text]
        content = {kind: {"schema": _body_schema(operation.body)} for kind in kinds}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _path_parameters(operation: Operation) -> list[Schema]:
    found = []
    for name, _, kind in re.findall(r"{(\w+)(:(\w+))?}", operation.path):
        schema: Schema = {"type": "string"}
        if kind in PATH_FORMATS:
            schema["enum"] = list(PATH_FORMATS[kind])
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    return found


def _query_parameters(operation: Operation) -> list[Schema]:
    """The query parameters, with `token` if listeners may call the operation."""
    token = TokenQuery if operation.scope == "listen" else None
    kinds: list[type[Struct]] = [kind for kind in (operation.query, token) if kind]
    return [
        {"name": name, "in": "query", "schema": schema, "required": name in struct["required"]}
        for struct in (_all_schemas()[1][kind.__name__] for kind in kinds)
        for name, schema in struct["properties"].items()
    ]


def _response_object(status: int, kind: Any) -> Schema:
    described: Schema = {"description": HTTPStatus(status).phrase}
    if isinstance(kind, str):
        content: Schema = {media_type: {} for media_type in kind.split(", ") if media_type}
        return described | ({"content": content} if content else {})
    media_type = MEDIA_TYPE if kind is Problem else "application/json"
    return described | {"content": {media_type: {"schema": _all_schemas()[0][kind]}}}
