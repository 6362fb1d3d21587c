"""Parts that are chosen in files: captions, notes, code, tables and corrections."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from documents import W, build_paragraph, build_zip
from file_samples import CAPTION, CODE, CORRECTION, FILES, NOTE

from earshot.httpclient.raw_content import RawContent
from earshot.ingest import IngestOptions, read_article

EVERYTHING = IngestOptions(captions=True, notes=True, code=True, long_tables=True)
LITTLE = IngestOptions(tables=False, corrections=False)
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
