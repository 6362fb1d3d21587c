"""What several operations of the API take and give."""

from __future__ import annotations

from earshot.server.doors import Schema

SHORT = 400
NO_NULL = r"^[^\u0000]*$"
TEXT: Schema = {
    "type": "string",
    "maxLength": 20_000_000,
    "pattern": NO_NULL,
    "nullable": True,
}


def text(about: str, *, longest: int = SHORT) -> Schema:
    facts: Schema = {"type": "string", "maxLength": longest, "pattern": NO_NULL}
    return facts | {"nullable": True, "description": about}


PROBLEM: Schema = {"$ref": "#/components/schemas/Problem"}
MISSING = {404: PROBLEM}
SENT = {400: PROBLEM, 413: PROBLEM, 415: PROBLEM, 422: PROBLEM, 507: PROBLEM}
