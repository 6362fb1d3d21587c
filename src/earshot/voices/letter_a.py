"""The letter "A": English engines take it for the article, where other letters stand beside it too
("F A A")."""

from __future__ import annotations

import re

LETTER_A = re.compile(r"(?<=\b[A-Z] )A\b|\bA(?= [A-Z]\b)")
NAME_OF_A = "ˈeɪ"
"""IPA."""
_MARK = "\ufdd0"


def tokens(spoken: str) -> list[tuple[str, bool]]:
    """Each spoken word, and whether it is that letter's name."""
    marked = LETTER_A.sub(_MARK, spoken).split()
    return [("A" if token == _MARK else token, token == _MARK) for token in marked]
