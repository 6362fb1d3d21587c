"""Saves the edits of a story and the library's lexicon, after a check."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence

from earshot.errors import RequestRejected
from earshot.files import write_file
from earshot.script.edits import Edits, LexiconEntry
from earshot.server.http_errors import http_error, not_ready_error, outdated_error
from earshot.server.jobs.edit_messages import (
    CheckEdits,
    StoredRecording,
    StoreHumanRecording,
    StoreStoryRecording,
)
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.preparation import fetch_human_recordings, upload_human_recording
from earshot.server.jobs.protocols import JobQueue, TaskRunner
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.collections import EDITION_KEY_PREFIX
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.edits import EditStore, load_edits
from earshot.server.storage.human_recordings import list_file_stems
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import Story


class EditService:
    def __init__(
        self,
        data_dir: DataDir,
        stories: StoryStore,
        audit_log: AuditLog,
        job_queue: JobQueue,
        task_runner: TaskRunner,
    ) -> None:
        self._data_dir = data_dir
        self._stories = stories
        self._audit_log = audit_log
        self._job_queue = job_queue
        self._task_runner = task_runner
        self._store = EditStore(stories, audit_log)

    async def save_edits(self, story: Story, edits: Edits, note: str, account_id: int) -> Story:
        """Save the edits over the version that `story` has. Only the sentences that they change are
        synthesized. Raises RequestRejected."""
        _require_editable(story)
        await self.check(edits, story)
        saved = self._store.save_edits(story, edits, note, account_id)
        if saved is None:
            raise outdated_error()
        self._job_queue.cancel(story.id)
        self._job_queue.wake()
        return saved

    async def store_human_recording(
        self, story: Story, content: bytes, text: str = "", occurrence: int = 1
    ) -> StoredRecording:
        """Store a recording by a person: of this sentence, or of the whole story. It is played once
        the edits of the story name it. Raises RequestRejected and an OutputError."""
        _require_editable(story)
        await self._delete_unused_recordings(story)
        source = self._data_dir.folder / "incoming" / uuid.uuid4().hex
        await asyncio.to_thread(write_file, source, content)
        common = {
            "source": str(source),
            "target": str(self._data_dir.story_dir(story.id)),
            "folder": str(await self._data_dir.fetch_script(story.id, story.revision)),
        }
        try:
            request = (
                StoreHumanRecording(text=text, occurrence=occurrence, **common)
                if text
                else StoreStoryRecording(**common)
            )
            stored: StoredRecording = await self._task_runner.run_task(request)
        except TaskFailed as error:
            raise http_error(422, "unsuitable_recording", error.reason.rstrip(".")) from error
        finally:
            source.unlink(missing_ok=True)
        await upload_human_recording(self._data_dir, story.id, stored.voice)
        return stored

    async def _delete_unused_recordings(self, story: Story) -> None:
        """Delete the recordings by people that no edits name, unless they were sent lately."""
        used = list_file_stems(load_edits(self._stories.database, story))
        await self._data_dir.delete_unused_recordings(story.id, used)

    def set_voice(self, story: Story, voice: str, account_id: int) -> None:
        """Record the story in another voice, or in the default one. Its text is not read again."""
        with self._stories.database.transaction():
            self._stories.update(story.id, voice=voice, status="todo", attempts=0, error="")
            self._audit_log.record(account_id, "story.voice_changed", story.id, voice=voice)
        self._job_queue.cancel(story.id)
        self._job_queue.wake()

    async def save_lexicon(
        self, version: int, entries: Sequence[LexiconEntry], account_id: int
    ) -> None:
        """Save the lexicon over this version. Stories that are prepared from now on use it. Raises
        RequestRejected."""
        await self.check(Edits(pronunciations=tuple(entries)))
        if not self._store.save_lexicon(version, entries, account_id):
            raise outdated_error()

    async def record_again(self, story_ids: Sequence[str]) -> int:
        """Apply the lexicon to stories that have a revision, after all other jobs; return their
        number. Only the sentences that it changes are synthesized."""
        count = 0
        for story_id in dict.fromkeys(story_ids):
            story = self._stories.get(story_id)
            if story and story.revision and story.status != "failed":
                self._job_queue.cancel(story_id)
                self._stories.update(story_id, status="todo", attempts=0, is_background=1)
                count += 1
                await asyncio.sleep(0)  # other requests are answered meanwhile
        self._job_queue.wake()
        return count

    async def check(self, edits: Edits, story: Story | None = None) -> None:
        """Raises RequestRejected with the field of the first fault, and its position in IPA."""
        folder = ""
        if story and story.revision:
            folder = str(await self._data_dir.fetch_script(story.id, story.revision))
            await fetch_human_recordings(self._data_dir, story.id, edits)
        try:
            request = CheckEdits(folder=folder, edits=edits)
            fault = await self._task_runner.run_task(request)
        except TaskFailed as error:
            raise not_ready_error(error.reason) from error
        if fault.reason:
            raise RequestRejected(
                status=422,
                code="validation_error",
                reason=f"{fault.field}: {fault.reason}",
                field=fault.field,
                position=fault.position if fault.position >= 0 else None,
            )


def _require_editable(story: Story) -> None:
    """Raises RequestRejected."""
    if story.key.startswith(EDITION_KEY_PREFIX):
        reason = "an edition cannot be edited; edit the stories in it"
        raise http_error(409, "edition_not_editable", reason)
