"""The letter "A". English engines read it as the article, even between other letters ("F A A")."""

from __future__ import annotations

import re

LETTER_A = re.compile(r"(?<=\b[A-Z] )A\b|\bA(?= [A-Z]\b)")
LETTER_A_IPA = "ˈeɪ"
"""IPA."""
_PLACEHOLDER = "\ufdd0"


def split_tokens(spoken: str) -> list[tuple[str, bool]]:
    """Split into spoken words; each with whether it is the letter's name."""
    marked = LETTER_A.sub(_PLACEHOLDER, spoken).split()
    return [("A" if token == _PLACEHOLDER else token, token == _PLACEHOLDER) for token in marked]
