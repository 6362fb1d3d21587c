"""Which entries of a feed are new, which have changed, and which were there before: pure, so that
the same feed always comes to the same."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from earshot.ingest import Entry
from earshot.ingest.feeds.entries import TAG
from earshot.server.submissions import canonical
from earshot.server.subscriptions.schedule import DAY

LONGEST_KEY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An entry that was met before."""

    key: str
    url: str
    digest: str
    is_made: bool
    """Whether a story was made of it."""
    is_due: bool
    """Whether a change of it is followed by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry as its feed tells of it now."""

    key: str
    url: str
    digest: str
    entry: Entry
    is_alone: bool
    """Whether no other entry of the feed has its address."""

    @property
    def is_makeable(self) -> bool:
        """Whether a story can be made of it: from the feed, or from a page of its own."""
        return self.entry.is_whole or (bool(self.url) and self.is_alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to do with the entries of a feed, the oldest first."""

    new: tuple[Told, ...]
    """To be made."""
    changed: tuple[Told, ...]
    """Stories of ours that say something else by now, under the key that they are known by."""
    passed: tuple[Told, ...]
    """New, and not to be made: they were there before the library followed the feed."""
    is_all: bool
    """Whether nothing was left for the next time."""
    held: tuple[str, ...]
    """The keys of all."""


def told(entries: Iterable[Entry]) -> list[Told]:
    """The entries, each once; of two with the same id the first counts."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(_key(entry), entry)
    urls = {key: _address(entry.url) for key, entry in found.items()}
    counts = Counter(url for url in urls.values() if url)
    return [
        Told(
            key=key,
            url=urls[key],
            digest=_digest(entry),
            entry=entry,
            is_alone=counts[urls[key]] == 1,
        )
        for key, entry in found.items()
    ]


def chosen(
    entries: Sequence[Told], known: Iterable[Known], *, since: float, first: int | None, most: int
) -> Choice:
    """At most `most` new ones, the newest first choice. The first time, `first` of them are made
    and the others passed; later, what was published a day before `since` is passed."""
    by_key = {each.key: each for each in known}
    by_url = {each.url: each for each in by_key.values() if each.url}
    newest = _newest_first(entries)
    met = {each.key: by_key.get(each.key) or _of_url(each, by_url) for each in newest}
    unmet = [each for each in newest if met[each.key] is None]
    if first is None:
        open_to = [e for e in unmet if e.is_makeable and not _is_old(e.entry, since)]
        new = open_to[:most]
        left = len(open_to) > most
    else:
        few = [each for each in newest if each.is_makeable][:first]
        new, left = [each for each in few if met[each.key] is None], False
        open_to = new
    changed = [
        each
        for each in newest
        if (old := met[each.key]) and old.is_made and old.is_due and old.digest != each.digest
    ]
    waiting = {each.key for each in open_to}
    return Choice(
        new=tuple(reversed(new)),
        changed=tuple(reversed(changed[:most])),
        passed=tuple(reversed([each for each in unmet if each.key not in waiting])),
        is_all=not left and not _is_pending(newest, met) and len(changed) <= most,
        held=tuple(old.key if old else key for key, old in met.items()),
    )


def _is_pending(entries: Sequence[Told], met: dict[str, Known | None]) -> bool:
    """Whether a change is there that it is too early to follow."""
    olds = ((met[each.key], each.digest) for each in entries)
    made = ((old, digest) for old, digest in olds if old and old.is_made)
    return any(not old.is_due and old.digest != digest for old, digest in made)


def _of_url(one: Told, by_url: dict[str, Known]) -> Known | None:
    """An entry that got another id is known by its address, if that is its alone."""
    return by_url.get(one.url) if one.is_alone else None


def _newest_first(entries: Sequence[Told]) -> list[Told]:
    """By the days that they were published, in the feed's own order where one has none."""
    if any(each.entry.published is None for each in entries):
        return list(entries)
    return sorted(entries, key=lambda each: -_seconds(each.entry.published))


def _is_old(entry: Entry, since: float) -> bool:
    return entry.published is not None and _seconds(entry.published) < since - DAY


def _seconds(day: date | None) -> float:
    if day is None:
        return 0.0
    moment = day if isinstance(day, datetime) else datetime.combine(day, time.max, UTC)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def _key(entry: Entry) -> str:
    named = entry.id or entry.url
    return named if named and len(named) <= LONGEST_KEY else _hash([named or _letters(entry)])


def _address(url: str) -> str:
    try:
        return canonical(url) if url else ""
    except ValueError:
        return ""


def _digest(entry: Entry) -> str:
    """Of what the feed says of the story; where it holds the story, its letters and no markup."""
    modified = "" if entry.is_whole else str(entry.modified or "")
    return _hash([entry.headline, _letters(entry), modified])


def _letters(entry: Entry) -> str:
    return " ".join(TAG.sub(" ", entry.html).split())


def _hash(facts: list[str]) -> str:
    return hashlib.blake2b(json.dumps(facts).encode(), digest_size=12).hexdigest()
