"""One revision of a story on disk: script, segments and the finished recording.

    script.json      everything that is spoken
    plan.json        the voice, and for each segment its key, words and estimated duration
    segments/KEY     a synthesized segment: a line of JSON, then its MP3 frames
    recording.json   the finished recording: the frames and word times of all segments
    recording.mp3 …  its files

A segment is one utterance. Its key is a hash of all that affects the sound, so segments of an
older revision can be copied. Files are written atomically.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from earshot.audio.mp3 import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE
from earshot.files import write_file
from earshot.model import Script, Utterance
from earshot.script.written_text import written_text
from earshot.serialization import from_json
from earshot.server.storage.file_names import (
    INTRO_FILE,
    OUTRO_FILE,
    PLAN_FILE,
    RECORDING_FILE,
    is_complete,
)

SECONDS_PER_LETTER = 0.065
"""The estimated duration of a letter before anything is recorded."""
AUDIO_FILE = "recording.mp3"
NO_CHAPTERS = '{"version": "1.2.0", "chapters": []}'
"""The file of a story without headings."""


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """A segment before it is synthesized."""

    key: str
    first_word: int
    """The index of its first spoken word in the script."""
    word_count: int
    estimated_frames: int
    """Frames."""
    block: int
    """The block of the article; -1 is the headline, -2 the spoken intro."""
    text: str
    """The text as written."""


@dataclass(frozen=True, slots=True)
class SiteAudio:
    digest: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RenderedSegment:
    """A synthesized segment: its length in frames, and the samples, from its start, at which each
    word begins and ends."""

    frame_count: int
    word_times: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class RecordingPlan:
    """A recording before it is synthesized."""

    voice: str
    segments: tuple[PlannedSegment, ...]
    blocks: tuple[dict[str, Any], ...]
    """The blocks of the article: `kind`, and their position on the page (`xpath`, `selector`,
    `text_hash`)."""

    def find_segment(self, word: int) -> int:
        """The segment of the word, or the nearest segment."""
        low, high = 0, len(self.segments) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.segments[middle].first_word <= word:
                low = middle
            else:
                high = middle - 1
        return low


def segment_key(utterance: Utterance, fingerprint: str, sounds: Sequence[str] = ()) -> str:
    """A hash of all that affects the sound: the fingerprint of the voice, because an update of a
    voice keeps its name, and in `sounds` the digests of other sound in the segment."""
    words = [[word.spoken, word.phonemes, word.boundary] for word in utterance.words]
    own = [utterance.voice, *sounds] if utterance.voice else sounds
    facts = json.dumps([fingerprint, utterance.role, utterance.pause, words, FRAME_SAMPLES, *own])
    return hashlib.blake2b(facts.encode(), digest_size=15).hexdigest()


def build_plan(
    script: Script,
    voice: str,
    fingerprints: Sequence[str],
    intro: SiteAudio | None = None,
    outro: SiteAudio | None = None,
) -> RecordingPlan:
    """Plan the recording. There is a fingerprint of the voice for each utterance."""
    segments, first_word, last = [], 0, len(script.utterances) - 1
    pairs = zip(script.utterances, fingerprints, strict=True)
    for number, (utterance, fingerprint) in enumerate(pairs):
        word_count = sum(1 for each in utterance.words if each.spoken)
        sounds = [sound for sound, at in ((intro, 0), (outro, last)) if sound and at == number]
        key = segment_key(utterance, fingerprint, [each.digest for each in sounds])
        frame_count = _estimate_frames(utterance, sum(each.seconds for each in sounds))
        text = written_text(script.article, utterance)
        facts = (key, first_word, word_count, frame_count, utterance.block, text)
        segments.append(PlannedSegment(*facts))
        first_word += word_count
    blocks = tuple(
        {"kind": b.kind, "xpath": b.xpath, "selector": b.selector, "text_hash": b.text_hash}
        for b in script.article.blocks
    )
    return RecordingPlan(voice, tuple(segments), blocks)


def _estimate_frames(utterance: Utterance, other_seconds: float) -> int:
    letters = sum(len(word.spoken) + 1 for word in utterance.words)
    seconds = letters * SECONDS_PER_LETTER + utterance.pause / 1000 + other_seconds
    return max(1, round(seconds * SAMPLE_RATE / FRAME_SAMPLES))


class Recording:
    """The directory of one revision."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def audio_path(self) -> Path:
        return self.folder / AUDIO_FILE

    @property
    def site_audio_paths(self) -> tuple[Path, Path]:
        """The sound before and after the story; a site need not have any."""
        return self.folder / INTRO_FILE, self.folder / OUTRO_FILE

    @property
    def is_finished(self) -> bool:
        return is_complete(self.folder)

    @property
    def has_plan(self) -> bool:
        return (self.folder / PLAN_FILE).is_file()

    @property
    def has_chapters(self) -> bool:
        """Whether the list of chapters is not empty."""
        try:
            size = self.file_path("chapters.json").stat().st_size
        except OSError:
            return False
        return size > len(NO_CHAPTERS)

    def file_path(self, ending: str) -> Path:
        return self.folder / f"recording.{ending}"

    def load_script(self) -> Script:
        found = from_json(self._read_json("script.json"), str(self.folder))
        assert isinstance(found, Script)
        return found

    def load_plan(self) -> RecordingPlan:
        facts = self._read_json("plan.json")
        segments, first_word = [], 0
        for key, word_count, *rest in facts["segments"]:
            segments.append(PlannedSegment(key, first_word, word_count, *rest))
            first_word += word_count
        return RecordingPlan(
            facts["voice"], tuple(segments), tuple(map(_read_block, facts["blocks"]))
        )

    def save_plan(self, script: dict[str, Any], plan: RecordingPlan) -> None:
        """Write the script, then the plan: a recording with a plan has both."""
        rows = [[s.key, s.word_count, s.estimated_frames, s.block, s.text] for s in plan.segments]
        facts = {"voice": plan.voice, "segments": rows, "blocks": plan.blocks}
        self.write_json("script.json", script)
        self.write_json("plan.json", facts)

    def write_json(self, name: str, value: object) -> None:
        write_file(self.folder / name, json.dumps(value, ensure_ascii=False))

    def _read_json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text("utf-8"))

    # Segments

    def segment_path(self, key: str) -> Path:
        return self.folder / "segments" / key

    def write_segment(self, key: str, segment: RenderedSegment, audio: bytes) -> None:
        header = json.dumps([segment.frame_count, segment.word_times]).encode()
        write_file(self.segment_path(key), header + b"\n" + audio)

    def has_segment(self, key: str) -> bool:
        return self.segment_path(key).is_file()

    def read_segment(self, key: str) -> tuple[RenderedSegment, bytes] | None:
        """Read a segment from its own file."""
        try:
            header, _, audio = self.segment_path(key).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        return _parse_segment(json.loads(header)), audio

    def load_segments(self, plan: RecordingPlan) -> list[RenderedSegment | None]:
        """The segments of the plan; None for those not yet synthesized."""
        if self.is_finished:
            return [_parse_segment(row) for row in self._read_json(RECORDING_FILE)["segments"]]
        by_key: dict[str, RenderedSegment | None] = {}
        for each in plan.segments:
            if each.key not in by_key:
                by_key[each.key] = self.load_segment_header(each.key)
        return [by_key[each.key] for each in plan.segments]

    def load_segment_header(self, key: str) -> RenderedSegment | None:
        try:
            with self.segment_path(key).open("rb") as file:
                return _parse_segment(json.loads(file.readline()))
        except FileNotFoundError:
            return None

    # The finished recording

    def mark_finished(self, segments: Sequence[RenderedSegment]) -> None:
        """Mark the recording as finished, after its files are written."""
        self.write_json(
            RECORDING_FILE, {"segments": [[each.frame_count, each.word_times] for each in segments]}
        )

    def header_size(self, segments: Iterable[RenderedSegment | None]) -> int:
        """The size of the header before the first frame of the finished file."""
        return self.audio_path.stat().st_size - FRAME_BYTES * sum(
            each.frame_count for each in segments if each
        )


def _read_block(block: dict[str, Any]) -> dict[str, Any]:
    """A block of a plan; plans written before 0.2 have other field names."""
    if "place" not in block:
        return block
    return {
        "kind": block["kind"],
        "xpath": block["place"],
        "selector": block.get("marker"),
        "text_hash": block.get("hash"),
    }


def _parse_segment(row: Any) -> RenderedSegment:
    return RenderedSegment(int(row[0]), tuple((int(start), int(end)) for start, end in row[1]))


def segment_frame_counts(
    plan: RecordingPlan, segments: Sequence[RenderedSegment | None]
) -> list[int]:
    """The frames of each segment: exact if it is synthesized, otherwise estimated for its voice."""
    known = [
        (each.frame_count, p.estimated_frames)
        for p, each in zip(plan.segments, segments, strict=True)
        if each
    ]
    actual, estimated = sum(k[0] for k in known), sum(k[1] for k in known)
    pace = actual / estimated if estimated else 1.0
    return [
        each.frame_count if each else max(1, round(p.estimated_frames * pace))
        for p, each in zip(plan.segments, segments, strict=True)
    ]


def frames_to_ms(frames: int) -> int:
    return (frames * FRAME_SAMPLES * 1000 + SAMPLE_RATE // 2) // SAMPLE_RATE


def start_frames(counts: Sequence[int]) -> list[int]:
    """The first frame of each segment."""
    return list(accumulate(counts, initial=0))[:-1]


def serialize_segment_timing(index: int, segment: RenderedSegment) -> dict[str, Any]:
    """The times of a segment for players, in milliseconds from its start."""
    word_times = [
        [start * 1000 // SAMPLE_RATE, end * 1000 // SAMPLE_RATE]
        for start, end in segment.word_times
    ]
    return {"index": index, "duration": frames_to_ms(segment.frame_count), "words": word_times}
