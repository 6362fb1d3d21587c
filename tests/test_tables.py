"""Tables: short ones row by row, longer ones announced, layout passed over."""

from __future__ import annotations

from earshot.ingest.html.dom import parse_html
from earshot.ingest.options import IngestOptions
from earshot.ingest.readers import html
from earshot.ingest.source import Origin
from earshot.model import Block

PARAGRAPHS = "".join(
    f"<p>In week {n} the ferry kept its timetable on all days but one, the harbour master said.</p>"
    for n in range(1, 5)
)


def blocks(table: str, language: str = "en", *, long_tables: bool = False) -> list[Block]:
    page = (
        f"<html lang={language}><body><article>{PARAGRAPHS}{table}{PARAGRAPHS.replace('week', 'w')}"
        "</article></body></html>"
    )
    options = IngestOptions(long_tables=long_tables)
    found = html.read(page, Origin("ferry.html"), options).article().blocks
    root = parse_html(page, "ferry.html")
    for block in found:
        assert block.xpath is not None
        assert len(root.xpath(block.xpath)) == 1
    return [block for block in found if "the ferry kept" not in block.text]


def rows(count: int, columns: int) -> str:
    cells = "".join(f"<td>{n}</td>" for n in range(columns - 1))
    return "".join(f"<tr><td>Pier {n}</td>{cells}</tr>" for n in range(count))


def test_a_short_table_is_read_by_the_names_of_its_columns() -> None:
    table = (
        "<table><tr><th>Pier</th><th>Crossings</th><th>Late</th></tr>"
        "<tr><td>Skerrow</td><td>21</td><td>3</td></tr>"
        "<tr><td>Pier</td><td>Crossings</td><td>Late</td></tr>"
        "<tr><td>Holm</td><td>14</td><td>0</td></tr></table>"
    )
    assert [(block.kind, block.text) for block in blocks(table)] == [
        ("item", "Skerrow: Crossings 21, Late 3."),
        ("item", "Holm: Crossings 14, Late 0."),
    ]


def test_a_short_table_without_names_is_read_cell_by_cell() -> None:
    assert [block.text for block in blocks(f"<table>{rows(2, 2)}</table>")] == [
        "Pier 0: 0.",
        "Pier 1: 0.",
    ]


def test_a_longer_table_is_announced_once_in_the_language_of_the_page() -> None:
    (note,) = blocks(f"<figure><table>{rows(20, 5)}</table></figure>")
    assert (note.kind, note.text) == ("note", "A table follows on the page.")
    (note,) = blocks(f"<table>{rows(3, 4)}</table>", "de-CH")
    assert note.text == "Auf der Seite folgt eine Tabelle."
    assert blocks(f"<table>{rows(20, 5)}</table>", "fi") == []


def test_a_longer_table_is_read_where_that_is_asked() -> None:
    read = blocks(f"<table>{rows(20, 5)}</table>", long_tables=True)
    assert [block.text for block in read] == [f"Pier {n}: 0, 1, 2, 3." for n in range(20)]
    assert all(block.kind == "item" for block in read)


def test_a_table_of_thousands_of_cells_is_announced_whatever_is_asked() -> None:
    (note,) = blocks(f"<table>{rows(700, 3)}</table>", long_tables=True)
    assert (note.kind, note.text) == ("note", "A table follows on the page.")


def test_an_empty_cell_keeps_the_names_of_the_others() -> None:
    table = (
        "<table><tr><th></th><th>Crossings</th><th>Late</th></tr>"
        "<tr><td>Skerrow</td><td></td><td>3</td></tr><tr><td></td><td>14</td><td>0</td></tr></table>"
    )
    assert [block.text for block in blocks(table)] == ["Skerrow: Late 3.", "Crossings 14, Late 0."]


def test_the_cells_of_a_table_in_a_cell_are_read_once() -> None:
    inner = f"<table>{rows(2, 2)}</table>"
    outer = f"<table><tr><td>{inner}</td><td>Note</td></tr><tr><td>a</td><td>b</td></tr></table>"
    texts = " ".join(block.text for block in blocks(outer))
    assert texts.count("Pier 1") == 1


def test_a_table_that_describes_what_its_rows_name_is_read_in_sentences() -> None:
    films = [
        (
            "The Pier",
            "1947",
            "A woman who lost her ship gets one more year to find it again at sea.",
        )
    ]
    films += [
        (
            f"Ferry {n}",
            str(1950 + n),
            "A captain repeats the day of the storm until nobody drowns in it.",
        )
        for n in range(9)
    ]
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in film) + "</tr>" for film in films
    )
    table = f"<table><tr><th>Film<th>Year<th>Description</tr>{body}</table>"
    texts = [block.text for block in blocks(table)]
    assert texts[0] == f"The Pier: Year 1947. {films[0][2]}"
    assert len(texts) == len(films)


def test_the_caption_of_a_table_is_read_or_announced() -> None:
    caption = "<caption>Crossings by pier</caption>"
    short = [block.text for block in blocks(f"<table>{caption}{rows(2, 2)}</table>")]
    assert short == ["Crossings by pier", "Pier 0: 0.", "Pier 1: 0."]
    (note,) = blocks(f"<table>{caption}{rows(20, 5)}</table>")
    assert note.text == "A table follows on the page: Crossings by pier."


def test_a_box_of_facts_is_read_where_long_tables_are() -> None:
    facts = (
        "<tr><th>Capital</th><td>Skerrow<br>41° S</td></tr>"
        "<tr><th>Piers</th><td><p>12</p><p>open</p></td></tr>"
    )
    box = f'<table class="infobox vcard"><tr><th colspan=2>Holm</th></tr>{facts}</table>'
    assert blocks(box) == []
    read = [block.text for block in blocks(box, long_tables=True)]
    assert read == ["Holm", "Capital: Skerrow 41° S.", "Piers: 12 open."]


def test_tables_in_the_grid_of_another_one_are_read_with_it() -> None:
    inner = f"<td><table>{rows(12, 3)}</table></td>"
    grid = f"<table><tr><td colspan=2>Most used piers</td></tr><tr>{inner}{inner}</tr></table>"
    assert len(blocks(f"<blockquote>{grid}</blockquote>", long_tables=True)) == 24


def test_a_table_in_a_box_beside_the_story_is_not_announced() -> None:
    assert blocks(f"<aside><table>{rows(20, 5)}</table></aside>") == []
    assert blocks(f'<div class="related"><table>{rows(2, 2)}</table></div>') == []


def test_a_story_that_is_laid_out_in_a_table_is_a_story() -> None:
    page = f"<html lang=en><body><table><tr><td>Menu</td><td>{PARAGRAPHS}</td></tr></table>"
    found = html.read(page, Origin("ferry.html")).article().blocks
    assert len(found) == 4
    assert all(block.kind == "paragraph" for block in found)
