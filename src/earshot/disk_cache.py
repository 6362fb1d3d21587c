"""Computed values that are stored in the cache directory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from earshot.environment import cache_dir
from earshot.errors import OutputError
from earshot.files import atomic_write

T = TypeVar("T")


def memoize(name: str, compute: Callable[[], T], parse: Callable[[str], T]) -> T:
    """Return the value of that name in the cache directory, or compute and store it.

    `parse` converts the stored text and raises ValueError for a damaged file. If the directory
    cannot be read or written, the value is computed again.
    """
    known = load_value(name, parse)
    if known is not None:
        return known
    value = compute()
    store_value(name, value)
    return value


def load_value(name: str, parse: Callable[[str], T]) -> T | None:
    """The value of that name in the cache directory; None if it is missing or damaged."""
    with suppress(OSError, ValueError):
        return parse((cache_dir() / name).read_text())
    return None


def store_value(name: str, value: object) -> None:
    """Store a value in the cache directory, if it can be written."""
    with suppress(OutputError), atomic_write(cache_dir() / name) as temporary:
        temporary.write_text(str(value))


def is_cached(name: str) -> bool:
    return (cache_dir() / name).is_file()
