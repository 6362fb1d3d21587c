"""Count words in scripts with and without spaces."""

from __future__ import annotations

import re

_UNSPACED_LETTER = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces between words."""


def count_words(text: str) -> int:
    """Return the number of words. Two Chinese or Japanese letters count as one."""
    return len(text.split()) + len(_UNSPACED_LETTER.findall(text)) // 2
