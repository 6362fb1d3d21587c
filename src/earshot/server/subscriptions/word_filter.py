"""Chooses entries of a feed by the words in their headlines and texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_WORDS, MAX_WORD_CHARS = 50, 100
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")
"""Letters of scripts without spaces between words."""


@dataclass(frozen=True, slots=True)
class WordFilter:
    """Words or phrases, in any case. Without included ones, every entry is included."""

    included: Sequence[str] = ()
    excluded: Sequence[str] = ()

    def accepts(self, text: str) -> bool:
        is_included = not self.included or any(_has_phrase(text, each) for each in self.included)
        return is_included and not any(_has_phrase(text, each) for each in self.excluded)


def _has_phrase(text: str, phrase: str) -> bool:
    if _UNSPACED.search(phrase):
        return phrase in text
    words = r"\s+".join(map(re.escape, phrase.split()))
    return re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) is not None


def split_words(text: str) -> tuple[str, ...]:
    """The words or phrases of a list with one on each line, or with commas."""
    found = (each.strip()[:MAX_WORD_CHARS] for each in re.split(r"[\n,]", text.replace("\0", "")))
    return tuple(dict.fromkeys(each for each in found if each))[:MAX_WORDS]
