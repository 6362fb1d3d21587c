"""Passages → Timeline: what is heard when, gathered while the sound goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from earshot.model import Article, Chapter, Cue, Narration, Samples, Segment, Timeline, Timing

MAX_CHAPTERS = 255
"""An ID3 table of contents and Nero chapters count in one byte; of more headings, only every
second, third, … opens a chapter."""


def format_time(ms: int) -> str:
    """HH:MM:SS.mmm, as WebVTT and the chapters of Ogg files write a time."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"


@dataclass(slots=True)
class TimelineRecorder:
    """Lets a narration's samples through and notes their times."""

    narration: Narration
    _cues: list[Cue] = field(default_factory=list)
    _timings: list[Timing] = field(default_factory=list)
    _headings: list[tuple[int, int]] = field(default_factory=list)
    _duration: int = 0

    def samples(self, passages: Iterable[Segment]) -> Iterator[Samples]:
        for passage in passages:
            self._record(passage)
            yield passage.samples

    def timeline(self) -> Timeline:
        """Everything so far; whole once `samples` has run out."""
        return Timeline(
            rate=self.narration.rate,
            duration=self._duration,
            timings=tuple(self._timings),
            cues=tuple(self._cues),
            chapters=tuple(self._chapters()),
        )

    def _record(self, passage: Segment) -> None:
        self._timings.extend(passage.timings)
        self._duration = passage.end
        end = passage.timings[-1].end if passage.timings else passage.end
        self._cues.append(Cue(utterance=passage.utterance, start=passage.start, end=end))
        self._record_heading(passage.utterance.block, passage.start)

    def _record_heading(self, block: int, start: int) -> None:
        """Once for each heading, also where it is several sentences."""
        last = self._headings[-1][0] if self._headings else None
        if block >= 0 and block != last and self._article.blocks[block].kind == "heading":
            self._headings.append((block, start))

    @property
    def _article(self) -> Article:
        return self.narration.script.article

    def _chapters(self) -> Iterator[Chapter]:
        """One for each heading, and one for what comes before the first; none without headings."""
        marks = [(self._article.blocks[block].text, start) for block, start in self._headings]
        if marks and marks[0][1] > 0:
            marks.insert(0, (self._article.title, 0))
        marks = marks[:: -(-len(marks) // MAX_CHAPTERS) or 1]
        starts = [start for _, start in marks] + [self._duration]
        for (title, start), end in zip(marks, starts[1:], strict=True):
            yield Chapter(title=title, start=start, end=end)
