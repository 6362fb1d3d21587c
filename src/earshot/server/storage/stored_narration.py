"""Rebuilds the narration and timeline of a stored recording, without its samples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from earshot.audio.mp3 import FRAME_SAMPLES, LEAD_SAMPLES, SAMPLE_RATE
from earshot.files import write_file
from earshot.model import Narration, Script, Segment, Timeline, Timing, Utterance
from earshot.publish.timeline import TimelineRecorder
from earshot.publish.word_timings import timings_json
from earshot.server.storage.recordings import (
    Recording,
    RecordingPlan,
    RenderedSegment,
    segment_frame_counts,
)


def build_narration(
    script: Script, plan: RecordingPlan, segments: Sequence[RenderedSegment | None]
) -> Narration:
    """The recording without samples: all words at their recorded or estimated times."""
    silent_segments = _SilentSegments(script, segment_frame_counts(plan, segments), segments)
    return Narration(script=script, voice=plan.voice, rate=SAMPLE_RATE, segments=silent_segments)


def load_narration(recording: Recording) -> Narration:
    """The narration of a finished recording. Raises FileNotFoundError."""
    plan = recording.load_plan()
    return build_narration(recording.load_script(), plan, recording.load_segments(plan))


def build_timeline(narration: Narration) -> Timeline:
    builder = TimelineRecorder(narration)
    for _ in builder.samples(narration.segments):
        pass
    return builder.timeline()


def ensure_timings(recording: Recording) -> Path:
    """The file with the word timings of a finished recording; those of older versions lack it."""
    path = recording.file_path("timings.json")
    if not path.is_file():
        narration = load_narration(recording)
        pieces = timings_json(narration, build_timeline(narration), recording.audio_path.name)
        write_file(path, "".join(pieces))
    return path


class _SilentSegments(list[Segment]):
    """Segments of silence. Their samples share one zero, which takes no memory."""

    def __init__(
        self, script: Script, frame_counts: list[int], segments: Sequence[RenderedSegment | None]
    ) -> None:
        super().__init__()
        at = 0
        for utterance, frame_count, segment in zip(
            script.utterances, frame_counts, segments, strict=True
        ):
            length = frame_count * FRAME_SAMPLES
            times = segment.word_times if segment else _estimate_word_times(utterance, length)
            self.append(_silent_segment(utterance, at, length, times))
            at += length

    def starting_at(self, utterance: int) -> Any:
        return iter(self[utterance:])


def _silent_segment(
    utterance: Utterance, at: int, length: int, times: Sequence[tuple[int, int]]
) -> Segment:
    import numpy as np  # noqa: PLC0415 - the server starts sooner without it

    spoken = [word for word in utterance.words if word.spoken]
    return Segment(
        utterance=utterance,
        start=at,
        samples=np.broadcast_to(np.float32(0), length),
        timings=tuple(
            Timing(word=word, start=at + start, end=at + end)
            for word, (start, end) in zip(spoken, times, strict=True)
        ),
    )


def _estimate_word_times(utterance: Utterance, length: int) -> list[tuple[int, int]]:
    """Word times in proportion to their letters, without the pause."""
    letter_counts = [len(word.spoken) + 1 for word in utterance.words if word.spoken]
    available = max(1, length - LEAD_SAMPLES - utterance.pause * SAMPLE_RATE // 1000)
    total, at, times = sum(letter_counts) or 1, 0, []
    for letters in letter_counts:
        times.append(
            (
                LEAD_SAMPLES + at * available // total,
                LEAD_SAMPLES + (at + letters) * available // total,
            )
        )
        at += letters
    return times


def transcript_text(plan: RecordingPlan) -> str:
    """The story as text, one paragraph per block."""
    blocks: list[tuple[int, list[str]]] = []
    for segment in plan.segments:
        if not blocks or blocks[-1][0] != segment.block:
            blocks.append((segment.block, []))
        blocks[-1][1].append(segment.text)
    return "\n\n".join(" ".join(texts) for _, texts in blocks) + "\n"
