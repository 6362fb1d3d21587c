"""Paragraphs of letters and other prose in <pre>."""

from __future__ import annotations

import re
from collections.abc import Sequence

from earshot.ingest.html.dom import Element
from earshot.ingest.html.text_heuristics import is_code


def break_preformatted_text(root: Element) -> None:
    """Put breaks in place of the blank lines of a letter in <pre>. Changes the tree."""
    for block in [each for each in root.iter("pre") if not is_code(each)]:
        first, *others = _BLANK_LINES.split(block.text or "")
        block.text = first
        _insert_breaks(block, 0, others)
        for child in list(block)[len(others) :]:
            first, *others = _BLANK_LINES.split(child.tail or "")
            child.tail = first
            _insert_breaks(block, block.index(child) + 1, others)


_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


def _insert_breaks(block: Element, position: int, parts: Sequence[str]) -> None:
    for number, part in enumerate(parts, position):
        line_break: Element = block.makeelement("br")
        line_break.tail = part
        block.insert(number, line_break)
