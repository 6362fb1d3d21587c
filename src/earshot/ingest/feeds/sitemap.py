"""A news sitemap → entries: the addresses of a site's newest stories.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from earshot.errors import NoArticle, SourceUnreadable
from earshot.ingest.cleanup import clean_text
from earshot.ingest.feeds.entries import Entry, Feed
from earshot.ingest.metadata.dates import parse_datetime
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.ingest.source import Origin

_MAX_ENTRIES = 1_000
"""What the protocol allows in a news sitemap."""
_DOCTYPE = re.compile(r"<!(?:ENTITY|DOCTYPE)", re.I)
_PROLOG = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")


def parse_feed(text: str, origin: Origin) -> Feed:
    """Its stories, in its own order. Raises SourceUnreadable for what is no sitemap, and
    NoArticle for an index of sitemaps."""
    if _DOCTYPE.search(text):
        raise SourceUnreadable(source=origin.source, reason="it declares a document type")
    try:
        root = ElementTree.fromstring(_PROLOG.sub("", text))
    except (ElementTree.ParseError, ValueError) as error:
        raise SourceUnreadable(source=origin.source, reason=f"it is broken XML: {error}") from error
    if str(root.tag).endswith("sitemapindex"):
        first = _element_text(root, "{*}sitemap/{*}loc")
        reason = f"it is an index of sitemaps; give one of them, such as {first}"
        raise NoArticle(source=origin.source, reason=reason)
    parsed = (_build_entry(url) for url in list(root.iterfind("{*}url"))[:_MAX_ENTRIES])
    entries = tuple(entry for entry in parsed if entry.url)
    return Feed(title=next((entry.site for entry in entries if entry.site), ""), entries=entries)


def _build_entry(element: ElementTree.Element) -> Entry:
    url = _element_text(element, "{*}loc")
    published = _element_text(element, "{*}news/{*}publication_date") or _element_text(
        element, "{*}lastmod"
    )
    return Entry(
        id=url,
        url=url if url.startswith(("http://", "https://")) else "",
        headline=_element_text(element, "{*}news/{*}title"),
        published=parse_datetime(published),
        modified=parse_datetime(_element_text(element, "{*}lastmod")),
        language=normalize_tag(_element_text(element, "{*}news/{*}publication/{*}language")),
        site=_element_text(element, "{*}news/{*}publication/{*}name"),
        image=_element_text(element, "{*}image/{*}loc"),
    )


def _element_text(element: ElementTree.Element, path: str) -> str:
    return clean_text(element.findtext(path) or "")
