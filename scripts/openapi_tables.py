"""The HTTP API as Markdown, from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from earshot.server.api.openapi import build_openapi
from earshot.server.api.routes import OPERATIONS
from scripts.markdown_table import UnknownNameError, build_table

METHODS = ("get", "post", "put", "patch", "delete")
PREFIXES = {
    "stories": ("/v1/stories",),
    "player": ("/v1/player", "/v1/oembed"),
    "audio": ("/v1/audio/", "/v1/models", "/dev/"),
    "subscriptions": ("/v1/subscriptions", "/v1/import"),
    "connectors": ("/v1/connectors",),
    "editions": ("/v1/editions",),
    "lexicon": ("/v1/lexicon",),
    "webhooks": ("/v1/webhooks",),
    "sites": ("/v1/sites", "/v1/site-audio"),
    "audit-log": ("/v1/audit-log",),
}
"""The groups of `http-api.md`, and the paths of each."""


def build_operations(group: str) -> str:
    if group not in PREFIXES:
        raise UnknownNameError(f"there is no group of operations {group!r}")
    parts = [
        "\n".join(_describe_operation(method, path, operation))
        for method, path, operation in list_operations()
        if path.startswith(PREFIXES[group])
    ]
    return "\n" + "\n".join(parts) + "\n"


def list_operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the API: method, path, and what OpenAPI says of it."""
    for path, item in _openapi()["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


@cache
def _openapi() -> dict[str, Any]:
    return build_openapi(OPERATIONS, "https://listen.example.org")


def _describe_operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"### {method} {path}\n"
    yield f"{operation['summary']} {operation.get('description', '')}".strip() + "\n"
    parameters = [
        (f"`{each['name']}`", f"{each['in']}", _type_of(each["schema"]), _note_of(each["schema"]))
        for each in operation.get("parameters", ())
    ]
    if parameters:
        yield build_table(("parameter", "in", "type", "meaning"), parameters)
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if media_type == "application/json":
            yield _schema_table("body field", _resolve(content["schema"]))
    answers = operation["responses"].items()
    yield "Responses: " + ", ".join(f"{status}{_response_type(a)}" for status, a in answers) + ".\n"


def _response_type(answer: dict[str, Any]) -> str:
    for media_type, content in answer.get("content", {}).items():
        reference = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        return f" ({f'[{reference}](#{reference.lower()})' if reference else f'`{media_type}`'})"
    return ""


def build_schemas(_: str) -> str:
    parts = [
        f"### {name}\n\n{_schema_table('field', schema)}"
        for name, schema in _openapi()["components"]["schemas"].items()
    ]
    return "\n" + "\n".join(parts) + "\n"


def _schema_table(head: str, schema: dict[str, Any]) -> str:
    rows = list(_schema_rows("", schema))
    return build_table((head, "type", "meaning"), rows) if rows else ""


def _schema_rows(prefix: str, schema: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        note = ("Required. " if name in required else "") + _note_of(each)
        yield f"`{prefix}{name}`", _type_of(each), note
        item = each.get("items", each)
        if "properties" in item:
            yield from _schema_rows(f"{prefix}{name}{'[]' * ('items' in each)}.", item)


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = _openapi()["components"]["schemas"][name] if name else schema
    return found


def _type_of(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(_type_of(each) for each in options))
    if "enum" in schema:
        return ", ".join("null" if each is None else f'`"{each}"`' for each in schema["enum"])
    if schema.get("type") == "array":
        return f"array of {_type_of(schema.get('items', {}))}"
    kind = schema.get("type", "any")
    return kind if isinstance(kind, str) else " or ".join(kind)


def _note_of(schema: dict[str, Any]) -> str:
    notes = [schema.get("description", "").rstrip(".")]
    low, high = schema.get("minimum"), schema.get("maximum")
    notes += [f"{low:,} to {high:,}"] if low is not None and high is not None else []
    notes += [f"default `{schema['default']}`"] if schema.get("default") not in (None, "") else []
    return "; ".join(note for note in notes if note)
