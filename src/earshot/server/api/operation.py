"""A door on the web: who may come in, what they must bring, what they get. OpenAPI is drawn from
the same table that requests are held to."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from earshot.errors import EarshotError
from earshot.server.auth import identify_caller
from earshot.server.caller import Caller
from earshot.server.http_errors import error_response, http_error
from earshot.server.paywall.access import AccessGrant, grant_access
from earshot.server.playback import require_story
from earshot.server.requests import read_body
from earshot.server.services import Services
from earshot.server.storage.stories import Story

Schema = dict[str, Any]
TOKEN_SCHEMA: Schema = {"type": "string", "maxLength": 4_000}


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request that was let in."""

    services: Services
    request: Request
    caller: Caller
    query: dict[str, Any]
    """The parameters that the door knows, in their types."""
    body: dict[str, Any]

    def path_param(self, name: str) -> str:
        return str(self.request.path_params[name])

    def access_grant(self, story: Story) -> AccessGrant:
        """What they may hear of the story. Raises Refused."""
        return grant_access(self.services.settings, self.caller, self.query["token"], story)


Handler = Callable[[RequestContext], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    handler: Handler
    scope: str
    """listen, read, write or admin; empty where anybody may."""
    summary: str
    query: dict[str, Schema] | None = None
    body: Schema | None = None
    accepts_text: bool = False
    """Whether the JSON may come as text/plain, which is all that `sendBeacon` can send to another
    site without asking there first (WHATWG Fetch, CORS-safelisted request-header)."""
    responses: dict[int, Schema | str] | None = None
    """By status: the schema of its JSON, or another media type."""

    @property
    def query_parameters(self) -> dict[str, Schema]:
        """Of the query; whoever may only listen may bring a token of the publisher's."""
        return (self.query or {}) | ({"token": TOKEN_SCHEMA} if self.scope == "listen" else {})

    def to_route(self) -> Route:
        methods = [self.method]
        return Route(self.path, self._handle, methods=methods)

    async def _handle(self, request: Request) -> Response:
        try:
            return await self.handler(await self._build_context(request))
        except EarshotError as error:
            return error_response(error)

    async def _build_context(self, request: Request) -> RequestContext:
        services: Services = request.app.state.services
        caller = identify_caller(request)
        caller.require_scope(self.scope)
        services.rate_limiter.acquire(caller.name)
        query = _parse_query(request, self.query_parameters)
        body = await self._parse_body(request, services) if self.body else {}
        return RequestContext(services, request, caller, query, body)

    async def _parse_body(self, request: Request, services: Services) -> dict[str, Any]:
        raw = await read_body(request, services.settings.upload_mb * 1_000_000)
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in ("application/json", "text/plain")[: 1 + self.accepts_text]:
            raise http_error(
                415, "not_json", "send JSON, and say so: Content-Type: application/json"
            )
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            raise http_error(400, "not_json", "the body is not valid JSON") from None
        validate("the body", value, self.body or {})
        return dict(value)


def _parse_query(request: Request, schemas: dict[str, Schema]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, schema in schemas.items():
        text = request.query_params.get(name)
        value: Any = schema.get("default") if text is None else text
        if text is not None and schema["type"] == "integer":
            value = int(text) if text.lstrip("-").isdecimal() and len(text) < 16 else text
        if text is not None and schema["type"] == "boolean":
            value = {"true": True, "false": False, "1": True, "0": False}.get(text, text)
        if value is not None:
            validate(name, value, schema)
        elif "required" in schema:
            raise http_error(422, "missing", f"{name} is missing")
        found[name] = value
    return found


_JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}


def validate(name: str, value: Any, schema: Schema) -> None:
    """Hold a value to the part of JSON Schema that our tables use. Raises Refused."""
    kind = schema["type"]
    is_number = kind in ("integer", "number")
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON Schema 2020-12, 6.1.1: 2.0 is an integer
    if not isinstance(value, _JSON_TYPES[kind]) or (is_number and isinstance(value, bool)):
        raise http_error(422, "bad_value", f"{name} must be of type {kind}")
    _VALIDATORS[kind](name, value, schema)


def _validate_number(name: str, value: Any, schema: Schema) -> None:
    low, high = schema.get("minimum", value), schema.get("maximum", value)
    if not low <= value <= high:
        raise http_error(422, "bad_value", f"{name} must be from {low} to {high}")


def _validate_list(name: str, value: Any, schema: Schema) -> None:
    if len(value) > schema.get("maxItems", len(value)):
        raise http_error(422, "bad_value", f"{name} has too many items")
    for item in value:
        validate(f"an item of {name}", item, schema["items"])


def _validate_text(name: str, value: str, schema: Schema) -> None:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        raise http_error(422, "bad_value", f"{name} is too long or too short")
    if "enum" in schema and value not in schema["enum"]:
        raise http_error(422, "bad_value", f"{name} must be one of {', '.join(schema['enum'])}")
    if "x-form" in schema and not re.fullmatch(schema["pattern"][1:-1], value):
        raise http_error(422, "bad_value", f"{name} must be {schema['x-form']}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise http_error(422, "bad_value", f"{name} holds half a character") from None
    if "\0" in value:
        raise http_error(422, "bad_value", f"{name} holds a null character")


def _validate_object(name: str, value: Any, schema: Schema) -> None:
    properties = schema["properties"]
    for part in schema.get("required", ()):
        if part not in value:
            raise http_error(422, "missing", f"{part} is missing")
    for part, item in value.items():
        if part not in properties:
            raise http_error(422, "unknown", f"there is no {part[:40]!r} in {name}")
        if item is not None or not properties[part].get("nullable"):
            validate(part, item, properties[part])
    if not any(_matches_option(value, option) for option in schema.get("anyOf", ({},))):
        names = [name for option in schema["anyOf"] for name in option.get("required", ())]
        raise http_error(422, "missing", f"say {' or '.join(dict.fromkeys(names))}")


def _matches_option(value: Any, option: Schema) -> bool:
    """Whether a body is of one of the shapes that it may have."""
    parts = option.get("properties", {}).items()
    return all(part in value for part in option.get("required", ())) and all(
        _matches_schema(value[part], schema) for part, schema in parts if part in value
    )


def _matches_schema(value: Any, schema: Schema) -> bool:
    if "enum" in schema:
        return value in schema["enum"]
    return isinstance(value, str) and bool(re.search(schema["pattern"], value))


def _accept_any(name: str, value: Any, schema: Schema) -> None:
    """A truth value is right as it is."""


_VALIDATORS: dict[str, Callable[[str, Any, Schema], None]] = {
    "string": _validate_text,
    "integer": _validate_number,
    "number": _validate_number,
    "boolean": _accept_any,
    "object": _validate_object,
    "array": _validate_list,
}


def story_from_path(context: RequestContext) -> Story:
    """The story that the path names. Raises Refused."""
    return require_story(context.services.stories.get(context.path_param("id")))
