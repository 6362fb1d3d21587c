"""Letter-to-sound model for English words that are not in the dictionary.

A word is a sequence of units, each a letter with its phones. Two models are combined: the
probability of a unit after the previous units (a joint-sequence model, after Bisani and Ney), and
its probability given the letters around it. A beam search finds the likely sequences. Of those,
the one is used that is nearest to all of them (minimum Bayes risk): often right, and else near.
`scripts/train_letter_to_sound.py` trains `letter_to_sound.ngrams` and describes its format.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from earshot.phonemes import arpabet, ipa_of
from earshot.script.g2p.phone_distance import choose_nearest

ORDER = 8
"""The maximum length of an n-gram, in units."""
BUCKET_BITS = 15
SCALE = 16
"""Costs are natural logarithms, stored as integers in units of 1/16."""
START, END = 0, 1
"""Units for the start and the end of a word."""
MAX_LETTERS = 40
"""Letters. Only the first letters of a longer token are pronounced."""
ROWS, WINDOWS = 0, 1
"""The two models: of sequences of units, and of the letters around a unit."""
_NEIGHBOUR_OFFSETS = (-3, 3, -2, 2, -1, 1, 0)
"""Offsets of the letters around a unit, the least informative first."""
_WEIGHT = 0.5
"""The weight of the letter model relative to the unit model."""
_BEAM = 10
_SHARPNESS = 2 * SCALE
"""Costs are divided by this for the weights. The two models are not independent, so 1 * SCALE would
overrate the best hypothesis."""
_RULE_WEIGHT = 0.6
"""The weight of a reading by a rule, relative to all of the model."""
_MARGIN = 6 * SCALE
"""Hypotheses that cost this much more than the best one are pruned."""


class Successors(NamedTuple):
    """The n-grams of a context: the cost of each next unit, and the cost of backing off."""

    backoff: int
    by_letter: dict[str, list[tuple[int, int]]]
    end: int | None


class Model(NamedTuple):
    """The units by number, and the n-grams in their file format."""

    units: tuple[tuple[str, tuple[str, ...]], ...]
    starts: memoryview
    entries: memoryview


class Hypothesis(NamedTuple):
    """A hypothesis of the beam search: its cost, its context and its units."""

    cost: float
    context: bytes
    stressed: bool
    units: bytes


def window_of(word: str, index: int) -> bytes:
    """The letters around a letter, the least informative first, then the letter itself. "#" stands
    for positions outside the word."""
    positions = (index + step for step in _NEIGHBOUR_OFFSETS)
    return "".join(word[at] if 0 <= at < len(word) else "#" for at in positions).encode()


def hash_context(context: bytes, model: int) -> tuple[int, int]:
    """The hash bucket of a context and its fingerprint."""
    number = zlib.crc32(context, model)
    return number & ((1 << BUCKET_BITS) - 1), number >> 16


@cache
def _read_model() -> Model:
    packed = files("earshot.script.g2p").joinpath("letter_to_sound.ngrams").read_bytes()
    (size,) = struct.unpack_from("<I", packed)
    pairs = (unit.split(":") for unit in packed[4 : 4 + size].decode("ascii").split())
    units = tuple((letter, tuple(filter(None, phones.split("+")))) for letter, phones in pairs)
    first = 4 + size
    end = first + 4 * ((1 << BUCKET_BITS) + 1)
    return Model(units, memoryview(packed)[first:end].cast("I"), memoryview(packed)[end:])


@lru_cache(maxsize=1 << 14)
def _find_successors(context: bytes, kind: int) -> Successors | None:
    """The n-grams of a context, or None if it is not in the model."""
    model = _read_model()
    number, mark = hash_context(context, kind)
    bucket = bytes(model.entries[model.starts[number] : model.starts[number + 1]])
    head, at = mark.to_bytes(2, "little"), 0
    while at < len(bucket):
        end = at + 4 + 2 * bucket[at + 3]
        if bucket.startswith(head, at):
            return _parse_pairs(bucket[at + 2], bucket[at + 4 : end])
        at = end
    return None


def _parse_pairs(backoff: int, pairs: bytes) -> Successors:
    units, end = _read_model().units, None
    by_letter: dict[str, list[tuple[int, int]]] = {}
    for unit, cost in zip(pairs[::2], pairs[1::2], strict=True):
        if unit == END:
            end = cost
        else:
            by_letter.setdefault(units[unit][0], []).append((unit, cost))
    return Successors(backoff, by_letter, end)


@lru_cache(maxsize=1 << 12)
def letters_to_ipa(word: str, rule_ipa: str = "") -> str:
    """The IPA of a word of letters a to z, or an empty string. `rule_ipa` is a reading by a rule
    that is often wrong: the result is also near to it."""
    found = _search(word[:MAX_LETTERS])
    if rule_ipa:
        by_rule = arpabet(rule_ipa)
        found[by_rule] = found.get(by_rule, 0.0) + (_RULE_WEIGHT * sum(found.values()) or 1.0)
    phones = choose_nearest(found) if found else ()
    return ipa_of(phones) if phones else ""


def _search(word: str) -> dict[tuple[str, ...], float]:
    """The likely phones of a word and their weights, with one main stress if possible."""
    hypotheses = [Hypothesis(0, bytes((START,)), False, b"")]
    for index, letter in enumerate(word):
        around = _weigh_units(letter, window_of(word, index))
        longer = [each for hypothesis in hypotheses for each in _extend(hypothesis, letter, around)]
        hypotheses = sorted(longer)[:_BEAM]
        max_cost = hypotheses[0].cost + _MARGIN if hypotheses else 0
        hypotheses = [each for each in hypotheses if each.cost <= max_cost]
    return _weigh_phones(hypotheses)


def _weigh_phones(hypotheses: list[Hypothesis]) -> dict[tuple[str, ...], float]:
    """The phones of finished hypotheses and their weights; those without stress only if all are."""
    units = _read_model().units
    is_stressed = any(each.stressed for each in hypotheses)
    costs = [
        (each.cost + _end_cost(each.context), each.units)
        for each in hypotheses
        if each.stressed or not is_stressed
    ]
    least = min(costs, default=(0.0, b""))[0]
    found: dict[tuple[str, ...], float] = {}
    for cost, numbers in sorted(costs):
        phones = tuple(phone for unit in numbers for phone in units[unit][1])
        found[phones] = found.get(phones, 0.0) + math.exp((least - cost) / _SHARPNESS)
    return found


@lru_cache(maxsize=1 << 14)
def _weigh_units(letter: str, letters: bytes) -> dict[int, float]:
    """The cost of each unit of a letter given the letters around it, without unlikely units."""
    found: dict[int, float] = {}
    for unit, cost in _list_units(letters, WINDOWS, letter):
        found.setdefault(unit, _WEIGHT * cost)
    limit = min(found.values(), default=0) + _MARGIN
    return {unit: cost for unit, cost in found.items() if cost <= limit}


def _list_units(context: bytes, kind: int, letter: str) -> Iterator[tuple[int, int]]:
    """The units of a letter and their costs after a context, then after shorter contexts."""
    cost = 0
    for start in range(len(context) + 1):
        following = _find_successors(context[start:], kind)
        if following:
            for unit, more in following.by_letter.get(letter, ()):
                yield unit, cost + more
            cost += following.backoff


def _extend(hypothesis: Hypothesis, letter: str, around: dict[int, float]) -> Iterator[Hypothesis]:
    """Extend a hypothesis by one letter, with each unit that both models contain."""
    left = dict(around)
    cost = hypothesis.cost
    for start in range(len(hypothesis.context) + 1):
        context = hypothesis.context[start:]
        following = _find_successors(context, ROWS)
        if following is None:
            continue
        for unit, more in following.by_letter.get(letter, ()):
            beside = left.pop(unit, None)
            stressed = _is_stressed(unit)
            if beside is not None and not (stressed and hypothesis.stressed):
                known = (context + bytes((unit,)))[-(ORDER - 1) :]
                units = hypothesis.units + bytes((unit,))
                yield Hypothesis(
                    cost + more + beside, known, stressed or hypothesis.stressed, units
                )
        if not left:
            break
        cost += following.backoff


def _end_cost(context: bytes) -> int:
    """The cost of the end of the word after this context."""
    cost = 0
    for start in range(len(context) + 1):
        following = _find_successors(context[start:], ROWS)
        if following and following.end is not None:
            return cost + following.end
        cost += following.backoff if following else 0
    return cost


@cache
def _is_stressed(unit: int) -> bool:
    return any(phone.endswith("1") for phone in _read_model().units[unit][1])
