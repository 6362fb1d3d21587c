"""Remove the line breaks of text that was wrapped at a fixed width.

A page from an old editor or an e-mail has a <br> at the end of each line, in the middle of a
sentence. Lines of a poem and items of a list keep their breaks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from itertools import pairwise

from earshot.ingest.html.dom import Element, tag_set, text_content
from earshot.ingest.sentence_ends import SENTENCE_MARKS

_INLINE_TAGS = tag_set("a abbr b cite code em font i mark q s small span strong sub sup tt u")
_PUNCTUATION = re.compile(rf"[{SENTENCE_MARKS}:;,、，،—–-][\"'”’»）)\]]*$")
_SENTENCE_END = re.compile(rf"[{SENTENCE_MARKS}:;][\"'”’»）)\]]*$")
_MAX_PUNCTUATED_SHARE = 0.4
"""Lines of a poem often end with a comma, wrapped lines anywhere."""
_MIN_CONTINUED_SHARE = 0.5
"""Share of the lines that begin with a small letter."""
_MIN_LINES = 3
_MIN_LINE_CHARS = 18
"""Shorter lines are an address, a list or a poem."""


def join_wrapped_lines(root: Element) -> None:
    """Put a space in place of the breaks in wrapped text. Changes the tree."""
    breaks_by_parent: dict[Element, list[Element]] = defaultdict(list)
    for line_break in root.iter("br"):
        parent = line_break.getparent()
        if parent is not None:
            breaks_by_parent[parent].append(line_break)
    for parent, breaks in breaks_by_parent.items():
        if len(breaks) + 1 >= _MIN_LINES:
            _join_lines(parent, breaks)


def _join_lines(parent: Element, breaks: Sequence[Element]) -> None:
    lines = _read_lines(parent)
    if len(lines) != len(breaks) + 1 or not _is_wrapped(lines):
        return
    joined = {
        line_break
        for line_break, (before, after) in zip(breaks, pairwise(lines), strict=True)
        if before and after and not _SENTENCE_END.search(before)
    }
    _replace_by_spaces(parent, joined)


def _replace_by_spaces(parent: Element, breaks: Set[Element]) -> None:
    """Remove the breaks. Each text is written once, since lines may be many."""
    before: Element | None = None
    pieces = [parent.text or ""]
    for child in list(parent):
        if child in breaks:
            pieces.append(f" {(child.tail or '').lstrip()}")
            child.tail = None
            parent.remove(child)
        else:
            _write_text(parent, before, "".join(pieces))
            before, pieces = child, [child.tail or ""]
    _write_text(parent, before, "".join(pieces))


def _write_text(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = text
    else:
        before.tail = text


def _read_lines(parent: Element) -> list[str]:
    """Return the text between the breaks; nothing if the element holds other blocks."""
    pieces = [[parent.text or ""]]
    for child in parent:
        if child.tag == "br":
            pieces.append([])
        elif child.tag in _INLINE_TAGS and next(child.iter("br"), None) is None:
            pieces[-1].append(text_content(child))
        elif isinstance(child.tag, str):
            return []
        pieces[-1].append(child.tail or "")
    return [" ".join("".join(each).split()) for each in pieces]


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether most lines end in the middle of a sentence and are long enough for prose."""
    broken = [
        (line, below)
        for line, below in pairwise(lines)
        if line and below and not _SENTENCE_END.search(line)
    ]
    if len(broken) < _MIN_LINES - 1 or not any(map(_SENTENCE_END.search, lines)):
        return False
    punctuated = sum(1 for line, _ in broken if _PUNCTUATION.search(line))
    continued = sum(1 for _, below in broken if below[0].islower())
    length = sum(len(line) for line, _ in broken) / len(broken)
    return (
        punctuated <= _MAX_PUNCTUATED_SHARE * len(broken)
        and continued >= _MIN_CONTINUED_SHARE * len(broken)
        and length >= _MIN_LINE_CHARS
    )
