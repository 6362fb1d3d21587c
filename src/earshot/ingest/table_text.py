"""Sentences for the rows of a table.

A listener cannot follow many rows and columns. So a short table is read row by row with the names
of its columns, and a longer one is announced unless all of it was requested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earshot.ingest.sentence_ends import ends_sentence
from earshot.ingest.word_counts import count_words

MAX_ROWS, MAX_COLUMNS = 6, 3
"""The size of a short table, without the header row."""
MAX_CELLS = 2_000
"""A longer table is never read: about an hour of speech."""
MAX_CELL_WORDS = 12
"""A longer cell is a sentence."""
_MAX_CAPTION_WORDS = 20
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
        rows = [self.header, *self.rows]
        if reads_long or any(_is_prose(cell) for row in rows for cell in row):
            return sum(map(bool, (cell for row in rows for cell in row))) <= MAX_CELLS
        widest = max(sum(map(bool, row)) for row in rows)
        return len(self.rows) <= MAX_ROWS and widest <= MAX_COLUMNS

    def sentence(self, number: int) -> str:
        """ "Skerrow: crossings 21, delays 3." with names, "Skerrow: 21, 3." without. Sentences in
        cells follow."""
        first, *rest = self.rows[number]
        is_named = len(self.header) == len(rest) + 1
        names = self.header[1:] if is_named else [""] * len(rest)
        values = ", ".join(
            f"{name} {cell}" if name else cell
            for name, cell in zip(names, rest, strict=True)
            if cell and not _is_prose(cell)
        )
        facts = ": ".join(filter(None, (first, values)))
        return " ".join(_end_sentence(each) for each in (facts, *filter(_is_prose, rest)) if each)


def announce_table(language: str, caption: str = "") -> str:
    """Announcement that replaces a long table; empty in other languages."""
    announcement = ANNOUNCEMENTS.get(language.partition("-")[0], "")
    if not announcement or not caption or count_words(caption) > _MAX_CAPTION_WORDS:
        return announcement
    return _end_sentence(f"{announcement.rstrip('.')}: {caption}")


def _is_prose(cell: str) -> bool:
    return count_words(cell) > MAX_CELL_WORDS


def _end_sentence(text: str) -> str:
    return text if ends_sentence(text) else f"{text}."
