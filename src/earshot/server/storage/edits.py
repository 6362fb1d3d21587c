"""Reads the edits of stories and the lexicon of the library."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from earshot.script.edits import Edits, LexiconEntry, SiteSettings
from earshot.server.storage.readers import Reader
from earshot.server.storage.story import Story


def load_edits(reader: Reader, story: Story) -> Edits:
    """The edits of the story itself."""
    sql = "SELECT body FROM story_edits WHERE story_id = ? AND version = ?"
    body = reader.value(sql, story.id, story.edits_version)
    return msgspec.json.decode(body, type=Edits) if body else Edits()


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
