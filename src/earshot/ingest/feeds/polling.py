"""A feed or a news sitemap that is asked again and again: only for what is new, and no more often
than it wants to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from earshot.errors import NoArticle
from earshot.httpclient.client import Answer, Fetcher
from earshot.ingest.encoding import decoded, kind_of
from earshot.ingest.feeds import parser as feed
from earshot.ingest.feeds import sitemap
from earshot.ingest.feeds.discovery import feeds_of
from earshot.ingest.feeds.entries import Channel, Listing
from earshot.ingest.origin import Origin
from earshot.ingest.source import Opened

_LISTINGS: dict[str, Listing] = {"feed": feed, "sitemap": sitemap}
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})", re.I)
_LONGEST = 1_000
"""Characters of a validator; a longer one is not sent back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a feed or a news sitemap said when it was asked."""

    url: str
    """Where to ask from now on: the feed that a page leads to, or where it has moved for good."""
    etag: str = ""
    last_modified: str = ""
    seconds: float = 0.0
    """How long it wants to be left alone; 0 where it does not say."""
    channel: Channel | None = None
    """None where nothing has changed since the last time."""


def ask(url: str, *, etag: str = "", last_modified: str = "", fetcher: Fetcher) -> Heard:
    """What the feed at `url` says, or the one that the page there leads to.

    `etag` and `last_modified` are those of the last time (RFC 9110, 13.1). Raises SourceError; a
    FetchFailed has the server's `status` and its `Retry-After` as `wait`, where it answered.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    answer = fetcher.ask(url, {name: told for name, told in conditions.items() if told})
    if answer.opened is None:
        told = _heard(answer, None)
        known = told.last_modified or last_modified
        return replace(told, etag=told.etag or etag, last_modified=known)
    source = answer.opened
    text, kind = _read(source)
    if kind not in _LISTINGS and (feeds := feeds_of(text, source.url)):
        answer = fetcher.ask(feeds[0])
        source = answer.opened or source
        text, kind = _read(source)
    if kind not in _LISTINGS:
        raise NoArticle(source=url, reason="it is no feed, and leads to none")
    return _heard(answer, _LISTINGS[kind].channel(text, Origin(url, source.url)))


def _read(opened: Opened) -> tuple[str, str]:
    """The text, and what it is by its looks: servers call feeds all kinds of things."""
    text = decoded(opened)
    return text, kind_of(text)


def _heard(answer: Answer, channel: Channel | None) -> Heard:
    headers = answer.headers
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    seconds = float(age[1]) if age else 0.0
    return Heard(
        url=answer.url,
        etag=_short(headers.get("etag", "")),
        last_modified=_short(headers.get("last-modified", "")),
        seconds=max(seconds, channel.seconds if channel else 0.0),
        channel=channel,
    )


def _short(validator: str) -> str:
    return validator if len(validator) <= _LONGEST else ""
