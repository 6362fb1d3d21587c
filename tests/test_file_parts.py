"""Parts that are chosen in files: captions, notes, code, tables and corrections."""

from __future__ import annotations

import base64
import io
from zipfile import ZipFile

import pytest
from documents import W, build_docx, build_epub, build_paragraph, build_zip

from earshot.httpclient.raw_content import RawContent
from earshot.ingest import IngestOptions, read_article

PROSE = "The ferry came back on Monday, and everybody who had waited for it went aboard. " * 3
MORE = "Shops on the island say that the week before Easter brings half of their income. " * 3
CAPTION = "The pier of Skerrow on the morning after the storm."
NOTE = "Minutes of the council of Dunmere, page 4."
CODE = "total += stalls[i].rent"
CORRECTION = "Correction: An earlier version of this story named the wrong pier."
ROWS = [(f"Pier {number}", f"{number} boats") for number in range(1, 30)]
EPUB = 'xmlns:epub="http://www.idpf.org/2007/ops" epub:type'
HTML = (
    f"<p>{PROSE}</p><figure><img src='a.jpg'/><figcaption>{CAPTION}</figcaption></figure><table>"
    f"{''.join(f'<tr><td>{pier}</td><td>{boats}</td></tr>' for pier, boats in ROWS)}</table>"
    f"<p>{MORE}<sup><a href='#n1' {EPUB}='noteref'>1</a></sup></p><pre><code>{CODE}</code></pre>"
    f"<aside {EPUB}='footnote' id='n1'><p>{NOTE}</p></aside><p>{CORRECTION}</p>"
)
EVERYTHING = IngestOptions(captions=True, notes=True, code=True, long_tables=True)
LITTLE = IngestOptions(tables=False, corrections=False)


def build_mhtml() -> bytes:
    page = f"<title>Ferry</title><article><h1>Ferry</h1>{HTML}</article>"
    head = "Content-Type: text/html\nContent-Transfer-Encoding: base64"
    address = "https://news.example/ferry"
    return (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {address}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n'
        f"--b\n{head}\nContent-Location: {address}\n\n{base64.b64encode(page.encode()).decode()}\n"
        "--b--\n"
    ).encode()


def build_markdown() -> bytes:
    rows = "\n".join(f"| {pier} | {boats} |" for pier, boats in ROWS)
    return (
        f'# Ferry\n\n{PROSE}\n\n![A pier](a.jpg "{CAPTION}")\n\n| Pier | Boats |\n|---|---|\n{rows}'
        f"\n\n{MORE}[^1]\n\n```\n{CODE}\n```\n\n{CORRECTION}\n\n[^1]: {NOTE}\n"
    ).encode()


def build_word_file() -> bytes:
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc>{build_paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in ROWS
    )
    body = (
        f"{build_paragraph('Ferry', 'Titel')}{build_paragraph(PROSE)}"
        f"{build_paragraph(CAPTION, 'Cap')}<w:tbl>{cells}</w:tbl>{build_paragraph(MORE)}"
        f"{build_paragraph(CORRECTION)}"
    )
    return build_docx(body)


FILES = {
    "page.mhtml": build_mhtml(),
    "story.docx": build_word_file(),
    "book.epub": build_epub({"a.xhtml": f"<h1>Ferry</h1>{HTML}"}),
    "story.md": build_markdown(),
}
KINDS = {"page.mhtml": "mail", "story.md": "markdown"}


def read_text(name: str, data: bytes, options: IngestOptions | None = None) -> str:
    raw = RawContent(source=name, data=data, kind=KINDS.get(name, ""))
    return "\n".join(block.text for block in read_article(raw, options=options).blocks)


@pytest.mark.parametrize("name", FILES)
def test_parts_of_a_file_are_read_if_they_are_chosen(name: str) -> None:
    optional = [CAPTION, "Pier 29: 29 boats."] if name == "story.docx" else [CAPTION, NOTE, CODE]
    default, everything = (read_text(name, FILES[name], options) for options in (None, EVERYTHING))
    assert [part for part in optional if part in default] == []
    assert [part for part in optional if part not in everything] == []
    assert "29 boats" in everything


@pytest.mark.parametrize("name", FILES)
def test_tables_and_corrections_of_a_file_are_left_out_if_they_are_switched_off(name: str) -> None:
    default, little = (read_text(name, FILES[name], options) for options in (None, LITTLE))
    assert CORRECTION in default
    assert "table" in default
    assert CORRECTION not in little
    assert "table" not in little


def test_the_footnotes_of_a_word_file_are_read_if_they_are_chosen() -> None:
    notes = (
        f'<w:footnote w:type="separator">{build_paragraph("Not a note.")}</w:footnote>'
        f'<w:footnote w:id="1">{build_paragraph(NOTE)}</w:footnote>'
    )
    data = add_member("word/footnotes.xml", f'<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>')
    assert NOTE not in read_text("story.docx", data)
    text = read_text("story.docx", data, EVERYTHING)
    assert text.endswith(NOTE)
    assert "Not a note." not in text


def add_member(name: str, content: str) -> bytes:
    """Return the Word file with another part."""
    with ZipFile(io.BytesIO(FILES["story.docx"])) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    return build_zip({**members, name: content})
