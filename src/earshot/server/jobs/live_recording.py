"""A recording as it is heard while it is made: what there is of it, and who waits for more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import Any

from earshot.mastering import RATE
from earshot.publish.mp3_frames import FRAME, FRAME_BYTES
from earshot.server.jobs.worker_pool import Crew, TaskFailed
from earshot.server.storage.recordings import Made, Plan, Recording, lengths

NEAR = 3
"""Segments: whoever speaks no further away will be here soon."""
Heard = Callable[[int, Made], None]


class Reading:
    """One revision in memory. Where a segment is asked for that nobody is about to make, making
    starts there."""

    def __init__(self, recording: Recording, crew: Crew, heard: Heard) -> None:
        self.recording = recording
        self.plan: Plan = recording.plan()
        self.made: list[Made | None] = recording.made(self.plan)
        self.failure: TaskFailed | None = None
        self._crew = crew
        self._heard = heard
        self._finished = recording.is_finished
        self._at: dict[int, int] = {}
        """Where each run of making is."""
        self._more = asyncio.Event()
        """Of what comes next; another one each time. A condition's lock would stay taken where
        somebody leaves just as its wait runs out, and everybody wait for it for ever."""
        self._starts: list[int] | None = None
        self._numbers: dict[str, list[int]] = {}
        for number, planned in enumerate(self.plan.segments):
            self._numbers.setdefault(planned.key, []).append(number)

    @property
    def is_whole(self) -> bool:
        return all(self.made)

    @property
    def first_missing(self) -> int | None:
        return next((n for n, each in enumerate(self.made) if each is None), None)

    def lengths(self) -> list[int]:
        return lengths(self.plan, self.made)

    def finished(self) -> None:
        """Its segments are in one file from here on."""
        self._finished, self._starts = True, None

    async def make(self, since: int) -> None:
        """Speak from there up to what is made already. Raises TaskFailed."""
        run = id(asyncio.current_task())
        self._at[run] = since

        def made(facts: dict[str, Any]) -> None:
            self._at[run] = facts["segment"] + 1
            self._note(facts)

        try:
            await self._crew.do("speak", made, folder=str(self.recording.folder), since=since)
        except TaskFailed as error:
            self.failure = error
            raise
        finally:
            self._at.pop(run, None)
            self._tell()

    def _note(self, facts: dict[str, Any]) -> None:
        times = tuple((int(start), int(end)) for start, end in facts["times"])
        known = Made(int(facts["frames"]), times)
        key = self.plan.segments[facts["segment"]].key
        for number in self._numbers[key]:
            if self.made[number] is None:
                self.made[number] = known
                self._heard(number, known)
        self._tell()

    def _tell(self) -> None:
        told, self._more = self._more, asyncio.Event()
        told.set()

    def _is_coming(self, segment: int) -> bool:
        return any(at <= segment <= at + NEAR for at in self._at.values())

    async def sound(self, segment: int) -> bytes:
        """The frames of a segment that is made."""
        if not self._finished:
            found = await asyncio.to_thread(self.recording.take, self.plan.segments[segment].key)
            if found:
                return found[1]
            self.finished()
        return await asyncio.to_thread(self._cut, segment)

    def _cut(self, segment: int) -> bytes:
        if self._starts is None:
            at, self._starts = self.recording.opening(self.made), []
            for each in self.made:
                self._starts.append(at)
                at += FRAME_BYTES * (each.frames if each else 0)
        known = self.made[segment]
        assert known is not None
        with self.recording.sound.open("rb") as file:
            file.seek(self._starts[segment])
            return file.read(known.frames * FRAME_BYTES)

    async def wait(self, segment: int, listener: Listener) -> None:
        """Until the segment is made, by others or for this listener. Raises TaskFailed."""
        while self.made[segment] is None:
            if listener.failure:
                raise listener.failure
            if not self._is_coming(segment):
                listener.make(self, segment)
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._more.wait()


class Listener:
    """Somebody who listens; the making that was started for them ends when they leave."""

    def __init__(self) -> None:
        self._run: asyncio.Task[None] | None = None
        self.failure: TaskFailed | None = None

    def make(self, reading: Reading, segment: int) -> None:
        if self._run and not self._run.done():
            self._run.cancel()
        self._run = asyncio.create_task(self._make(reading, segment))

    async def _make(self, reading: Reading, segment: int) -> None:
        try:
            await reading.make(segment)
        except TaskFailed as error:
            self.failure = error

    def leave(self) -> None:
        if self._run:
            self._run.cancel()


async def stream(
    reading: Reading, segment: int, skip: int, listener: Listener
) -> AsyncIterator[bytes]:
    """The sound from `skip` bytes into a segment on, as fast as it is made or taken."""
    try:
        for number in range(segment, len(reading.plan.segments)):
            await reading.wait(number, listener)
            sound = await reading.sound(number)
            yield sound[skip:]
            skip = 0
    finally:
        listener.leave()


def skipped(made: Made, word: int) -> int:
    """The whole frames of a segment that come before its word of that number."""
    if not made.times:
        return 0
    start = made.times[min(max(word, 0), len(made.times) - 1)][0]
    return max(0, start // FRAME - 1) if word > 0 else 0


def ms(frames: int) -> int:
    return (frames * FRAME * 1000 + RATE // 2) // RATE


def starts(counts: Sequence[int]) -> list[int]:
    """The frame that each segment begins with."""
    found, at = [], 0
    for count in counts:
        found.append(at)
        at += count
    return found
