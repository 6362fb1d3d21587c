"""Plain text → Article: the masthead peeled off, the paragraphs mended and joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from earshot.errors import NoArticle
from earshot.ingest.bylines import people
from earshot.ingest.dates import day, without_day
from earshot.ingest.origin import Origin
from earshot.ingest.scars import mended
from earshot.ingest.speakable import Candidate, Story, is_unspeakable, spoken
from earshot.model import Article, Block

_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_ITEM = re.compile(r"^(?:[-*•‣◦–]|\(?\d{1,2}[.)])\s+(?=\S)")
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
_FULL_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_HEADLINE = 160
_HEADING = 80
_WIDEST = 120
"""Characters: nobody wraps wider than this, so a longer line is a paragraph."""


@dataclass(slots=True)
class _Masthead:
    """What stands above a story: headline, byline and date, any of them, each once."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None


def read(text: str, origin: Origin) -> Article:
    """The story of a plain text. Raises NoArticle for an empty one."""
    masthead = _Masthead()
    candidates = list(_body(list(_stretches(text)), masthead))
    blocks = spoken(candidates, Story(names=(masthead.headline,), authors=masthead.authors))
    if not blocks:
        reason = "nothing in it can be read out" if text.strip() else "the text is empty"
        raise NoArticle(source=origin.source, reason=reason)
    return Article(
        headline=masthead.headline,
        blocks=tuple(Block(kind=c.kind, text=c.text) for c in blocks),
        authors=masthead.authors,
        published=masthead.published,
        language="",
        url=origin.url,
    )


def _stretches(text: str) -> Iterator[list[str]]:
    """What stands between blank lines, as mended lines."""
    for stretch in _BLANK.split(_NEWLINE.sub("\n", text)):
        lines = [line for line in map(mended, stretch.split("\n")) if line]
        if lines:
            yield lines


def _body(stretches: list[list[str]], masthead: _Masthead) -> Iterator[Candidate]:
    above = True
    for number, lines in enumerate(stretches):
        last = number == len(stretches) - 1
        if above:
            lines = _below(masthead, lines, last=last)
            above = not lines
        yield from _candidates(lines, first=number == 0, last=last)


def _below(masthead: _Masthead, lines: list[str], last: bool) -> list[str]:
    """The lines left once the headline, byline and date on top of them are taken off."""
    for number, line in enumerate(lines):
        rest = _undated(masthead, line)
        if not rest or _bylined(masthead, rest):
            continue
        under = lines[number + 1 :]
        if not last and _headlined(masthead, rest, under):
            continue
        return [rest, *under]
    return []


def _undated(masthead: _Masthead, line: str) -> str:
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


def _bylined(masthead: _Masthead, line: str) -> bool:
    if masthead.authors or len(line) > _HEADLINE or not _BYLINE.match(line):
        return False
    names = () if _FULL_STOP.search(line) else people([line])
    masthead.authors = names
    return bool(names)


def _headlined(masthead: _Masthead, line: str, under: Sequence[str]) -> bool:
    """A short first line is a headline if no point ends it and no running text follows it."""
    if masthead.headline or masthead.authors or len(line) > _HEADLINE or _STOP.search(line):
        return False
    if _ITEM.match(line) or any(not (_BYLINE.match(other) or day(other)) for other in under):
        return False
    masthead.headline = line
    return True


def _candidates(lines: list[str], first: bool, last: bool) -> Iterator[Candidate]:
    joined = _joined(lines)
    for line in joined:
        if _ITEM.match(line):
            yield Candidate(kind="item", text=_ITEM.sub("", line))
        elif not (first or last) and _is_heading(line):
            yield Candidate(kind="heading", text=line)
        else:
            yield Candidate(kind="paragraph", text=line)


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING and line[0].isupper() and not re.search(r"[.!?…:;,\"'”’)]$", line)


def _joined(lines: list[str]) -> list[str]:
    """Hard-wrapped lines made whole again; lines that are paragraphs of their own stay apart."""
    width = max(map(len, lines), default=0)
    ended = len(lines) > 1 and all(_FULL_STOP.search(line) for line in lines)
    whole = lines[:1]
    for above, line in pairwise(lines):
        if not ended and _continues(above, line, width):
            whole[-1] += " " + line
        else:
            whole.append(line)
    return whole


def _continues(above: str, line: str, width: int) -> bool:
    """Wrapping is greedy: a line was broken only where the next word would not have fitted."""
    if _ITEM.match(line):
        return False
    if line[0].islower():
        return True
    return width <= _WIDEST and len(above) + 1 + len(line.split(maxsplit=1)[0]) > width
