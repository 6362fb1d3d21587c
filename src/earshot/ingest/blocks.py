"""What may be story, before it is judged, and what is known around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from earshot.model import Annotation, BlockKind

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_LINK_LABEL = re.compile(r"^\W*((?:[\w’']+[^\w|:»’']+){0,5}?[\w’']+)\s*(?:[|:»]|[–—-]\s)")
_MIN_LINK_SHARE = 0.4
"""The share of links from which a line leads elsewhere."""
_MAX_LINK_LINE_CHARS = 300
"""Characters of a line that leads elsewhere."""
_MAX_QUOTES = 60
"""Quotations looked at; more than so many are a page of quotations."""
_MIN_QUOTE_LETTERS = 20
"""Letters; fewer are said twice by chance."""


def text_key(text: str) -> str:
    """The letters and digits of a text, which no spacing or mending changes."""
    return _NOT_ALPHANUMERIC.sub("", text).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A block that is spoken if nothing speaks against it."""

    kind: BlockKind
    text: str
    xpath: str | None = None
    """XPath in its page."""
    selector: str | None = None
    """CSS selector of an attribute that names its element."""
    tag: str = ""
    """The element it stands in on its page, where there is one."""
    link_share: float = 0.0
    """The share of its letters that stand in links."""
    is_emphasized: bool = False
    """Whether all of it is set apart by type: in italics, bold or small letters."""
    has_image: bool = False
    """Whether it stands with a picture in one element, or in small letters below one."""
    annotations: tuple[Annotation, ...] = ()

    @property
    def link_label(self) -> str:
        """The words before the bar or colon of a line that leads elsewhere: "read also"."""
        is_link_line = self.link_share > _MIN_LINK_SHARE and len(self.text) <= _MAX_LINK_LINE_CHARS
        match = _LINK_LABEL.match(self.text) if is_link_line else None
        return match[1].casefold() if match else ""


class FilterVerdict(NamedTuple):
    """A candidate, and why it is not spoken; no reason where it is."""

    candidate: Candidate
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterContext:
    """What is known around the candidates."""

    headlines: tuple[str, ...] = ()
    """The headline, as the page writes it in its several places."""
    authors: tuple[str, ...] = ()
    headline_index: int = 0
    """How many candidates stand above the headline."""
    candidate_count: int = 0
    """How many candidates there are."""
    repeated_link_labels: frozenset[str] = frozenset()
    """What is said before links to other stories, more than once."""
    first_body_index: int = 0
    """The number of the first candidate that is plainly of the story."""
    last_body_index: int = 0
    """The number of the last candidate that is plainly of the story."""
    date_line_count: int = 0
    """How many candidates are dates alone; those of a timeline are many."""
    item_headings: frozenset[int] = frozenset()
    """The numbers of linked headings that text of the story follows."""
    repeated_texts: frozenset[str] = frozenset()
    """What is said more than once, by its letters."""
    repeated_quotes: frozenset[str] = frozenset()
    """Quotations that the story holds a second time, by their letters."""


def repeated_link_labels(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Those that come more than once."""
    counts = Counter(filter(None, (candidate.link_label for candidate in candidates)))
    return frozenset(words for words, count in counts.items() if count > 1)


def repeated_quotes(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Quotations whose letters stand in the running text too."""
    quotes = [text_key(each.text) for each in candidates if each.kind == "quote"][:_MAX_QUOTES]
    if not quotes:
        return frozenset()
    body_text = "\n".join(text_key(each.text) for each in candidates if each.kind != "quote")
    return frozenset(key for key in quotes if len(key) >= _MIN_QUOTE_LETTERS and key in body_text)
