"""Read plain text: split off the header, repair the lines and join paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from earshot.ingest.cleanup import clean_text
from earshot.ingest.document import TextDocument
from earshot.ingest.filter_types import Candidate, FilterContext, is_section_break
from earshot.ingest.filtering import filter_candidates, is_boilerplate_text
from earshot.ingest.readers.author_markup import attach_pauses, parse_markup
from earshot.ingest.readers.page_artifacts import join_lines, strip_page_artifacts
from earshot.ingest.readers.text_header import LIST_ITEM, SENTENCE_END, TextHeader, strip_header
from earshot.ingest.source import Origin
from earshot.model import Article, BlockKind

_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_NUMBERED = re.compile(r"\(?\d")
"""The number of a list item is read aloud."""
_MAX_HEADING_CHARS = 80
_MAX_LINE_WIDTH = 120
"""Text is never wrapped at a larger width, so a longer line is a paragraph."""


def read(text: str, origin: Origin) -> TextDocument:
    """Parse plain text."""
    header = TextHeader()
    candidates = attach_pauses(_body_candidates(list(_split_at_blank_lines(text)), header))
    headline, annotations = parse_markup(header.headline)
    return TextDocument(
        source=origin.source,
        metadata=Article(
            headline=headline,
            headline_annotations=annotations,
            blocks=(),
            authors=header.authors,
            published=header.published,
            language="",
            url=origin.url,
        ),
        verdicts=filter_candidates(
            candidates, FilterContext(headlines=(headline,), authors=header.authors)
        ),
    )


def _split_at_blank_lines(text: str) -> Iterator[list[str]]:
    """Return the paragraphs between blank lines, as lists of cleaned lines."""
    for part in _BLANK_LINES.split(strip_page_artifacts(_NEWLINE.sub("\n", text))):
        lines = [line for line in map(clean_text, part.split("\n")) if line]
        if lines:
            yield lines


def _body_candidates(line_groups: list[list[str]], header: TextHeader) -> Iterator[Candidate]:
    in_header = True
    for number, lines in enumerate(line_groups):
        is_last = number == len(line_groups) - 1
        if in_header:
            lines = strip_header(header, lines, is_last=is_last)
            in_header = not lines or all(map(is_boilerplate_text, lines))
        yield from _line_candidates(lines, is_first=number == 0, is_last=is_last)


def _line_candidates(lines: list[str], is_first: bool, is_last: bool) -> Iterator[Candidate]:
    for line in _join_wrapped_lines(lines):
        if is_section_break(line):
            yield Candidate(kind="paragraph", text=line)
            continue
        item = LIST_ITEM.match(line)
        plain, annotations = parse_markup(
            line[item.end() :] if item and not _NUMBERED.match(line) else line
        )
        is_heading = not (is_first or is_last) and bool(plain) and _is_heading(plain)
        kind: BlockKind = "item" if item else "heading" if is_heading else "paragraph"
        yield Candidate(kind=kind, text=plain, annotations=annotations)


def _is_heading(line: str) -> bool:
    return (
        len(line) <= _MAX_HEADING_CHARS
        and line[0].isupper()
        and not re.search(r"[.!?…:;,\"'”’)]$", line)
    )


def _join_wrapped_lines(lines: list[str]) -> list[str]:
    """Join hard-wrapped lines. Lines that are paragraphs stay separate."""
    width = max(map(len, lines), default=0)
    all_ended = len(lines) > 1 and all(SENTENCE_END.search(line) for line in lines)
    paragraphs = [lines[:1]]
    for previous, line in pairwise(lines):
        if not all_ended and _is_continuation(previous, line, width):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [join_lines(each) for each in paragraphs if each]


def _is_continuation(previous: str, line: str, width: int) -> bool:
    """Whether the next line continues the paragraph. Wrapping is greedy: a line ends only where the
    next word would not have fitted."""
    if LIST_ITEM.match(line):
        return False
    if line[0].islower():
        return True
    return width <= _MAX_LINE_WIDTH and len(previous) + 1 + len(line.split(maxsplit=1)[0]) > width
