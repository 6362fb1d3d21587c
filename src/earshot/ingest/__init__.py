"""Read a source and extract its article.

`read_article` loads the bytes, detects their kind and passes the text to the reader of that kind.
Readers with a slow import (trafilatura 0.3 s, httpx 0.1 s) are loaded when a source needs them, by
`_LAZY_MODULES`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from importlib import import_module
from typing import Any

from earshot.errors import NoArticle
from earshot.httpclient.raw_content import RawContent
from earshot.ingest.document import Document, Fragment
from earshot.ingest.dropped_blocks import collect_dropped
from earshot.ingest.feeds.entries import Entry, Feed, FeedParser, select_entry
from earshot.ingest.file_kinds import sniff_file_kind
from earshot.ingest.metadata.english_variety import find_variety
from earshot.ingest.metadata.language_spans import annotate_languages
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.ingest.options import IngestOptions
from earshot.ingest.source import Origin, read_file, read_stdin
from earshot.model import Article
from earshot.plugins import list_entry_points, plugin_failed, run_plugin

__all__ = [
    "Entry",
    "Fragment",
    "IngestOptions",
    "RawContent",
    "check_selectors",
    "explain_extraction",
    "identify_language",
    "read_article",
    "read_feed",
]

_LAZY_MODULES = {
    "html": "earshot.ingest.readers.html",
    "markdown": "earshot.ingest.readers.markdown",
    "text": "earshot.ingest.readers.text",
    "mail": "earshot.ingest.readers.email",
    "web": "earshot.ingest.web",
    "selectors": "earshot.ingest.html.selectors",
    "decoding": "earshot.ingest.encoding",
    "identifying": "earshot.ingest.metadata.language_id",
}
_FILE_READERS = {
    "docx": "earshot.ingest.readers.docx",
    "epub": "earshot.ingest.readers.epub",
    "pdf": "earshot.ingest.readers.pdf",
}
SOURCE_PLUGINS = "earshot.sources"
"""Entry points: functions that return the article of a source, or None for one of another kind."""
_FEED_PARSERS = {"feed": "earshot.ingest.feeds.parser", "sitemap": "earshot.ingest.feeds.sitemap"}


def read_article(
    source: str | Entry | RawContent,
    *,
    url: str = "",
    language: str = "",
    options: IngestOptions | None = None,
) -> Article:
    """Return the article in `source`: a path (.html, .htm, .txt, .md, .eml, .mhtml, .docx,
    .epub, .pdf, .xml, each also .gz), an http(s) URL, "-" for standard input, an entry of a feed,
    or bytes that were read elsewhere.

    For a feed or sitemap, `options.entry` selects the entry, by default the first; for a book a
    chapter, by default all. Its text comes from the feed if the feed has the whole article, else
    from the entry's page. `url` is the address of a saved page; `language` (BCP 47) overrides the
    page's own. Plug-ins are asked first, except for an entry or bytes.

    Raises SourceNotFound, SourceUnreadable, UnsupportedContent, TooLarge, FetchFailed,
    ForbiddenAddress, NoArticle and Paywalled (all SourceError), and InvalidOption for an invalid
    selector.
    """
    options = options or IngestOptions()
    article = _read_by_plugin(source) if isinstance(source, str) else None
    article = article or _read_whole_article(_read_document(source, url, options), options)
    resolved = _resolve_language(article, normalize_tag(language), options)
    return annotate_languages(replace(article, language=resolved))


def explain_extraction(
    source: str | Entry, *, url: str = "", options: IngestOptions | None = None
) -> list[Fragment]:
    """Return every piece of the source in order, with the reason why it is not read aloud.

    Raises the same errors as `read_article`, except those about the extracted article.
    """
    return _read_document(source, url, options or IngestOptions()).fragments()


def read_feed(
    source: str, *, url: str = "", options: IngestOptions | None = None
) -> tuple[Entry, ...]:
    """Return the entries of a feed (RSS, Atom, RDF, JSON Feed) or sitemap, in its order.

    Raises SourceError, such as NoArticle for a source of another kind.
    """
    raw = _load_source(source, options or IngestOptions())
    if sniff_file_kind(raw.data) == "epub":
        return _parse_chapters(raw, Origin(source, url or raw.url))
    text, kind = _decode_and_sniff(raw)
    if kind not in _FEED_PARSERS:
        raise NoArticle(source=source, reason="it is neither a feed nor a sitemap")
    return _parse_entries(text, kind, Origin(source, url or raw.url), options or IngestOptions())


def _read_by_plugin(source: str) -> Article | None:
    """Raises PluginFailed and the errors of the plug-ins."""
    for entry in list_entry_points(SOURCE_PLUGINS):
        article = run_plugin(entry, lambda read: read(source))
        if isinstance(article, Article):
            return article
        if article is not None:
            reason = f"it returned {type(article).__name__}, not an Article or None"
            raise plugin_failed(entry, reason)
    return None


def _read_whole_article(document: Document, options: IngestOptions) -> Article:
    article = document.article()
    if not options.dropped:
        return article
    return replace(article, dropped=collect_dropped(article, document.fragments()))


def _read_document(source: str | Entry | RawContent, url: str, options: IngestOptions) -> Document:
    if isinstance(source, Entry):
        return _read_entry(source, options)
    raw = source if isinstance(source, RawContent) else _load_source(source, options)
    origin = Origin(raw.source if isinstance(source, RawContent) else source, url or raw.url)
    if file_kind := sniff_file_kind(raw.data):
        return _read_file(raw, file_kind, origin, options)
    text, kind = _decode_and_sniff(raw)
    if kind in _FEED_PARSERS:
        entries = _parse_entries(text, kind, origin, options)
        return _read_entry(select_entry(entries, options.entry, origin.source), options)
    return _parse_document(text, kind, origin, options)


def _read_file(raw: RawContent, kind: str, origin: Origin, options: IngestOptions) -> Document:
    document: Document = import_module(_FILE_READERS[kind]).read(raw, origin, options)
    return document


def _parse_chapters(raw: RawContent, origin: Origin) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = (
        import_module(_FILE_READERS["epub"]).parse_chapters(raw, origin).entries
    )
    return entries


def _parse_document(text: str, kind: str, origin: Origin, options: IngestOptions) -> Document:
    if kind == "xml":
        raise NoArticle(source=origin.source, reason="it is XML, but not a feed or a sitemap")
    reader = _lazy_module(kind)
    document: Document = (
        reader.read(text, origin) if kind == "text" else reader.read(text, origin, options)
    )
    return document


def _read_entry(entry: Entry, options: IngestOptions) -> Document:
    """Read the entry's text from the feed if it is complete or has no URL, else from its page."""
    if entry.url and not entry.has_full_text:
        raw = _load_source(entry.url, options)
        if file_kind := sniff_file_kind(raw.data):
            return _read_file(raw, file_kind, Origin(entry.url, entry.url), options)
        text, kind = _decode_and_sniff(raw)
        if kind in _FEED_PARSERS:  # do not follow feeds endlessly
            raise NoArticle(source=entry.url, reason="the feed entry links to another feed")
        return _parse_document(text, kind, Origin(entry.url, entry.url), options)
    origin = Origin(entry.url or entry.headline or entry.id, entry.url)
    document: Document = _lazy_module("html").read_entry(entry, origin, options)
    return document


def _decode_and_sniff(raw: RawContent) -> tuple[str, str]:
    """Return the text of a source and its kind."""
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


def _resolve_language(article: Article, requested: str, options: IngestOptions) -> str:
    """Return the requested language, else the page's own, else the detected one (BCP 47)."""
    language = requested or article.language
    text = " ".join(block.text for block in article.blocks)
    if not language:
        default = options.default_language
        language = identify_language(text, default=default, candidates=options.candidate_languages)
        language = default if language == default.split("-")[0] else language
    if requested or language != "en":
        return language or "en-US"
    return find_variety(article.url, text)  # the accents differ


def identify_language(
    text: str, *, default: str = "", candidates: Collection[str] = frozenset()
) -> str:
    """Return the language code that fits a text best, of the candidates; `default` for a short
    text."""
    found: str = _lazy_module("identifying").identify_language(
        text, default=default, candidates=candidates
    )
    return found


def check_selectors(selectors: Iterable[str]) -> str:
    """The error of the first invalid CSS selector; empty if all are valid."""
    found: str = _lazy_module("selectors").check_selectors(selectors)
    return found


def _lazy_module(name: str) -> Any:
    return import_module(_LAZY_MODULES[name])


def _parse_entries(
    text: str, kind: str, origin: Origin, options: IngestOptions
) -> tuple[Entry, ...]:
    module: Any = import_module(_FEED_PARSERS[kind])
    if kind == "sitemap":
        feed: Feed = module.read_sitemap(text, origin, lambda url: _load_text(url, options))
        return feed.entries
    parser: FeedParser = module
    return parser.parse_feed(text, origin).entries


def _load_text(url: str, options: IngestOptions) -> str:
    return _decode_and_sniff(_load_source(url, options))[0]
