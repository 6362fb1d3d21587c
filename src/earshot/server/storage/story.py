"""A story: a row of the table `stories`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeVar

import msgspec

from earshot.errors import RequestRejected
from earshot.script.edits import ReadingSettings

if TYPE_CHECKING:
    from earshot.server.storage.reader_pool import Row

PENDING_STATUSES = ("todo", "doing")
READ_SOURCE, ACCEPT_SOURCE = 1, 2
"""Values of `needs_source`."""
PUBLISHED_STAGE = "published"
"""Listeners hear only stories in this stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A row. Times are in seconds since 1970, `duration` is in milliseconds."""

    id: str
    key: str
    source_id: str
    url: str
    submission_hash: str
    """The last submission: a hash of all that affects the recording."""
    submitted_at: float
    digest: str
    """The text and voice of the current revision, as a hash."""
    status: str
    error: str
    attempts: int
    revision: int
    """The newest revision; 0 before the page is read."""
    ready_revision: int
    """The newest revision with a finished recording; 0 for none."""
    superseded_at: float
    voice: str
    """The requested voice; empty for the default."""
    language: str
    requested_title: str
    reading: str
    """The requested reading settings as JSON; empty for none."""
    title: str
    spoken_language: str
    """The language of the recording."""
    byline: str
    site: str
    section: str
    published: str
    excerpt: str
    word_count: int
    duration_ms: int
    size_bytes: int
    needed_voice: str
    """The voice of the newest revision."""
    read_by: str
    """Who reads the newest revision: voice, person or both."""
    has_chapters: int
    """Whether the finished recording has chapters; -1 if only its files say so."""
    made_at: float
    created_at: float
    updated_at: float
    access_level: str
    """The level for callers without a token; empty for the level of its site."""
    edits_version: int
    """The version of the editors' changes; 0 for none."""
    correction_note: str
    """The note for listeners about a correction; empty for none."""
    needs_source: int
    """Whether the job reads the source again (READ_SOURCE, or ACCEPT_SOURCE to take whatever text
    it has); 0 rebuilds the newest revision."""
    stage: str
    """draft, review, published or retracted"""
    retraction_note: str
    """Why it is retracted, for listeners."""
    is_background: int
    """Whether its job waits for all other jobs."""
    source_error: str
    """Why the source could not be read again; the recording is that of an earlier reading."""
    checked_at: float
    """When the source was read last, or could not be read."""
    gone_count: int
    """The number of consecutive checks that found no page."""

    @property
    def requested_reading(self) -> ReadingSettings:
        if not self.reading:
            return ReadingSettings()
        return msgspec.json.decode(self.reading, type=ReadingSettings)

    @property
    def job_state(self) -> tuple[str, int, int]:
        """The values that a step of the job depends on."""
        return self.submission_hash, self.revision, self.edits_version


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryStory(Story):
    """A story as one account sees it, with the state of its listener."""

    entry_number: int = 0
    """Orders the library of the account; 0 for a story that is not in it."""
    position: int = 0
    """The word where the listener stopped."""
    listen_status: str = "new"
    """new, started or finished"""
    archived: int = 0
    queue_position: float | None = None
    listened_at: float = 0

    @property
    def is_in_library(self) -> bool:
        return self.entry_number > 0


StoryObserver = Callable[[Story, Story | None], None]
"""Called in the transaction of a change with the story before and after it (None: deleted)."""


STORY_COLUMNS = frozenset(each.name for each in fields(Story))
ENTRY_COLUMNS = frozenset(
    ("position", "listen_status", "archived", "queue_position", "listened_at")
)
StoryT = TypeVar("StoryT", bound=Story)


def story_from_row(row: Row) -> Story:
    return Story(**{name: row[name] for name in STORY_COLUMNS})


def library_story_from_row(row: Row) -> LibraryStory:
    """A row of LIBRARY_STORIES."""
    names = STORY_COLUMNS | ENTRY_COLUMNS | {"entry_number"}
    return LibraryStory(**{name: row[name] for name in names})


LIBRARY_STORIES = (
    "SELECT stories.*, entry.number AS entry_number, position, listen_status, archived,"
    " queue_position, listened_at FROM library_entries AS entry JOIN stories"
    " ON stories.number = entry.story_number"
)
"""The stories in libraries; the condition on `entry.account_id` follows."""


def require_story(story: StoryT | None) -> StoryT:
    """Raises RequestRejected if there is no story."""
    if story is None:
        raise RequestRejected(
            status=404,
            code="story_not_found",
            reason="this story was not found; it may have been deleted",
        )
    return story
