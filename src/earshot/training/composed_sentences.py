"""New sentences, composed of the phrases of the recorded ones.

An hour of speech soon repeats itself. Only the discriminators judge composed sentences, so they
need no recording.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice

from earshot.voices.house_model.symbols import SLOT_IDS

MAX_TOKENS = 110
"""About the longest sentence in training."""
MAX_ATTEMPTS = 20
"""Attempts per sentence. Material of a few short words allows few new ones."""
COMMA = SLOT_IDS[","]
TokenIds = list[int]


def compose_sentences(
    sentences: Sequence[TokenIds], count: int, rng: random.Random
) -> list[TokenIds]:
    """`count` new sentences, or as many as the material allows: two in a row, or the beginning of
    one and the end of another."""
    known = {tuple(each) for each in sentences}
    attempts = (_compose(sentences, rng) for _ in range(MAX_ATTEMPTS * count))
    new = (e for e in attempts if 0 < len(e) <= MAX_TOKENS and tuple(e) not in known)
    return list(islice(new, count))


def _compose(sentences: Sequence[TokenIds], rng: random.Random) -> TokenIds:
    """One sentence; empty if the two drawn have too few words."""
    first, second = rng.choice(sentences), rng.choice(sentences)
    if rng.random() < 0.5:
        return [*first[:-1], COMMA, *second[1:]]
    ends, starts = _inner_slots(first)[1:], _inner_slots(second)[:-1]
    if len(ends) < 2 or len(starts) < 2:
        return []
    return first[: rng.choice(ends) + 1] + second[rng.choice(starts) + 1 :]


def _inner_slots(ids: TokenIds) -> list[int]:
    return [position for position, token in enumerate(ids[:-1]) if token in SLOT_IDS.values()]
