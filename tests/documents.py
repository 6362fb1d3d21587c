"""Small DOCX, EPUB and PDF files for tests."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
STYLES = (
    f'<w:styles xmlns:w="{W}">'
    '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Newsroom"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
    '<w:style w:styleId="Cap"><w:name w:val="caption"/></w:style>'
    '<w:style w:styleId="Z"><w:name w:val="Quote"/></w:style></w:styles>'
)


def build_zip(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def build_paragraph(text: str, style: str = "", properties: str = "") -> str:
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{run}</w:p>"


def build_docx(body: str, core: str = "", styles: str = STYLES, numbering: str = "") -> bytes:
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    members = {"word/document.xml": document, "word/styles.xml": styles}
    if numbering:
        members["word/numbering.xml"] = f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'
    if core:
        dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        members["docProps/core.xml"] = f"<coreProperties {dc}>{core}</coreProperties>"
    return build_zip(members)


def build_epub(
    chapters: Mapping[str, str], nav: str = "", extra: Mapping[str, str | bytes] | None = None
) -> bytes:
    """A book whose `chapters` are bodies of XHTML files by their names."""
    items = "".join(
        f'<item id="i{n}" href="{escape(name)}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    if nav:
        items += '<item id="nav" href="nav.xhtml" properties="nav" media-type="text/nav"/>'
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    metadata = (
        "<dc:title>Harbour Tales</dc:title><dc:creator>Ann Lee</dc:creator>"
        "<dc:language>en</dc:language><dc:date>2026-03-08</dc:date>"
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine>"
        "</package>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package,
    }
    for name, body in chapters.items():
        page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
        members[f"OPS/{name}"] = page
    if nav:
        members["OPS/nav.xhtml"] = (
            '<html xmlns="http://www.w3.org/1999/xhtml" '
            f'xmlns:epub="http://www.idpf.org/2007/ops"><nav epub:type="toc">{nav}</nav></html>'
        )
    return build_zip(members | dict(extra or {}))


PdfText = tuple[float, float, float, str]
"""Left and top in points, font size and text."""


def build_pdf(pages: Sequence[Sequence[PdfText]], info: str = "") -> bytes:
    """A PDF of A4 pages with Helvetica text at the given places."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for texts in pages:
        stream = "\n".join(
            f"BT /F1 {size} Tf {left} {PDF_HEIGHT - top} Td ({_escape_pdf(text)}) Tj ET"
            for left, top, size, text in texts
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {PDF_HEIGHT}] /Contents "
            f"{len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    references = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{references}] /Count {len(kids)} >>"
    return write_pdf([*objects, f"<< {info} >>"])


def build_unicode_pdf(texts: Sequence[PdfText]) -> bytes:
    """A PDF of one page in which a glyph stands for each character of the texts."""
    codes = {char: n for n, char in enumerate(sorted({c for text in texts for c in text[-1]}), 1)}
    stream = "\n".join(
        f"BT /F1 {size} Tf {left} {PDF_HEIGHT - top} Td "
        f"<{''.join(f'{codes[char]:04x}' for char in text)}> Tj ET"
        for left, top, size, text in texts
    )
    letters = " ".join(
        f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange {len(codes)} beginbfchar {letters} endbfchar endcmap end"
    )
    return write_pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {PDF_HEIGHT}] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            "<< /Type /Font /Subtype /Type0 /BaseFont /Sans /Encoding /Identity-H "
            "/DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sans /DW 500 /FontDescriptor 8 0 R "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
            f"<< /Length {len(to_unicode)} >>\nstream\n{to_unicode}\nendstream",
            "<< /Type /FontDescriptor /FontName /Sans /Flags 4 /FontBBox [0 -200 500 800] "
            "/Ascent 800 /Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV 80 >>",
            "<< >>",
        ]
    )


def write_pdf(objects: Sequence[str]) -> bytes:
    """Number the objects. The first is the catalog, the last the document information."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    trailer = f"trailer\n<< /Size {count} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n"
    head = f"xref\n0 {count}\n0000000000 65535 f \n"
    return out + f"{head}{table}{trailer}{len(out)}\n%%EOF\n".encode()


def _escape_pdf(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def set_lines(text: str, left: float, top: float, width: int, size: float = 10) -> list[PdfText]:
    """Wrap a text into lines of at most `width` characters."""
    lines = textwrap.wrap(text, width)
    return [(left, top + 1.3 * size * n, size, line) for n, line in enumerate(lines)]


PDF_HEIGHT = 842
