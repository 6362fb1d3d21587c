"""Segments → Timeline, recorded while the samples are streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from earshot.model import Article, Chapter, Cue, Narration, Samples, Segment, Timeline, Timing

MAX_LEAD_SECONDS = 0.5
"""A cue begins at its first word if this comes later."""
MAX_CHAPTERS = 255
"""ID3 tables of contents and Nero chapters count in one byte. With more headings, only every
second, third, … heading opens a chapter."""


def format_time(ms: int) -> str:
    """HH:MM:SS.mmm, the format of WebVTT and of chapters in Ogg files."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"


def format_clock(seconds: float) -> str:
    """1:05, or 1:02:05 from an hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@dataclass(slots=True)
class TimelineRecorder:
    """Passes a narration's samples through and records their times."""

    narration: Narration
    _cues: list[Cue] = field(default_factory=list)
    _timings: list[Timing] = field(default_factory=list)
    _headings: list[tuple[int, int]] = field(default_factory=list)
    _duration: int = 0

    def samples(self, segments: Iterable[Segment]) -> Iterator[Samples]:
        for segment in segments:
            self._record(segment)
            yield segment.samples

    def timeline(self) -> Timeline:
        """The timeline so far. It is complete when `samples` is exhausted."""
        return Timeline(
            rate=self.narration.rate,
            duration=self._duration,
            timings=tuple(self._timings),
            cues=tuple(self._cues),
            chapters=tuple(self._chapters()),
        )

    def _record(self, segment: Segment) -> None:
        self._timings.extend(segment.timings)
        self._duration = segment.end
        start, end = segment.start, segment.end
        if segment.timings:
            end = segment.timings[-1].end
            first_word = segment.timings[0].start
            if first_word - start > MAX_LEAD_SECONDS * self.narration.rate:
                start = first_word  # after the sound of a site
        self._cues.append(Cue(utterance=segment.utterance, start=start, end=end))
        self._record_heading(segment.utterance.block, segment.start)

    def _record_heading(self, block: int, start: int) -> None:
        """Record a heading once, even if it has several sentences."""
        last = self._headings[-1][0] if self._headings else None
        if block >= 0 and block != last and self._article.blocks[block].kind == "heading":
            self._headings.append((block, start))

    @property
    def _article(self) -> Article:
        return self.narration.script.article

    def _chapters(self) -> Iterator[Chapter]:
        """One chapter per heading, and one for the text before the first; none without headings."""
        marks = [(self._article.blocks[block].text, start) for block, start in self._headings]
        if marks and marks[0][1] > 0:
            marks.insert(0, (self._article.title, 0))
        marks = marks[:: -(-len(marks) // MAX_CHAPTERS) or 1]
        starts = [start for _, start in marks] + [self._duration]
        for (title, start), end in zip(marks, starts[1:], strict=True):
            yield Chapter(title=title, start=start, end=end)
