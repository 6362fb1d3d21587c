"""Replace the cells of data tables by sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from earshot.ingest.cleanup import clean_text
from earshot.ingest.filter_types import Candidate
from earshot.ingest.html.dom import Element, XPathBuilder, find_selector, tag_set, text_content
from earshot.ingest.html.skip_marks import is_in_boilerplate
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.table_text import TableText, find_announcement

_MAX_CELL_WORDS = 12
"""A table with a longer cell is used for layout or contains running text."""
_MAX_WRAPPERS = 3
"""Maximum number of elements around a table."""
_CELL_TAGS = tag_set("td th")
_LAYOUT_ROLES = tag_set("presentation none")
_BLOCK_TAGS = tag_set("p div ul ol blockquote h1 h2 h3 h4 table figure")

NumberedCandidates = list[tuple[int, Candidate]]


def replace_tables(
    runs: Sequence[TextRun], candidates: NumberedCandidates, language: str, *, reads_long: bool
) -> NumberedCandidates:
    """Return the candidates with sentences for tables instead of their cells.

    Only tables in the same container as a candidate belong to the article.
    """
    parents = {runs[number].element.getparent() for number, _ in candidates if number >= 0}
    numbers_by_table = _group_by_table(runs, parents)
    if not numbers_by_table:
        return candidates
    cell_numbers = {number for numbers in numbers_by_table.values() for number in numbers}
    result = [pair for pair in candidates if pair[0] not in cell_numbers]
    paths = XPathBuilder()
    for table, numbers in numbers_by_table.items():
        for element, candidate in _table_candidates(table, language, reads_long=reads_long):
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
    if next(table.iterdescendants("table"), None) is not None:
        return False
    if any(_has_running_text(cell) for cell in table.iter("td", "th")):
        return False
    counts = [sum(map(bool, _cell_texts(row))) for row in table.iter("tr")]
    return sum(map(bool, counts)) > 1 and max(counts) > 1


def _table_candidates(
    table: Element, language: str, *, reads_long: bool
) -> Iterator[tuple[Element, Candidate]]:
    """Yield the sentences for a data table, each with its element."""
    rows = [row for row in table.iter("tr") if any(_cell_texts(row))]
    header = _header_cells(rows[0])
    body = rows[1:] if header else rows
    text = TableText(header, [_cell_texts(row) for row in body])
    if text.is_readable(reads_long=reads_long):
        for number, row in enumerate(body):
            yield row, Candidate(kind="item", text=text.sentence(number))
    elif announcement := find_announcement(language):
        yield table, Candidate(kind="note", text=announcement)


def _cell_texts(row: Element) -> list[str]:
    return [clean_text(text_content(cell)) for cell in row.iterchildren("td", "th")]


def _header_cells(row: Element) -> list[str]:
    """Return the names of the columns if the first row contains only those."""
    is_header = next(row.iterchildren("td"), None) is None
    return _cell_texts(row) if is_header else []


def _has_running_text(cell: Element) -> bool:
    blocks = sum(1 for _ in cell.iter(*_BLOCK_TAGS))
    return blocks > 1 or len(text_content(cell).split()) > _MAX_CELL_WORDS
