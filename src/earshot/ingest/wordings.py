"""Rows of wordings, and how a text is held against them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Wordings of one kind; `found` tells whether a text is one of them."""

    reason: str
    opening: re.Pattern[str]
    """Those that a text opens with."""
    inside: re.Pattern[str] | None
    """Those that may stand anywhere in a text."""
    cues: tuple[str, ...]
    """In lower case: a text without any of them holds none of `inside`."""
    longest: int
    sure: bool = False
    """Whether no sentence of a story has such words."""

    def opens(self, text: str) -> bool:
        """Whether the text begins with one of the wordings."""
        return bool(self.opening.match(text) or (self.inside and self.inside.match(text)))

    def found(self, text: str) -> bool:
        if len(text) > self.longest:
            return False
        return bool(self.opening.match(text) or (self.inside and self.inside.search(text)))


def row(
    reason: str, *wordings: str, cues: str = "", longest: int = 300, sure: bool = False
) -> PhraseRule:
    """`cues` are for the wordings that do not begin with `^`, written with bars between."""
    opening = [wording for wording in wordings if wording.startswith("^")]
    inside = [wording for wording in wordings if not wording.startswith("^")]
    return PhraseRule(
        reason,
        re.compile("|".join(opening) or r"(?!)", re.I),
        re.compile("|".join(inside), re.I) if inside else None,
        tuple(cue for cue in cues.split("|") if cue),
        longest,
        sure,
    )
