"""The files of a story on a static site.

s/ID.html                        the read-along page
media/ID/REVISION.mp3            the recording
media/ID/REVISION.timings.json   word timings, for the player
media/ID/REVISION.vtt            captions
media/ID/REVISION.txt            transcript
media/ID/REVISION.chapters.json  chapters
media/ID/REVISION.m4a, .opus     the recording in the formats of `export_formats`
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from earshot.publish.audio_formats import EXTRA_FORMATS
from earshot.publish.read_along import page_context
from earshot.publish.word_timings import timings_json
from earshot.server.books import write_story_book
from earshot.server.exports.site_store import StaticSiteStore
from earshot.server.pages.templates import page_environment
from earshot.server.storage.recordings import Recording
from earshot.server.storage.stored_narration import (
    build_timeline,
    load_narration,
    transcript_text,
)
from earshot.server.storage.story import Story

COPIED_SUFFIXES = (".mp3", ".vtt", ".chapters.json")
"""The files that the library has."""
SUFFIXES = (
    *(*COPIED_SUFFIXES, ".timings.json", ".txt", ".epub"),
    *(f".{ending}" for ending in EXTRA_FORMATS),
)
EncodeRecording = Callable[[Recording], Path]
"""Encodes a recording in one format, and returns the file."""
STATIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self'; media-src 'self'; base-uri 'none';"
    " form-action 'none'"
)
"""Everything is on the same site."""


def page_name(story_id: str) -> str:
    return f"s/{story_id}.html"


def media_name(story_id: str, revision: int, suffix: str) -> str:
    return f"media/{story_id}/{revision}{suffix}"


@contextmanager
def temporary_book() -> Iterator[Path]:
    """The path of a book until it is copied to the site."""
    with TemporaryDirectory() as folder:
        yield Path(folder) / "book.epub"


class StoredStory:
    """A finished recording with its script and times, which are read once."""

    def __init__(self, story: Story, recording: Recording) -> None:
        """Raises FileNotFoundError if the recording was deleted."""
        self.story = story
        self.recording = recording
        self.narration = load_narration(recording)
        self.timeline = build_timeline(self.narration)

    def write_media(self, store: StaticSiteStore) -> None:
        """Raises Unwritable, DiskFull and FileNotFoundError."""
        name = self.story.id, self.story.ready_revision
        for suffix in COPIED_SUFFIXES:
            path = self.recording.file_path(suffix.removeprefix("."))
            store.upload(media_name(*name, suffix), path)
        audio = f"{self.story.ready_revision}.mp3"
        timings = "".join(timings_json(self.narration, self.timeline, audio))
        for suffix, text in (
            (".timings.json", timings),
            (".txt", transcript_text(self.recording.load_plan())),
        ):
            store.write(media_name(*name, suffix), text.encode("utf-8", "replace"))
        with temporary_book() as path:
            write_story_book(path, self.recording, self.story)
            store.upload(media_name(*name, ".epub"), path)

    def write_format(self, store: StaticSiteStore, ending: str, encode: EncodeRecording) -> None:
        """Write the recording in another format. Raises as `write_media` does."""
        name = media_name(self.story.id, self.story.ready_revision, f".{ending}")
        store.upload(name, encode(self.recording))

    def render_page(self, library_title: str, web: str, formats: Sequence[str]) -> bytes:
        """The read-along page. `web` is the folder of scripts and styles."""
        variables: dict[str, Any] = {
            "library_title": library_title,
            "policy": STATIC_POLICY,
            "web": f"../{web}",
            "media": f"../media/{self.story.id}/{self.story.ready_revision}",
            "formats": formats,
        }
        context = page_context(self.narration.script, self.timeline)
        page = page_environment().get_template("static-story.html")
        return page.render(context | variables).encode("utf-8", "xmlcharrefreplace")
