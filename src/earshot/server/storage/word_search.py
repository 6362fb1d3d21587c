"""Finds the stories that contain a word or phrase."""

from __future__ import annotations

from dataclasses import dataclass

from earshot.server.storage.account_library import PUBLISHED
from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import Story, story_from_row

_MATCHES = (
    "story_search JOIN stories ON stories.number = story_search.rowid"
    f" WHERE {{}} AND revision > 0 AND {PUBLISHED}"
)


@dataclass(frozen=True, slots=True)
class WordMatches:
    total: int
    stories: list[Story]
    """A page of them, the newest first."""


def find_stories_with(reader: Reader, written: str, offset: int, size: int) -> WordMatches:
    """The stories in the libraries of editors whose headline, byline or text has these words in
    this order, in any case."""
    match = reader.text_search.build_phrase_query(written)
    if not match:
        return WordMatches(0, [])
    matches = _MATCHES.format(reader.text_search.condition)
    total = reader.value(f"SELECT count(*) FROM {matches}", match)
    rows = reader.rows(
        f"SELECT stories.* FROM {matches} ORDER BY story_search.rowid DESC LIMIT ? OFFSET ?",
        *(match, size, offset),
    )
    return WordMatches(total, [story_from_row(row) for row in rows])
