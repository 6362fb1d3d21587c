"""The OpenAPI 3.1 document, generated from the operations that also validate requests."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import cache, partial
from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot.server.api.operation import Operation, TokenQuery
from earshot.server.api.schemas import QUERY_ERRORS, Problem, Responses
from earshot.server.path_extensions import PATH_EXTENSIONS
from earshot.server.problem_details import MEDIA_TYPE
from earshot.server.services import Services
from earshot.version import __version__

Schema = dict[str, Any]
COMMON_RESPONSES: Responses = dict.fromkeys((401, 403, 421, 429), Problem)
SECURITY_SCHEMES: Schema = {
    "key": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "earshot"},
}


def openapi_endpoint(operations: Sequence[Operation]) -> Callable[[Request], Awaitable[Response]]:
    """The handler of GET /v1/openapi.json."""
    build = cache(partial(build_openapi, operations))

    async def get_openapi(request: Request) -> Response:
        services: Services = request.app.state.services
        return JSONResponse(build(services.settings.public_url))

    return get_openapi


def build_openapi(operations: Sequence[Operation], public_url: str) -> Schema:
    schemas = _Schemas(operations)
    paths: dict[str, Schema] = {}
    for operation in operations:
        path = re.sub(r":\w+}", "}", operation.path)
        described = _operation_object(operation, schemas)
        paths.setdefault(path, {})[operation.method.lower()] = described
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
        "components": {"schemas": schemas.components(), "securitySchemes": SECURITY_SCHEMES},
    }
    return _without_suffixes(document)


def _without_suffixes(document: Schema) -> Schema:
    """Drop the suffix of types: StoryJson, named to differ from the row, is Story for clients."""
    found: Schema = json.loads(re.sub(r'Json(?=")', "", json.dumps(document)))
    return found


class _Schemas:
    """The JSON schemas of the types of some operations."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._operations = operations
        types = list(dict.fromkeys(self._types()))
        schemas, self._components = msgspec.json.schema_components(
            types, ref_template="#/components/schemas/{name}"
        )
        self._by_type = dict(zip(types, schemas, strict=True))

    def _types(self) -> Iterator[Any]:
        for operation in self._operations:
            yield from filter(None, (operation.body, operation.query))
            responses = _all_responses(operation).values()
            yield from (each for each in responses if not isinstance(each, str))
        yield TokenQuery

    def components(self) -> dict[str, Schema]:
        """The types of responses. Types of requests are inline in their operations."""
        requests: set[type] = {TokenQuery}
        for each in self._operations:
            requests |= {kind for kind in (each.query, each.body) if kind}
        names = {kind.__name__ for kind in requests}
        return {name: schema for name, schema in self._components.items() if name not in names}

    def inline(self, kind: type[Struct]) -> Schema:
        schema: Schema = self._components[kind.__name__]
        return schema

    def reference(self, kind: Any) -> Schema:
        schema: Schema = self._by_type[kind]
        return schema


def _all_responses(operation: Operation) -> Responses:
    """Parameters can be invalid; a listener's operation has at least `token`."""
    has_query = operation.query is not None or operation.scope == "listen"
    return operation.responses | COMMON_RESPONSES | (QUERY_ERRORS if has_query else {})


def _operation_object(operation: Operation, schemas: _Schemas) -> Schema:
    described: Schema = {
        "operationId": operation.handler.__name__,
        "summary": operation.summary,
        "description": _describe_access(operation),
        "parameters": [
            *_path_parameters(operation),
            *_query_parameters(operation, schemas),
            *_header_parameters(operation),
        ],
        "responses": {
            str(status): _response_object(status, kind, schemas)
            for status, kind in _all_responses(operation).items()
        },
    }
    if operation.body:
        kinds = ("application/json", "text/plain")[: 1 + operation.accepts_text]
        condition = {"allOf": [operation.body_condition]} if operation.body_condition else {}
        content = {kind: {"schema": schemas.inline(operation.body) | condition} for kind in kinds}
        described["requestBody"] = {"required": True, "content": content}
    if operation.raw_body:
        content = {operation.raw_body: {"schema": {"type": "string", "format": "binary"}}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _describe_access(operation: Operation) -> str:
    role = f" Role: {operation.role}." if operation.role else ""
    return f"Scope: {operation.scope or 'none'}.{role}"


def _path_parameters(operation: Operation) -> list[Schema]:
    found = []
    for name, _, kind in re.findall(r"{(\w+)(:(\w+))?}", operation.path):
        schema: Schema = {"type": "string"}
        if kind in PATH_EXTENSIONS:
            schema["enum"] = list(PATH_EXTENSIONS[kind])
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    return found


def _query_parameters(operation: Operation, schemas: _Schemas) -> list[Schema]:
    """The query parameters, with `token` if listeners may call the operation."""
    token = TokenQuery if operation.scope == "listen" else None
    kinds: list[type[Struct]] = [kind for kind in (operation.query, token) if kind]
    return [
        {"name": name, "in": "query", "schema": schema, "required": name in struct["required"]}
        for struct in map(schemas.inline, kinds)
        for name, schema in struct["properties"].items()
    ]


def _header_parameters(operation: Operation) -> list[Schema]:
    if 412 not in operation.responses:
        return []
    schema = {"type": "string", "description": "the ETag of the version that is replaced"}
    is_required = 428 in operation.responses
    return [{"name": "If-Match", "in": "header", "required": is_required, "schema": schema}]


def _response_object(status: int, kind: Any, schemas: _Schemas) -> Schema:
    described: Schema = {"description": HTTPStatus(status).phrase}
    if isinstance(kind, str):
        content: Schema = {media_type: {} for media_type in kind.split(", ") if media_type}
        return described | ({"content": content} if content else {})
    media_type = MEDIA_TYPE if kind is Problem else "application/json"
    return described | {"content": {media_type: {"schema": schemas.reference(kind)}}}
