"""Rows of wordings, and how a text is held against them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Wordings of one kind; `found` tells whether a text is one of them."""

    reason: str
    opening_pattern: re.Pattern[str]
    """Those that a text opens with."""
    inner_pattern: re.Pattern[str] | None
    """Those that may stand anywhere in a text."""
    cues: tuple[str, ...]
    """In lower case: a text without any of them holds none of `inside`."""
    max_chars: int
    is_certain: bool = False
    """Whether no sentence of a story has such words."""

    def matches_start(self, text: str) -> bool:
        """Whether the text begins with one of the wordings."""
        return bool(
            self.opening_pattern.match(text)
            or (self.inner_pattern and self.inner_pattern.match(text))
        )

    def matches(self, text: str) -> bool:
        if len(text) > self.max_chars:
            return False
        return bool(
            self.opening_pattern.match(text)
            or (self.inner_pattern and self.inner_pattern.search(text))
        )


def phrase_rule(
    reason: str, *patterns: str, cues: str = "", max_chars: int = 300, is_certain: bool = False
) -> PhraseRule:
    """`cues` are for the wordings that do not begin with `^`, written with bars between."""
    opening = [wording for wording in patterns if wording.startswith("^")]
    inside = [wording for wording in patterns if not wording.startswith("^")]
    return PhraseRule(
        reason,
        re.compile("|".join(opening) or r"(?!)", re.I),
        re.compile("|".join(inside), re.I) if inside else None,
        tuple(cue for cue in cues.split("|") if cue),
        max_chars,
        is_certain,
    )
