"""Word documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import W, build_docx, build_paragraph, build_zip
from sample_pages import ENDING, MIDDLE, OPENING

from earshot import IngestOptions, extract_article
from earshot.errors import NoArticle, SourceError, SourceUnreadable, TooLarge
from earshot.model import Article

TEXT = "".join(map(build_paragraph, (OPENING, MIDDLE, ENDING)))


def read(data: bytes, tmp_path: Path, options: IngestOptions | None = None) -> Article:
    path = tmp_path / "story.docx"
    path.write_bytes(data)
    return extract_article(str(path), options=options)


def test_a_document_is_read_with_headline_byline_date_and_headings(tmp_path: Path) -> None:
    body = (
        build_paragraph("Ferry returns", "Titel")
        + build_paragraph("By Ann Lee")
        + build_paragraph("8 March 2026")
        + build_paragraph(OPENING)
        + build_paragraph("The crossing", "Own")
        + build_paragraph(MIDDLE)
        + build_paragraph("Ropes are ready for the winter.", "", "<w:numPr/>")
        + build_paragraph("It was a long wait, and we are glad that it is over.", "Z")
        + build_paragraph(ENDING, "Loop")
    )
    article = read(build_docx(body), tmp_path)
    assert article.headline == "Ferry returns"
    assert article.authors == ("Ann Lee",)
    assert str(article.published)[:10] == "2026-03-08"
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("paragraph", OPENING),
        ("heading", "The crossing"),
        ("paragraph", MIDDLE),
        ("item", "Ropes are ready for the winter."),
        ("quote", "It was a long wait, and we are glad that it is over."),
        ("paragraph", ENDING),
    ]


def test_words_split_into_runs_are_joined_and_deleted_or_hidden_text_is_not_read(
    tmp_path: Path,
) -> None:
    paragraph = (
        "<w:p><w:r><w:t>The fer</w:t></w:r><w:ins><w:r><w:t>ry came back</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>was lost</w:delText><w:t>was lost</w:t></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
        '<w:r><w:t xml:space="preserve"> with 40 m</w:t></w:r><w:r><w:rPr>'
        '<w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r><w:r><w:t xml:space="preserve"'
        "> of cargo.</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    article = read(build_docx(paragraph + TEXT), tmp_path)
    assert article.blocks[0].text == "The ferry came back with 40 m² of cargo."


def test_a_text_box_ends_before_the_text_of_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{build_paragraph('Fares stay the same.')}</w:txbxContent>"
    paragraph = f"<w:p><w:r>{box}</w:r><w:r><w:t>The council voted on Tuesday.</w:t></w:r></w:p>"
    article = read(build_docx(paragraph + TEXT), tmp_path)
    assert [block.text for block in article.blocks[:2]] == [
        "Fares stay the same.",
        "The council voted on Tuesday.",
    ]


def test_formulas_and_text_boxes_are_read_and_a_table_of_contents_is_not(tmp_path: Path) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    formula = f"<m:oMath {math}><m:r><m:t>F=ma</m:t></m:r></m:oMath>"
    box = f"<w:txbxContent>{build_paragraph('The box.')}</w:txbxContent>"
    body = (
        build_paragraph("The crossing 7", "TOC1")
        + f"<w:p><w:r><w:t>The force is </w:t></w:r>{formula}<w:r><w:t>.</w:t></w:r></w:p>"
        + f"<w:p><w:r><w:t>Beside it is a box.</w:t></w:r><w:r>{box}</w:r></w:p>"
    )
    article = read(build_docx(body + TEXT), tmp_path)
    assert [block.text for block in article.blocks[:3]] == [
        "The force is F=ma.",
        "Beside it is a box.",
        "The box.",
    ]


def test_metadata_of_the_file_completes_that_of_the_text(tmp_path: Path) -> None:
    core = "<dc:title>Ferry returns</dc:title><dc:creator>Bo Ek</dc:creator>"
    article = read(build_docx(TEXT, core), tmp_path)
    assert (article.headline, article.authors) == ("Ferry returns", ("Bo Ek",))


def test_captions_are_switched_like_those_of_a_page(tmp_path: Path) -> None:
    caption = "The pier of Skerrow on the morning after the storm."
    data = build_docx(TEXT + build_paragraph(caption, "Cap"))
    assert caption not in [block.text for block in read(data, tmp_path).blocks]
    shown = read(data, tmp_path, IngestOptions(captions=True))
    assert caption in [block.text for block in shown.blocks]


def build_row(*cells: str, properties: str = "") -> str:
    return (
        f"<w:tr>{properties}{''.join(f'<w:tc>{build_paragraph(c)}</w:tc>' for c in cells)}</w:tr>"
    )


def test_a_table_is_read_by_the_names_of_its_header_row(tmp_path: Path) -> None:
    header = build_row("Pier", "Boats", properties="<w:trPr><w:tblHeader/></w:trPr>")
    body = "".join(build_row(f"Pier {n}", str(n)) for n in range(1, 9))
    data = build_docx(f"{TEXT}<w:tbl>{header}{body}</w:tbl>{build_paragraph(ENDING[::-1])}")
    short = read(data, tmp_path)
    assert "A table follows on the page." in [block.text for block in short.blocks]
    long = read(data, tmp_path, IngestOptions(long_tables=True))
    assert "Pier 8: Boats 8." in [block.text for block in long.blocks]


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = b"<w:document xmlns:w='" + W.encode() + b"'>" + b" " * 60_000_000
    with pytest.raises(TooLarge):
        read(build_zip({"word/document.xml": bomb}), tmp_path)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<!DOCTYPE d [<!ENTITY a 'aaaa'>]><d>&a;</d>", "entities"),
        ("<w:document", "not well-formed"),
        ("<d>" * 5_000, "not well-formed"),
    ],
)
def test_hostile_xml_is_rejected_with_a_message(document: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=reason):
        read(build_zip({"word/document.xml": document}), tmp_path)


def test_a_document_without_text_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(NoArticle):
        read(build_docx(""), tmp_path)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_document_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    data = bytearray(build_docx(TEXT))
    for n in range(1 + seed % 5):
        data[(seed * 7919 + n * 104729) % len(data)] ^= 1 + (seed + n) % 255
    try:
        read(bytes(data), tmp_path)
    except SourceError as error:
        assert "story.docx" in str(error)
