"""Distances between pronunciations, in phones of the CMU dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

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
    """The least cost of the edits from one pronunciation to another, without stress.

    Phones that both begin or end with cost nothing, because a substitution never costs more than
    two others that have the same effect. Readings of one word differ in few phones.
    """
    start, last_one, last_two = 0, len(one), len(two)
    shorter = min(last_one, last_two)
    while start < shorter and one[start] == two[start]:
        start += 1
    while start < shorter and one[last_one - 1] == two[last_two - 1]:
        last_one, last_two, shorter = last_one - 1, last_two - 1, shorter - 1
    return _measure_difference(one[start:last_one], two[start:last_two])


def _measure_difference(one: Sequence[str], two: Sequence[str]) -> float:
    if not one or not two:
        return sum(map(_gap_cost, one or two))
    gaps = list(map(_gap_cost, two))
    row = list(accumulate(gaps, initial=0.0))
    for phone in one:
        gap = _gap_cost(phone)
        left, previous = row[0], row
        row = [cost := left + gap]
        for other, other_gap, above in zip(two, gaps, previous[1:], strict=True):
            cost = min(above + gap, cost + other_gap, left + _substitution_cost(phone, other))
            row.append(cost)
            left = above
    return row[-1]


def _gap_cost(phone: str) -> float:
    return _VOWEL_GAP if phone in _VOWELS else _CONSONANT_COST


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
