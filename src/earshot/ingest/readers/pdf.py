"""Read text PDFs. The file is parsed in a process of its own (`pdf_process`)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from earshot.errors import NoArticle, SourceUnreadable
from earshot.httpclient.raw_content import RawContent
from earshot.ingest.cleanup import clean_text
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.page import PageMetadata
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers.file_blocks import FileBlock, build_document, text_block
from earshot.ingest.readers.html import HtmlDocument
from earshot.ingest.readers.pdf_layout import Line, Paragraph, PdfPage, find_paragraphs
from earshot.ingest.source import Origin

_TIMEOUT_SECONDS = 40.0
_PROCESS = (sys.executable, "-m", "earshot.ingest.readers.pdf_process")
_HEADING_RATIO, _HEADLINE_RATIO = 1.12, 1.3
"""Font sizes of headings, relative to the body text."""
_NOTE_RATIO = 0.88
_NOTE_AREA = 0.6
"""Smaller text in the lower part of a page is a footnote."""
_MAX_HEADING_CHARS = 200
_CAPTION = re.compile(
    r"^(?:fig(?:ure|\.)?|table|abb(?:ildung|\.)|tab(?:elle|\.))\s*\d+\s*[.:]", re.I
)
_FILE_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|print)\b|\.(?:docx?|pdf|indd|tex|odt)$", re.I
)
"""Titles that an application wrote, not the author."""


def read(raw: RawContent, origin: Origin, options: IngestOptions) -> HtmlDocument:
    """Read a PDF. Raises SourceUnreadable, and NoArticle for one without text."""
    parsed = _parse(raw.data, origin.source)
    pages = [
        PdfPage(page["height"], [Line(*line) for line in page["lines"]]) for page in parsed["pages"]
    ]
    paragraphs = find_paragraphs(pages)
    if not paragraphs:
        reason = "the PDF has images instead of text; it needs text recognition (OCR)"
        raise NoArticle(source=origin.source, reason=reason)
    title = clean_text(parsed["title"])
    metadata = PageMetadata(
        headline="" if _FILE_TITLE.search(title) else title,
        authors=parse_names([parsed["author"]]),
    )
    return build_document(_to_blocks(paragraphs), origin, metadata, options)


def _parse(data: bytes, source: str) -> Any:
    try:
        done = subprocess.run(
            _PROCESS, input=data, capture_output=True, timeout=_TIMEOUT_SECONDS, check=True
        )
        parsed = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        reason = f"it could not be parsed within {_TIMEOUT_SECONDS:.0f} s"
        raise SourceUnreadable(source=source, reason=reason) from None
    except (subprocess.CalledProcessError, ValueError):
        reason = "it is damaged, or it needs too much time or memory"
        raise SourceUnreadable(source=source, reason=reason) from None
    if "error" in parsed:
        raise SourceUnreadable(source=source, reason=parsed["error"])
    return parsed


def _to_blocks(paragraphs: Sequence[Paragraph]) -> list[FileBlock]:
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        sizes[round(paragraph.size, 1)] += len(paragraph.text)
    body_size = sizes.most_common(1)[0][0]
    blocks = [text_block(_tag_of(each, body_size), each.text) for each in paragraphs]
    first_page = [n for n, each in enumerate(paragraphs) if each.page == paragraphs[0].page]
    largest = max(first_page, key=lambda n: paragraphs[n].size)
    if paragraphs[largest].size >= _HEADLINE_RATIO * body_size and blocks[largest].tag == "h2":
        blocks[largest] = blocks[largest]._replace(tag="h1")
    return blocks


def _tag_of(paragraph: Paragraph, body_size: float) -> str:
    ratio = paragraph.size / (body_size or 1)
    if _CAPTION.match(paragraph.text) and ratio < 1:
        return "figcaption"
    if ratio < _NOTE_RATIO and paragraph.bottom > _NOTE_AREA:
        return "aside"
    is_short = len(paragraph.text) <= _MAX_HEADING_CHARS
    return "h2" if ratio >= _HEADING_RATIO and is_short else "p"
