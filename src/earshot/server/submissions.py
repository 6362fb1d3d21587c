"""Accepts submissions. The same submission again creates no second story."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from earshot.files import atomic_write
from earshot.ingest.encoding import sniff_kind
from earshot.ingest.file_kinds import sniff_file_kind
from earshot.publish.translations import mark
from earshot.server.http_errors import http_error
from earshot.server.jobs.protocols import JobQueue
from earshot.server.settings import Settings
from earshot.server.site_rules import needs_review
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.file_names import SENT_PREFIX
from earshot.server.storage.stories import StoryStore, create_story_id
from earshot.server.storage.story import Story
from earshot.server.submission import Submission
from earshot.server.urls import require_web_url

RESERVATION_SECONDS = 600.0
"""An upload takes less time, with all its repetitions."""
_UNSUPPORTED_FILE = mark("This is not a PDF, DOCX, EPUB or MHTML file")
REFETCH_AFTER_SECONDS = 600.0
"""A page that was fetched in this time is not fetched again."""


class SubmissionService:
    def __init__(
        self,
        data_dir: DataDir,
        settings: Settings,
        store: StoryStore,
        library: LibraryStore,
        job_queue: JobQueue,
    ) -> None:
        self._data_dir = data_dir
        self._settings = settings
        self._store = store
        self._library = library
        self._job_queue = job_queue

    async def accept(self, submission: Submission) -> tuple[Story, bool]:
        """The story, and whether it is new. Raises RequestRejected, DiskFull and Unwritable."""
        validate_submission(submission)
        content, ending = submission.content
        if not content:
            return await self._save(submission, None)
        # Two submissions of the same content at once need a file each.
        incoming_path = self._data_dir.folder / "incoming" / f"{create_story_id()}.{ending}"
        try:
            await asyncio.to_thread(_write_and_sync, incoming_path, content)
            return await self._save(submission, incoming_path)
        finally:
            with suppress(OSError):
                incoming_path.unlink(missing_ok=True)

    async def _save(self, submission: Submission, incoming_path: Path | None) -> tuple[Story, bool]:
        found = None
        while found is None:
            known = self._store.find_by_key(submission.key)
            story_id = known.id if known else create_story_id()
            if incoming_path and self._data_dir.is_cache:
                if not known:
                    self._store.reserve(story_id, time.time() + RESERVATION_SECONDS)
                target = self._sent_path(story_id, submission)
                await self._data_dir.upload_file(target, incoming_path)
            found = self._upsert(submission, incoming_path, story_id)
        story, is_new, needs_rebuild = found
        self._data_dir.unmark_deleted(story.id)
        if needs_rebuild:
            self._job_queue.cancel(story.id)
            self._job_queue.wake()
        return story, is_new

    def _upsert(
        self, submission: Submission, incoming_path: Path | None, story_id: str
    ) -> tuple[Story, bool, bool] | None:
        """The row, whether it is new in the library of its submitter, and whether it needs a new
        recording. None if the story now has another id, or its content is no longer stored."""
        with self._store.database.transaction():
            known = self._store.find_by_key(submission.key)
            if known and known.id != story_id:
                return None
            is_reserved = not known and incoming_path is not None and self._data_dir.is_cache
            if is_reserved and not self._store.take_reservation(story_id, time.time()):
                return None
            story = known or self._store.add(
                submission.key, {"id": story_id, **self._columns(submission)}
            )
            needs_rebuild = known is None or self._needs_rebuild(known, submission)
            is_new = self._add_to_library(submission, story)
            if incoming_path and needs_rebuild:
                self._move_content(incoming_path, story, submission, is_known=known is not None)
            if known and needs_rebuild:
                changes = self._columns(submission) if submission.may_replace else {}
                reset = {"submitted_at": time.time(), "status": "todo", "needs_source": 1}
                reset |= {"is_background": 0}
                self._store.update(story.id, **changes, **reset, attempts=0, error="")
            if submission.access and submission.access != story.access_level:
                self._store.update(story.id, access_level=submission.access)
            if submission.playlists is not None:
                account_id = submission.submitter.account_id
                self._library.set_playlists(account_id, story.id, submission.playlists)
            story = self._store.get(story.id) or story
        return story, is_new, needs_rebuild

    def _move_content(
        self, incoming_path: Path, story: Story, submission: Submission, *, is_known: bool
    ) -> None:
        """Move the content to the directory of its story, before the row is committed: a story
        never lacks its content."""
        if not is_known:
            # If the process dies before the commit, the next start deletes the directory.
            self._data_dir.mark_deleted(story.id)
        target = self._sent_path(story.id, submission)
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming_path.replace(target)

    def _sent_path(self, story_id: str, submission: Submission) -> Path:
        name = f"{SENT_PREFIX}{submission.hash}.{submission.content[1]}"
        return self._data_dir.story_dir(story_id) / name

    @staticmethod
    def _needs_rebuild(known: Story, submission: Submission) -> bool:
        if known.status == "failed":
            return True
        if known.submission_hash != submission.hash:
            return submission.may_replace
        if submission.content[0] or known.status != "succeeded":
            return False
        return (
            not 0 <= time.time() - known.submitted_at <= REFETCH_AFTER_SECONDS
        )  # negative if the clock was set back

    def _add_to_library(self, submission: Submission, story: Story) -> bool:
        """Add the story to the library of its submitter; return whether it is new there. The first
        editor who has it publishes it, or makes it a draft if stories of its site are reviewed."""
        is_published = self._library.is_published(story.id)
        is_new = self._library.add(submission.submitter.account_id, story.id)
        is_reviewed = needs_review(self._settings, story.url)
        if submission.submitter.is_editor and is_reviewed and not is_published:
            self._store.update(story.id, stage="draft")
        return is_new

    @staticmethod
    def _columns(submission: Submission) -> dict[str, object]:
        columns: dict[str, object] = {
            "source_id": submission.source_id,
            "url": submission.url,
            "requested_title": submission.title,
            "voice": submission.voice,
            "language": submission.language,
            "submission_hash": submission.hash,
            "reading": msgspec.json.encode(submission.reading).decode(),
        }
        if submission.section:
            columns["section"] = submission.section
        return columns


def validate_submission(submission: Submission) -> None:
    """Raises RequestRejected if the submission has no valid URL or text."""
    if submission.url:
        require_web_url(submission.url)
    if not (submission.url or submission.content[0].strip()):
        raise http_error(422, "empty_submission", "send a url, html, text, markdown or file")
    if submission.file and not is_file_supported(submission.file):
        raise http_error(422, "unsupported_file", _UNSUPPORTED_FILE)


def is_file_supported(data: bytes) -> bool:
    """Whether it is a PDF, DOCX or EPUB file, or a message. Other kinds are sent as text."""
    return bool(sniff_file_kind(data)) or sniff_kind(data.decode("latin-1")) == "mail"


def _write_and_sync(path: Path, content: str | bytes) -> None:
    with atomic_write(path) as temp_path, temp_path.open("wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())
