"""Replace the cells of data tables by sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile

from earshot.ingest.cleanup import clean_text
from earshot.ingest.filter_types import Candidate, NumberedCandidates
from earshot.ingest.html.dom import (
    Element,
    class_words,
    find_selector,
    has_children,
    tag_set,
    text_content,
)
from earshot.ingest.html.skip_marks import has_skip_mark, is_in_boilerplate
from earshot.ingest.html.text_runs import TextRun
from earshot.ingest.html.xpaths import XPathBuilder
from earshot.ingest.table_text import (
    MAX_CELL_WORDS,
    MAX_CELLS,
    TableText,
    announce_table,
)
from earshot.ingest.word_counts import count_words

_MAX_DESCRIPTION_WORDS = 200
"""A longer cell holds a text, and not a description of what its row names."""
_MAX_FACT_WORDS = 60
_MAX_WRAPPERS = 3
"""Maximum number of elements around a table."""
_CELL_TAGS = tag_set("td th")
_TABLE_TAGS = tag_set("table thead tbody tfoot tr td th")
_LAYOUT_ROLES = tag_set("presentation none")
_BLOCK_TAGS = tag_set("p div ul ol blockquote h1 h2 h3 h4 table figure")
_FACT_BOX = re.compile(r"\b(?:info|fact) ?box")


@dataclass(slots=True)
class _TableRuns:
    """The text runs in a table, by their cells."""

    numbers: list[int] = field(default_factory=list)
    texts: dict[Element, list[str]] = field(default_factory=dict)
    _texts_by_row: dict[Element, Sequence[str]] = field(default_factory=dict)

    def row_texts(self, row: Element) -> Sequence[str]:
        """The texts of the cells of a row, once all runs are grouped."""
        if row not in self._texts_by_row:
            cells = row.iterchildren(*_CELL_TAGS)
            self._texts_by_row[row] = [
                clean_text(" ".join(self.texts.get(cell, ()))) for cell in cells
            ]
        return self._texts_by_row[row]


def replace_tables(
    runs: Sequence[TextRun], candidates: NumberedCandidates, language: str, *, reads_long: bool
) -> NumberedCandidates:
    """Return the candidates with sentences for tables instead of their cells.

    Only tables in the same container as a candidate belong to the article.
    """
    parents = {runs[number].element.getparent() for number, _ in candidates if number >= 0}
    is_grid = cache(_is_grid)  # one table may hold thousands
    found = {
        table: table_runs
        for table, table_runs in _group_by_table(runs).items()
        if _is_beside(table, parents, is_grid) and _is_readable_table(table, table_runs, reads_long)
    }
    if not found:
        return candidates
    replaced = {number for table_runs in found.values() for number in table_runs.numbers}
    result = [pair for pair in candidates if pair[0] not in replaced]
    paths = XPathBuilder()
    for table, table_runs in found.items():
        for element, candidate in _table_candidates(table, table_runs, language, reads_long):
            located = replace(
                candidate, xpath=paths.xpath(element), selector=find_selector(element)
            )
            result.append((table_runs.numbers[0], located))
    return sorted(result, key=lambda pair: pair[0])


def _group_by_table(runs: Sequence[TextRun]) -> dict[Element, _TableRuns]:
    """Return the text runs of each table that holds no other table."""
    grouped: dict[Element, _TableRuns] = {}
    if not runs or next(runs[0].element.getroottree().iter("td", "th"), None) is None:
        return grouped
    for number, run in enumerate(runs):
        element = run.element
        cell = element if element.tag in _CELL_TAGS else None
        cell = cell if cell is not None else next(element.iterancestors(*_CELL_TAGS), None)
        inner = element if element.tag == "table" else cell
        if inner is None:
            continue
        table = inner if inner.tag == "table" else next(inner.iterancestors("table"), None)
        if table is None:
            continue
        table_runs = grouped.setdefault(table, _TableRuns())
        table_runs.numbers.append(number)
        if cell is not None and inner is cell:
            table_runs.texts.setdefault(cell, []).append(run.text)
    return {
        table: table_runs
        for table, table_runs in grouped.items()
        if next(table.iterdescendants("table"), None) is None
    }


def _is_beside(
    table: Element, parents: set[Element | None], is_grid: Callable[[Element], bool]
) -> bool:
    """Whether a paragraph of the article is near. A table may lie in the grid of another one, with
    a title above it."""
    chain = list(table.iterancestors())
    grid = list(takewhile(lambda each: each.tag in _TABLE_TAGS, chain))
    outer = grid[-1] if grid and grid[-1].tag == "table" and is_grid(grid[-1]) else None
    start = len(grid) if outer is not None else 0
    near = [*chain[:_MAX_WRAPPERS], *chain[start : start + _MAX_WRAPPERS]]
    return any(above in parents for above in near)


def _is_grid(table: Element) -> bool:
    """Whether the table holds only tables and their titles."""
    for cell in table.iter("td", "th"):
        is_inner = next(cell.iterancestors("table"), None) is not table
        has_table = next(cell.iterdescendants("table"), None) is not None
        if not (is_inner or has_table) and _has_running_text(cell):
            return False
    return next(table.iter("p"), None) is None


def _is_readable_table(table: Element, runs: _TableRuns, reads_long: bool) -> bool:
    """Whether the table has rows and columns of short cells and is not used for layout."""
    if (table.get("role") or "").lower() in _LAYOUT_ROLES:
        return False
    parent = table.getparent()
    is_fact_box = reads_long and _FACT_BOX.search(class_words(table)) is not None
    if is_in_boilerplate(table) and not (
        is_fact_box and parent is not None and not is_in_boilerplate(parent)
    ):
        return False
    rows = [row for row in table.iter("tr") if any(runs.row_texts(row))]
    if len(rows) < 2 or max(sum(map(bool, runs.row_texts(row))) for row in rows) < 2:
        return False
    if not any(_has_running_text(cell) for cell in table.iter(*_CELL_TAGS)):
        return True
    if is_fact_box:
        return all(count_words(text) <= _MAX_FACT_WORDS for r in rows for text in runs.row_texts(r))
    return _is_described(rows, runs)


def _is_described(rows: Sequence[Element], runs: _TableRuns) -> bool:
    """Whether each row of a table with named columns begins with a name, and other cells describe
    it in sentences."""
    texts = [runs.row_texts(row) for row in rows]
    names, body = _header_cells(rows[0], runs), texts[1:]
    cells = [cell for row in rows for cell in row.iterchildren(*_CELL_TAGS)]
    return (
        len([name for name in names if name]) > 1
        and len(body) > 1
        and len(cells) <= MAX_CELLS
        and all(len(row) > 1 and count_words(row[0]) <= MAX_CELL_WORDS for row in body)
        and all(count_words(text) <= _MAX_DESCRIPTION_WORDS for row in texts for text in row)
        and not any(_has_blocks(cell) for cell in cells)
    )


def _table_candidates(
    table: Element, runs: _TableRuns, language: str, reads_long: bool
) -> Iterator[tuple[Element, Candidate]]:
    """Yield the sentences for a data table, each with its element."""
    rows = [row for row in table.iter("tr") if any(runs.row_texts(row))]
    captions = list(_find_captions(table))
    if len(first := list(filter(None, _header_cells(rows[0], runs)))) == 1:
        captions, rows = captions + first, rows[1:]
    header = _header_cells(rows[0], runs) if len(rows) > 1 else []
    body = [row for row in rows if runs.row_texts(row) != header]  # it may be repeated
    text = TableText(header, [runs.row_texts(row) for row in body])
    caption = " ".join(captions)
    if text.is_readable(reads_long=reads_long):
        if caption:
            yield table, Candidate(kind="paragraph", text=caption)
        for number, row in enumerate(body):
            yield row, Candidate(kind="item", text=text.sentence(number))
    elif announcement := announce_table(language, caption):
        yield table, Candidate(kind="note", text=announcement)


def _find_captions(table: Element) -> Iterator[str]:
    for caption in table.iterchildren("caption"):
        if not has_skip_mark(caption):
            yield clean_text(text_content(caption))


def _header_cells(row: Element, runs: _TableRuns) -> Sequence[str]:
    """Return the names of the columns if the first row contains only those."""
    is_header = next(row.iterchildren("td"), None) is None
    return runs.row_texts(row) if is_header else []


def _has_running_text(cell: Element) -> bool:
    return _has_blocks(cell) or count_words(text_content(cell)) > MAX_CELL_WORDS


def _has_blocks(cell: Element) -> bool:
    return has_children(cell) and sum(1 for _ in cell.iter(*_BLOCK_TAGS)) > 1
