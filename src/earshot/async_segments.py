"""The segments of a narration for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from earshot.model import Narration, Segment


async def stream_segments(narration: Narration, *, start: int = 0) -> AsyncGenerator[Segment, None]:
    """The segments from utterance `start` on. They are synthesized in threads, which do not block
    the event loop. Times count from the first of them.

    Raises the errors of the voice and IndexError.
    """
    segments: Any = narration.starting_at(start) if start else iter(narration.segments)
    try:
        while segment := await asyncio.to_thread(next, segments, None):
            yield segment
    finally:
        with suppress(ValueError):  # a thread that cannot be cancelled is still in it
            segments.close()
