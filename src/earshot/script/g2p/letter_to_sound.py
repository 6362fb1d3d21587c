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
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import NamedTuple

from earshot.phonemes import arpabet, ipa_of
from earshot.script.g2p.phone_distance import choose_nearest

ORDER = 8
"""The maximum length of an n-gram, in units."""
SCALE = 16
"""Costs are natural logarithms, stored as integers in units of 1/16."""
START, END = 0, 1
"""Units for the start and the end of a word."""
BLOCK = 64
"""Nodes. For the first node of each block, the file says where its children and units are."""
MAX_LETTERS = 40
"""Letters. Only the first letters of a longer token are pronounced."""
ROWS, WINDOWS = 0, 1
"""The two models: of sequences of units, and of the letters around a unit."""
_NEIGHBOUR_OFFSETS = (-3, 3, -2, 2, -1, 1, 0)
"""Offsets of the letters around a unit, the least informative first."""
_WEIGHT = 0.3
"""The weight of the letter model relative to the unit model."""
_BEAM = 10
_SHARPNESS = 1.75 * SCALE
"""Costs are divided by this for the weights. The two models are not independent, so 1 * SCALE would
overrate the best hypothesis."""
_RULE_WEIGHT = 0.6
"""The weight of a reading by a rule, relative to all of the model."""
_MARGIN = 6 * SCALE
"""Hypotheses that cost this much more than the best one are pruned."""


class Trie(NamedTuple):
    """The contexts of a model as a trie, in the order of the file, level by level. The parent of a
    node is its context without the first symbol. A column has one byte for each node or unit."""

    symbols: bytes
    child_counts: bytes
    unit_counts: bytes
    backoffs: memoryview
    child_starts: memoryview
    unit_starts: memoryview
    units: memoryview
    costs: memoryview


class Model(NamedTuple):
    """The units by number, and the tries of both models."""

    units: tuple[tuple[str, tuple[str, ...]], ...]
    tries: tuple[Trie, Trie]


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


@cache
def _read_model() -> Model:
    packed = files("earshot.script.g2p").joinpath("letter_to_sound.ngrams").read_bytes()
    (size,) = struct.unpack_from("<I", packed)
    pairs = (unit.split(":") for unit in packed[4 : 4 + size].decode("ascii").split())
    units = tuple((letter, tuple(filter(None, phones.split("+")))) for letter, phones in pairs)
    rows, end = _read_trie(memoryview(packed), 4 + size)
    windows, _ = _read_trie(memoryview(packed), end)
    return Model(units, (rows, windows))


def _read_trie(packed: memoryview, at: int) -> tuple[Trie, int]:
    """The trie at a position of the file, and where it ends."""
    nodes, units = struct.unpack_from("<II", packed, at)
    blocks = 4 * -(-nodes // BLOCK)
    sizes = (8, *4 * [nodes], *2 * [blocks], *2 * [units])
    ends = list(accumulate(sizes, initial=at))
    _, symbols, child_counts, unit_counts, *rest = (packed[a:b] for a, b in pairwise(ends))
    backoffs, child_starts, unit_starts, numbers, costs = rest
    starts = child_starts.cast("I"), unit_starts.cast("I")
    counts = bytes(child_counts), bytes(unit_counts)
    return Trie(bytes(symbols), *counts, backoffs, *starts, numbers, costs), ends[-1]


@cache
def _units_of(letter: str) -> frozenset[int]:
    """The units of a letter. Those of no letter are the end of the word."""
    units = enumerate(_read_model().units)
    return frozenset(at for at, each in units if each[0] == letter) if letter else frozenset((END,))


def _find_first(node: int, starts: memoryview, counts: bytes) -> int:
    """The position of a node's first child or unit."""
    return int(starts[node // BLOCK]) + sum(counts[node - node % BLOCK : node])


@lru_cache(maxsize=1 << 14)
def _find_nodes(context: bytes, kind: int) -> list[int]:
    """The nodes of the end of a context, the longest first. The last node is that of no symbol."""
    trie = _read_model().tries[kind]
    nodes, node = [0], 0
    for symbol in reversed(context):
        first = _find_first(node, trie.child_starts, trie.child_counts)
        node = trie.symbols.find(symbol, first, first + trie.child_counts[node])
        if node < 0:
            break
        nodes.append(node)
    return nodes[::-1]


@lru_cache(maxsize=1 << 14)
def _read_units(node: int, kind: int, letter: str) -> list[tuple[int, int]]:
    """The units of a letter after the context of a node, with their costs."""
    trie = _read_model().tries[kind]
    first = _find_first(node, trie.unit_starts, trie.unit_counts)
    end, units = first + trie.unit_counts[node], _units_of(letter)
    pairs = zip(trie.units[first:end], trie.costs[first:end], strict=True)
    return [pair for pair in pairs if pair[0] in units]


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
        longer: list[Hypothesis] = []
        max_cost = math.inf
        for hypothesis in hypotheses:
            added = list(_extend(hypothesis, letter, around, max_cost))
            max_cost = min(max_cost, min((each.cost + _MARGIN for each in added), default=math.inf))
            longer += added
        hypotheses = [each for each in sorted(longer)[:_BEAM] if each.cost <= max_cost]
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
    backoffs = _read_model().tries[WINDOWS].backoffs
    limit, cost = math.inf, 0
    for node in _find_nodes(letters, WINDOWS):
        for unit, more in _read_units(node, WINDOWS, letter):
            found.setdefault(unit, _WEIGHT * (cost + more))
        cost += backoffs[node]
        limit = min(found.values(), default=0) + _MARGIN
        if _WEIGHT * cost > limit:
            break
    return {unit: cost for unit, cost in found.items() if cost <= limit}


def _extend(
    hypothesis: Hypothesis, letter: str, around: dict[int, float], max_cost: float
) -> Iterator[Hypothesis]:
    """Extend a hypothesis by one letter, with each unit that both models contain. Hypotheses that
    cost more than `max_cost` are left out."""
    stress = _stressed_units()
    backoffs = _read_model().tries[ROWS].backoffs
    left = dict(around)
    if hypothesis.stressed:
        left = {unit: cost for unit, cost in left.items() if unit not in stress}
    cost = hypothesis.cost
    for node in _find_nodes(hypothesis.context, ROWS):
        for unit, more in _read_units(node, ROWS, letter):
            beside = left.pop(unit, None)
            if beside is not None and cost + more + beside <= max_cost:
                yield Hypothesis(
                    cost + more + beside,
                    (hypothesis.context + bytes((unit,)))[-(ORDER - 1) :],
                    hypothesis.stressed or unit in stress,
                    hypothesis.units + bytes((unit,)),
                )
        cost += backoffs[node]
        if not left or cost > max_cost:
            break


def _end_cost(context: bytes) -> int:
    """The cost of the end of the word after this context."""
    backoffs = _read_model().tries[ROWS].backoffs
    cost = 0
    for node in _find_nodes(context, ROWS):
        if found := _read_units(node, ROWS, ""):
            return cost + found[0][1]
        cost += backoffs[node]
    return cost


@cache
def _stressed_units() -> frozenset[int]:
    units = enumerate(_read_model().units)
    return frozenset(at for at, each in units if any(p.endswith("1") for p in each[1]))
