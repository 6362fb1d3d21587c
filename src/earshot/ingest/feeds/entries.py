"""An entry of a feed, and whether the feed holds its whole story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from earshot.errors import NoArticle
from earshot.ingest.origin import Origin
from earshot.model import Facts

TAG = re.compile(r"<[^<>]{0,2000}>")
_WHOLE = 120
"""Words from which a text may be a whole story and not its first paragraph."""
_CUT = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;|&#8230;|&#x2026;)\]?|\b(?:read more|continue reading|"
    r"read the (?:full|whole|rest)\b.{0,60}|weiterlesen|mehr lesen|lire la suite|leer más|"
    r"continua a leggere))"
    r"\W{0,3}$",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Facts):
    """One story as a feed or a news sitemap tells of it."""

    id: str = ""
    html: str = ""
    """All that the feed holds of the story's text: a stranger's HTML, as it stands there."""

    @property
    def is_whole(self) -> bool:
        """Whether the feed holds the story itself, and not only how it begins."""
        text = " ".join(TAG.sub(" ", self.html).split())
        return len(text.split()) >= _WHOLE and not _CUT.search(text[-100:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed or a news sitemap: what it says of itself, and its entries in its own order."""

    title: str = ""
    home: str = ""
    """The site's own page."""
    seconds: float = 0.0
    """How long what it says holds, by its own word; 0 where it says nothing of that."""
    entries: tuple[Entry, ...] = ()


class Listing(Protocol):
    """A room whose sources hold many stories."""

    def channel(self, text: str, origin: Origin) -> Channel:
        """Raises SourceUnreadable."""
        ...


def chosen(entries: Sequence[Entry], wanted: str, source: str) -> Entry:
    """The entry of that number (from 1), id or address; the first for an empty wish.

    Raises NoArticle.
    """
    if not entries:
        raise NoArticle(source=source, reason="there are no entries in it")
    if not wanted:
        return entries[0]
    if wanted.isdecimal() and 0 < int(wanted) <= len(entries):
        return entries[int(wanted) - 1]
    for entry in entries:
        if wanted in (entry.id, entry.url):
            return entry
    reason = f"none of its {len(entries)} entries is {wanted}"
    raise NoArticle(source=source, reason=reason)
