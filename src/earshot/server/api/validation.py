"""Parse requests into typed structs. Invalid input raises RequestRejected with field and reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from earshot.errors import RequestRejected
from earshot.server.http_errors import http_error

T = TypeVar("T")
MAX_FREE_VALUES = 10_000
"""A body with more values is not decoded without its type: values of other types take memory, and
time in which no other request is answered."""
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`", re.S)
_LOCATION = re.compile(r" - at `\$\.?(.*?)(?:\[.*)?`$", re.S)
_MESSAGES = (
    (re.compile(r"matching regex '\^(\(\?:)?\[Hh\]"), "must start with https:// or http://"),
    (re.compile(r"matching regex '\^\[\^"), "must not contain a null character"),
    (re.compile(r"of length <= (\d+)"), r"must be at most \1 long"),
    (re.compile(r"of length >= (\d+)"), r"must be at least \1 long"),
    (re.compile(r"Expected `(\w+)` (<=|>=) (\S+)"), r"must be a number \2 \3"),
    (re.compile(r"Expected `(.+?)`, got `(.+?)`"), r"must be of type \1, not \2"),
    (re.compile(r"Invalid enum value ('.*')", re.S), r"cannot be \1"),
)


def decode_body(raw: bytes, kind: type[T]) -> T:
    """The JSON body as a struct. Raises RequestRejected."""
    try:
        try:
            return msgspec.json.decode(raw, type=kind)
        except msgspec.ValidationError:
            if _count_values(raw) > MAX_FREE_VALUES:
                raise
            return msgspec.convert(_with_integers(msgspec.json.decode(raw)), kind)
    except msgspec.ValidationError as error:
        raise _validation_error(str(error), "the body") from None
    except (ValueError, RecursionError):
        raise http_error(400, "invalid_json", "the body is not valid JSON") from None


def decode_query(params: Mapping[str, str], kind: type[T]) -> T:
    """The query parameters that the struct names. Raises RequestRejected."""
    try:
        return msgspec.convert(dict(params), kind, strict=False)
    except msgspec.ValidationError as error:
        raise _validation_error(str(error), "the query") from None


def _count_values(raw: bytes) -> int:
    """At least the number of values in JSON."""
    return sum(map(raw.count, b",[{"))


def _with_integers(value: Any) -> Any:
    """JSON Schema 2020-12, 6.1.1: 2.0 is an integer."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {name: _with_integers(each) for name, each in value.items()}
    return [_with_integers(each) for each in value] if isinstance(value, list) else value


def _validation_error(message: str, subject: str) -> RequestRejected:
    if found := _MISSING.search(message):
        return http_error(422, "missing_field", f"{found[1]} is missing")
    if found := _UNKNOWN.search(message):
        return http_error(422, "unknown_field", f"{subject} has no field {found[1][:40]!r}")
    location = _LOCATION.search(message)
    name = (location[1] if location else "") or subject
    for pattern, text in _MESSAGES:
        if found := pattern.search(message):
            return http_error(422, "validation_error", f"{name} {found.expand(text)[:200]}")
    return http_error(422, "validation_error", f"{name}: {message[:200]}")
