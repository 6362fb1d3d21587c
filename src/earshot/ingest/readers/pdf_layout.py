"""Order the lines of PDF pages by columns and join them into paragraphs.

A PDF has positioned text only. Running heads, feet and page numbers are dropped by position and
repetition; columns are found by vertical gaps; paragraphs by indents, gaps and font sizes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from earshot.ingest.readers.page_artifacts import (
    is_contents_heading,
    is_contents_line,
    is_page_number,
    join_lines,
)

_MARGIN = 0.12
"""Share of the page height that may contain running heads and feet."""
_MIN_REPEAT_SHARE = 0.3
"""Heads of odd and even pages may differ, so each is on half of the pages."""
_DIGITS = re.compile(r"\d+")
_MIN_COLUMN_LINES = 3
_MIN_COLUMN_CHARS = 12
_MIN_ROW_OVERLAP = 0.5
_MIN_GUTTER_POINTS = 6.0
_MAX_CROSSING_SHARE = 0.3
"""Share of lines across the gutter, such as a headline above two columns."""
_MAX_LEADING = 1.45
"""A larger distance than this times the usual one separates paragraphs."""
_MIN_INDENT = 0.7
_SIZE_TOLERANCE = 1.0
_SENTENCE_END = re.compile(r"[.!?:…。！？؟۔][\"'”’»)\]]*$")


RightEdges = dict[tuple[int, int], float]


class Line(NamedTuple):
    """A line of text, in points from the top left corner of its page."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    text: str


class PdfPage(NamedTuple):
    height: float
    lines: list[Line]


class Paragraph(NamedTuple):
    text: str
    size: float
    page: int
    bottom: float
    """Share of the page height."""


def find_paragraphs(pages: Sequence[PdfPage]) -> list[Paragraph]:
    """Return the paragraphs in reading order. One that a page break splits is joined."""
    kept = _drop_running_heads(pages)
    ordered = [
        (number, line)
        for number, page in enumerate(kept)
        for line in order_lines(page.lines)
        if not is_contents_line(line.text)
    ]
    leading = _usual_leading([line for _, line in ordered])
    edges = _right_edges([line for _, line in ordered])
    groups: list[list[tuple[int, Line]]] = []
    for each in ordered:
        if groups and _continues(groups[-1][-1], each, leading, edges):
            groups[-1].append(each)
        else:
            groups.append([each])
    return _drop_contents([_build_paragraph(group, kept) for group in groups])


def _drop_contents(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop the heading of a table of contents."""
    return [each for each in paragraphs if not is_contents_heading(each.text)]


def _build_paragraph(lines: Sequence[tuple[int, Line]], pages: Sequence[PdfPage]) -> Paragraph:
    (page, first), (last_page, last) = lines[0], lines[-1]
    bottom = last.bottom / (pages[last_page].height or 1)
    return Paragraph(join_lines(line.text for _, line in lines), first.size, page, bottom)


def _drop_running_heads(pages: Sequence[PdfPage]) -> list[PdfPage]:
    counts = Counter(key for page in pages for key in {_key(line) for line in _margin_lines(page)})
    needed = max(2, _MIN_REPEAT_SHARE * len(pages))
    repeated = {key for key, count in counts.items() if count >= needed}
    return [
        page._replace(lines=[line for line in page.lines if not _is_head(line, page, repeated)])
        for page in pages
    ]


def _is_head(line: Line, page: PdfPage, repeated: set[str]) -> bool:
    if not _is_in_margin(line, page):
        return False
    return _key(line) in repeated or is_page_number(line.text)


def _margin_lines(page: PdfPage) -> Iterator[Line]:
    return (line for line in page.lines if _is_in_margin(line, page))


def _is_in_margin(line: Line, page: PdfPage) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def order_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines in reading order, column by column."""
    ordered = sorted(lines, key=lambda line: (line.top, line.left))
    gutter = _find_gutter(ordered)
    if gutter is None:
        return _join_pieces(ordered)
    result: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in ordered:
        if line.left < gutter < line.right:
            result += order_lines(left) + order_lines(right) + [line]
            left, right = [], []
        else:
            (left if line.right <= gutter else right).append(line)
    return result + order_lines(left) + order_lines(right)


def _join_pieces(lines: Sequence[Line]) -> list[Line]:
    """Join the pieces of a line, which wide gaps of justified text or of a table part."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and all(_is_beside(piece, line) for piece in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_join_row(sorted(row)) for row in rows]


def _is_beside(piece: Line, line: Line) -> bool:
    overlap = min(piece.bottom, line.bottom) - max(piece.top, line.top)
    height = min(piece.bottom - piece.top, line.bottom - line.top)
    is_apart = line.left >= piece.right or line.right <= piece.left
    same_size = abs(piece.size - line.size) <= _SIZE_TOLERANCE
    return is_apart and same_size and overlap >= _MIN_ROW_OVERLAP * height


def _join_row(pieces: Sequence[Line]) -> Line:
    return Line(
        left=pieces[0].left,
        top=min(piece.top for piece in pieces),
        right=max(piece.right for piece in pieces),
        bottom=max(piece.bottom for piece in pieces),
        size=max(pieces, key=lambda piece: len(piece.text)).size,
        text=" ".join(piece.text for piece in pieces),
    )


def _find_gutter(lines: Sequence[Line]) -> float | None:
    """Return the position of the vertical gap that the fewest lines cross."""
    best: tuple[int, float] | None = None
    for start, count in Counter(round(line.left) for line in lines).items():
        position = start - 1.5
        if count < 2 or not (crossing := _crossing_lines(lines, position)):
            continue
        if best is None or crossing < best:
            best = crossing
    return best[1] if best else None


def _crossing_lines(lines: Sequence[Line], position: float) -> tuple[int, float] | None:
    """Return how many lines cross the position, if it separates two columns."""
    left = [line for line in lines if line.right <= position]
    right = [line for line in lines if line.left >= position]
    if min(len(left), len(right)) < _MIN_COLUMN_LINES or not (_is_text(left) and _is_text(right)):
        return None
    crossing = len(lines) - len(left) - len(right)
    gap = min(line.left for line in right) - max(line.right for line in left)
    overlap = min(left[-1].bottom, right[-1].bottom) - max(left[0].top, right[0].top)
    is_gutter = gap >= _MIN_GUTTER_POINTS and overlap > 0
    return (
        (crossing, position) if is_gutter and crossing <= _MAX_CROSSING_SHARE * len(lines) else None
    )


def _is_text(lines: Sequence[Line]) -> bool:
    """Whether the lines are long enough for a column. The cells of a table are shorter."""
    return sorted(len(line.text) for line in lines)[len(lines) // 2] >= _MIN_COLUMN_CHARS


def _usual_leading(lines: Sequence[Line]) -> float:
    """Return the lower quartile of the distances, since headings and gaps have larger ones."""
    steps = sorted(b.top - a.top for a, b in pairwise(lines) if b.top > a.top)
    return steps[len(steps) // 4] if steps else 0.0


def _right_edges(lines: Sequence[Line]) -> RightEdges:
    """Return the right edge of each column by its left edge and font size."""
    edges: RightEdges = {}
    for line in lines:
        edges[_column(line)] = max(edges.get(_column(line), 0.0), line.right)
    return edges


def _column(line: Line) -> tuple[int, int]:
    return round(line.left / 10), round(line.size)


def _continues(
    previous: tuple[int, Line], current: tuple[int, Line], leading: float, edges: RightEdges
) -> bool:
    (page, above), (next_page, line) = previous, current
    if abs(above.size - line.size) > _SIZE_TOLERANCE:
        return False
    ended = _SENTENCE_END.search(above.text) is not None
    if page != next_page or line.top < above.top:  # the next page or column
        return not ended
    if line.top - above.top > _MAX_LEADING * max(leading, above.size):
        return False
    if line.left > above.left + _MIN_INDENT * line.size:
        return False
    return not (ended and _has_room(above, line, edges))


def _has_room(above: Line, line: Line, edges: RightEdges) -> bool:
    """Whether the first word of the line would have fitted on the line above."""
    char_width = (above.right - above.left) / max(1, len(above.text))
    word = line.text.split(maxsplit=1)[0]
    edge = edges.get(_column(above), above.right)
    return above.right + (len(word) + 2) * char_width < edge
