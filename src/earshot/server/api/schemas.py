"""Shapes that the tables of the API share, in the part of JSON Schema that `doors` checks."""

from __future__ import annotations

from earshot.server.api.operation import Schema

MAX_SHORT_CHARS = 400
NO_NULL_PATTERN = r"^[^\u0000]*$"
LONG_TEXT: Schema = {
    "type": "string",
    "maxLength": 20_000_000,
    "pattern": NO_NULL_PATTERN,
    "nullable": True,
}
NON_BLANK: Schema = {"type": "string", "pattern": r"[^\s\u0000-\u001f\u0085]"}
_WEB_URL_PATTERN = (
    r"[Hh][Tt][Tt][Pp][Ss]?://[0-9A-Za-z._\-\u00c0-\u024f\u0400-\u052f]+(?::[0-9]{1,5})?"
    r"(?:[/?#][!-~\u00a1-\u00ac\u00ae-\u024f\u0400-\u052f\u4e00-\u9ffc]*)?"
)
"""An http(s) address as far as its spelling tells; more is looked at where it is called."""


def url_schema(description: str, *, max_length: int = 4_000, required: bool = False) -> Schema:
    pattern = f"^{_WEB_URL_PATTERN}$" if required else f"^(?:{_WEB_URL_PATTERN})?$"
    schema: Schema = {"type": "string", "maxLength": max_length, "pattern": pattern}
    return schema | {"description": description, "x-form": "an address that starts with https://"}


def text_schema(description: str, *, max_length: int = MAX_SHORT_CHARS) -> Schema:
    schema: Schema = {"type": "string", "maxLength": max_length, "pattern": NO_NULL_PATTERN}
    return schema | {"nullable": True, "description": description}


PROBLEM_REF: Schema = {"$ref": "#/components/schemas/Problem"}
STORY_REF: Schema = {"$ref": "#/components/schemas/Story"}
NOT_FOUND_RESPONSES = {404: PROBLEM_REF}
BODY_ERROR_RESPONSES = {
    400: PROBLEM_REF,
    413: PROBLEM_REF,
    415: PROBLEM_REF,
    422: PROBLEM_REF,
    507: PROBLEM_REF,
}
