"""Read the tables of Markdown as those of pages: short ones row by row, longer ones announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from earshot.ingest.filter_types import Candidate
from earshot.ingest.table_text import TableText, announce_table

Row = Sequence[str]


def table_candidates(
    rows: Sequence[Row], *, reads_long: bool, find_language: Callable[[], str]
) -> Iterator[Candidate]:
    """Yield a sentence for each row, or the announcement. The first row names the columns."""
    header, *body = rows
    text = TableText(header, [cells for cells in body if any(cells)])
    if text.is_readable(reads_long=reads_long):
        for number in range(len(text.rows)):
            yield Candidate(kind="item", text=text.sentence(number), tag="tr")
    elif announcement := announce_table(find_language()):
        yield Candidate(kind="note", text=announcement, tag="table")
