"""The edits of stories and the lexicon of the library, with all their versions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from earshot.script.edits import Edits, LexiconEntry, SiteSettings
from earshot.server.storage.audit_log import AuditLog
from earshot.server.storage.json_columns import merge_json
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import Story


def load_edits(reader: Reader, story: Story) -> Edits:
    """The edits of the story itself."""
    body = _load_body(reader, story)
    return msgspec.json.decode(body, type=Edits) if body else Edits()


def _load_body(reader: Reader, story: Story) -> str | None:
    sql = "SELECT body FROM story_edits WHERE story_id = ? AND version = ?"
    body: str | None = reader.value(sql, story.id, story.edits_version)
    return body


def add_lexicon(reader: Reader, edits: Edits, site: SiteSettings) -> Edits:
    """The edits with the pronunciations of the site and the library's lexicon after their own."""
    _, entries = load_lexicon(reader)
    pronunciations = (*edits.pronunciations, *site.pronunciations, *entries)
    return replace(edits, pronunciations=pronunciations)


def load_lexicon(reader: Reader) -> tuple[int, tuple[LexiconEntry, ...]]:
    """The version of the library's lexicon, and its entries."""
    row = reader.row("SELECT version, entries FROM lexicon_versions ORDER BY version DESC LIMIT 1")
    if row is None:
        return 0, ()
    return row["version"], msgspec.json.decode(row["entries"], type=tuple[LexiconEntry, ...])


class EditStore:
    """Saves a new version only over the version that its editor has seen."""

    def __init__(self, stories: StoryStore, audit_log: AuditLog) -> None:
        self._stories = stories
        self._audit_log = audit_log
        self._database = stories.database

    def save_edits(self, story: Story, edits: Edits, note: str, account_id: int) -> Story | None:
        """Add the next version of the edits, and make the story a job; None if the story has
        another version of edits by now."""
        with self._database.transaction():
            now = self._stories.get(story.id)
            if now is None or now.edits_version != story.edits_version:
                return None
            version = now.edits_version + 1
            body = merge_json(edits, _load_body(self._database, now))
            self._database.execute(
                "INSERT INTO story_edits VALUES (?, ?, ?, ?)",
                *(story.id, version, body, time.time()),
            )
            self._audit_log.record(account_id, "story.edited", story.id, version=version)
            return self._stories.update(
                story.id,
                edits_version=version,
                correction_note=note,
                status="todo",
                attempts=0,
                error="",
                is_background=0,
            )

    def save_lexicon(self, version: int, entries: Sequence[LexiconEntry], account_id: int) -> bool:
        """Add the version after `version`; False if that is not the last one."""
        with self._database.transaction():
            if load_lexicon(self._database)[0] != version:
                return False
            self._database.execute(
                "INSERT INTO lexicon_versions VALUES (?, ?, ?)",
                *(version + 1, msgspec.json.encode(entries).decode(), time.time()),
            )
            self._audit_log.record(account_id, "lexicon.changed", "lexicon", version=version + 1)
        return True
