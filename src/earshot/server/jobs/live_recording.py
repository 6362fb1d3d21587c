"""A recording that can be played while it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from msgspec import convert

from earshot.audio.mp3 import FRAME_BYTES, FRAME_SAMPLES
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import SegmentRendered, SynthesizeSegments
from earshot.server.jobs.protocols import SegmentPeers, TaskRunner
from earshot.server.storage.recordings import (
    Recording,
    RecordingPlan,
    RenderedSegment,
    segment_frame_counts,
)
from earshot.workers.framing import Message

LOOKAHEAD_SEGMENTS = 3
"""A segment is upcoming if a running render is at most so many segments before it."""
FOREIGN_SEGMENT_SECONDS = 0.5
"""The interval of the checks for a segment of another process, if its message was lost."""
SegmentCallback = Callable[[int, RenderedSegment], None]


class LiveRecording:
    """One revision in memory. A request for a missing segment starts synthesis there, unless it is
    upcoming."""

    def __init__(
        self, recording: Recording, task_runner: TaskRunner, on_segment: SegmentCallback
    ) -> None:
        self.recording = recording
        self.exchange: SegmentPeers | None = None
        """None for a recording of this process alone."""
        self.plan: RecordingPlan = recording.load_plan()
        self.segments: list[RenderedSegment | None] = recording.load_segments(self.plan)
        self.failure: TaskFailed | None = None
        self._task_runner = task_runner
        self._on_segment = on_segment
        self._is_finished = recording.is_finished
        self._render_positions: dict[int, int] = {}
        """The next segment of each running render, by task id."""
        self._render_tasks: set[asyncio.Task[object]] = set()
        self._end: TaskFailed | None = None
        self._progress = asyncio.Event()
        """Set at the next progress, and then replaced. A condition is not safe here: its lock stays
        acquired if a waiter is cancelled just as its timeout ends."""
        self._byte_offsets: list[int] | None = None
        self._indices_by_key: dict[str, list[int]] = {}
        for number, planned in enumerate(self.plan.segments):
            self._indices_by_key.setdefault(planned.key, []).append(number)

    @property
    def is_complete(self) -> bool:
        return all(self.segments)

    @property
    def first_missing(self) -> int | None:
        return next((n for n, each in enumerate(self.segments) if each is None), None)

    def frame_counts(self) -> list[int]:
        return segment_frame_counts(self.plan, self.segments)

    def mark_finished(self) -> None:
        """From now on, read all segments from the finished file."""
        self._is_finished, self._byte_offsets = True, None

    async def render(self, first: int) -> None:
        """Synthesize from segment `first` up to the next one that exists. Raises TaskFailed."""
        task = asyncio.current_task()
        assert task
        self._render_tasks.add(task)
        run_id = id(task)
        self._render_positions[run_id] = first

        def on_progress(message: Message) -> None:
            rendered = convert(message.body, SegmentRendered)
            self._render_positions[run_id] = rendered.index + 1
            self._add_segment(rendered)
            self._share(rendered.index)

        try:
            request = SynthesizeSegments(folder=str(self.recording.folder), first=first)
            await self._task_runner.run_task(request, on_progress)
            await self._load_unreported(first)
        except TaskFailed as error:
            self.failure = error
            raise
        finally:
            self._render_tasks.discard(task)
            self._render_positions.pop(run_id, None)
            self._notify_waiters()

    async def _load_unreported(self, index: int) -> None:
        """Load the segment that a cancelled task has written: nothing receives its report. Without
        this, each further task finds the file, and ends without a report too."""
        if self.segments[index] is None and await self.load_segment(index):
            self._share(index)

    def _share(self, index: int) -> None:
        if self.exchange:
            self.exchange.share(index, self.recording.segment_path(self.plan.segments[index].key))

    async def refresh(self) -> None:
        """Load the segments that other processes have written."""
        if not self.is_complete:
            written = await asyncio.to_thread(self.recording.load_segments, self.plan)
            for index, segment in enumerate(written):
                if segment:
                    self._store_segment(index, segment)

    async def load_segment(self, index: int) -> bool:
        """Load a segment if another process has written it; return whether it is there."""
        if self.segments[index]:
            return True
        key = self.plan.segments[index].key
        if self.exchange:
            await self.exchange.fetch_segment(self.recording.segment_path(key))
        if self.recording.is_finished:
            await self.refresh()
        elif found := await asyncio.to_thread(self.recording.load_segment_header, key):
            self._store_segment(index, found)
        return self.segments[index] is not None

    def _add_segment(self, rendered: SegmentRendered) -> None:
        segment = RenderedSegment(rendered.frame_count, rendered.word_times)
        self._store_segment(rendered.index, segment)

    def _store_segment(self, index: int, segment: RenderedSegment) -> None:
        key = self.plan.segments[index].key
        for number in self._indices_by_key[key]:
            if self.segments[number] is None:
                self.segments[number] = segment
                self._on_segment(number, segment)
        self._notify_waiters()

    def _notify_waiters(self) -> None:
        event, self._progress = self._progress, asyncio.Event()
        event.set()

    def end(self, reason: str) -> None:
        """End all renders, and the streams that wait for them."""
        self._end = TaskFailed(reason=reason)
        for task in self._render_tasks:
            task.cancel()
        self._notify_waiters()

    def _is_upcoming(self, index: int) -> bool:
        return any(at <= index <= at + LOOKAHEAD_SEGMENTS for at in self._render_positions.values())

    async def read_audio(self, index: int) -> bytes:
        """The MP3 frames of a synthesized segment."""
        if not self._is_finished:
            found = await asyncio.to_thread(
                self.recording.read_segment, self.plan.segments[index].key
            )
            if found:
                return found[1]
            self.mark_finished()
        if self.exchange and not self.recording.is_finished:
            await self.exchange.fetch_recording()
        return await asyncio.to_thread(self._read_from_file, index)

    def _read_from_file(self, index: int) -> bytes:
        if self._byte_offsets is None:
            at, self._byte_offsets = self.recording.header_size(self.segments), []
            for each in self.segments:
                self._byte_offsets.append(at)
                at += FRAME_BYTES * (each.frame_count if each else 0)
        segment = self.segments[index]
        assert segment is not None
        with self.recording.audio_path.open("rb") as file:
            file.seek(self._byte_offsets[index])
            return file.read(segment.frame_count * FRAME_BYTES)

    async def wait_for_segment(self, index: int, listener: Listener) -> None:
        """Wait for a segment, and start its synthesis if needed. Raises TaskFailed."""
        while self.segments[index] is None:
            if failure := self._end or listener.failure:
                raise failure
            has_peers = self.exchange is not None and self.exchange.has_peers
            is_elsewhere = self.exchange is not None and self.exchange.is_made_elsewhere()
            if has_peers and await self.load_segment(index):
                continue
            may_synthesize = self.exchange is None or self.exchange.may_synthesize(self.plan.voice)
            if may_synthesize and not (is_elsewhere or self._is_upcoming(index)):
                listener.start_render(self, index)
            with suppress(TimeoutError):
                async with asyncio.timeout(FOREIGN_SEGMENT_SECONDS if is_elsewhere else 1):
                    await self._progress.wait()


class Listener:
    """A client of a live recording. Its render is cancelled when it disconnects."""

    def __init__(self) -> None:
        self._render_task: asyncio.Task[None] | None = None
        self.failure: TaskFailed | None = None

    def start_render(self, live_recording: LiveRecording, index: int) -> None:
        if self._render_task and not self._render_task.done():
            self._render_task.cancel()
        self._render_task = asyncio.create_task(self._render(live_recording, index))

    async def _render(self, live_recording: LiveRecording, index: int) -> None:
        try:
            await live_recording.render(index)
        except TaskFailed as error:
            self.failure = error

    def close(self) -> None:
        if self._render_task:
            self._render_task.cancel()


async def stream_segments(
    live_recording: LiveRecording, first: int, skip: int, listener: Listener
) -> AsyncIterator[bytes]:
    """The audio from `skip` bytes into segment `first` on, as it becomes available."""
    try:
        for number in range(first, len(live_recording.plan.segments)):
            await live_recording.wait_for_segment(number, listener)
            audio = await live_recording.read_audio(number)
            yield audio[skip:]
            skip = 0
    finally:
        listener.close()


def frames_before_word(segment: RenderedSegment, word_index: int) -> int:
    """The number of complete frames before a word of the segment."""
    if not segment.word_times:
        return 0
    start = segment.word_times[min(max(word_index, 0), len(segment.word_times) - 1)][0]
    return max(0, start // FRAME_SAMPLES - 1) if word_index > 0 else 0
