"""The header of a plain text: headline, byline and date, each on its own line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from earshot.ingest.filtering import is_boilerplate_text
from earshot.ingest.metadata.bylines import parse_names
from earshot.ingest.metadata.dates import parse_date, remove_date

LIST_ITEM = re.compile(r"^(?:[-*•‣◦–]|\(?\d{1,2}[.)])\s+(?=\S)")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_BYLINE = re.compile(r"^by:?\s+(?=[^\W\d_])", re.I)
_DATE_LABEL = re.compile(r"^(?:date|dated|published|updated|posted)(?:\s+(?:on|at))?\b:?\s*", re.I)
_TIME_OF_DAY = re.compile(
    r"^[\s,|·T–-]*(?:at\s+)?(?:\d{1,2}[:.]\d\d(?::\d\d(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:Z|[+-]\d\d:?\d\d|[A-Z]{2,4}\b)?)?[\s,|·–-]*",
)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?\s*", re.I
)
_END_PUNCTUATION = re.compile(r"[.…:;,][\"'”’»)\]]*$")
_MAX_LINE_CHARS = 160


@dataclass(slots=True)
class TextHeader:
    """Headline, byline and date; each may be missing."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None


def strip_header(header: TextHeader, lines: list[str], is_last: bool) -> list[str]:
    """Return the lines below the headline, byline and date."""
    for number, line in enumerate(lines):
        rest = strip_header_line(header, line)
        if not rest:
            continue
        following = lines[number + 1 :]
        if not is_last and _parse_headline(header, rest, following):
            continue
        return [rest, *following]
    return []


def strip_header_line(header: TextHeader, line: str) -> str:
    """Return the line without byline or date; empty if nothing is left."""
    rest = _strip_date(header, line)
    return "" if not rest or _parse_byline(header, rest) else rest


def _strip_date(header: TextHeader, line: str) -> str:
    """Return the line without a separate date. An article may begin with "On May 3, …"."""
    if header.published:
        return line
    label = _DATE_LABEL.match(line)
    dated = _WEEKDAY.sub("", line[label.end() :] if label else line)
    published = parse_date(dated[:40])
    if not published or remove_date(dated)[:1] != dated[len(dated) - len(remove_date(dated)) :][:1]:
        return line
    rest = _TIME_OF_DAY.sub("", remove_date(dated))
    if rest and not label and not is_boilerplate_text(rest):
        return line
    header.published = published
    return "" if is_boilerplate_text(rest) else rest


def _parse_byline(header: TextHeader, line: str) -> bool:
    if header.authors or len(line) > _MAX_LINE_CHARS or not _BYLINE.match(line):
        return False
    names = () if SENTENCE_END.search(line) else parse_names([line])
    header.authors = names
    return bool(names)


def _parse_headline(header: TextHeader, line: str, following: Sequence[str]) -> bool:
    """Parse a short first line as headline, if it has no full stop and is not followed by the same
    paragraph."""
    if (
        header.headline
        or header.authors
        or len(line) > _MAX_LINE_CHARS
        or _END_PUNCTUATION.search(line)
    ):
        return False
    if (
        is_boilerplate_text(line)
        or LIST_ITEM.match(line)
        or any(not (_BYLINE.match(other) or parse_date(other)) for other in following)
    ):
        return False
    header.headline = line
    return True
