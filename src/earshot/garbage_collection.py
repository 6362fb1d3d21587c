"""Pause Python's garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_pauses = 0
"""Number of callers that want no collection now."""
_was_enabled = False


@contextmanager
def paused_collection() -> Iterator[None]:
    """Collect no garbage until the end, in any thread.

    For short work that creates many objects without cycles: the collector would visit all of them
    again and again and find nothing.
    """
    global _pauses, _was_enabled
    with _lock:
        if not _pauses:
            _was_enabled = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if not _pauses and _was_enabled:
                gc.enable()
