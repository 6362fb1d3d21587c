"""Read e-books (.epub): the whole book, or one chapter as an entry.

https://www.w3.org/TR/epub-33/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from lxml import etree

from earshot.errors import NoArticle
from earshot.httpclient.raw_content import RawContent
from earshot.ingest.cleanup import clean_text
from earshot.ingest.encoding import decode_content
from earshot.ingest.feeds.entries import Entry, Feed, select_entry
from earshot.ingest.html.dom import Element, parse_html, retag, text_content
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.dates import parse_datetime
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.ingest.metadata.page import PageMetadata
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers import html
from earshot.ingest.readers.epub_package import Package, open_package
from earshot.ingest.readers.page_artifacts import is_contents_heading
from earshot.ingest.source import Origin
from earshot.ingest.word_counts import count_words

_FRONT_MATTER = re.compile(
    r"\b(?:cover|titlepage|copyright-page|toc|landmarks|index|colophon|imprint|halftitlepage|"
    r"page-list|loi|lot|halftitle)\b"
)
"""Values of epub:type that are not read (https://www.w3.org/TR/epub-ssv-11/)."""
_FRONT_MATTER_TITLE = re.compile(r"(?:title page|copyright(?: page)?|imprint|impressum)", re.I)
_MIN_CHAPTER_WORDS = 15
"""A file with fewer words and without an entry in the table of contents is a cover or a divider."""


def read(raw: RawContent, origin: Origin, options: IngestOptions) -> html.HtmlDocument:
    """Read the chapter that `options.entry` selects, otherwise the whole book."""
    book = parse_chapters(raw, origin)
    if options.entry:
        chapter = select_entry(book.entries, options.entry, origin.source)
        metadata = PageMetadata(**chapter.metadata)
        return html.read_article_html(chapter.html, origin, metadata, options)
    first = book.entries[0]
    chapters = (
        f"<h2>{escape(e.headline)}</h2>{e.html}" if e.headline else e.html for e in book.entries
    )
    metadata = PageMetadata(
        headline=book.title,
        authors=first.authors,
        published=first.published,
        language=first.language,
    )
    return html.read_article_html("".join(chapters), origin, metadata, options)


def parse_chapters(raw: RawContent, origin: Origin) -> Feed:
    """Return the book's chapters as entries, in reading order.

    Raises SourceUnreadable, TooLarge, and NoArticle for a book without text.
    """
    package = open_package(raw.data, origin.source)
    chapters = tuple(_chapters(package))
    if not chapters:
        raise NoArticle(source=origin.source, reason="the book has no text")
    return Feed(title=package.title, entries=chapters)


def _chapters(package: Package) -> Iterator[Entry]:
    """Yield a chapter for each file. A file without a title continues the chapter before it."""
    pending: tuple[str, str, list[str]] | None = None
    for path in package.spine:
        body = _parse_body(package, path)
        if body is None or _is_front_matter(body):
            continue
        heading = _first_heading(body)
        title = _chapter_title(package.titles.get(path, ""), heading)
        if _is_front_matter_title(title) or _is_front_matter_title(heading):
            continue
        words = count_words(text_content(body))
        if not words or (not title and pending is None and words < _MIN_CHAPTER_WORDS):
            continue
        if title and pending:
            yield _build_entry(package, *pending)
        if title or pending is None:
            pending = (path, title, [])
        pending[2].append(_body_markup(body, title))
    if pending:
        yield _build_entry(package, *pending)


def _is_front_matter_title(title: str) -> bool:
    return is_contents_heading(title) or _FRONT_MATTER_TITLE.fullmatch(title) is not None


def _chapter_title(listed: str, printed: str) -> str:
    """Return the title in the table of contents, or the heading if that continues after it."""
    is_longer = printed.startswith(listed) and not printed[len(listed) : len(listed) + 1].isalnum()
    return printed if is_longer else listed


def _build_entry(package: Package, path: str, title: str, parts: list[str]) -> Entry:
    return Entry(
        id=path,
        headline=title or package.title,
        html="".join(parts),
        authors=parse_names(package.authors),
        published=parse_datetime(package.date),
        language=normalize_tag(package.language),
        site=package.title if title else "",
    )


def _parse_body(package: Package, path: str) -> Element | None:
    data = package.container.read(path)
    text = decode_content(RawContent(source=package.source, data=data))
    try:
        root = parse_html(text, package.source)
    except NoArticle:
        return None
    return next(root.iter("body"), None)


def _is_front_matter(body: Element) -> bool:
    parts = [body, *list(body)[:1]]
    return any(_FRONT_MATTER.search(part.get("epub:type") or "") for part in parts)


def _first_heading(body: Element) -> str:
    heading = next(body.iter("h1", "h2", "h3"), None)
    return clean_text(text_content(heading)) if heading is not None else ""


def _body_markup(body: Element, title: str) -> str:
    """Return the markup inside <body>, without the heading that repeats the title."""
    for heading in list(body.iter("h1", "h2", "h3"))[:1]:
        if clean_text(text_content(heading)).casefold() == title.casefold():
            heading.drop_tree()
    for heading in body.iter("h1"):
        retag(heading, "h2")
    inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in body)
    return escape(body.text or "", quote=False) + inner
