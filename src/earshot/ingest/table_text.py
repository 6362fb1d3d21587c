"""Sentences for the rows of a table.

A listener cannot follow many rows and columns. So a short table is read row by row with the names
of its columns, and a longer one is announced unless all of it was requested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_ROWS, MAX_COLUMNS = 6, 3
"""The size of a short table, without the header row."""
MAX_CELLS = 2_000
"""A longer table is never read: about an hour of speech."""
TABLE_TAGS = frozenset(("table", "tr", "td", "th"))

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
"""By language; in others a table that is too large is skipped."""


@dataclass(frozen=True, slots=True)
class TableText:
    """The texts of the cells. An empty cell keeps its place."""

    header: Sequence[str]
    """The names of the columns, if the table has any."""
    rows: Sequence[Sequence[str]]
    """The other rows."""

    def is_readable(self, *, reads_long: bool) -> bool:
        """Whether the table is read row by row."""
        counts = [sum(map(bool, cells)) for cells in (self.header, *self.rows)]
        if reads_long:
            return sum(counts) <= MAX_CELLS
        return len(self.rows) <= MAX_ROWS and max(counts) <= MAX_COLUMNS

    def sentence(self, number: int) -> str:
        """ "Skerrow: crossings 21, delays 3." with names, "Skerrow: 21, 3." without."""
        first, *rest = self.rows[number]
        is_named = len(self.header) == len(rest) + 1
        values = list(_name_cells(rest, self.header[1:] if is_named else [""] * len(rest)))
        return ": ".join(filter(None, (first, ", ".join(values)))) + "."


def find_announcement(language: str) -> str:
    """What is said in place of a long table; empty in other languages."""
    return ANNOUNCEMENTS.get(language.partition("-")[0], "")


def _name_cells(cells: Sequence[str], header: Sequence[str]) -> Iterator[str]:
    for name, cell in zip(header, cells, strict=True):
        if cell:
            yield f"{name} {cell}" if name else cell
