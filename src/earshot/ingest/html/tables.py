"""Tables: read out while they are small, and otherwise announced.

Figures in rows and columns cannot be followed by ear. A newsreader reads a short table as
sentences, each row by its columns' names, and says of a longer one that it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from earshot.ingest.blocks import Candidate
from earshot.ingest.cleanup import mended
from earshot.ingest.html.boilerplate import is_marked
from earshot.ingest.html.dom import Element, Paths, marker_of, names, words_of
from earshot.ingest.html.text_runs import Leaf

_ROWS, _COLUMNS = 6, 3
"""The most of each that can be followed by ear, the row of names left out."""
_WORDS = 12
"""In a cell; where one holds more, the table is the page's layout or holds running text."""
_WRAPPERS = 3
"""Boxes that a publisher may put around a table for its own look."""
_CELLS = names("td th")
_LAYOUT = names("presentation none")
_RUNNING = names("p div ul ol blockquote h1 h2 h3 h4 table figure")

ANNOUNCEMENTS = {
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
Numbered = list[tuple[int, Candidate]]


def read_out(leaves: Sequence[Leaf], found: Numbered, language: str) -> Numbered:
    """The candidates with what is said of the story's tables instead of their cells.

    `found` holds each candidate with the number of its leaf; only tables that stand in a box with
    one of them are the story's.
    """
    boxes = {leaves[number].owner.getparent() for number, _ in found if number >= 0}
    inside = _by_table(leaves, boxes)
    if not inside:
        return found
    cells = {number for numbers in inside.values() for number in numbers}
    said = [pair for pair in found if pair[0] not in cells]
    paths = Paths()
    for table, numbers in inside.items():
        for element, candidate in _candidates(table, language):
            placed = replace(candidate, place=paths.of(element), marker=marker_of(element))
            said.append((numbers[0], placed))
    return sorted(said, key=lambda pair: pair[0])


def _by_table(leaves: Sequence[Leaf], boxes: set[Element | None]) -> dict[Element, list[int]]:
    """The numbers of the leaves in each data table that stands beside the story's paragraphs."""
    inside: dict[Element, list[int]] = {}
    known: dict[Element, bool] = {}
    for number, leaf in enumerate(leaves):
        if leaf.owner.tag not in _CELLS:
            continue
        table = next(leaf.owner.iterancestors("table"), None)
        if table is None:
            continue
        if table not in known:
            known[table] = _is_beside(table, boxes) and not is_marked(table) and is_data(table)
        if known[table]:
            inside.setdefault(table, []).append(number)
    return inside


def _is_beside(table: Element, boxes: set[Element | None]) -> bool:
    return any(above in boxes for above in islice(table.iterancestors(), _WRAPPERS))


def is_data(table: Element) -> bool:
    """Whether the table holds rows and columns of short cells, and not the page's layout."""
    if (table.get("role") or "").lower() in _LAYOUT:
        return False
    if any(_is_running(cell) for cell in table.iter("td", "th")):
        return False
    rows = [cells for row in table.iter("tr") if (cells := _cells(row))]
    return len(rows) > 1 and max(map(len, rows)) > 1


def _candidates(table: Element, language: str) -> list[tuple[Element, Candidate]]:
    """What is said of a data table, each with the element that it stands in."""
    rows = [(row, cells) for row in table.iter("tr") if (cells := _cells(row))]
    head = _head(rows[0][0])
    body = rows[1:] if head else rows
    small = len(body) <= _ROWS and max(len(cells) for _, cells in rows) <= _COLUMNS
    if small:
        return [(row, Candidate(kind="item", text=_said(cells, head))) for row, cells in body]
    announcement = ANNOUNCEMENTS.get(language.split("-")[0])
    return [(table, Candidate(kind="note", text=announcement))] if announcement else []


def _cells(row: Element) -> list[str]:
    return [text for cell in row.iterchildren("td", "th") if (text := mended(words_of(cell)))]


def _head(row: Element) -> list[str]:
    """The names of the columns, where the first row holds nothing else."""
    if any(True for _ in row.iterchildren("td")):
        return []
    return [mended(words_of(cell)) for cell in row.iterchildren("th")]


def _said(cells: list[str], head: list[str]) -> str:
    """ "Skerrow: crossings 21, delays 3." with names, "Skerrow: 21, 3." without."""
    first, *rest = cells
    named = list(_named(rest, head[1:])) if len(head) == len(cells) else rest
    return f"{first}: {', '.join(named)}." if named else f"{first}."


def _named(cells: list[str], head: list[str]) -> Iterator[str]:
    for name, cell in zip(head, cells, strict=True):
        yield f"{name} {cell}" if name else cell


def _is_running(cell: Element) -> bool:
    blocks = sum(1 for _ in cell.iter(*_RUNNING))
    return blocks > 1 or len(words_of(cell).split()) > _WORDS
