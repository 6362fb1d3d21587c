"""Plain text → Article: the masthead peeled off, the paragraphs mended and joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from earshot.ingest.blocks import Candidate, Story
from earshot.ingest.cleanup import mended
from earshot.ingest.document import TextReading
from earshot.ingest.filtering import judged
from earshot.ingest.origin import Origin
from earshot.ingest.readers.author_markup import settled, unmarked
from earshot.ingest.readers.text_header import FULL_STOP, ITEM, Masthead, below
from earshot.model import Article, Kind

_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_HEADING = 80
_WIDEST = 120
"""Characters: nobody wraps wider than this, so a longer line is a paragraph."""


def read(text: str, origin: Origin) -> TextReading:
    """The reading of a plain text."""
    masthead = Masthead()
    candidates = settled(_body(list(_stretches(text)), masthead))
    headline, marks = unmarked(masthead.headline)
    return TextReading(
        source=origin.source,
        known=Article(
            headline=headline,
            headline_marks=marks,
            blocks=(),
            authors=masthead.authors,
            published=masthead.published,
            language="",
            url=origin.url,
        ),
        verdicts=judged(candidates, Story(names=(headline,), authors=masthead.authors)),
    )


def _stretches(text: str) -> Iterator[list[str]]:
    """What stands between blank lines, as mended lines."""
    for stretch in _BLANK.split(_NEWLINE.sub("\n", text)):
        lines = [line for line in map(mended, stretch.split("\n")) if line]
        if lines:
            yield lines


def _body(stretches: list[list[str]], masthead: Masthead) -> Iterator[Candidate]:
    above = True
    for number, lines in enumerate(stretches):
        last = number == len(stretches) - 1
        if above:
            lines = below(masthead, lines, last=last)
            above = not lines
        yield from _candidates(lines, first=number == 0, last=last)


def _candidates(lines: list[str], first: bool, last: bool) -> Iterator[Candidate]:
    for line in _joined(lines):
        item = ITEM.match(line)
        said, marks = unmarked(line[item.end() :] if item else line)
        heading = not (first or last) and bool(said) and _is_heading(said)
        kind: Kind = "item" if item else "heading" if heading else "paragraph"
        yield Candidate(kind=kind, text=said, marks=marks)


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING and line[0].isupper() and not re.search(r"[.!?…:;,\"'”’)]$", line)


def _joined(lines: list[str]) -> list[str]:
    """Hard-wrapped lines made whole again; lines that are paragraphs of their own stay apart."""
    width = max(map(len, lines), default=0)
    ended = len(lines) > 1 and all(FULL_STOP.search(line) for line in lines)
    whole = lines[:1]
    for above, line in pairwise(lines):
        if not ended and _continues(above, line, width):
            whole[-1] += " " + line
        else:
            whole.append(line)
    return whole


def _continues(above: str, line: str, width: int) -> bool:
    """Wrapping is greedy: a line was broken only where the next word would not have fitted."""
    if ITEM.match(line):
        return False
    if line[0].islower():
        return True
    return width <= _WIDEST and len(above) + 1 + len(line.split(maxsplit=1)[0]) > width
