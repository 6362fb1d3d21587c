"""A file that is read in parts, without a download."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file in an object store."""

    size: int
    modified_at: float
    read: Callable[[int, int], Awaitable[bytes]]
    """Reads from the first position to before the second."""
