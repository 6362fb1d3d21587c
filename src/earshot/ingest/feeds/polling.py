"""A feed or a news sitemap that is asked again and again: only for what is new, and no more often
than it wants to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from earshot.errors import NoArticle
from earshot.httpclient.client import Fetcher, FetchResponse
from earshot.httpclient.content import RawContent
from earshot.ingest.encoding import decode_content, sniff_kind
from earshot.ingest.feeds import parser, sitemap
from earshot.ingest.feeds.discovery import discover_feeds
from earshot.ingest.feeds.entries import Feed
from earshot.ingest.source import Origin

_FEED_KINDS = frozenset(("feed", "sitemap"))
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})", re.I)
_MAX_VALIDATOR_CHARS = 1_000
"""Characters of a validator; a longer one is not sent back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedResponse:
    """What a feed or a news sitemap said when it was asked."""

    url: str
    """Where to ask from now on: the feed that a page leads to, or where it has moved for good."""
    etag: str = ""
    last_modified: str = ""
    ttl_seconds: float = 0.0
    """How long it wants to be left alone; 0 where it does not say."""
    feed: Feed | None = None
    """None where nothing has changed since the last time."""


def fetch_feed(
    url: str, *, etag: str = "", last_modified: str = "", fetcher: Fetcher
) -> FeedResponse:
    """What the feed at `url` says, or the one that the page there leads to.

    `etag` and `last_modified` are those of the last time (RFC 9110, 13.1). Raises SourceError; a
    FetchFailed has the server's `status` and its `Retry-After` as `wait`, where it answered.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    response = fetcher.get(url, {name: told for name, told in conditions.items() if told})
    if response.content is None:
        unchanged = _build_response(response, None)
        kept_last_modified = unchanged.last_modified or last_modified
        return replace(unchanged, etag=unchanged.etag or etag, last_modified=kept_last_modified)
    raw = response.content
    text, kind = _decode_and_sniff(raw)
    if kind not in _FEED_KINDS and (feeds := discover_feeds(text, raw.url)):
        response = fetcher.get(feeds[0])
        raw = response.content or raw
        text, kind = _decode_and_sniff(raw)
    if kind not in _FEED_KINDS:
        raise NoArticle(source=url, reason="no feed found at this address")
    return _build_response(response, _parse_feed(text, kind, Origin(url, raw.url), fetcher))


def _parse_feed(text: str, kind: str, origin: Origin, fetcher: Fetcher) -> Feed:
    if kind == "sitemap":
        return sitemap.read_sitemap(text, origin, lambda url: decode_content(fetcher.fetch(url)))
    return parser.parse_feed(text, origin)


def _decode_and_sniff(raw: RawContent) -> tuple[str, str]:
    """The text, and what it is by its looks: servers call feeds all kinds of things."""
    text = decode_content(raw)
    return text, sniff_kind(text)


def _build_response(response: FetchResponse, feed: Feed | None) -> FeedResponse:
    headers = response.headers
    max_age = _MAX_AGE.search(headers.get("cache-control", ""))
    seconds = float(max_age[1]) if max_age else 0.0
    return FeedResponse(
        url=response.url,
        etag=_limit_validator(headers.get("etag", "")),
        last_modified=_limit_validator(headers.get("last-modified", "")),
        ttl_seconds=max(seconds, feed.ttl_seconds if feed else 0.0),
        feed=feed,
    )


def _limit_validator(validator: str) -> str:
    return validator if len(validator) <= _MAX_VALIDATOR_CHARS else ""
