"""The outcome of a failed job. A recorded story keeps its recording if its page cannot be read
again. It is withdrawn if the page is gone for good, or says that it was retracted.

Only stories of sites with rules (`refetch`) are withdrawn. Other libraries keep their stories.
"""

from __future__ import annotations

import time
from typing import Any

from earshot.server.jobs.errors import PageGone, StoryRetracted, TaskFailed
from earshot.server.storage.audit_log import SERVER, AuditLog
from earshot.server.storage.database import Database
from earshot.server.storage.sites import find_site_settings
from earshot.server.storage.story import PUBLISHED_STAGE, Story

GONE_CHECKS = 3
"""A story is withdrawn after this number of checks in a row that found no page."""
GONE_NOTE = "The publisher has removed this story."
MAX_NOTE_CHARS = 400


def build_failure_columns(database: Database, story: Story, error: TaskFailed) -> dict[str, Any]:
    """The columns of a story after a job that failed for good."""
    if not (story.status == "todo" and story.needs_source and story.ready_revision):
        return {"status": "failed", "error": error.reason}
    gone_count = story.gone_count + 1 if isinstance(error, PageGone) else 0
    is_finished = story.ready_revision == story.revision
    columns: dict[str, Any] = {
        "status": "succeeded" if is_finished else "doing",
        "error": "",
        "attempts": 0,
        "needs_source": 0,
        "source_error": _describe_error(error),
        "checked_at": time.time(),
        "gone_count": gone_count,
    }
    note = _find_retraction_note(error, gone_count)
    if note and story.stage == PUBLISHED_STAGE and find_site_settings(database, story.url).refetch:
        columns |= {"stage": "retracted", "retraction_note": note[:MAX_NOTE_CHARS]}
    return columns


def record_withdrawal(database: Database, story: Story, columns: dict[str, Any]) -> None:
    """Add an entry to the audit log if the columns retract the story."""
    if note := columns.get("retraction_note"):
        AuditLog(database).record(SERVER, "story.withdrawn", story.id, note=note)


def _describe_error(error: TaskFailed) -> str:
    if isinstance(error, StoryRetracted):
        return f"The page says that it was retracted: {error.reason}"
    return error.reason


def _find_retraction_note(error: TaskFailed, gone_count: int) -> str:
    """The sentence for listeners; empty if the story stays published."""
    if isinstance(error, StoryRetracted):
        return error.reason
    return GONE_NOTE if gone_count >= GONE_CHECKS else ""
