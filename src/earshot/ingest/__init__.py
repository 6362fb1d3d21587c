"""Source → Article: the story, freed from its page.

`read` is the one door. It takes the bytes from where they are, finds out what they are, and hands
the text to the room that reads that kind. Rooms that cost a heavy import (trafilatura 0.3 s,
httpx 0.1 s) are loaded when a source needs them and not before: `_ROOMS` is the one place for it.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

from earshot.errors import NoArticle
from earshot.ingest.document import Fragment, Reading
from earshot.ingest.feeds.entries import Entry, Listing, chosen
from earshot.ingest.metadata.language_spans import settled
from earshot.ingest.metadata.language_tags import regional, tag
from earshot.ingest.options import Wishes
from earshot.ingest.origin import Origin
from earshot.ingest.source import Opened, open_file, open_stdin
from earshot.model import Article

__all__ = ["Entry", "Fragment", "Wishes", "entries", "explain", "read"]

_ROOMS = {
    "html": "earshot.ingest.readers.html",
    "markdown": "earshot.ingest.readers.markdown",
    "text": "earshot.ingest.readers.text",
    "mail": "earshot.ingest.readers.email",
    "web": "earshot.httpclient.client",
    "decoding": "earshot.ingest.encoding",
    "identifying": "earshot.ingest.metadata.language_id",
}
_LISTINGS = {"feed": "earshot.ingest.feeds.parser", "sitemap": "earshot.ingest.feeds.sitemap"}


def read(
    source: str | Entry, *, url: str = "", language: str = "", wishes: Wishes | None = None
) -> Article:
    """The article in `source`: a path (.html, .htm, .txt, .md, .eml, .xml, each also .gz), an
    http(s) URL, "-" for what stands on standard input, or an entry of a feed.

    Of a feed or a news sitemap it is the entry that `wishes` names, by default the first: from the
    feed itself where that holds the whole story, else from the entry's own page. `url` tells where
    a saved page came from; `language` (BCP 47) overrules what the page says.

    Raises SourceNotFound, SourceUnreadable, NotText, TooLarge, FetchFailed, ForbiddenAddress,
    NoArticle and Paywalled, all of them SourceError, and BadOption for a broken selector.
    """
    article = _reading(source, url, wishes or Wishes()).article()
    return settled(replace(article, language=_language(article, tag(language))))


def explain(source: str | Entry, *, url: str = "", wishes: Wishes | None = None) -> list[Fragment]:
    """Every piece of the source in order: what is spoken, and why all else is not.

    Raises what `read` raises before there is anything to explain.
    """
    return _reading(source, url, wishes or Wishes()).fragments()


def entries(source: str, *, url: str = "", wishes: Wishes | None = None) -> tuple[Entry, ...]:
    """The stories that a feed (RSS, Atom, RDF, JSON Feed) or a news sitemap tells of, in its order.

    Raises SourceError, NoArticle among them for a source that is neither.
    """
    opened = _opened(source, wishes or Wishes())
    text, kind = _looked_at(opened)
    if kind not in _LISTINGS:
        raise NoArticle(source=source, reason="it is neither a feed nor a news sitemap")
    return _listing(kind).channel(text, Origin(source, url or opened.url)).entries


def _reading(source: str | Entry, url: str, wishes: Wishes) -> Reading:
    if isinstance(source, Entry):
        return _of_entry(source, wishes)
    opened = _opened(source, wishes)
    text, kind = _looked_at(opened)
    origin = Origin(source, url or opened.url)
    if kind in _LISTINGS:
        found = _listing(kind).channel(text, origin).entries
        return _of_entry(chosen(found, wishes.entry, source), wishes)
    return _of_story(text, kind, origin, wishes)


def _of_story(text: str, kind: str, origin: Origin, wishes: Wishes) -> Reading:
    room = _room(kind)
    reading: Reading = (
        room.read(text, origin, wishes) if kind == "html" else room.read(text, origin)
    )
    return reading


def _of_entry(entry: Entry, wishes: Wishes) -> Reading:
    """From the feed where it holds the whole story, or no address of it; else from its page."""
    if entry.url and not entry.is_whole:
        text, kind = _looked_at(_opened(entry.url, wishes))
        if kind in _LISTINGS:  # and the next one to another, without end
            raise NoArticle(source=entry.url, reason="a feed leads to it, and it is a feed itself")
        return _of_story(text, kind, Origin(entry.url, entry.url), wishes)
    origin = Origin(entry.url or entry.headline or entry.id, entry.url)
    reading: Reading = _room("html").read_entry(entry, origin)
    return reading


def _looked_at(opened: Opened) -> tuple[str, str]:
    """The text of a source, and its kind."""
    text: str = _room("decoding").decoded(opened)
    kind: str = opened.kind or _room("decoding").kind_of(text)
    return opened.content.decode("latin-1") if kind == "mail" else text, kind


def _opened(source: str, wishes: Wishes) -> Opened:
    if source == "-":
        return open_stdin()
    if source.lower().startswith(("http://", "https://")):
        fetched: Opened = _room("web").fetch(source, wishes)
        return fetched
    return open_file(source)


def _language(article: Article, wanted: str) -> str:
    """BCP 47: what the caller says, else what the page says, else what its words look like."""
    found = wanted or article.language
    if not found:
        sample = " ".join(block.text for block in article.blocks)
        found = _room("identifying").identified(sample)
    return found if wanted else regional(found, article.url)


def _room(name: str) -> Any:
    return import_module(_ROOMS[name])


def _listing(kind: str) -> Listing:
    room: Any = import_module(_LISTINGS[kind])
    listing: Listing = room
    return listing
