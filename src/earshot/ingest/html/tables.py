"""Read small tables as sentences, and announce larger ones.

A listener cannot follow many rows and columns. So a short table is read row by row with the names
of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from earshot.ingest.cleanup import clean_text
from earshot.ingest.filter_types import Candidate
from earshot.ingest.html.dom import Element, XPathBuilder, find_selector, tag_set, text_content
from earshot.ingest.html.skip_marks import is_in_boilerplate
from earshot.ingest.html.text_runs import TextRun

_MAX_ROWS, _MAX_COLUMNS = 6, 3
"""Maximum size of a table that is read, without the header row."""
_MAX_CELL_WORDS = 12
"""A table with a longer cell is used for layout or contains running text."""
_MAX_WRAPPERS = 3
"""Maximum number of elements around a table."""
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
"""By language; in others a table that is too large is skipped."""

Cells = list[list[str]]
NumberedCandidates = list[tuple[int, Candidate]]


def replace_tables(
    runs: Sequence[TextRun], candidates: NumberedCandidates, language: str
) -> NumberedCandidates:
    """Return the candidates with sentences for tables instead of their cells.

    `found` has each candidate with the number of its run. Only tables in the same container as one
    of them belong to the article.
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
    """Return the run numbers of each data table beside the article's paragraphs."""
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
    """Whether the table has rows and columns of short cells and is not used for layout."""
    if (table.get("role") or "").lower() in _LAYOUT_ROLES:
        return False
    if any(_has_running_text(cell) for cell in table.iter("td", "th")):
        return False
    rows = [cells for row in table.iter("tr") if (cells := _cell_texts(row))]
    return len(rows) > 1 and max(map(len, rows)) > 1


def _table_candidates(table: Element, language: str) -> list[tuple[Element, Candidate]]:
    """Return the sentences for a data table, each with its element."""
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
    """Return the names of the columns if the first row contains only those."""
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
