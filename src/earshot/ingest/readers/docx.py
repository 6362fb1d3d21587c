"""Read Word documents (.docx).

ECMA-376, part 1, 17: WordprocessingML.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from earshot.httpclient.raw_content import RawContent
from earshot.ingest.cleanup import clean_text
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.language_tags import normalize_tag
from earshot.ingest.metadata.page import PageMetadata
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers.docx_numbers import ListNumbering
from earshot.ingest.readers.docx_styles import ParagraphStyles, W
from earshot.ingest.readers.file_blocks import FileBlock, build_document
from earshot.ingest.readers.html import HtmlDocument
from earshot.ingest.source import Origin
from earshot.ingest.zip_container import XmlElement, ZipContainer

_DC = "{http://purl.org/dc/elements/1.1/}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset((f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}rPr", f"{W}pPr", _FALLBACK))
"""Deleted text, field codes, properties, and second copies of shapes."""
_CHARACTERS = {f"{W}tab": " ", f"{W}br": "<br>", f"{W}cr": "<br>", f"{W}noBreakHyphen": "-"}
_MAX_DEPTH = 60


def read(raw: RawContent, origin: Origin, options: IngestOptions) -> HtmlDocument:
    """Read a DOCX file. Raises SourceUnreadable and TooLarge."""
    container = ZipContainer(raw.data, origin.source)
    reader = _BodyReader(container)
    body = container.read_xml("word/document.xml").find(f"{W}body")
    blocks = [] if body is None else list(reader.read_blocks(body, _MAX_DEPTH))
    blocks += _read_notes(container)
    return build_document(blocks, origin, _read_metadata(container), options)


def _read_notes(container: ZipContainer) -> Iterator[FileBlock]:
    """Yield the footnotes, then the endnotes. Notes with a type are separators."""
    for kind in ("footnote", "endnote"):
        path = f"word/{kind}s.xml"
        notes = container.read_xml(path).iter(f"{W}{kind}") if path in container.names else ()
        for note in notes:
            markup = " ".join(_paragraph_markup(each) for each in note.iter(f"{W}p")).strip()
            if markup and note.get(f"{W}type") is None:
                yield FileBlock("aside", markup)


def _read_metadata(container: ZipContainer) -> PageMetadata:
    if "docProps/core.xml" not in container.names:
        return PageMetadata()
    root = container.read_xml("docProps/core.xml")
    return PageMetadata(
        headline=clean_text(root.findtext(f"{_DC}title") or ""),
        authors=parse_names([root.findtext(f"{_DC}creator") or ""]),
        language=normalize_tag(root.findtext(f"{_DC}language") or ""),
    )


class _BodyReader:
    def __init__(self, container: ZipContainer) -> None:
        self._styles = ParagraphStyles(container)
        self._numbering = ListNumbering(container)

    def read_blocks(self, parent: XmlElement, depth: int) -> Iterator[FileBlock]:
        for element in parent:
            if element.tag == f"{W}p":
                label = self._numbering.count(*self._styles.numbering_of(element))
                markup = _paragraph_markup(element).strip()
                if markup and not self._styles.is_contents(element):
                    tag = self._styles.tag_of(element)
                    yield FileBlock(tag, markup, label if tag == "li" else "")
            elif element.tag == f"{W}tbl":
                yield FileBlock("table", _table_markup(element))
            elif element.tag not in _SKIPPED and depth:
                yield from self.read_blocks(element, depth - 1)


def _table_markup(table: XmlElement) -> str:
    rows = []
    for row in table.iter(f"{W}tr"):
        cells = [
            " ".join(_paragraph_markup(p) for p in c.iter(f"{W}p")) for c in row.iter(f"{W}tc")
        ]
        tag = "td" if row.find(f"{W}trPr/{W}tblHeader") is None else "th"
        rows.append("".join(f"<{tag}>{cell}</{tag}>" for cell in cells))
    return "".join(f"<tr>{row}</tr>" for row in rows)


def _paragraph_markup(paragraph: XmlElement) -> str:
    return "".join(_run_markup(paragraph, _MAX_DEPTH))


def _run_markup(parent: XmlElement, depth: int) -> Iterator[str]:
    for element in parent:
        if element.tag in (f"{W}t", f"{_MATH}t"):
            yield escape(element.text or "", quote=False)
        elif element.tag in _CHARACTERS:
            yield _CHARACTERS[str(element.tag)]
        elif element.tag == f"{W}txbxContent":
            lines = [_paragraph_markup(each) for each in element.iter(f"{W}p")]
            yield "".join(f"<br>{line}" for line in lines) + "<br>"
        elif element.tag == f"{W}hyperlink":
            yield f'<a href="#">{"".join(_run_markup(element, depth - 1))}</a>'
        elif element.tag not in _SKIPPED and depth and not _is_hidden(element):
            inner = "".join(_run_markup(element, depth - 1))
            yield f"<sup>{inner}</sup>" if inner and _is_superscript(element) else inner


def _is_hidden(run: XmlElement) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "true") not in ("0", "false", "off")


def _is_superscript(run: XmlElement) -> bool:
    align = run.find(f"{W}rPr/{W}vertAlign")
    return align is not None and align.get(f"{W}val") == "superscript"
