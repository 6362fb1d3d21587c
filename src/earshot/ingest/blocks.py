"""What may be story, before it is judged, and what is known around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from earshot.model import Kind, Mark

_SPACES = re.compile(r"[\W_]+")
_ANNOUNCEMENT = re.compile(r"^\W*((?:[\w’']+[^\w|:»’']+){0,5}?[\w’']+)\s*(?:[|:»]|[–—-]\s)")
_MOSTLY = 0.4
"""The share of links from which a line leads elsewhere."""
_LONGEST = 300
"""Characters of a line that leads elsewhere."""
_QUOTES = 60
"""Quotations looked at; more than so many are a page of quotations."""
_SHORTEST_QUOTE = 20
"""Letters; fewer are said twice by chance."""


def key_of(text: str) -> str:
    """The letters and digits of a text, which no spacing or mending changes."""
    return _SPACES.sub("", text).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A block that is spoken if nothing speaks against it."""

    kind: Kind
    text: str
    place: str | None = None
    """XPath in its page."""
    marker: str | None = None
    """CSS selector of an attribute that names its element."""
    tag: str = ""
    """The element it stands in on its page, where there is one."""
    linked: float = 0.0
    """The share of its letters that stand in links."""
    marks: tuple[Mark, ...] = ()

    @property
    def announcement(self) -> str:
        """The words before the bar or colon of a line that leads elsewhere: "read also"."""
        leads = self.linked > _MOSTLY and len(self.text) <= _LONGEST
        found = _ANNOUNCEMENT.match(self.text) if leads else None
        return found[1].casefold() if found else ""


class Verdict(NamedTuple):
    """A candidate, and why it is not spoken; no reason where it is."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is known around the candidates."""

    names: tuple[str, ...] = ()
    """The headline, as the page writes it in its several places."""
    authors: tuple[str, ...] = ()
    top: int = 0
    """How many candidates stand above the headline."""
    length: int = 0
    """How many candidates there are."""
    announcements: frozenset[str] = frozenset()
    """What is said before links to other stories, more than once."""
    repeated: frozenset[str] = frozenset()
    """Quotations that the story holds a second time, by their letters."""


def announcements(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Those that come more than once."""
    counts = Counter(filter(None, (candidate.announcement for candidate in candidates)))
    return frozenset(words for words, count in counts.items() if count > 1)


def repeated_quotes(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Quotations whose letters stand in the running text too."""
    quotes = [key_of(each.text) for each in candidates if each.kind == "quote"][:_QUOTES]
    if not quotes:
        return frozenset()
    running = "\n".join(key_of(each.text) for each in candidates if each.kind != "quote")
    return frozenset(key for key in quotes if len(key) >= _SHORTEST_QUOTE and key in running)
