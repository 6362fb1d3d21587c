"""Parse news sitemaps and indexes of sitemaps.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from xml.etree import ElementTree

from earshot.errors import NoArticle, SourceError, SourceUnreadable
from earshot.ingest.cleanup import clean_text
from earshot.ingest.feeds.entries import Entry, Feed
from earshot.ingest.metadata.dates import parse_datetime
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.ingest.source import Origin

_MAX_ENTRIES = 1_000
"""The protocol's limit for a news sitemap."""
_MAX_SITEMAPS = 5
_MAX_LOADS = 12
"""Sitemaps and indexes that are loaded for one address."""
_DOCTYPE = re.compile(r"<!(?:ENTITY|DOCTYPE)", re.I)
_PROLOG = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")


def read_sitemap(text: str, origin: Origin, load: Callable[[str], str]) -> Feed:
    """Return the entries of a sitemap, or of the sitemaps that an index names.

    `load` returns the text at a URL. From an index, at most `_MAX_SITEMAPS` sitemaps are read: news
    sitemaps and newer ones first, and those of nested indexes. Unreadable sitemaps are skipped; if
    all are unreadable, the error is raised.
    """
    urls = _sitemap_urls(_parse_root(text, origin))
    if not urls:
        return parse_feed(text, origin)
    entries: dict[str, Entry] = {}
    failure: SourceError = _refuse_index(origin.source)
    known, waiting = set(urls), deque(urls)
    for _ in range(_MAX_LOADS):
        if not waiting:
            break
        url = waiting.popleft()
        try:
            root = _parse_root(load(url), Origin(url, url))
        except SourceError as error:
            failure = error
            continue
        inner = [each for each in _sitemap_urls(root) if each not in known]
        failure = _refuse_index(url) if _is_index(root) and not inner else failure
        known.update(inner)
        waiting.extendleft(reversed(inner))
        entries |= {entry.url: entry for entry in _build_entries(root) if entry.url not in entries}
    if not entries:
        raise failure
    return _build_feed(tuple(entries.values())[:_MAX_ENTRIES])


def parse_feed(text: str, origin: Origin) -> Feed:
    """Return the entries of one sitemap. Raises SourceUnreadable, and NoArticle for an index."""
    root = _parse_root(text, origin)
    if _is_index(root):
        raise _refuse_index(origin.source)
    return _build_feed(_build_entries(root))


def _refuse_index(source: str) -> NoArticle:
    reason = "it is an index of sitemaps inside another one, or without addresses"
    return NoArticle(source=source, reason=reason)


def _build_feed(entries: tuple[Entry, ...]) -> Feed:
    return Feed(title=next((entry.site for entry in entries if entry.site), ""), entries=entries)


def _build_entries(root: ElementTree.Element) -> tuple[Entry, ...]:
    parsed = map(_build_entry, _find_newest(list(root.iterfind("{*}url"))))
    return tuple(entry for entry in parsed if entry.url)


def _find_newest(urls: list[ElementTree.Element]) -> list[ElementTree.Element]:
    """Return as many as are read, the newest ones, in the order of the file."""
    if len(urls) <= _MAX_ENTRIES:
        return urls
    by_date = sorted(range(len(urls)), key=lambda at: _date_text(urls[at]), reverse=True)
    return [urls[at] for at in sorted(by_date[:_MAX_ENTRIES])]


def _date_text(element: ElementTree.Element) -> str:
    """Return the date in ISO 8601, which sorts as a text."""
    return _element_text(element, "{*}news/{*}publication_date") or _element_text(
        element, "{*}lastmod"
    )


def _parse_root(text: str, origin: Origin) -> ElementTree.Element:
    if _DOCTYPE.search(text):
        raise SourceUnreadable(source=origin.source, reason="it declares a document type")
    try:
        return ElementTree.fromstring(_PROLOG.sub("", text))
    except (ElementTree.ParseError, ValueError) as error:
        raise SourceUnreadable(source=origin.source, reason=f"it is broken XML: {error}") from error


def _is_index(root: ElementTree.Element) -> bool:
    return str(root.tag).endswith("sitemapindex")


def _sitemap_urls(root: ElementTree.Element) -> list[str]:
    """Return the addresses in an index, news sitemaps and newer ones first; else nothing."""
    if not _is_index(root):
        return []
    dated = [
        (_element_text(each, "{*}loc"), _element_text(each, "{*}lastmod"))
        for each in root.iterfind("{*}sitemap")
    ]
    dated = [(url, day) for url, day in dated if url.startswith(("http://", "https://"))]
    dated.sort(key=lambda pair: ("news" in pair[0].lower(), pair[1]), reverse=True)
    return [url for url, _ in dated[:_MAX_SITEMAPS]]


def _build_entry(element: ElementTree.Element) -> Entry:
    url = _element_text(element, "{*}loc")
    published = _date_text(element)
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
