"""The segments of a narration in asyncio."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from earshot import Segment, narrate, stream_segments


async def collect(source: Path, start: int = 0, count: int = 100) -> list[Segment]:
    found = []
    async with aclosing(
        stream_segments(narrate(source, voice="silent:reader"), start=start)
    ) as segments:
        async for segment in segments:
            found.append(segment)
            if len(found) == count:
                break
    return found


def test_the_segments_are_those_of_the_narration(bridge: Path) -> None:
    segments = asyncio.run(collect(bridge))
    assert segments == list(narrate(bridge, voice="silent:reader").segments)
    later = asyncio.run(collect(bridge, start=3))
    assert [each.utterance for each in later] == [each.utterance for each in segments[3:]]


def test_the_event_loop_runs_meanwhile(bridge: Path) -> None:
    async def count_turns() -> int:
        turns = 0
        work = asyncio.create_task(collect(bridge))
        while not work.done():
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert asyncio.run(count_turns()) > 10


def test_a_reader_may_stop_early(bridge: Path) -> None:
    assert len(asyncio.run(collect(bridge, count=1))) == 1
    with pytest.raises(IndexError):
        asyncio.run(collect(bridge, start=1_000))
