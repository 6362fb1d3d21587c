"""The numbers of lists in Word documents, which are only in the file as rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import W, build_docx, build_paragraph
from sample_pages import ENDING, MIDDLE, OPENING

from earshot import extract_article

TEXT = "".join(map(build_paragraph, (OPENING, MIDDLE, ENDING)))
STYLES = (
    f'<w:styles xmlns:w="{W}">'
    '<w:style w:styleId="List"><w:name w:val="List Number"/><w:pPr><w:numPr><w:numId w:val="1"/>'
    "</w:numPr></w:pPr></w:style>"
    '<w:style w:styleId="Steps"><w:name w:val="Steps"/><w:basedOn w:val="List"/></w:style>'
    "</w:styles>"
)


def define_levels(*levels: tuple[str, str, int]) -> str:
    """The levels of a list: format, label and first number of each."""
    return "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{label}"/></w:lvl>'
        for n, (form, label, start) in enumerate(levels)
    )


def define_list(*levels: tuple[str, str, int], second: str = "") -> str:
    """One list with the numbering 1, and the numbering 2 that may change it."""
    return (
        f'<w:abstractNum w:abstractNumId="0">{define_levels(*levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{second}</w:num>'
    )


def build_item(text: str, level: int = 0, numbering: str = "1") -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
    return build_paragraph(f"{text} the ropes with care.", "", properties)


def item_numbers(body: str, numbering: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "story.docx"
    path.write_bytes(build_docx(TEXT + body + TEXT, styles=STYLES, numbering=numbering))
    return [each.number for each in extract_article(str(path)).blocks if each.kind == "item"]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (("decimal", "%1.", 1), ["1", "2", "3"]),
        (("decimal", "(%1)", 4), ["4", "5", "6"]),
        (("lowerLetter", "%1)", 1), ["A", "B", "C"]),
        (("upperLetter", "%1", 26), ["Z", "AA", "AB"]),
        (("lowerRoman", "%1.", 3), ["3", "4", "5"]),
        (("decimal", "Step %1:", 1), ["Step 1", "Step 2", "Step 3"]),
        (("bullet", "•", 1), ["", "", ""]),
        (("none", "%1", 1), ["", "", ""]),
    ],
)
def test_items_have_the_numbers_that_word_shows(
    level: tuple[str, str, int], expected: list[str], tmp_path: Path
) -> None:
    items = "".join(map(build_item, ("Fetch", "Dry", "Coil")))
    assert item_numbers(items, define_list(level), tmp_path) == expected


def test_inner_items_count_anew_under_each_outer_item(tmp_path: Path) -> None:
    body = "".join(
        (
            build_item("Fetch"),
            build_item("Wash", 1),
            build_item("Rinse", 1),
            build_item("Dry"),
            build_item("Turn", 1),
        )
    )
    letters = define_list(("decimal", "%1.", 1), ("lowerLetter", "%2)", 1))
    assert item_numbers(body, letters, tmp_path) == ["1", "A", "B", "2", "A"]
    chapters = define_list(("decimal", "%1.", 1), ("decimal", "%1.%2.", 1))
    assert item_numbers(body, chapters, tmp_path) == ["1", "1.1", "1.2", "2", "2.1"]


def test_a_list_continues_after_a_paragraph_and_restarts_where_word_restarts_it(
    tmp_path: Path,
) -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = (
        build_item("Fetch")
        + build_item("Dry")
        + build_paragraph(MIDDLE)
        + build_item("Coil")
        + build_paragraph(ENDING)
        + build_item("Store", numbering="2")
        + build_item("Count", numbering="2")
    )
    level = ("decimal", "%1.", 1)
    assert item_numbers(body, define_list(level, second=restart), tmp_path) == list("12312")
    assert item_numbers(body, define_list(level), tmp_path) == list("12345")


def test_a_style_may_number_its_paragraphs_and_a_paragraph_may_refuse(tmp_path: Path) -> None:
    body = (
        build_paragraph("Fetch the ropes with care.", "Steps")
        + build_paragraph(MIDDLE, "", '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + build_paragraph("Dry the ropes with care.", "Steps")
    )
    numbering = define_list(("decimal", "%1.", 1))
    assert item_numbers(body, numbering, tmp_path) == ["1", "2"]


@pytest.mark.parametrize(
    "numbering",
    [
        "",
        '<w:num w:numId="1"/>',
        '<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>',
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="x"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        define_list(("decimal", "%9 %1" * 2_000, 999_999_999)),
    ],
)
def test_broken_rules_do_not_hide_the_items(numbering: str, tmp_path: Path) -> None:
    items = build_item("Fetch") + build_item("Dry")
    assert len(item_numbers(items, numbering, tmp_path)) == 2
