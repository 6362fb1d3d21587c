"""An entry of a feed, and whether the feed holds its whole story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from earshot.errors import NoArticle
from earshot.ingest.source import Origin
from earshot.model import ArticleMetadata

HTML_TAG = re.compile(r"<[^<>]{0,2000}>")
_MIN_FULL_TEXT_WORDS = 120
"""Words from which a text may be a whole story and not its first paragraph."""
_TRUNCATION = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;|&#x2026;)\]?|\b(?:read more|continue reading|"
    r"read the (?:full|whole|rest)\b.{0,60}|weiterlesen|mehr lesen|lire la suite|leer más|"
    r"continua a leggere))"
    r"\W{0,3}$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(ArticleMetadata):
    """One story as a feed or a news sitemap tells of it."""

    id: str = ""
    html: str = ""
    """All that the feed holds of the story's text: a stranger's HTML, as it stands there."""

    @property
    def has_full_text(self) -> bool:
        """Whether the feed holds the story itself, and not only how it begins."""
        text = " ".join(HTML_TAG.sub(" ", self.html).split())
        return len(text.split()) >= _MIN_FULL_TEXT_WORDS and not _TRUNCATION.search(text[-100:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed or a news sitemap: what it says of itself, and its entries in its own order."""

    title: str = ""
    site_url: str = ""
    """The site's own page."""
    ttl_seconds: float = 0.0
    """How long what it says holds, by its own word; 0 where it says nothing of that."""
    entries: tuple[Entry, ...] = ()


class FeedParser(Protocol):
    """A room whose sources hold many stories."""

    def parse_feed(self, text: str, origin: Origin) -> Feed:
        """Raises SourceUnreadable."""
        ...


def select_entry(entries: Sequence[Entry], requested: str, source: str) -> Entry:
    """The entry of that number (from 1), id or address; the first for an empty wish.

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
