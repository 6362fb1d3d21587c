"""The request to poll a feed, and its result."""

from __future__ import annotations

from msgspec import Struct

from earshot.server.jobs.messages import TaskRequest


class KnownEntry(Struct, kw_only=True, frozen=True):
    """An entry seen in an earlier poll."""

    key: str
    url: str
    digest: str
    has_story: bool
    """Whether a story was created for it."""
    is_change_due: bool
    """Whether a change of it may be applied now."""


class EntryId(Struct, kw_only=True):
    key: str
    url: str
    digest: str


class EntryContent(EntryId, kw_only=True):
    page: str
    """The URL of its page."""
    article: str
    """Its article as JSON; empty if the feed does not contain it."""
    is_url_unique: bool
    """Whether no other entry of the feed has its URL."""
    title: str
    site: str
    section: str


class EntryChanges(Struct, kw_only=True):
    """The actions for the entries of a feed; see `diff.FeedDiff`."""

    new: list[EntryContent]
    changed: list[EntryContent]
    skipped: list[EntryId]
    is_complete: bool
    feed_keys: list[str]


class PolledFeed(Struct, kw_only=True):
    url: str
    etag: str
    last_modified: str
    ttl_seconds: float
    title: str = ""
    site_url: str = ""
    entries: EntryChanges | None = None
    """None if the feed has not changed."""


class PollFailure(Struct, kw_only=True):
    message: str
    is_gone: bool = False
    """Whether the feed was removed for good."""
    is_no_feed: bool = False
    """Whether there is no feed at the URL, or the URL is not allowed."""
    retry_after: str = ""


class PollResult(Struct, kw_only=True):
    """The feed, or why it could not be read."""

    feed: PolledFeed | None = None
    failure: PollFailure | None = None


class PollFeed(TaskRequest[PollResult], kw_only=True, frozen=True):
    url: str
    etag: str
    last_modified: str
    private_hosts: tuple[str, ...] = ()
    known: list[KnownEntry]
    since: float
    initial_limit: int | None
    """The number of stories of the first poll; None for a later poll."""
    limit: int
    included_words: tuple[str, ...] = ()
    excluded_words: tuple[str, ...] = ()
