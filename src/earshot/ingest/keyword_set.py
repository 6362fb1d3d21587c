"""Find out quickly whether a text contains one of many short strings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_BY_FREQUENCY = " etaoinshrdlcumwfgypbvkjxqz"
"""Characters of English prose, the most frequent first. All others are rarer."""
_MIN_FRAGMENT_CHARS = 3
NO_MATCH = "(?!)"


class KeywordSet:
    """Strings in lower case that are searched for together.

    An expression only looks at the rare characters of a text. There it compares what follows with
    the rest of each string, from its rarest character on. The few texts with such a fragment are
    compared with whole strings.
    """

    def __init__(self, substrings: Iterable[str]) -> None:
        self._substrings = tuple(dict.fromkeys(substrings))
        self._fragments = _compile_fragments(self._substrings)
        self._ascii_fragments = _compile_fragments(filter(str.isascii, self._substrings))
        """An ASCII text contains no other strings, and half of them take half the time."""

    def is_found_in(self, text: str) -> bool:
        """Whether the text, in lower case, contains one of the strings."""
        fragments = self._ascii_fragments if text.isascii() else self._fragments
        return fragments.search(text) is not None and any(map(text.__contains__, self._substrings))


def _compile_fragments(substrings: Iterable[str]) -> re.Pattern[str]:
    rests_by_character: dict[str, set[str]] = defaultdict(set)
    for fragment in map(_rarest_fragment, substrings):
        rests_by_character[fragment[0]].add(re.escape(fragment[1:]))
    expression = "|".join(
        f"{re.escape(character)}(?:{'|'.join(sorted(rests))})"
        for character, rests in sorted(rests_by_character.items())
    )
    return re.compile(expression or NO_MATCH)


def _rarest_fragment(text: str) -> str:
    """Return the end of the text from its rarest character on, if enough follows that."""
    starts = range(max(1, len(text) - _MIN_FRAGMENT_CHARS + 1))
    start = max(starts, key=lambda at: _BY_FREQUENCY.find(text[at]) % 1_000)
    return text[start:]
