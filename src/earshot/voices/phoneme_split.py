"""Splits the phonemes of joined words: an engine returns "on the" as one ɔnðə."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

STRESS_MARKS = "ˈˌ"


def split_phonemes(phonemes: Sequence[str], isolated: Sequence[Sequence[str]]) -> list[list[str]]:
    """Split the phonemes of a run of words into a list per word, by similarity to the same words
    spoken alone (`isolated`)."""
    reference = [
        (phoneme.strip(STRESS_MARKS), word)
        for word, each in enumerate(isolated)
        for phoneme in each
        if phoneme  # a pause after an isolated word is not part of it
    ]
    hypothesis = [phoneme.strip(STRESS_MARKS) for phoneme in phonemes]
    by_word: list[list[str]] = [[] for _ in isolated]
    matcher = SequenceMatcher(
        None, [phoneme for phoneme, _ in reference], hypothesis, autojunk=False
    )
    for _, first, last, start, end in matcher.get_opcodes():
        for index in range(start, end):
            nearest = first + (index - start) * (last - first) // (end - start)
            word_index = reference[min(nearest, len(reference) - 1)][1] if reference else 0
            by_word[word_index].append(phonemes[index])
    return by_word
