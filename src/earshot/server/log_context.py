"""The ids of the current request and story, which every line of the log has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_NO_FIELDS: Mapping[str, str] = {}
_fields: ContextVar[Mapping[str, str]] = ContextVar("log_fields", default=_NO_FIELDS)


def get_log_fields() -> Mapping[str, str]:
    return _fields.get()


@contextmanager
def add_log_fields(**fields: str) -> Iterator[None]:
    """Add fields to the lines that the block logs, in the tasks too that it starts."""
    token = _fields.set({**_fields.get(), **fields})
    try:
        yield
    finally:
        _fields.reset(token)


@contextmanager
def replace_log_fields(**fields: str) -> Iterator[None]:
    """Only these fields, without those from outside. asyncio runs the later requests of a
    connection in the context of an earlier one, if that has waited for its body."""
    token = _fields.set(fields)
    try:
        yield
    finally:
        _fields.reset(token)
