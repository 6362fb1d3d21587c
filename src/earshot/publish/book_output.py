"""Narrations → a book."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from earshot.files import atomic_write
from earshot.model import Narration
from earshot.publish.epub import BookChapter, BookMetadata, write_book
from earshot.publish.output import Progress, write_recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book that was written."""

    path: Path
    title: str
    duration: float
    """Seconds."""


def save_book(
    narrations: Sequence[Narration],
    target: str | Path,
    *,
    title: str = "",
    cover: bytes = b"",
    progress: Progress | None = None,
) -> Book:
    """Write the narrations as one book, whose title is that of the first article by default.

    No file appears until the book is complete. Raises Unwritable, DiskFull and the errors of the
    voice.
    """
    target = Path(target)
    title = title or narrations[0].script.article.title
    with ExitStack() as stack:
        temp_path = stack.enter_context(atomic_write(target))
        work_dir = Path(stack.enter_context(TemporaryDirectory(dir=target.parent)))
        chapters = [
            _record_chapter(each, work_dir / f"{number}.mp3", progress)
            for number, each in enumerate(narrations)
        ]
        metadata = BookMetadata(title=title, modified=datetime.now(UTC), cover=cover)
        write_book(temp_path, chapters, metadata)
    duration = sum(each.timeline.duration / each.timeline.rate for each in chapters)
    return Book(path=target, title=title, duration=duration)


def _record_chapter(narration: Narration, audio: Path, progress: Progress | None) -> BookChapter:
    timeline = write_recording(narration, audio, b"", progress)
    return BookChapter(
        script=narration.script, timeline=timeline, voice=narration.voice, audio=audio
    )
