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
from earshot.httpclient.content import RawContent
from earshot.ingest.document import Document, Fragment
from earshot.ingest.feeds.entries import Entry, FeedParser, select_entry
from earshot.ingest.metadata.language_spans import annotate_languages
from earshot.ingest.metadata.language_tags import add_region, normalize_tag
from earshot.ingest.options import IngestOptions
from earshot.ingest.source import Origin, read_file, read_stdin
from earshot.model import Article

__all__ = ["Entry", "Fragment", "IngestOptions", "read_feed", "explain_extraction", "read_article"]

_LAZY_MODULES = {
    "html": "earshot.ingest.readers.html",
    "markdown": "earshot.ingest.readers.markdown",
    "text": "earshot.ingest.readers.text",
    "mail": "earshot.ingest.readers.email",
    "web": "earshot.ingest.web",
    "decoding": "earshot.ingest.encoding",
    "identifying": "earshot.ingest.metadata.language_id",
}
_FEED_PARSERS = {"feed": "earshot.ingest.feeds.parser", "sitemap": "earshot.ingest.feeds.sitemap"}


def read_article(
    source: str | Entry, *, url: str = "", language: str = "", options: IngestOptions | None = None
) -> Article:
    """The article in `source`: a path (.html, .htm, .txt, .md, .eml, .xml, each also .gz), an
    http(s) URL, "-" for what stands on standard input, or an entry of a feed.

    Of a feed or a news sitemap it is the entry that `wishes` names, by default the first: from the
    feed itself where that holds the whole story, else from the entry's own page. `url` tells where
    a saved page came from; `language` (BCP 47) overrules what the page says.

    Raises SourceNotFound, SourceUnreadable, NotText, TooLarge, FetchFailed, ForbiddenAddress,
    NoArticle and Paywalled, all of them SourceError, and BadOption for a broken selector.
    """
    article = _read_document(source, url, options or IngestOptions()).article()
    return annotate_languages(
        replace(article, language=_resolve_language(article, normalize_tag(language)))
    )


def explain_extraction(
    source: str | Entry, *, url: str = "", options: IngestOptions | None = None
) -> list[Fragment]:
    """Every piece of the source in order: what is spoken, and why all else is not.

    Raises what `read` raises before there is anything to explain.
    """
    return _read_document(source, url, options or IngestOptions()).fragments()


def read_feed(
    source: str, *, url: str = "", options: IngestOptions | None = None
) -> tuple[Entry, ...]:
    """The stories that a feed (RSS, Atom, RDF, JSON Feed) or a news sitemap tells of, in its order.

    Raises SourceError, NoArticle among them for a source that is neither.
    """
    raw = _load_source(source, options or IngestOptions())
    text, kind = _decode_and_sniff(raw)
    if kind not in _FEED_PARSERS:
        raise NoArticle(source=source, reason="it is neither a feed nor a news sitemap")
    return _feed_parser(kind).parse_feed(text, Origin(source, url or raw.url)).entries


def _read_document(source: str | Entry, url: str, options: IngestOptions) -> Document:
    if isinstance(source, Entry):
        return _read_entry(source, options)
    raw = _load_source(source, options)
    text, kind = _decode_and_sniff(raw)
    origin = Origin(source, url or raw.url)
    if kind in _FEED_PARSERS:
        entries = _feed_parser(kind).parse_feed(text, origin).entries
        return _read_entry(select_entry(entries, options.entry, source), options)
    return _parse_document(text, kind, origin, options)


def _parse_document(text: str, kind: str, origin: Origin, options: IngestOptions) -> Document:
    if kind == "xml":
        raise NoArticle(source=origin.source, reason="it is XML for programs, and no feed")
    reader = _lazy_module(kind)
    document: Document = (
        reader.read(text, origin, options) if kind == "html" else reader.read(text, origin)
    )
    return document


def _read_entry(entry: Entry, options: IngestOptions) -> Document:
    """From the feed where it holds the whole story, or no address of it; else from its page."""
    if entry.url and not entry.has_full_text:
        text, kind = _decode_and_sniff(_load_source(entry.url, options))
        if kind in _FEED_PARSERS:  # and the next one to another, without end
            raise NoArticle(source=entry.url, reason="a feed leads to it, and it is a feed itself")
        return _parse_document(text, kind, Origin(entry.url, entry.url), options)
    origin = Origin(entry.url or entry.headline or entry.id, entry.url)
    document: Document = _lazy_module("html").read_entry(entry, origin)
    return document


def _decode_and_sniff(raw: RawContent) -> tuple[str, str]:
    """The text of a source, and its kind."""
    text: str = _lazy_module("decoding").decode_content(raw)
    kind: str = raw.kind or _lazy_module("decoding").sniff_kind(text)
    return raw.data.decode("latin-1") if kind == "mail" else text, kind


def _load_source(source: str, options: IngestOptions) -> RawContent:
    if source == "-":
        return read_stdin()
    if source.lower().startswith(("http://", "https://")):
        raw: RawContent = _lazy_module("web").fetch(source, options)
        return raw
    return read_file(source)


def _resolve_language(article: Article, requested: str) -> str:
    """BCP 47: what the caller says, else what the page says, else what its words look like."""
    language = requested or article.language
    if not language:
        sample = " ".join(block.text for block in article.blocks)
        language = _lazy_module("identifying").identify_language(sample)
    return language if requested else add_region(language, article.url)


def _lazy_module(name: str) -> Any:
    return import_module(_LAZY_MODULES[name])


def _feed_parser(kind: str) -> FeedParser:
    module: Any = import_module(_FEED_PARSERS[kind])
    parser: FeedParser = module
    return parser
