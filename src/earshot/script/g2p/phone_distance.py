"""Distances between pronunciations, in phones of the CMU dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

_VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
_SIMILAR = frozenset(
    frozenset(pair.split())
    for pair in (
        "AH IH",
        "AH EH",
        "AH AA",
        "AH AE",
        "IY IH",
        "AA AO",
        "AA AE",
        "UH UW",
        "ER EH",
        "S Z",
    )
)
"""Phones that are confused in fast speech."""
_SIMILAR_COST, _VOWEL_COST, _VOWEL_GAP, _CONSONANT_COST = 0.2, 0.4, 0.6, 1.0

Phones = tuple[str, ...]


@lru_cache(maxsize=1 << 12)
def _substitution_cost(one: str, two: str) -> float:
    if one == two:
        return 0.0
    if frozenset((one, two)) in _SIMILAR:
        return _SIMILAR_COST
    return _VOWEL_COST if one in _VOWELS and two in _VOWELS else _CONSONANT_COST


def measure_distance(one: Sequence[str], two: Sequence[str]) -> float:
    """The least cost of the edits from one pronunciation to another, without stress."""
    row = [0.0]
    for phone in two:
        row.append(row[-1] + (_VOWEL_GAP if phone in _VOWELS else _CONSONANT_COST))
    for phone in one:
        gap = _VOWEL_GAP if phone in _VOWELS else _CONSONANT_COST
        previous, row = row, [row[0] + gap]
        for index, other in enumerate(two):
            other_gap = _VOWEL_GAP if other in _VOWELS else _CONSONANT_COST
            row.append(
                min(
                    previous[index + 1] + gap,
                    row[index] + other_gap,
                    previous[index] + _substitution_cost(phone, other),
                )
            )
    return row[-1]


def choose_nearest(weights: Mapping[Phones, float]) -> Phones:
    """The pronunciation with the least mean distance to all, by their weights."""
    plain = {phones: [phone.rstrip("012") for phone in phones] for phones in weights}
    risks = dict.fromkeys(weights, 0.0)
    pending = list(weights)
    while pending:
        one = pending.pop()
        for two in pending:
            distance = measure_distance(plain[one], plain[two])
            risks[one] += weights[two] * distance
            risks[two] += weights[one] * distance
    return min(weights, key=lambda each: (risks[each], -weights[each]))
