"""Candidate text blocks before filtering, and their context."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from earshot.model import Annotation, BlockKind

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_ASCII_KEY = {ord(char): char.lower() if char.isalnum() else None for char in map(chr, range(128))}
_LINK_LABEL = re.compile(r"^\W*((?:[\w’']+[^\w|:»’']+){0,5}?[\w’']+)\s*(?:[|:»]|[–—-]\s)")
_MIN_LINK_SHARE = 0.4
"""Minimum share of link text of a link line."""
_MAX_LINK_LINE_CHARS = 300
"""A longer line is never a link line."""
_MAX_QUOTES = 60
"""Quotations compared with the text; a page with more is a collection of quotations."""
_MIN_QUOTE_LETTERS = 20
"""A shorter quotation may occur twice by chance."""

SKIPPED_REASON = "this part was switched off"
SECTION_BREAK = "* * *"
_SECTION_BREAK = re.compile(r"(?:[*•·⁂~_=+◆■●✦❖—–-]\s?){3,12}|⁂")


def is_section_break(text: str) -> bool:
    """Whether a line only marks a break: * * *. "###" marks the end of a press release."""
    return _SECTION_BREAK.fullmatch(text.strip()) is not None


def text_key(text: str) -> str:
    """Return only the letters and digits, so spacing and punctuation do not matter."""
    if text.isascii():
        return text.translate(_ASCII_KEY)  # four times as fast
    return _NOT_ALPHANUMERIC.sub("", text).casefold()


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A block of text that is read aloud unless a rule drops it. Nothing changes it, but creating
    a frozen one takes three times as long."""

    kind: BlockKind
    text: str
    xpath: str | None = None
    """XPath in its page."""
    selector: str | None = None
    """CSS selector of an attribute that names its element."""
    tag: str = ""
    """The tag of its element, if any."""
    link_share: float = 0.0
    """Share of its letters inside links."""
    is_emphasized: bool = False
    """Whether all of it is in italics, bold or small type."""
    has_image: bool = False
    """Whether its element holds an image, or directly follows one."""
    annotations: tuple[Annotation, ...] = ()
    number: str = ""
    """The number or letter of its item in an ordered list, if it is not in the text."""

    @property
    def link_label(self) -> str:
        """The words before the bar or colon of a link line, such as "read also"."""
        is_link_line = self.link_share > _MIN_LINK_SHARE and len(self.text) <= _MAX_LINK_LINE_CHARS
        match = _LINK_LABEL.match(self.text) if is_link_line else None
        return match[1].casefold() if match else ""


class FilterVerdict(NamedTuple):
    """A candidate, and the reason to drop it (empty if it is read aloud)."""

    candidate: Candidate
    reason: str


NumberedCandidates = list[tuple[int, Candidate]]
"""Candidates with the numbers of their text runs."""
NumberedVerdicts = list[tuple[int, FilterVerdict]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterContext:
    """Facts about the whole article that the rules use."""

    headlines: tuple[str, ...] = ()
    """The headline in each of the forms that the page gives it."""
    authors: tuple[str, ...] = ()
    headline_index: int = 0
    """Number of candidates above the headline."""
    reads_notes: bool = False
    """Whether notes and the marks that refer to them are read."""
    reads_captions: bool = False
    """Whether captions are read."""
    candidate_count: int = 0
    """Number of candidates."""
    repeated_link_labels: frozenset[str] = frozenset()
    """Labels that occur before more than one link line."""
    first_body_index: int = 0
    """Index of the first candidate that is clearly body text."""
    last_body_index: int = 0
    """Index of the last candidate that is clearly body text."""
    date_line_count: int = 0
    """Number of distinct date lines; a timeline has many."""
    item_headings: frozenset[int] = frozenset()
    """Indexes of linked headings that body text follows."""
    linked_items: frozenset[int] = frozenset()
    """Indexes of linked items in lists of text."""
    repeated_texts: frozenset[str] = frozenset()
    """Text keys that occur more than once."""
    repeated_quotes: frozenset[str] = frozenset()
    """Text keys of quotations that the body text contains too."""


def find_repeated_link_labels(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Return the link labels that occur more than once."""
    counts = Counter(filter(None, (candidate.link_label for candidate in candidates)))
    return frozenset(words for words, count in counts.items() if count > 1)


def find_repeated_quotes(candidates: Sequence[Candidate]) -> frozenset[str]:
    """Return the text keys of quotations that the body text contains too."""
    quotes = [text_key(each.text) for each in candidates if each.kind == "quote"][:_MAX_QUOTES]
    if not quotes:
        return frozenset()
    body_text = "\n".join(text_key(each.text) for each in candidates if each.kind != "quote")
    return frozenset(key for key in quotes if len(key) >= _MIN_QUOTE_LETTERS and key in body_text)
