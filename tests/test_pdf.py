"""PDF files."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from documents import PdfText, build_pdf, build_unicode_pdf, set_lines, write_pdf
from sample_pages import ENDING, MIDDLE, OPENING

from earshot import extract_article
from earshot.errors import NoArticle, SourceError, SourceUnreadable
from earshot.model import Article

LONG = f"{OPENING} {MIDDLE} {ENDING}"


def read(data: bytes, tmp_path: Path) -> Article:
    path = tmp_path / "story.pdf"
    path.write_bytes(data)
    return extract_article(str(path))


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


def test_a_page_is_read_with_headline_byline_date_and_headings(tmp_path: Path) -> None:
    page = [
        (60, 110, 20, "Ferry returns"),
        (60, 140, 10, "By Ann Lee"),
        (60, 160, 10, "8 March 2026"),
        *set_lines(LONG, 60, 200, 90),
        (60, 260, 14, "The crossing"),
        *set_lines(MIDDLE, 60, 290, 90),
    ]
    article = read(build_pdf([page]), tmp_path)
    assert article.headline == "Ferry returns"
    assert article.authors == ("Ann Lee",)
    assert str(article.published)[:10] == "2026-03-08"
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("paragraph", LONG),
        ("heading", "The crossing"),
        ("paragraph", MIDDLE),
    ]


def test_two_columns_below_a_headline_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = set_lines(LONG, 60, 200, 40)
    right = set_lines(LONG.replace("ferry", "train"), 310, 200, 40)
    rows = [line for pair in zip(left, right, strict=True) for line in pair]
    headline = (60, 120, 20, "The ferry and the train returned to Skerrow on Monday")
    article = read(build_pdf([[headline, *rows]]), tmp_path)
    assert article.headline == headline[3]
    assert texts(article) == [LONG, LONG.replace("ferry", "train")]


def test_heads_feet_page_numbers_and_hyphens_are_not_read(tmp_path: Path) -> None:
    def page(number: int, body: list[PdfText]) -> list[PdfText]:
        head = f"Skerrow Courier {number} March"
        return [(60, 40, 9, head), *body, (290, 815, 9, str(number))]

    first: list[PdfText] = [
        (60, 200, 10, "The ferry came back on Monday, a long day for every-"),
        (60, 213, 10, "one who had waited for it. It carried forty passengers"),
    ]
    second: list[PdfText] = [
        (60, 100, 10, "and the mail of eleven weeks, the harbour master said."),
        *set_lines(ENDING, 60, 140, 60),
    ]
    article = read(build_pdf([page(1, first), page(2, second)]), tmp_path)
    assert texts(article) == [
        "The ferry came back on Monday, a long day for everyone who had waited for it. It carried "
        "forty passengers and the mail of eleven weeks, the harbour master said.",
        ENDING,
    ]


def test_paragraphs_are_separated_by_indents(tmp_path: Path) -> None:
    page = [*set_lines(LONG, 60, 200, 90)]
    below = page[-1][1] + 13
    opening, rest = textwrap.wrap(MIDDLE, 60)
    page += [(74, below, 10, opening), (60, below + 13, 10, rest)]
    assert texts(read(build_pdf([page]), tmp_path)) == [LONG, MIDDLE]


def test_a_footnote_in_small_type_is_not_read(tmp_path: Path) -> None:
    page = [*set_lines(LONG, 60, 200, 90), (60, 700, 7, "1 Minutes of the council, page 4.")]
    assert texts(read(build_pdf([page]), tmp_path)) == [LONG]


def test_a_raised_note_mark_is_not_read_and_does_not_split_the_paragraph(tmp_path: Path) -> None:
    page = [
        (60, 200, 10, "The ferry came back."),
        (154, 196, 6, "1"),
        (160, 200, 10, "It had been away for a year and a day, and nobody had missed it."),
        *set_lines(MIDDLE, 60, 252, 40),
    ]
    assert texts(read(build_pdf([page]), tmp_path)) == [
        "The ferry came back. It had been away for a year and a day, and nobody had missed it.",
        MIDDLE,
    ]


def test_wide_gaps_in_a_justified_line_do_not_make_columns(tmp_path: Path) -> None:
    rows = [
        [(60, "The ferry came"), (150, "back"), (200, "on Monday")],
        [(60, "without its crew.")],
    ]
    page = [(left, 200 + 13 * n, 10, text) for n, row in enumerate(rows) for left, text in row]
    read_texts = texts(read(build_pdf([[*page, *set_lines(MIDDLE, 60, 252, 60)]]), tmp_path))
    assert read_texts == ["The ferry came back on Monday without its crew.", MIDDLE]


def test_the_rows_of_a_table_are_read_one_after_the_other(tmp_path: Path) -> None:
    cells = ("Year", "Gate", "Level"), ("1911", "new", "2.10 m"), ("1953", "flood", "4.85 m")
    columns = (60, 160, 260)
    table = [
        (left, 300 + 20 * n, 10, text)
        for n, row in enumerate(cells)
        for left, text in zip(columns, row, strict=True)
    ]
    page = [*set_lines(LONG, 60, 200, 90), *table, *set_lines(MIDDLE, 60, 400, 90)]
    spoken = " ".join(texts(read(build_pdf([page]), tmp_path)))
    assert "Year Gate Level 1911 new 2.10 m 1953 flood 4.85 m" in spoken


def test_a_table_of_contents_is_not_read(tmp_path: Path) -> None:
    dots = "." * 40
    contents = [(60, 150, 14, "Contents"), (60, 175, 10, f"The crossing {dots} 1")]
    page = [*contents, (60, 220, 14, "The crossing"), *set_lines(LONG, 60, 250, 90)]
    article = read(build_pdf([page]), tmp_path)
    assert (article.headline, texts(article)) == ("The crossing", [LONG])


def test_the_title_of_the_file_is_the_headline_if_the_page_has_none(tmp_path: Path) -> None:
    page = set_lines(LONG, 60, 200, 90)
    info = "/Title (Ferry returns) /Author (Bo Ek)"
    article = read(build_pdf([page], info), tmp_path)
    assert (article.headline, article.authors) == ("Ferry returns", ("Bo Ek",))
    assert read(build_pdf([page], "/Title (letter.docx)"), tmp_path).headline == ""


def draw_right_to_left(text: str, right: float, top: float) -> list[PdfText]:
    """Each character by itself, from the right, in the order in which it is read."""
    return [
        (right - 5 * n, top, 10.0, char) for n, char in enumerate(text, 1) if not char.isspace()
    ]


def read_unicode(drawn: list[PdfText], tmp_path: Path) -> list[str]:
    return texts(read(build_unicode_pdf(drawn), tmp_path))


@pytest.mark.parametrize("is_drawn_backwards", [True, False])
def test_right_to_left_lines_are_read_in_order(is_drawn_backwards: bool, tmp_path: Path) -> None:
    lines = [
        "המעבורת חזרה לאי ביום שני אחרי שלושה שבועות",
        "של תיקונים, והנוסעים חיכו לה על הרציף.",
    ]
    drawn = [
        each for n, line in enumerate(lines) for each in draw_right_to_left(line, 545, 100 + 13 * n)
    ]
    if is_drawn_backwards:
        drawn.reverse()
    assert read_unicode(drawn, tmp_path) == [" ".join(lines)]


def test_numbers_and_names_in_right_to_left_lines_are_read_in_order(tmp_path: Path) -> None:
    drawn = [
        *draw_right_to_left("ויותר", 345, 100),
        (300, 100, 10, "250"),
        *draw_right_to_left("איש", 290, 100),
        (240, 100, 10, "Star"),
        *draw_right_to_left("וספינה", 235, 100),
    ]
    assert read_unicode(drawn, tmp_path) == ["ויותר 250 איש Star וספינה"]


def test_two_right_to_left_columns_are_read_from_the_right(tmp_path: Path) -> None:
    right = ["המעבורת חזרה לאי ביום שני", "אחרי שלושה שבועות ארוכים", "של תיקונים במספנה הקטנה"]
    left = ["והנוסעים חיכו לה על הרציף", "מאז שעות הבוקר המוקדמות", "ושמחו מאוד כאשר הגיעה."]
    drawn = [
        each
        for column, edge in ((right, 545), (left, 270))
        for n, line in enumerate(column)
        for each in draw_right_to_left(line, edge, 100 + 13 * n)
    ]
    assert read_unicode(drawn, tmp_path) == [" ".join(right + left)]


def test_the_forms_of_arabic_letters_are_read_as_letters(tmp_path: Path) -> None:
    drawn = draw_right_to_left("ﻋﺎﺩﺕ ﺍﻟﻌﺒﺎﺭﺓ ﺇﻟﻰ ﺍﻟﻤﻴﻨﺎﺀ ﻣﺴﺎﺀ ﺍﻻﺛﻨﻴﻦ", 545, 100)
    assert read_unicode(drawn, tmp_path) == ["عادت العبارة إلى الميناء مساء الاثنين"]


def test_a_scanned_page_is_rejected_with_a_message(tmp_path: Path) -> None:
    with pytest.raises(NoArticle, match="OCR"):
        read(build_pdf([[]]), tmp_path)


def test_objects_that_refer_to_each_other_end(tmp_path: Path) -> None:
    loop = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 99999999 >>",
        "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 4 /Parent 3 0 R >>",
        "<< >>",
    ]
    with pytest.raises(SourceError, match=r"story\.pdf"):
        read(write_pdf(loop), tmp_path)


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="damaged"):
        read(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    data = bytearray(build_pdf([set_lines(LONG, 60, 200, 90)]))
    for n in range(1 + seed % 5):
        data[(seed * 7919 + n * 104729) % len(data)] ^= 1 + (seed + n) % 255
    try:
        read(bytes(data), tmp_path)
    except SourceError as error:
        assert "story.pdf" in str(error)
