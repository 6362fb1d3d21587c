"""Shapes that the tables of the API share, in the part of JSON Schema that `doors` checks."""

from __future__ import annotations

from earshot.server.api.operation import Schema

SHORT = 400
NO_NULL = r"^[^\u0000]*$"
TEXT: Schema = {
    "type": "string",
    "maxLength": 20_000_000,
    "pattern": NO_NULL,
    "nullable": True,
}
SOMETHING: Schema = {"type": "string", "pattern": r"[^\s\u0000-\u001f\u0085]"}
_WEB = (
    r"[Hh][Tt][Tt][Pp][Ss]?://[0-9A-Za-z._\-\u00c0-\u024f\u0400-\u052f]+(?::[0-9]{1,5})?"
    r"(?:[/?#][!-~\u00a1-\u00ac\u00ae-\u024f\u0400-\u052f\u4e00-\u9ffc]*)?"
)
"""An http(s) address as far as its spelling tells; more is looked at where it is called."""


def address(about: str, *, longest: int = 4_000, needed: bool = False) -> Schema:
    pattern = f"^{_WEB}$" if needed else f"^(?:{_WEB})?$"
    facts: Schema = {"type": "string", "maxLength": longest, "pattern": pattern}
    return facts | {"description": about, "x-form": "an address that starts with https://"}


def text(about: str, *, longest: int = SHORT) -> Schema:
    facts: Schema = {"type": "string", "maxLength": longest, "pattern": NO_NULL}
    return facts | {"nullable": True, "description": about}


PROBLEM: Schema = {"$ref": "#/components/schemas/Problem"}
STORY: Schema = {"$ref": "#/components/schemas/Story"}
MISSING = {404: PROBLEM}
SENT = {400: PROBLEM, 413: PROBLEM, 415: PROBLEM, 422: PROBLEM, 507: PROBLEM}
