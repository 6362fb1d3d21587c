"""The changes of pages after their stories were recorded, by revision."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from earshot.script.sentence_changes import SentenceChange
from earshot.server.storage.database import Database
from earshot.server.storage.reader_pool import Reader

MAX_REVISIONS = 20
"""The most revisions that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChanges:
    """The changes of the page when it was read for this revision."""

    revision: int
    created_at: float
    sentences: list[SentenceChange]


def save_source_changes(
    database: Database, story_id: str, revision: int, sentences: Sequence[SentenceChange]
) -> None:
    """Save them in the transaction that saves the revision; nothing if there are none."""
    if sentences:
        database.execute(
            "INSERT INTO source_changes VALUES (?1, ?2, ?3, ?4) ON CONFLICT (story_id, revision)"
            " DO UPDATE SET changes = excluded.changes, created_at = excluded.created_at",
            *(story_id, revision, msgspec.json.encode(sentences).decode(), time.time()),
        )


def list_source_changes(reader: Reader, story_id: str) -> list[SourceChanges]:
    """The last changes, newest first."""
    rows = reader.rows(
        "SELECT revision, changes, created_at FROM source_changes WHERE story_id = ?"
        f" ORDER BY revision DESC LIMIT {MAX_REVISIONS}",
        story_id,
    )
    return [
        SourceChanges(
            revision=row["revision"],
            created_at=row["created_at"],
            sentences=msgspec.json.decode(row["changes"], type=list[SentenceChange]),
        )
        for row in rows
    ]
