"""Rules that match phrases which publishers use around their articles."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Phrases of one kind, with the reason to drop a text that matches."""

    reason: str
    opening_pattern: re.Pattern[str]
    """Matches at the start of a text."""
    inner_pattern: re.Pattern[str] | None
    """Matches anywhere in a text."""
    cues: tuple[str, ...]
    """Lower-case substrings. Only a text with one of them can match `inner_pattern`."""
    max_chars: int
    is_certain: bool = False
    """Whether an article's own sentence never contains these words."""

    def matches_start(self, text: str) -> bool:
        """Whether the text begins with one of the phrases."""
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
    """Build a rule. `cues` (separated by "|") belong to the patterns without a leading `^`."""
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
