"""The process that parses a PDF: `python -m earshot.ingest.readers.pdf_process < FILE`.

It is the one module that uses pypdfium2. It writes JSON: `{"title", "author", "pages"}`, where a
page is its height and a list of lines `[left, top, right, bottom, size, text]` in points from the
top left corner, or from the top right one of a right-to-left page; or `{"error"}`. A hostile file
can only use up the time and memory of this process.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Iterator
from ctypes import c_double
from math import hypot
from typing import Any

from earshot.ingest.readers.bidi_order import (
    has_right_to_left,
    is_arabic,
    is_right_to_left,
    to_logical_order,
)
from earshot.ingest.readers.pdf_right_to_left import KASHIDA, Glyph, split_into_lines

try:
    import pypdfium2
    import pypdfium2.raw as pdfium
except ImportError:
    IS_INSTALLED = False
else:
    IS_INSTALLED = True

_MAX_MEMORY_BYTES = 1_500_000_000
_MAX_CPU_SECONDS = 20
_MAX_PAGES = 2_000
_MAX_CHARS = 2_000_000
_GAP = 1.6
"""A gap in a line wider than this times the font size separates two columns."""
_HYPHEN_CODES = frozenset((0x02, 0xFFFE))
"""What PDFium reports for a hyphen at the end of a line."""
_MAX_MARK_SIZE, _MIN_RISE = 0.8, 0.15
"""The size of a note mark and how far it is raised, relative to the text."""
_MARKS = frozenset("0123456789*†‡,")
_BEFORE_POWER = re.compile(r"(?:^|[\s\d/·(])(?:[kcdmµ]?m|ft|in|s)$")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NON_JOINER = "\u200c"
"""Separates the parts of a Persian word."""
_MIN_SPACE_WIDTH = 0.5
"""In points; spaces that PDFium adds have no width."""
_NOT_INSTALLED = "PDF support is not installed (pip install 'earshot-audio[files]')"
_SPACES = "\r\n \t\u00a0"

Char = tuple[str, float, float, float, float, float]
"""The character, left, top, right, bottom and font size."""


def limit_resources() -> None:
    for kind, limit in (
        (resource.RLIMIT_AS, _MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, _MAX_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bounded = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (bounded, hard))


def parse_pdf(data: bytes) -> dict[str, Any]:
    """Return the document's metadata and the lines of each page."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_protected = "password" in str(error).lower()
        return {"error": "it is protected by a password" if is_protected else "it is damaged"}
    pages, count = [], 0
    for number in range(min(len(document), _MAX_PAGES)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            continue
        lines = list(_page_lines(page))
        count += sum(len(line[-1]) for line in lines)
        if count > _MAX_CHARS:
            return {"error": f"it has more than {_MAX_CHARS} characters"}
        pages.append({"height": page.get_height(), "lines": lines})
        page.close()
    metadata = document.get_metadata_dict()
    return {
        "title": metadata.get("Title", ""),
        "author": metadata.get("Author", ""),
        "pages": pages,
    }


def _page_lines(page: Any) -> Iterator[list[Any]]:
    text_page = page.get_textpage()
    text = text_page.get_text_range() if text_page.count_chars() <= _MAX_CHARS else ""
    text_page.close()
    if has_right_to_left(text) and is_right_to_left(text):
        yield from _right_to_left_lines(page, arabic=is_arabic(text))
        return
    line: list[Char] = []
    for char in _page_chars(page):
        if line and _starts_line(line, char):
            yield from _build_line(line)
            line = []
        line.append(char)
    yield from _build_line(line)


def _right_to_left_lines(page: Any, *, arabic: bool) -> Iterator[list[Any]]:
    """Yield the lines as those of the mirrored page, whose layout is the usual one."""
    width = page.get_width()
    for glyphs in split_into_lines(_page_glyphs(page), _GAP):
        chars = _replace_raised_digits([glyph[:6] for glyph in glyphs])
        text = to_logical_order([char[0] for char in chars], arabic=arabic)
        yield from _build_row(
            [
                (char, width - right, top, width - left, bottom, size)
                for char, left, top, right, bottom, size in chars
            ],
            text.replace(KASHIDA, ""),
        )


def _page_glyphs(page: Any) -> Iterator[Glyph]:
    """Yield the characters with the places that they take up, without PDFium's own spaces."""
    height, text_page = page.get_height(), page.get_textpage()
    x, y, matrix, place = c_double(), c_double(), pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    for index, (text, left, _, right, _, size) in enumerate(_page_chars(page)):
        is_own_space = text in _SPACES and right - left < _MIN_SPACE_WIDTH
        if is_own_space or not (text.isprintable() or text == _NON_JOINER):
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        pdfium.FPDFText_GetMatrix(text_page, index, matrix)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, place)
        right = max(right, place.right)
        baseline, em = height - y.value, size * hypot(matrix.b, matrix.d)
        yield Glyph(
            text, x.value, baseline - em, right, baseline, size, (round(x.value, 2), baseline), em
        )
    text_page.close()


def _page_chars(page: Any) -> Iterator[Char]:
    height = page.get_height()
    text_page = page.get_textpage()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    for index in range(min(text_page.count_chars(), _MAX_CHARS)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        char = "-" if code in _HYPHEN_CODES else chr(code) if code < 0x110000 else ""
        size = pdfium.FPDFText_GetFontSize(text_page, index) or 1.0
        yield char, left.value, height - top.value, right.value, height - bottom.value, size
    text_page.close()


def _starts_line(line: list[Char], char: Char) -> bool:
    if char[0] in _SPACES:
        return char[0] in "\r\n"
    words = [each for each in reversed(line[-8:]) if each[0] not in _SPACES]
    if not words:
        return False
    previous = words[0]
    size = max(previous[4] - previous[2], char[4] - char[2], previous[5] / 2)
    top, bottom = min(each[2] for each in words), max(each[4] for each in words)
    is_below = char[2] > bottom or char[4] < top
    return is_below or char[1] - previous[3] > _GAP * size or char[1] < previous[1] - 2 * size


def _replace_raised_digits(line: list[Char]) -> list[Char]:
    """Drop the small raised marks of notes; after a unit they are powers."""
    words = sorted(char[5] for char in line if char[0] not in _SPACES)
    size = words[len(words) // 2] if words else 0.0
    bases = sorted(
        char[4] for char in line if char[5] > _MAX_MARK_SIZE * size and char[0].isalpha()
    )
    if not bases:
        return line
    base = bases[len(bases) // 2]
    kept: list[Char] = []
    for char in line:
        is_raised = char[5] <= _MAX_MARK_SIZE * size and base - char[4] >= _MIN_RISE * size
        if not (is_raised and char[0] in _MARKS):
            kept.append(char)
        elif _BEFORE_POWER.search("".join(each[0] for each in kept[-5:])):
            kept.append((char[0].translate(_SUPERSCRIPTS), *char[1:]))
    return kept


def _build_line(line: list[Char]) -> Iterator[list[Any]]:
    line = _replace_raised_digits(line)
    yield from _build_row(line, "".join(char[0] for char in line))


def _build_row(line: list[Char], text: str) -> Iterator[list[Any]]:
    text = " ".join(text.split())
    words = [char for char in line if char[0] not in _SPACES]
    if not text or not words:
        return
    sizes = sorted(char[5] for char in words)
    box = [
        min(char[1] for char in words),
        min(char[2] for char in words),
        max(char[3] for char in words),
        max(char[4] for char in words),
    ]
    yield [*(round(value, 2) for value in (*box, sizes[len(sizes) // 2])), text]


def main() -> int:
    limit_resources()
    data = sys.stdin.buffer.read()
    try:
        answer = parse_pdf(data) if IS_INSTALLED else {"error": _NOT_INSTALLED}
    except MemoryError:
        answer = {"error": "it needs too much memory"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
