"""Editions: the stories of a day or another period as one episode.

An edition is a story composed of other stories. It is composed again when one of them is corrected,
deleted or added late. Each version is a new revision of the same story, so its feed shows a new
enclosure with the old guid.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from earshot.errors import RequestRejected
from earshot.server.account import OWNER_ID
from earshot.server.editions.schedule import DailySchedule, parse_timezone
from earshot.server.jobs.errors import TaskFailed
from earshot.server.jobs.messages import EditionContent
from earshot.server.settings import Settings
from earshot.server.site_rules import is_open_access
from earshot.server.storage.account_library import LibraryStore
from earshot.server.storage.collections import EDITION_KEY_PREFIX, LIBRARY, select_collection
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.reader_pool import Row
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import PENDING_STATUSES, PUBLISHED_STAGE, Story, story_from_row

MAX_STORIES, MAX_WORDS = 200, 100_000
"""The limits of an edition. The newest stories are used."""
MAX_WAIT_SECONDS = 900.0
"""How long a daily edition waits for unfinished stories."""
NO_STORIES_MESSAGE = "this day has no finished story"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSpec:
    """A requested edition: its collection, its day and the period of its stories."""

    account_id: int = OWNER_ID
    collection: str = LIBRARY
    name: str = ""
    day: str
    """YYYY-MM-DD, followed by a time if a day has several."""
    since: float
    until: float
    title: str = ""
    voice: str = ""
    language: str = ""

    @property
    def key(self) -> str:
        account = "" if self.account_id == OWNER_ID else f"{self.account_id}/"
        return f"{EDITION_KEY_PREFIX}{account}{self.collection}:{self.name}:{self.day}"


class EditionService:
    """The editions of a library; listens to changes of its stories."""

    def __init__(
        self, data_dir: DataDir, store: StoryStore, library: LibraryStore, settings: Settings
    ) -> None:
        self._data_dir = data_dir
        self._store = store
        self._library = library
        self._database = library.database
        self._settings = settings
        parse_timezone(settings.timezone)  # raises InvalidOption
        self._schedules = [
            DailySchedule.parse(text, settings.timezone) for text in settings.editions
        ]

    # Changes of stories

    def on_story_change(self, before: Story, after: Story | None) -> None:
        """Compose the editions again that include the story."""
        if before.key.startswith(EDITION_KEY_PREFIX) or not (
            before.ready_revision or (after and after.ready_revision)
        ):
            return
        is_locked = after is not None and before.access_level != after.access_level
        is_staged = after is not None and before.stage != after.stage
        is_hidden = after is None or is_locked or (is_staged and before.stage == PUBLISHED_STAGE)
        if (
            after
            and after is not before
            and before.ready_revision == after.ready_revision
            and not is_locked
            and not is_staged
        ):
            return
        affected = self._library.collections_of(before) | (
            self._library.collections_of(after) if after else set()
        )
        for row in self._database.rows(
            "SELECT * FROM editions WHERE story_id IS NOT NULL AND since <= ?1 AND until > ?1",
            before.created_at,
        ):
            if (row["account_id"], row["collection"], row["name"]) in affected:
                self._rebuild(row["story_id"], hidden=is_hidden)

    def _rebuild(self, story_id: str, *, hidden: bool = False) -> None:
        """Compose the edition again. `hidden` stops playback meanwhile, because a story was deleted
        or locked."""
        now = time.time()
        columns: dict[str, Any] = {"ready_revision": 0, "superseded_at": now} if hidden else {}
        columns |= {"status": "todo", "attempts": 0, "error": ""}
        self._store.update(
            story_id, submission_hash=secrets.token_hex(12), submitted_at=now, **columns
        )

    def list_empty(self) -> list[str]:
        """The ids of editions whose stories are all deleted."""
        rows = self._database.rows(
            "SELECT editions.* FROM editions JOIN stories ON stories.id = story_id"
            " WHERE ready_revision = 0"
        )
        return [
            row["story_id"]
            for row in rows
            if not self._list_candidates(_spec_from_row(row), include_unfinished=True)
        ]

    # Composition

    def accept(self, spec: EditionSpec) -> tuple[Story, bool]:
        """Create or update the edition; return it, and whether it is new. Raises
        RequestRejected."""
        with self._database.transaction():
            sql = "SELECT story_id FROM editions WHERE key = ?"
            known = self._database.value(sql, spec.key)
            columns = {
                "requested_title": spec.title,
                "voice": spec.voice,
                "language": spec.language,
            }
            story_id = (
                known or self._store.add(spec.key, columns | {"submission_hash": spec.key}).id
            )
            self._database.execute(
                "INSERT INTO editions"
                " (key, story_id, account_id, collection, name, day, since, until)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
                " SET story_id = excluded.story_id, since = excluded.since,"
                " until = excluded.until",
                *(spec.key, story_id, spec.account_id, spec.collection, spec.name),
                *(spec.day, spec.since, spec.until),
            )
            self._library.add(spec.account_id, story_id)
            if not self.list_members(story_id, spec.language):
                raise RequestRejected(
                    status=404, code="no_finished_stories", reason=NO_STORIES_MESSAGE
                )
            self._store.update_silently(story_id, **columns)
            self._rebuild(story_id)
            found = self._store.get(story_id)
            assert found is not None
            return found, not known

    def list_members(self, edition_id: str, language: str = "") -> list[Story]:
        """The stories in the language of the edition, oldest first. The default is the most
        frequent language."""
        row = self._database.row("SELECT * FROM editions WHERE story_id = ?", edition_id)
        if row is None:
            return []
        stories = self._list_candidates(_spec_from_row(row))
        spoken = Counter(_primary_language(story.spoken_language) for story in stories).most_common(
            1
        )
        wanted = _primary_language(language) or (spoken[0][0] if spoken else "")
        found, words = list[Story](), 0
        for story in stories:
            if _primary_language(story.spoken_language) == wanted:
                words += story.word_count
                if found and words > MAX_WORDS:
                    break
                found.append(story)
        return found[::-1]

    def _list_candidates(
        self, spec: EditionSpec, *, include_unfinished: bool = False
    ) -> list[Story]:
        """The stories of the period with open access, newest first."""
        rows = self._database.rows(
            f"{select_collection(spec.collection)} AND key NOT LIKE '{EDITION_KEY_PREFIX}%'"
            " AND created_at >= ?3 AND created_at < ?4 AND ready_revision >= ?5"
            f" ORDER BY entry.number DESC LIMIT {MAX_STORIES}",
            *(spec.name, spec.account_id, spec.since, spec.until),
            0 if include_unfinished else 1,
        )
        return [each for each in map(story_from_row, rows) if is_open_access(self._settings, each)]

    def content_of(self, story: Story) -> EditionContent | None:
        """The contents of the edition; None for any other story.

        Raises TaskFailed.
        """
        row = self._database.row("SELECT * FROM editions WHERE story_id = ?", story.id)
        if row is None:
            return None
        members = self.list_members(story.id, story.language)
        if not members:
            raise TaskFailed(reason="all stories of this edition were deleted")
        return EditionContent(
            stories=[
                str(self._data_dir.revision_dir(each.id, each.ready_revision)) for each in members
            ],
            language=story.language or members[0].spoken_language,
            day=row["day"][:10],
            name=row["name"] or self._settings.title,
            site=self._settings.title,
        )

    # Schedule

    async def start_due_editions(self) -> None:
        """Start the daily editions that are due, including those from before the server started."""
        now = time.time()
        for schedule in self._schedules:
            day, since, until = schedule.latest_window(now)
            spec = EditionSpec(
                collection=schedule.collection,
                name=schedule.name,
                day=day,
                since=since,
                until=until,
            )
            sql = "SELECT count(*) FROM editions WHERE key = ?"
            if self._database.value(sql, spec.key) or self._is_waiting(spec, now):
                continue
            if self._list_candidates(spec):
                self.accept(spec)

    def _is_waiting(self, spec: EditionSpec, now: float) -> bool:
        sql = "SELECT count(*) FROM stories WHERE status IN (?, ?) AND created_at BETWEEN ? AND ?"
        waiting = self._database.value(sql, *PENDING_STATUSES, spec.since, spec.until)
        return bool(waiting) and now - spec.until < MAX_WAIT_SECONDS


def _spec_from_row(row: Row) -> EditionSpec:
    since, until = row["since"], row["until"]
    return EditionSpec(
        account_id=row["account_id"],
        collection=row["collection"],
        name=row["name"],
        day=row["day"],
        since=since,
        until=until,
    )


def _primary_language(language: str) -> str:
    return language.partition("-")[0].lower()
