"""Count words in scripts with and without spaces."""

from __future__ import annotations

import re

_UNSPACED_LETTER = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces between words."""


def count_words(text: str) -> int:
    """Return the number of words. Two Chinese or Japanese letters count as one."""
    count = len(text.split())
    return count if text.isascii() else count + len(_UNSPACED_LETTER.findall(text)) // 2
