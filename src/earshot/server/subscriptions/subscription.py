"""A subscription and the entries of its feed: rows of the database."""

from __future__ import annotations

from dataclasses import dataclass

ACTIVE, PAUSED, ENDED = "active", "paused", "ended"
MIN_CHANGE_INTERVAL_SECONDS = 600.0
"""The delay before the first change of an entry is applied; it doubles with each change."""
MAX_CHANGE_INTERVAL_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A row. Times are in seconds since 1970."""

    id: str
    account_id: int
    key: str
    """The normalized URL."""
    url: str
    """The URL that is polled."""
    title: str
    site_url: str
    playlist: str
    """The playlist of its stories; empty for none."""
    voice: str
    """The voice of its stories; empty for that of their site."""
    initial_entries: int | None
    """How many stories the first poll adds; None for the server's setting."""
    included_words: str
    """One of these words or phrases is in each story, one per line; empty for all stories."""
    excluded_words: str
    """None of these words or phrases is in a story, one per line."""
    status: str
    """active, paused or ended"""
    error: str
    """The error of the last poll; empty after success."""
    failures: int
    """Failures in a row."""
    etag: str
    last_modified: str
    next_check_at: float
    last_checked_at: float
    """The time of the last poll; 0 for never."""
    last_success_at: float
    """The time of the last successful poll; 0 for never."""
    created_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry that was in the feed of a subscription."""

    key: str
    url: str
    digest: str
    story_id: str
    """The id of its story; empty if none was created."""
    change_count: int
    """The number of changes that were applied."""
    changed_at: float

    def is_due(self, now: float) -> bool:
        """Whether a change may be applied now. Entries that change often are updated less often."""
        return now - self.changed_at >= min(
            MIN_CHANGE_INTERVAL_SECONDS * 2.0 ** min(self.change_count, 20),
            MAX_CHANGE_INTERVAL_SECONDS,
        )
