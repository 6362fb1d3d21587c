"""Rules that match phrases which publishers use around their articles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class PhraseRule:
    """Phrases of one kind, with the reason to drop a text that matches. The expressions are
    compiled for the first text that needs them."""

    reason: str
    opening: str
    """Matches at the start of a text."""
    inner: str
    """Matches anywhere in a text; empty if it matches nowhere."""
    cues: tuple[str, ...]
    """Lower-case substrings. Only a text with one of them can match `inner`."""
    max_chars: int
    is_certain: bool = False
    """Whether an article's own sentence never contains these words."""

    @cached_property
    def opening_pattern(self) -> re.Pattern[str]:
        return re.compile(self.opening, re.I)

    @cached_property
    def inner_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.inner, re.I) if self.inner else None

    def matches_start(self, text: str) -> bool:
        """Whether the text begins with one of the phrases."""
        return bool(
            self.opening_pattern.match(text)
            or (self.inner_pattern and self.inner_pattern.match(text))
        )

    def matches(self, text: str, has_opening: bool) -> bool:
        """Whether the text matches. `has_opening`: whether the opening of some rule matches it."""
        if len(text) > self.max_chars:
            return False
        return bool(
            (has_opening and self.opening_pattern.match(text))
            or (self.inner_pattern and self.inner_pattern.search(text))
        )


def phrase_rule(
    reason: str, *patterns: str, cues: str = "", max_chars: int = 300, is_certain: bool = False
) -> PhraseRule:
    """Build a rule. `cues` (separated by "|") belong to the patterns without a leading `^`."""
    opening = [wording for wording in patterns if wording.startswith("^")]
    inside = [wording for wording in patterns if not wording.startswith("^")]
    return PhraseRule(
        reason,
        "|".join(opening) or r"(?!)",
        "|".join(inside),
        tuple(cue for cue in cues.split("|") if cue),
        max_chars,
        is_certain,
    )
