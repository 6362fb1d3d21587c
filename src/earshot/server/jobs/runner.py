"""Runs the jobs of stories: prepare, synthesize, finish. Playback starts synthesis at once.

The database holds the pending jobs. A step commits its result only if the story has not changed
since the step began.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from earshot.errors import OutputError
from earshot.server.error_messages import UNEXPECTED
from earshot.server.event_bus import EventBus
from earshot.server.jobs import preparation
from earshot.server.jobs.errors import ProcessEnded, StorageFailed, TaskFailed, TransientTaskFailed
from earshot.server.jobs.job_failure import build_failure_columns, record_withdrawal
from earshot.server.jobs.leases import JobLeases
from earshot.server.jobs.live_recording import LiveRecording
from earshot.server.jobs.live_recording_cache import LiveRecordingCache, RecordingKey
from earshot.server.jobs.messages import EditionContent, FinishRecording, PreparedStory
from earshot.server.jobs.peer_changes import JOBS_TOPIC, STORY_TOPIC
from earshot.server.jobs.peer_voices import PeerVoices
from earshot.server.jobs.queue import PAUSE_SECONDS, Schedule
from earshot.server.jobs.worker_pool import WorkerPool
from earshot.server.log_context import add_log_fields
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.recordings import RenderedSegment, serialize_segment_timing
from earshot.server.storage.source_changes import save_source_changes
from earshot.server.storage.stories import MAX_JOB_ATTEMPTS, StoryStore
from earshot.server.storage.story import ACCEPT_SOURCE, READ_SOURCE, Story, require_story
from earshot.server.storage.worker_capabilities import Capabilities
from earshot.server.traces import record_span

log = logging.getLogger("earshot")
MAX_CONCURRENT_READS = 3
"""Stories that are prepared at the same time."""
RETRIES_PER_TRANSACTION = 50
MAX_CRASHES = 10  # a process can be killed for a reason that is not its story
RETRY_DELAY_SECONDS = 2.0
"""The delay before the first retry is twice as long, and it doubles up to half a minute."""
GetEditionContent = Callable[[Story], EditionContent | None]


class JobRunner:
    def __init__(
        self, data_dir: DataDir, store: StoryStore, settings: Settings, events: EventBus
    ) -> None:
        self.data_dir = data_dir
        self.settings = settings
        self.store = store
        self.edition_content_of: GetEditionContent = lambda _: None
        """The contents of an edition; None for other stories. Set by `create_services`."""
        self.worker_pool = WorkerPool(settings.worker_count)
        self.events = events
        self._running_jobs: dict[str, asyncio.Task[None]] = {}
        self.schedule = Schedule()
        capabilities = Capabilities(settings.worker_voices, settings.worker_languages)
        self.leases = JobLeases(store.database, capabilities)
        self.voices = PeerVoices(store.database, self.leases, self.worker_pool)
        self._live_recordings = LiveRecordingCache(
            data_dir, store.database, self.leases, self.worker_pool, self._publish_segment
        )
        self._wake_event = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self.worker_pool.start()
        warm_up = self.worker_pool.warm_up(self.settings.voice, self.settings.language)
        renewal = self.leases.renew(self._running_jobs)
        self._loops += map(asyncio.create_task, (warm_up, renewal, self.voices.synchronize()))
        for status, count in (("todo", MAX_CONCURRENT_READS), ("doing", self.worker_pool.size)):
            self._loops += [asyncio.create_task(self._run_jobs(status)) for _ in range(count)]

    async def stop(self) -> None:
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        await self.worker_pool.stop()
        self.voices.withdraw()

    def wake(self) -> None:
        """Check for pending jobs now, here and in other processes."""
        self.look_for_jobs()
        self.store.database.announce(JOBS_TOPIC)

    def look_for_jobs(self) -> None:
        self._wake_event.set()

    def retry(self, story_id: str, *, accepts_any_text: bool = False) -> Story | None:
        """Read the source again and record missing segments; None if the story was deleted.
        `accepts_any_text`: even if the page has lost the text of the story."""
        self.cancel(story_id)
        columns = {"status": "todo", "attempts": 0, "error": "", "is_background": 0}
        needs_source = ACCEPT_SOURCE if accepts_any_text else READ_SOURCE
        now = self.store.update(story_id, **columns, needs_source=needs_source)
        self.wake()
        return now

    async def retry_all(self, story_ids: Sequence[str]) -> int:
        """Retry these stories, in parts, so other requests are answered meanwhile."""
        for start in range(0, len(story_ids), RETRIES_PER_TRANSACTION):
            with self.store.database.transaction():
                for story_id in story_ids[start : start + RETRIES_PER_TRANSACTION]:
                    self.retry(story_id)
            await asyncio.sleep(0)
        return len(story_ids)

    # Jobs

    async def _run_jobs(self, status: str) -> None:
        while True:
            story = self._next_job(status)
            if story is None:
                self._wake_event.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(RETRY_DELAY_SECONDS / 2):
                        await self._wake_event.wait()
                continue
            job = self._running_jobs[story.id] = asyncio.create_task(self._run_job(story))
            with self.leases.hold(story.id):
                try:
                    await asyncio.wait({job})
                finally:
                    job.cancel()
                    self._running_jobs.pop(story.id, None)
            if status == "todo":
                self.wake()  # not earlier: no other loop or process may take a running job

    def _next_job(self, status: str) -> Story | None:
        limit = len(self._running_jobs) + self.schedule.held_count + 1
        try:
            pending = self.store.list_pending(limit, self.leases.worker, self.leases.capabilities)
            startable = self.schedule.select_startable(pending, self._running_jobs)
            found = (each for each in startable if each.status == status)
            return next((each for each in found if self.leases.claim(each)), None)
        except OutputError as error:  # Postgres is being restarted
            self.schedule.pause(error)
            return None

    async def _run_job(self, story: Story) -> None:
        """Run one attempt. Every error leads to a retry or to the status `failed`."""
        try:
            with add_log_fields(story_id=story.id):
                await self._attempt(story)
        except (StorageFailed, OutputError) as error:
            self.schedule.pause(error)
        except Exception:
            log.exception("story %s", story.id)
            self.schedule.delay(story.id, PAUSE_SECONDS)

    async def _attempt(self, story: Story) -> None:
        """Raises StorageFailed and OutputError, which are not faults of the story."""
        self.schedule.quarantine.start_attempt(story.id)
        is_new = story.status == "todo"
        try:
            with record_span("prepare story" if is_new else "narrate story", story_id=story.id):
                await (self._prepare(story) if is_new else self._synthesize(story))
        except (StorageFailed, OutputError):
            raise
        except ProcessEnded as error:
            self._handle_crash(story, error)
        except TransientTaskFailed as error:
            self._handle_fault(story, error.reason)
        except TaskFailed as error:
            if await self.voices.has_elsewhere(error):
                self.schedule.delay(story.id, RETRY_DELAY_SECONDS)  # another process takes it
            else:
                self._handle_failure(story, error)
        except Exception:
            log.exception("story %s", story.id)
            self._handle_fault(story, UNEXPECTED)
        else:
            self.schedule.release(story.id)
        self.schedule.resume()

    def _handle_crash(self, story: Story, error: ProcessEnded) -> None:
        """Handle a crash. It counts as an attempt only if no other job can be the cause and the job
        made no progress."""
        has_progressed = self.schedule.quarantine.has_progressed(story.id)
        if error.alone and not has_progressed:
            self._handle_fault(story, error.reason, MAX_CRASHES)
            return
        if not error.alone:
            self.schedule.quarantine.add(story.id)
        self.schedule.delay(story.id, RETRY_DELAY_SECONDS)
        if has_progressed and story.attempts:
            self._update_if_current(story, error="", attempts=0)

    def _handle_fault(self, story: Story, reason: str, limit: int = MAX_JOB_ATTEMPTS) -> None:
        attempts = story.attempts + 1
        if attempts >= limit:
            self._handle_failure(story, TaskFailed(reason=reason), attempts=attempts)
        else:
            self.schedule.delay(story.id, RETRY_DELAY_SECONDS * 2 ** min(attempts, 4))
            self._update_if_current(story, error=reason, attempts=attempts)

    def _handle_failure(self, story: Story, error: TaskFailed, **counts: int) -> None:
        database = self.store.database
        with database.transaction():
            columns = counts | build_failure_columns(database, story, error)
            if self._update_if_current(story, **columns):
                record_withdrawal(database, story, columns)

    # Steps

    async def _prepare(self, story: Story) -> None:
        if not self._is_current(story):  # this process was paused
            return
        folder = preparation.name_attempt(self.data_dir, story)
        found = preparation.gather_input(self.store.database, story, self.edition_content_of(story))
        inputs = self.data_dir, self.settings, story, found
        try:
            request = await preparation.create_request(*inputs, folder)
            await self._save_revision(story, folder, await self.worker_pool.run_task(request))
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _save_revision(self, story: Story, folder: Path, result: PreparedStory) -> None:
        if result.digest == story.digest:
            status = "succeeded" if story.ready_revision == story.revision else "doing"
            self._update_if_current(story, status=status, **preparation.build_check_columns(story))
        elif self._is_current(story):
            number = story.revision + 1
            preparation.accept_attempt(self.data_dir, folder, story)
            await self.data_dir.upload_recording(story.id, number)
            columns = preparation.build_columns(story, number, result)
            with self.store.database.transaction():
                if self._update_if_current(story, status="doing", **columns):
                    self.store.index_text(require_story(self.store.get(story.id)), result.text)
                    save_source_changes(self.store.database, story.id, number, result.changes)

    async def _synthesize(self, story: Story) -> None:
        folder = await self.data_dir.fetch_recording(story.id, story.revision)
        live_recording = await self.open_live_recording(story)
        while (missing := live_recording.first_missing) is not None:
            await live_recording.render(missing)
            if not self._is_current(story):
                return
        if live_recording.exchange:
            await live_recording.exchange.wait_until_shared()
        result = await self.worker_pool.run_task(FinishRecording(folder=str(folder)))
        live_recording.mark_finished()
        await self.data_dir.upload_recording(story.id, story.revision)
        success = {"status": "succeeded", "error": "", "attempts": 0}
        self._update_if_current(
            story,
            **success,
            ready_revision=story.revision,
            superseded_at=time.time() if story.revision > 1 else story.superseded_at,
            duration_ms=result.duration_ms,
            size_bytes=result.size_bytes,
            has_chapters=int(result.has_chapters),
            made_at=time.time(),
        )

    def _is_current(self, story: Story) -> bool:
        now = self.store.get(story.id)
        is_same = now is not None and now.job_state == story.job_state
        return is_same and self.leases.holds(story.id)

    def _update_if_current(self, story: Story, **columns: object) -> bool:
        """Save the result of a step, if the story has not changed since the step began."""
        with self.store.database.transaction():
            if not self._is_current(story):
                return False
            now = self.store.update(story.id, **columns)
        if now:
            self.events.publish(story.id, "status", {"status": now.status, "error": now.error})
            self.store.database.announce(STORY_TOPIC)
        return True

    # Live recordings

    async def open_live_recording(self, story: Story, revision: int = 0) -> LiveRecording:
        """Open a revision for playback; by default the newest one. Raises an OutputError."""
        return await self._live_recordings.open(story.id, revision or story.revision)

    async def receive_segment(self, text: str) -> None:
        await self._live_recordings.receive(text)

    def _publish_segment(self, key: RecordingKey, index: int, segment: RenderedSegment) -> None:
        story_id, revision = key
        self.schedule.quarantine.record_progress(story_id)
        data = {"revision": revision, "segments": [serialize_segment_timing(index, segment)]}
        self.events.publish(story_id, "segments", data)

    def cancel(self, story_id: str, *, is_deleted: bool = False) -> None:
        """Stop the job of a story that was changed or deleted. A listener of a changed story
        hears its earlier revision to the end."""
        if job := self._running_jobs.get(story_id):
            job.cancel()
        self.schedule.release(story_id)
        self._live_recordings.drop(story_id, is_deleted=is_deleted)
