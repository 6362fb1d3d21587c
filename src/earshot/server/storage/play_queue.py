"""The queue of a listener: its order, its playing time and its next story."""

from __future__ import annotations

from collections.abc import Iterable

from earshot.server.storage.reader_pool import Reader
from earshot.server.storage.story import LIBRARY_STORIES, LibraryStory, library_story_from_row

WORDS_PER_MINUTE = 155
"""The reading speed for the estimated duration of a story without a recording."""


def sum_queue_seconds(reader: Reader, account_id: int) -> float:
    """The playing time of the queue. It is estimated for stories without a recording."""
    sql = (
        "SELECT coalesce(sum(CASE WHEN duration_ms > 0 THEN duration_ms / 1000.0"
        " ELSE word_count * 60.0 / ? END), 0)"
        " FROM library_entries JOIN stories ON stories.number = story_number"
        " WHERE account_id = ? AND queue_position IS NOT NULL"
    )
    return float(reader.value(sql, WORDS_PER_MINUTE, account_id))


def rank_all_in_queue(
    reader: Reader, account_id: int, stories: Iterable[LibraryStory]
) -> dict[str, int]:
    """The positions in the queue, from 1, of those that are in it."""
    queued = sorted(
        (each.queue_position, each.id) for each in stories if each.queue_position is not None
    )
    ranks, rank, before = dict[str, int](), 0, float("-inf")
    sql = (
        "SELECT count(*) FROM library_entries"
        " WHERE account_id = ? AND queue_position > ? AND queue_position <= ?"
    )
    for position, story_id in queued:
        rank += reader.value(sql, account_id, before, position)
        ranks[story_id], before = rank, position
    return ranks


def next_in_queue(reader: Reader, account_id: int, story: LibraryStory) -> LibraryStory | None:
    """The next story in the queue that can be played."""
    position = story.queue_position if story.queue_position is not None else float("-inf")
    row = reader.row(
        f"{LIBRARY_STORIES} WHERE entry.account_id = ? AND queue_position > ? AND stories.id <> ?"
        " AND (status <> 'failed' OR ready_revision > 0) ORDER BY queue_position LIMIT 1",
        *(account_id, position, story.id),
    )
    return library_story_from_row(row) if row else None
