"""Compares a feed with its known entries: new, changed or already seen. Pure functions."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from earshot.ingest import Entry
from earshot.ingest.feeds.entries import HTML_TAG
from earshot.server.subscriptions.messages import KnownEntry
from earshot.server.subscriptions.schedule import DAY
from earshot.server.subscriptions.word_filter import WordFilter
from earshot.server.urls import canonical_url

MAX_KEY_CHARS = 500
NO_FILTER = WordFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry in the current feed."""

    key: str
    url: str
    digest: str
    entry: Entry
    is_url_unique: bool
    """Whether no other entry of the feed has its URL."""
    is_wanted: bool
    """Whether the reader's choice of words accepts it."""

    @property
    def is_narratable(self) -> bool:
        """Whether it becomes a story, from its content or its page."""
        has_text = self.entry.has_full_text or (bool(self.url) and self.is_url_unique)
        return self.is_wanted and has_text


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDiff:
    """The actions for the entries of a feed, oldest first."""

    new: tuple[FeedEntry, ...]
    """Entries to create stories for."""
    changed: tuple[FeedEntry, ...]
    """Known stories with new content, under the keys of their entries."""
    skipped: tuple[FeedEntry, ...]
    """New entries from before the subscription, which create no story."""
    is_complete: bool
    """Whether all entries are handled, with none left for the next poll."""
    feed_keys: tuple[str, ...]
    """The keys of all entries."""


def build_feed_entries(
    entries: Iterable[Entry], word_filter: WordFilter = NO_FILTER
) -> list[FeedEntry]:
    """The entries without duplicates; of two with the same id the first one counts."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(_entry_key(entry), entry)
    urls = {key: _canonical_or_empty(entry.url) for key, entry in found.items()}
    counts = Counter(url for url in urls.values() if url)
    return [
        FeedEntry(
            key=key,
            url=urls[key],
            digest=_digest(entry),
            entry=entry,
            is_url_unique=counts[urls[key]] == 1,
            is_wanted=word_filter.accepts(f"{entry.headline}\n{_plain_text(entry)}"),
        )
        for key, entry in found.items()
    ]


def diff_entries(
    entries: Sequence[FeedEntry],
    known_entries: Iterable[KnownEntry],
    *,
    since: float,
    initial_limit: int | None,
    limit: int,
) -> FeedDiff:
    """Compare the entries of a feed with the known ones.

    In the first poll, the newest `initial_limit` entries become stories and the others are skipped.
    Later, at most `limit` entries become stories, and those published more than a day before
    `since` are skipped.
    """
    newest = _sort_newest_first(entries)
    known_by_key = _match_known(newest, known_entries)
    unseen = [each for each in newest if known_by_key[each.key] is None]
    if initial_limit is None:
        eligible = [e for e in unseen if e.is_narratable and not _is_old(e.entry, since)]
        new, has_more = eligible[:limit], len(eligible) > limit
    else:
        initial = [each for each in newest if each.is_narratable][:initial_limit]
        eligible = new = [each for each in initial if known_by_key[each.key] is None]
        has_more = False
    changed = [each for each in newest if _is_due_change(each, known_by_key[each.key])]
    waiting = {each.key for each in eligible}
    return FeedDiff(
        new=tuple(reversed(new)),
        changed=tuple(reversed(changed[:limit])),
        skipped=tuple(reversed([each for each in unseen if each.key not in waiting])),
        is_complete=not has_more
        and not _has_pending_change(newest, known_by_key)
        and len(changed) <= limit,
        feed_keys=tuple(old.key if old else key for key, old in known_by_key.items()),
    )


def _match_known(
    entries: Sequence[FeedEntry], known_entries: Iterable[KnownEntry]
) -> dict[str, KnownEntry | None]:
    """The known entry of each key, if there is one."""
    by_key = {each.key: each for each in known_entries}
    by_url = {each.url: each for each in by_key.values() if each.url}
    return {each.key: by_key.get(each.key) or _find_by_url(each, by_url) for each in entries}


def _is_due_change(entry: FeedEntry, known: KnownEntry | None) -> bool:
    if known is None or not (known.has_story and known.is_change_due):
        return False
    return known.digest != entry.digest


def _has_pending_change(
    entries: Sequence[FeedEntry], known_by_key: dict[str, KnownEntry | None]
) -> bool:
    """Whether there is a change that must not be applied yet."""
    known_digests = ((known_by_key[each.key], each.digest) for each in entries)
    with_story = ((old, digest) for old, digest in known_digests if old and old.has_story)
    return any(not old.is_change_due and old.digest != digest for old, digest in with_story)


def _find_by_url(entry: FeedEntry, by_url: dict[str, KnownEntry]) -> KnownEntry | None:
    """Match an entry with a new id by its URL, if no other entry has that URL."""
    return by_url.get(entry.url) if entry.is_url_unique else None


def _sort_newest_first(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Sort by publication date; the feed's order if a date is missing."""
    if any(each.entry.published is None for each in entries):
        return list(entries)
    return sorted(entries, key=lambda each: -_timestamp(each.entry.published))


def _is_old(entry: Entry, since: float) -> bool:
    return entry.published is not None and _timestamp(entry.published) < since - DAY


def _timestamp(day: date | None) -> float:
    if day is None:
        return 0.0
    moment = day if isinstance(day, datetime) else datetime.combine(day, time.max, UTC)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def _entry_key(entry: Entry) -> str:
    name = entry.id or entry.url
    return name if name and len(name) <= MAX_KEY_CHARS else _hash([name or _plain_text(entry)])


def _canonical_or_empty(url: str) -> str:
    try:
        return canonical_url(url) if url else ""
    except ValueError:
        return ""


def _digest(entry: Entry) -> str:
    """A hash of the entry. Content counts by its letters, without markup."""
    modified = "" if entry.has_full_text else str(entry.modified or "")
    return _hash([entry.headline, _plain_text(entry), modified])


def _plain_text(entry: Entry) -> str:
    return " ".join(HTML_TAG.sub(" ", entry.html).split())


def _hash(parts: list[str]) -> str:
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=12).hexdigest()
