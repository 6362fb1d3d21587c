"""The feeds that a page names (https://www.rssboard.org/rss-autodiscovery)."""

from __future__ import annotations

import re

from earshot.errors import SourceError
from earshot.httpclient.addresses import web_address
from earshot.ingest.html.dom import Element, parsed

_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
)
_OF_READERS = re.compile(r"\bcomments?\b|\bkommentare?\b|\bcommentaires?\b|\bcomentarios?\b", re.I)


def feeds_of(html: str, url: str) -> list[str]:
    """The addresses of its feeds, those of stories before those of readers' comments.

    Nothing for a page that cannot be read.
    """
    try:
        root = parsed(html, url)
    except SourceError:
        return []
    links = [link for link in root.iter("link") if _leads_to_feed(link)]
    links.sort(key=_is_of_readers)
    base = next((web_address(url, each.get("href")) for each in root.iter("base")), "") or url
    found = (web_address(base, link.get("href")) for link in links)
    return list(dict.fromkeys(address for address in found if address and address != url))


def _leads_to_feed(link: Element) -> bool:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    return kind in _TYPES and "alternate" in (link.get("rel") or "").lower().split()


def _is_of_readers(link: Element) -> bool:
    return bool(_OF_READERS.search(f"{link.get('title') or ''} {link.get('href') or ''}"))
