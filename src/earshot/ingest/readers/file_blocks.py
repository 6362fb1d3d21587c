"""Build a document from the blocks of a PDF or DOCX file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape, unescape
from itertools import groupby
from typing import NamedTuple

from earshot.ingest.cleanup import clean_text
from earshot.ingest.feeds.entries import HTML_TAG
from earshot.ingest.html.list_numbers import NUMBER_ATTRIBUTE
from earshot.ingest.metadata.page import PageMetadata
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers import html
from earshot.ingest.readers.text_header import TextHeader, strip_header_line
from earshot.ingest.source import Origin

_MAX_HEADER_BLOCKS = 6
"""Byline and date are among the first blocks."""


class FileBlock(NamedTuple):
    """A block element of the HTML that a file is converted to. <aside> is a footnote."""

    tag: str
    markup: str
    """HTML inside the element."""
    number: str = ""
    """The number of the item of an ordered list."""


def text_block(tag: str, text: str) -> FileBlock:
    return FileBlock(tag, escape(text, quote=False))


def build_document(
    blocks: Sequence[FileBlock], origin: Origin, metadata: PageMetadata, options: IngestOptions
) -> html.HtmlDocument:
    """Build a document. Its headline is the first <h1>, otherwise that of the metadata.

    A byline and a date line at the top become metadata.
    """
    headline, blocks = _take_headline(blocks)
    metadata = replace(metadata, headline=headline or metadata.headline)
    header = TextHeader(
        headline=metadata.headline, authors=metadata.authors, published=metadata.published
    )
    kept = [block for block in blocks[:_MAX_HEADER_BLOCKS] if not _is_header(header, block)]
    metadata = replace(metadata, authors=header.authors, published=header.published)
    content = "".join(_to_markup([*kept, *blocks[_MAX_HEADER_BLOCKS:]]))
    return html.read_article_html(content, origin, metadata, options)


def _to_markup(blocks: Sequence[FileBlock]) -> Iterator[str]:
    for is_numbered, group in groupby(blocks, lambda block: bool(block.number)):
        elements = "".join(
            f"<{block.tag}{_attributes(block)}>{block.markup}</{block.tag}>" for block in group
        )
        yield f"<ol>{elements}</ol>" if is_numbered else elements


def _attributes(block: FileBlock) -> str:
    if block.tag == "aside":
        return ' role="doc-footnote"'
    return f' {NUMBER_ATTRIBUTE}="{escape(block.number)}"' if block.number else ""


def _take_headline(blocks: Sequence[FileBlock]) -> tuple[str, list[FileBlock]]:
    number = next((n for n, block in enumerate(blocks) if block.tag == "h1"), None)
    if number is None:
        return "", list(blocks)
    headline = _to_text(blocks[number])
    rest = [
        block._replace(tag="h2") if block.tag == "h1" else block
        for n, block in enumerate(blocks)
        if n != number
    ]
    return headline, rest


def _is_header(header: TextHeader, block: FileBlock) -> bool:
    return block.tag == "p" and not strip_header_line(header, _to_text(block))


def _to_text(block: FileBlock) -> str:
    return clean_text(unescape(HTML_TAG.sub(" ", block.markup)))
