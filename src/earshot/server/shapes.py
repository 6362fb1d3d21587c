"""Shapes that the tables of the API share, in the part of JSON Schema that `doors` checks."""

from __future__ import annotations

from earshot.server.doors import Schema

SHORT = 400
NO_NULL = r"^[^\u0000]*$"


def text(about: str, *, longest: int = SHORT) -> Schema:
    facts: Schema = {"type": "string", "maxLength": longest, "pattern": NO_NULL}
    return facts | {"nullable": True, "description": about}


PROBLEM: Schema = {"$ref": "#/components/schemas/Problem"}
STORY: Schema = {"$ref": "#/components/schemas/Story"}
MISSING = {404: PROBLEM}
SENT = {400: PROBLEM, 413: PROBLEM, 415: PROBLEM, 422: PROBLEM, 507: PROBLEM}
