"""Whose phonemes are whose, where an engine runs words together: "on the" comes as one ɔnðə."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

STRESS = "ˈˌ"


def shared_out(run: Sequence[str], alone: Sequence[Sequence[str]]) -> list[list[str]]:
    """The phonemes of a run of words, a list for each word, by likeness to the same words said
    alone (`alone`)."""
    said = [(phoneme.strip(STRESS), word) for word, each in enumerate(alone) for phoneme in each]
    heard = [phoneme.strip(STRESS) for phoneme in run]
    out: list[list[str]] = [[] for _ in alone]
    matcher = SequenceMatcher(None, [phoneme for phoneme, _ in said], heard, autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        for number in range(start, end):
            like = first + (number - start) * (last - first) // (end - start)
            owner = said[min(like, len(said) - 1)][1] if said else 0
            out[owner].append(run[number])
    return out
