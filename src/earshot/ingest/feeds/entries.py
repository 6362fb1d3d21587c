"""Entries of feeds and sitemaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from earshot.errors import NoArticle
from earshot.ingest.source import Origin
from earshot.ingest.word_counts import count_words
from earshot.model import ArticleMetadata

HTML_TAG = re.compile(r"<[^<>]{0,2000}>")
_MIN_FULL_TEXT_WORDS = 120
"""Minimum words of a full text; a shorter one may be only the first paragraph."""
_TRUNCATION = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;|&#x2026;)\]?|\b(?:read more|continue reading|"
    r"read the (?:full|whole|rest)\b.{0,60}|weiterlesen|mehr lesen|lire la suite|leer más|"
    r"continua a leggere))"
    r"\W{0,3}$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(ArticleMetadata):
    """An article as a feed or news sitemap describes it."""

    id: str = ""
    html: str = ""
    """The text in the feed: untrusted HTML."""

    @property
    def has_full_text(self) -> bool:
        """Whether the feed contains the whole text."""
        text = " ".join(HTML_TAG.sub(" ", self.html).split())
        return count_words(text) >= _MIN_FULL_TEXT_WORDS and not _TRUNCATION.search(text[-100:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed or news sitemap with its entries, in its own order."""

    title: str = ""
    site_url: str = ""
    """URL of the website."""
    ttl_seconds: float = 0.0
    """Time to live that the feed declares; 0 if it declares none."""
    entries: tuple[Entry, ...] = ()


class FeedParser(Protocol):
    """A reader of sources with several articles."""

    def parse_feed(self, text: str, origin: Origin) -> Feed:
        """Raises SourceUnreadable."""
        ...


def select_entry(entries: Sequence[Entry], requested: str, source: str) -> Entry:
    """Return the entry with that number (from 1), ID or URL; the first one if it is empty.

    Raises NoArticle.
    """
    if not entries:
        raise NoArticle(source=source, reason="there are no entries in it")
    if not requested:
        return entries[0]
    if requested.isdecimal() and 0 < int(requested) <= len(entries):
        return entries[int(requested) - 1]
    for entry in entries:
        if requested in (entry.id, entry.url):
            return entry
    reason = f"none of its {len(entries)} entries is {requested}"
    raise NoArticle(source=source, reason=reason)
