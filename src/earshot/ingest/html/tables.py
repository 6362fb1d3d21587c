"""Tables: read out while they are small, and otherwise announced.

Figures in rows and columns cannot be followed by ear. A newsreader reads a short table as
sentences, each row by its columns' names, and says of a longer one that it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from earshot.ingest.blocks import Candidate
from earshot.ingest.cleanup import clean_text
from earshot.ingest.html.dom import Element, XPathBuilder, find_selector, tag_set, text_content
from earshot.ingest.html.skip_marks import is_in_boilerplate
from earshot.ingest.html.text_runs import TextRun

_MAX_ROWS, _MAX_COLUMNS = 6, 3
"""The most of each that can be followed by ear, the row of names left out."""
_MAX_CELL_WORDS = 12
"""In a cell; where one holds more, the table is the page's layout or holds running text."""
_MAX_WRAPPERS = 3
"""Boxes that a publisher may put around a table for its own look."""
_CELL_TAGS = tag_set("td th")
_LAYOUT_ROLES = tag_set("presentation none")
_BLOCK_TAGS = tag_set("p div ul ol blockquote h1 h2 h3 h4 table figure")

TABLE_ANNOUNCEMENTS = {
    "en": "A table follows on the page.",
    "de": "Auf der Seite folgt eine Tabelle.",
    "fr": "Un tableau suit sur la page.",
    "es": "En la página sigue una tabla.",
    "it": "Nella pagina segue una tabella.",
    "pt": "Na página segue uma tabela.",
    "nl": "Op de pagina volgt een tabel.",
    "sv": "På sidan följer en tabell.",
    "da": "På siden følger en tabel.",
    "nb": "På siden følger en tabell.",
    "no": "På siden følger en tabell.",
    "pl": "Na stronie następuje tabela.",
    "tr": "Sayfada bir tablo var.",
}
"""By language; in any other, a table that cannot be read out is passed over."""

Cells = list[list[str]]
NumberedCandidates = list[tuple[int, Candidate]]


def replace_tables(
    runs: Sequence[TextRun], candidates: NumberedCandidates, language: str
) -> NumberedCandidates:
    """The candidates with what is said of the story's tables instead of their cells.

    `found` holds each candidate with the number of its leaf; only tables that stand in a box with
    one of them are the story's.
    """
    parents = {runs[number].element.getparent() for number, _ in candidates if number >= 0}
    numbers_by_table = _group_by_table(runs, parents)
    if not numbers_by_table:
        return candidates
    cell_numbers = {number for numbers in numbers_by_table.values() for number in numbers}
    result = [pair for pair in candidates if pair[0] not in cell_numbers]
    paths = XPathBuilder()
    for table, numbers in numbers_by_table.items():
        for element, candidate in _table_candidates(table, language):
            located = replace(
                candidate, xpath=paths.xpath(element), selector=find_selector(element)
            )
            result.append((numbers[0], located))
    return sorted(result, key=lambda pair: pair[0])


def _group_by_table(
    runs: Sequence[TextRun], parents: set[Element | None]
) -> dict[Element, list[int]]:
    """The numbers of the leaves in each data table that stands beside the story's paragraphs."""
    numbers_by_table: dict[Element, list[int]] = {}
    is_article_table: dict[Element, bool] = {}
    for number, run in enumerate(runs):
        if run.element.tag not in _CELL_TAGS:
            continue
        table = next(run.element.iterancestors("table"), None)
        if table is None:
            continue
        if table not in is_article_table:
            is_article_table[table] = (
                _is_beside(table, parents) and not is_in_boilerplate(table) and is_data_table(table)
            )
        if is_article_table[table]:
            numbers_by_table.setdefault(table, []).append(number)
    return numbers_by_table


def _is_beside(table: Element, parents: set[Element | None]) -> bool:
    return any(above in parents for above in islice(table.iterancestors(), _MAX_WRAPPERS))


def is_data_table(table: Element) -> bool:
    """Whether the table holds rows and columns of short cells, and not the page's layout."""
    if (table.get("role") or "").lower() in _LAYOUT_ROLES:
        return False
    if any(_has_running_text(cell) for cell in table.iter("td", "th")):
        return False
    rows = [cells for row in table.iter("tr") if (cells := _cell_texts(row))]
    return len(rows) > 1 and max(map(len, rows)) > 1


def _table_candidates(table: Element, language: str) -> list[tuple[Element, Candidate]]:
    """What is said of a data table, each with the element that it stands in."""
    rows = [(row, cells) for row in table.iter("tr") if (cells := _cell_texts(row))]
    header = _header_cells(rows[0][0])
    body = rows[1:] if header else rows
    is_small = len(body) <= _MAX_ROWS and max(len(cells) for _, cells in rows) <= _MAX_COLUMNS
    if is_small:
        return [
            (row, Candidate(kind="item", text=_row_sentence(cells, header))) for row, cells in body
        ]
    announcement = TABLE_ANNOUNCEMENTS.get(language.split("-")[0])
    return [(table, Candidate(kind="note", text=announcement))] if announcement else []


def _cell_texts(row: Element) -> list[str]:
    return [
        text for cell in row.iterchildren("td", "th") if (text := clean_text(text_content(cell)))
    ]


def _header_cells(row: Element) -> list[str]:
    """The names of the columns, where the first row holds nothing else."""
    if any(True for _ in row.iterchildren("td")):
        return []
    return [clean_text(text_content(cell)) for cell in row.iterchildren("th")]


def _row_sentence(cells: list[str], header: list[str]) -> str:
    """ "Skerrow: crossings 21, delays 3." with names, "Skerrow: 21, 3." without."""
    first, *rest = cells
    labelled = list(_label_cells(rest, header[1:])) if len(header) == len(cells) else rest
    return f"{first}: {', '.join(labelled)}." if labelled else f"{first}."


def _label_cells(cells: list[str], header: list[str]) -> Iterator[str]:
    for name, cell in zip(header, cells, strict=True):
        yield f"{name} {cell}" if name else cell


def _has_running_text(cell: Element) -> bool:
    blocks = sum(1 for _ in cell.iter(*_BLOCK_TAGS))
    return blocks > 1 or len(text_content(cell).split()) > _MAX_CELL_WORDS
