"""Stories as rows of the database. Each change is one transaction.

A row is also the story's job. Pending jobs (`todo`, `doing`) run in the order of submission; a
server continues them when it starts.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence

from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader, Row
from earshot.server.storage.story import (
    PENDING_STATUSES,
    STORY_COLUMNS,
    Story,
    StoryObserver,
    require_story,
    story_from_row,
)
from earshot.server.storage.worker_capabilities import EVERYTHING, JOB_FORMAT, Capabilities

MAX_JOB_ATTEMPTS = 3
DAY = 86_400.0
_NEWEST_FORMAT = f"CASE WHEN job_format > {JOB_FORMAT} THEN job_format ELSE {JOB_FORMAT} END"
"""What a newer release has stored for the story stays in it."""
ID_BYTES = 9


class StoryStore:
    """The stories of a library."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.observers: list[StoryObserver] = []

    def get(self, story_id: str) -> Story | None:
        return _optional_story(self.database.row("SELECT * FROM stories WHERE id = ?", story_id))

    def find_by_key(self, key: str) -> Story | None:
        return _optional_story(self.database.row("SELECT * FROM stories WHERE key = ?", key))

    def add(self, key: str, columns: Mapping[str, object]) -> Story:
        """Add a story with this key and these columns, as a pending job."""
        now = time.time()
        row = {"id": create_story_id(), "key": key, "submitted_at": now}
        row |= {"created_at": now, "updated_at": now, **columns}
        names = ", ".join(_column_names(row))
        placeholders = ", ".join("?" * len(row))
        self.database.execute(
            f"INSERT INTO stories ({names}, job_format) VALUES ({placeholders}, {JOB_FORMAT})",
            *row.values(),
        )
        return require_story(self.find_by_key(key))

    def update(self, story_id: str, **columns: object) -> Story | None:
        """Update columns; None if the story was deleted meanwhile."""
        with self.database.transaction():
            before = self.get(story_id)
            after = self.update_silently(story_id, updated_at=time.time(), **columns)
            if before and after:
                self._notify(before, after)
            return after

    def update_silently(self, story_id: str, **columns: object) -> Story | None:
        """Update columns without telling the observers."""
        assignments = ", ".join(f"{name} = ?" for name in _column_names(columns))
        if columns.get("status") in PENDING_STATUSES:
            assignments += f", job_format = {_NEWEST_FORMAT}"
        self.database.execute(
            f"UPDATE stories SET {assignments} WHERE id = ?", *columns.values(), story_id
        )
        return self.get(story_id)

    def delete(self, story_id: str) -> bool:
        with self.database.transaction():
            if known := self.get(story_id):
                self._notify(known, None)
            self._remove_from_index(story_id)
            for table in ("listen_stats", "listen_totals"):
                self.database.execute(f"DELETE FROM {table} WHERE story_id = ?", story_id)
            sql = "INSERT INTO deleted_stories VALUES (?, ?) ON CONFLICT DO NOTHING"
            self.database.execute(sql, story_id, time.time())
            return bool(self.database.execute("DELETE FROM stories WHERE id = ?", story_id))

    def reserve(self, story_id: str, until: float) -> None:
        """Announce a story whose files are uploaded before it is saved. If it is not saved until
        then, its files are deleted like those of a deleted story."""
        sql = "INSERT INTO deleted_stories VALUES (?, ?)"
        self.database.execute(sql, story_id, until)

    def take_reservation(self, story_id: str, now: float) -> bool:
        """Whether the files of the story are still there; call it in the transaction that saves
        it."""
        sql = "DELETE FROM deleted_stories WHERE story_id = ? AND deleted_at > ?"
        return bool(self.database.execute(sql, story_id, now))

    def list_deleted(self, now: float) -> list[str]:
        """The ids of the stories that were deleted not long ago, or never saved."""
        sql = "SELECT story_id FROM deleted_stories WHERE deleted_at <= ?"
        return [row[0] for row in self.database.rows(sql, now)]

    def forget_deleted(self, before: float) -> None:
        self.database.execute("DELETE FROM deleted_stories WHERE deleted_at < ?", before)

    def index_text(self, story: Story, text: str) -> None:
        """Add the text to the full-text index."""
        with self.database.transaction():
            self._remove_from_index(story.id)
            search = self.database.text_search
            document = search.build_document((story.title, story.byline, story.site, text))
            self.database.execute(search.insertion, *document, story.id)

    def _remove_from_index(self, story_id: str) -> None:
        sql = "DELETE FROM story_search WHERE rowid = (SELECT number FROM stories WHERE id = ?)"
        self.database.execute(sql, story_id)

    def list_pending(
        self,
        limit: int = 1_000_000,
        worker: str = "",
        capabilities: Capabilities = EVERYTHING,
    ) -> list[Story]:
        """The first pending jobs of each status that this worker may take, oldest first."""
        condition, values = capabilities.condition
        sql = (
            "SELECT * FROM stories WHERE status = {} AND (leased_until < ? OR leased_by = ?)"
            f" AND {condition} ORDER BY is_background, submitted_at LIMIT ?"
        )
        found = [
            story_from_row(row)
            for status in PENDING_STATUSES
            for row in self.database.rows(
                sql.format(f"'{status}'"), time.time(), worker, *values, limit
            )
        ]
        return sorted(found, key=lambda story: (story.is_background, story.submitted_at))

    def list_failed_by_faults(self, now: float) -> list[str]:
        """The ids of stories that failed more than a day ago after faults of the server or its
        network, and were submitted in the last week."""
        rows = self.database.rows(
            "SELECT id FROM stories WHERE status = 'failed' AND attempts >= ?"
            " AND updated_at < ? AND submitted_at > ? ORDER BY number",
            *(MAX_JOB_ATTEMPTS, now - DAY, now - 7 * DAY),
        )
        return [row[0] for row in rows]

    def ids(self) -> set[str]:
        return {row[0] for row in self.database.rows("SELECT id FROM stories")}

    def _notify(self, before: Story, after: Story | None) -> None:
        """Notify the observers; call it in the transaction of the change."""
        for observer in self.observers:
            observer(before, after)


def find_known_ids(reader: Reader, story_ids: Sequence[str]) -> set[str]:
    """Those of the ids that are in the library."""
    places = ", ".join("?" * len(story_ids))
    rows = reader.rows(f"SELECT id FROM stories WHERE id IN ({places})", *story_ids)
    return {row[0] for row in rows}


def create_story_id() -> str:
    return secrets.token_urlsafe(ID_BYTES)


def _column_names(columns: Mapping[str, object]) -> list[str]:
    """The column names, checked because they become part of the SQL."""
    assert STORY_COLUMNS.issuperset(columns), columns
    return list(columns)


def _optional_story(row: Row | None) -> Story | None:
    return story_from_row(row) if row else None
