"""Versions of edits and settings: a response has one in ETag, and a change in If-Match."""

from __future__ import annotations

from starlette.requests import Request


def version_tag(version: object) -> str:
    return f'"{version}"'


def read_if_match(request: Request) -> list[str] | None:
    """The versions that the request may change, or "*" for any; None if it names none."""
    named = request.headers.get("if-match")
    if named is None:
        return None
    return [each.strip().removeprefix('"').removesuffix('"') for each in named.split(",")]
