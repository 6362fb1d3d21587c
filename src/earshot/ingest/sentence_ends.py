"""How sentences end in the scripts that pages are written in."""

from __future__ import annotations

import re

SENTENCE_MARKS = ".!?…。！？؟۔।॥"
SENTENCE_END = re.compile(rf"[{SENTENCE_MARKS}][\"'”’»)\]]*$")
SENTENCE_END_IN_MARKUP = re.compile(rf"[{SENTENCE_MARKS}][\"'”’»)\]]*\s*$")
"""The text of an element may end with white space."""
_MARKS = frozenset(SENTENCE_MARKS)
_CLOSING_SIGNS = "\"'”’»)]"


def ends_sentence(text: str) -> bool:
    """Whether `SENTENCE_END_IN_MARKUP` matches, without a search from each character."""
    return text.rstrip().rstrip(_CLOSING_SIGNS)[-1:] in _MARKS
