"""Stories as EPUB books, and catalogs of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from earshot.files import atomic_write
from earshot.publish.book_identity import EXTENSION
from earshot.publish.epub import BookChapter, BookMetadata, write_book
from earshot.publish.opds import Publication
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stored_narration import build_timeline, load_narration
from earshot.server.storage.story import Story
from earshot.server.story_json import story_name


def ensure_book(recording: Recording, story: Story) -> Path:
    """The path of the story's book; it is written if the file does not exist."""
    path = recording.file_path(EXTENSION.removeprefix("."))
    if not path.is_file():
        with atomic_write(path) as temp_path:
            write_story_book(temp_path, recording, story)
    return path


def write_story_book(path: Path, recording: Recording, story: Story) -> None:
    """Raises Unwritable, DiskFull, and FileNotFoundError if the recording was deleted."""
    write_stories_book(path, story_name(story), [(story, recording)])


def write_stories_book(path: Path, title: str, stories: Sequence[tuple[Story, Recording]]) -> None:
    """Write several stories as one book, with the errors of `write_story_book`."""
    modified = datetime.fromtimestamp(max(story.made_at for story, _ in stories), UTC)
    chapters = [_load_chapter(recording) for _, recording in stories]
    write_book(path, chapters, BookMetadata(title=title, modified=modified))


def _load_chapter(recording: Recording) -> BookChapter:
    narration = load_narration(recording)
    return BookChapter(
        script=narration.script,
        timeline=build_timeline(narration),
        voice=narration.voice,
        audio=recording.audio_path,
    )


def build_publication(story: Story, *, book: str, audio: str) -> Publication:
    """The entry of a story in a catalog, with the URLs of its files."""
    return Publication(
        key=story.id,
        title=story_name(story),
        book=book,
        audio=audio,
        updated=story.made_at,
        author=story.byline,
        publisher=story.site,
        language=story.spoken_language,
        issued=story.published,
        summary=story.excerpt,
    )
