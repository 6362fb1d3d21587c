"""What stands above a story in a text: headline, byline and date, each on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from earshot.ingest.filtering import is_unspeakable
from earshot.ingest.metadata.bylines import people
from earshot.ingest.metadata.dates import day, without_day

ITEM = re.compile(r"^(?:[-*•‣◦–]|\(?\d{1,2}[.)])\s+(?=\S)")
FULL_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_BYLINE = re.compile(r"^by:?\s+(?=[^\W\d_])", re.I)
_DATE_LABEL = re.compile(r"^(?:date|dated|published|updated|posted)(?:\s+(?:on|at))?\b:?\s*", re.I)
_CLOCK = re.compile(
    r"^[\s,|·T–-]*(?:at\s+)?(?:\d{1,2}[:.]\d\d(?::\d\d(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:Z|[+-]\d\d:?\d\d|[A-Z]{2,4}\b)?)?[\s,|·–-]*",
)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?\s*", re.I
)
_STOP = re.compile(r"[.…:;,][\"'”’»)\]]*$")
_HEADLINE = 160


@dataclass(slots=True)
class Masthead:
    """What stands above a story: headline, byline and date, any of them, each once."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None


def below(masthead: Masthead, lines: list[str], last: bool) -> list[str]:
    """The lines left once the headline, byline and date on top of them are taken off."""
    for number, line in enumerate(lines):
        rest = beyond(masthead, line)
        if not rest:
            continue
        under = lines[number + 1 :]
        if not last and _headlined(masthead, rest, under):
            continue
        return [rest, *under]
    return []


def beyond(masthead: Masthead, line: str) -> str:
    """The line without what the masthead learns from it: nothing, where it is byline or date."""
    rest = _undated(masthead, line)
    return "" if not rest or _bylined(masthead, rest) else rest


def _undated(masthead: Masthead, line: str) -> str:
    """The line without a date that stands on its own; a story may open with "On May 3, …"."""
    if masthead.published:
        return line
    label = _DATE_LABEL.match(line)
    dated = _WEEKDAY.sub("", line[label.end() :] if label else line)
    found = day(dated[:40])
    if not found or without_day(dated)[:1] != dated[len(dated) - len(without_day(dated)) :][:1]:
        return line
    rest = _CLOCK.sub("", without_day(dated))
    if rest and not label and not is_unspeakable(rest):
        return line
    masthead.published = found
    return "" if is_unspeakable(rest) else rest


def _bylined(masthead: Masthead, line: str) -> bool:
    if masthead.authors or len(line) > _HEADLINE or not _BYLINE.match(line):
        return False
    names = () if FULL_STOP.search(line) else people([line])
    masthead.authors = names
    return bool(names)


def _headlined(masthead: Masthead, line: str, under: Sequence[str]) -> bool:
    """A short first line is a headline if no point ends it and no running text follows it."""
    if masthead.headline or masthead.authors or len(line) > _HEADLINE or _STOP.search(line):
        return False
    if ITEM.match(line) or any(not (_BYLINE.match(other) or day(other)) for other in under):
        return False
    masthead.headline = line
    return True
