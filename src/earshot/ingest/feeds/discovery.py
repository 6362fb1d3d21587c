"""Find the feeds that a page links to (https://www.rssboard.org/rss-autodiscovery)."""

from __future__ import annotations

import re

from earshot.errors import SourceError
from earshot.httpclient.addresses import resolve_web_url
from earshot.ingest.html.dom import Element, parse_html

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
)
_COMMENT_FEED = re.compile(
    r"\bcomments?\b|\bkommentare?\b|\bcommentaires?\b|\bcomentarios?\b", re.I
)


def discover_feeds(html: str, url: str) -> list[str]:
    """Return the URLs of the feeds, comment feeds last; none for a broken page."""
    try:
        root = parse_html(html, url)
    except SourceError:
        return []
    links = [link for link in root.iter("link") if _is_feed_link(link)]
    links.sort(key=_is_comment_feed)
    base = next((resolve_web_url(url, each.get("href")) for each in root.iter("base")), "") or url
    found = (resolve_web_url(base, link.get("href")) for link in links)
    return list(dict.fromkeys(address for address in found if address and address != url))


def _is_feed_link(link: Element) -> bool:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    return kind in _FEED_TYPES and "alternate" in (link.get("rel") or "").lower().split()


def _is_comment_feed(link: Element) -> bool:
    return bool(_COMMENT_FEED.search(f"{link.get('title') or ''} {link.get('href') or ''}"))
