"""Conditional requests for feeds and news sitemaps."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from earshot.errors import NoArticle, SourceError
from earshot.httpclient.client import Fetcher, FetchResponse
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.httpclient.raw_content import RawContent
from earshot.ingest.encoding import decode_content, sniff_kind
from earshot.ingest.feeds import parser, sitemap
from earshot.ingest.feeds.discovery import discover_feeds
from earshot.ingest.feeds.entries import Feed
from earshot.ingest.source import Origin

_FEED_KINDS = frozenset(("feed", "sitemap"))
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})", re.I)
_COMMON_PATHS = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml")
"""Common paths of feeds, for sites that do not link to theirs."""
_MAX_VALIDATOR_CHARS = 1_000
"""A longer validator (ETag, Last-Modified) is not sent back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedResponse:
    """The response to a request for a feed or news sitemap."""

    url: str
    """URL for later requests: a feed that the page links to, or the target of a permanent redirect.
    """
    etag: str = ""
    last_modified: str = ""
    ttl_seconds: float = 0.0
    """Minimum time to the next request; 0 if the server does not say."""
    feed: Feed | None = None
    """None if nothing has changed."""


def fetch_feed(
    url: str, *, etag: str = "", last_modified: str = "", fetcher: Fetcher
) -> FeedResponse:
    """Fetch the feed at `url`, or the feed that the page there links to.

    `etag` and `last_modified` are validators of the last response (RFC 9110, 13.1). Raises
    SourceError; a FetchFailed has the HTTP `status`, and the `Retry-After` of the response as
    `wait`.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    response = fetcher.get(url, {name: told for name, told in conditions.items() if told})
    if response.content is None:
        unchanged = _build_response(response, None)
        kept_last_modified = unchanged.last_modified or last_modified
        return replace(unchanged, etag=unchanged.etag or etag, last_modified=kept_last_modified)
    raw = response.content
    text, kind = _decode_and_sniff(raw)
    fetcher = _for_links_of(url, fetcher)
    if kind not in _FEED_KINDS:
        response = _fetch_feed_of_page(url, text, raw.url, fetcher)
        raw = response.content or raw
        text, kind = _decode_and_sniff(raw)
    return _build_response(response, _parse_feed(text, kind, Origin(url, raw.url), fetcher))


def _for_links_of(url: str, fetcher: Fetcher) -> Fetcher:
    """The fetcher for links of the content. Only a private host may link to private hosts."""
    if fetcher.is_private(url):
        return fetcher
    public = copy.copy(fetcher)
    public.private_hosts = PrivateHosts()
    return public


def _fetch_feed_of_page(url: str, html: str, page_url: str, fetcher: Fetcher) -> FetchResponse:
    """The feed that the page links to, otherwise the one at a common address of its host."""
    feeds = discover_feeds(html, page_url)[:1]
    for address in feeds or (urljoin(page_url, path) for path in _COMMON_PATHS):
        try:
            response = fetcher.get(address)
        except SourceError:
            if feeds:
                raise
            continue
        if response.content and _decode_and_sniff(response.content)[1] in _FEED_KINDS:
            return response
    raise NoArticle(source=url, reason="no feed found at this address")


def _parse_feed(text: str, kind: str, origin: Origin, fetcher: Fetcher) -> Feed:
    if kind == "sitemap":
        return sitemap.read_sitemap(text, origin, lambda url: decode_content(fetcher.fetch(url)))
    return parser.parse_feed(text, origin)


def _decode_and_sniff(raw: RawContent) -> tuple[str, str]:
    """Return the text and its kind. Media types of feeds are often wrong."""
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
