"""The language of a text that does not say."""

from __future__ import annotations

import re
from collections.abc import Collection

import py3langid

_MAX_SAMPLE_CHARS = 4_000
"""Characters looked at: more adds time and no certainty."""
_MIN_LETTERS = 40
"""Letters under which a text in Latin letters is not guessed: "Yes." may be anything."""
_CERTAIN_LETTERS = 200
"""Letters from which the likeliest language is believed."""
_MIN_MARGIN = 15.0
"""Of log probabilities, by which a shorter text must look more like another language."""
_QUOTATION = re.compile(r"[“„«\"][^“”„«»\"]{1,1000}[”“»\"]")


def identify_language(
    text: str, *, default: str = "", candidates: Collection[str] = frozenset()
) -> str:
    """ISO 639-1 code of the language that the words look like.

    A short text is in the `default` language where there is one. `candidates` are the codes to
    choose from; without any, all are. Quotations do not count where enough words are left.
    """
    letters = sum(map(str.isalpha, text[:_MAX_SAMPLE_CHARS]))
    if not letters:
        return default
    sample = _without_quotations(text[: 2 * _MAX_SAMPLE_CHARS])[:_MAX_SAMPLE_CHARS]
    if default and letters < _MIN_LETTERS and _is_latin(sample):
        return default
    scores = [
        (code, float(score))
        for code, score in py3langid.rank(sample)
        if not candidates or code in candidates
    ]
    if not scores:
        return default
    best, best_score = scores[0]
    own_score = dict(scores).get(default.split("-")[0])
    if letters < _CERTAIN_LETTERS and own_score is not None:
        return best if best_score - own_score > _MIN_MARGIN else default
    return str(best)


def _without_quotations(text: str) -> str:
    narrated = _QUOTATION.sub(" ", text)
    return narrated if sum(map(str.isalpha, narrated)) >= _MIN_LETTERS else text


def _is_latin(text: str) -> bool:
    """Whether the letters are of the script that most languages share."""
    return sum(c.isalpha() and c > "\u024f" for c in text) * 2 < sum(map(str.isalpha, text))
