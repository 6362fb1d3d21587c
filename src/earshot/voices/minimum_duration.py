"""The minimum duration of words, to distinguish truncated audio from fast speech."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from earshot.model import Word

LETTER, CONSONANT, KANA, HANGUL, HAN = 0.010, 0.015, 0.028, 0.035, 0.05
"""Seconds per letter, each less than a quarter of the usual duration, so an engine at three times
the usual speed stays above. CONSONANT applies to scripts that omit vowels or write them as marks.
"""
_SCRIPTS = (
    (re.compile("[\u3041-\u30ff\uff66-\uff9d]"), KANA),
    (re.compile("[\uac00-\ud7a3]"), HANGUL),
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"), HAN),
    (re.compile("[\u0590-\u06ff\u0900-\u0eff]"), CONSONANT),
)
_REPEATED = re.compile(r"(.)\1{2,}")
"""A repeated letter is one sound: "Aaaargh"."""


def minimum_duration(words: Sequence[Word]) -> float:
    """Minimum seconds for the words."""
    return sum(min(_seconds(word.spoken), _of_phonemes(word)) for word in words)


def _seconds(spoken: str) -> float:
    if spoken.isascii():
        return LETTER * sum(map(str.isalnum, _REPEATED.sub(r"\1\1", spoken)))
    plain = unicodedata.normalize("NFC", _REPEATED.sub(r"\1\1", spoken))
    return sum(_seconds_of(character) for character in plain if character.isalnum())


def _seconds_of(letter: str) -> float:
    return next((least for script, least in _SCRIPTS if script.match(letter)), LETTER)


def _of_phonemes(word: Word) -> float:
    """By the word's own phonemes, which may be fewer than its letters."""
    if word.phonemes is None:
        return float("inf")
    return LETTER * sum(map(str.isalpha, word.phonemes))
