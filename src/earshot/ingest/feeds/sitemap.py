"""A news sitemap → entries: the addresses of a site's newest stories.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from earshot.errors import SourceUnreadable
from earshot.ingest.cleanup import mended
from earshot.ingest.feeds.entries import Channel, Entry
from earshot.ingest.metadata.dates import moment
from earshot.ingest.metadata.language_tags import tag
from earshot.ingest.origin import Origin

_MOST = 1_000
"""What the protocol allows in a news sitemap."""
_DECLARES = re.compile(r"<!(?:ENTITY|DOCTYPE)", re.I)
_PROLOG = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")


def channel(text: str, origin: Origin) -> Channel:
    """Its stories, in its own order. Raises SourceUnreadable for what is no sitemap."""
    if _DECLARES.search(text):
        raise SourceUnreadable(source=origin.source, reason="it declares a document type")
    try:
        root = ElementTree.fromstring(_PROLOG.sub("", text))
    except (ElementTree.ParseError, ValueError) as error:
        raise SourceUnreadable(source=origin.source, reason=f"it is broken XML: {error}") from error
    found = (_entry(url) for url in list(root.iterfind("{*}url"))[:_MOST])
    told = tuple(entry for entry in found if entry.url)
    return Channel(title=next((entry.site for entry in told if entry.site), ""), entries=told)


def _entry(url: ElementTree.Element) -> Entry:
    address = _text(url, "{*}loc")
    told = _text(url, "{*}news/{*}publication_date") or _text(url, "{*}lastmod")
    return Entry(
        id=address,
        url=address if address.startswith(("http://", "https://")) else "",
        headline=_text(url, "{*}news/{*}title"),
        published=moment(told),
        modified=moment(_text(url, "{*}lastmod")),
        language=tag(_text(url, "{*}news/{*}publication/{*}language")),
        site=_text(url, "{*}news/{*}publication/{*}name"),
        image=_text(url, "{*}image/{*}loc"),
    )


def _text(element: ElementTree.Element, path: str) -> str:
    return mended(element.findtext(path) or "")
