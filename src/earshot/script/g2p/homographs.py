"""Words that are written alike and said in two ways: which one, here?

The readings are in `homographs.tsv`. A small conditional logistic model weighs the signs of the
context (`context.py`); its weights were learned by `scripts/train_homographs.py` and lie in
`homographs.weights`, hashed: the weight of a sign for a reading is found under the CRC of both.
What no part of speech tells apart has rules of its own in `senses.py`, which come first.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from earshot.script.g2p.features import Context

TABLE_BITS = 20
WEIGHT_SCALE = 24
"""Weights are kept as whole numbers of 1/24."""
TEMPERATURE = 1.5
"""The model is surer than it should be of sentences unlike those that it learned from: of those it
was 85 % sure of, it got half right. Its certainty is that of scores divided by this."""
_DATA_DIR = files("earshot.script.g2p")


class Sense(NamedTuple):
    """One way to say a homograph: `name` as "bass_corp", its classes (V, N, A), its IPA."""

    name: str
    classes: str
    ipa: str


class SenseChoice(NamedTuple):
    """The reading that was chosen, and how sure that is, 0.5 to 1."""

    sense: Sense
    certainty: float


@cache
def load_senses() -> dict[str, tuple[Sense, ...]]:
    """Every homograph in small letters, and its readings."""
    found: dict[str, list[Sense]] = {}
    for line in _DATA_DIR.joinpath("homographs.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, name, classes, ipa = line.split("\t")
            found.setdefault(word, []).append(Sense(name, classes.strip("-"), ipa))
    return {word: tuple(senses) for word, senses in found.items()}


def feature_seeds(sense: Sense) -> list[int]:
    """Under what the signs of a reading are kept: its own name, and each of its classes."""
    return [zlib.crc32(name.encode()) for name in (sense.name, *sense.classes)]


def weight_indices(
    seeds: Sequence[int], features: Sequence[bytes], topics: Sequence[bytes]
) -> Iterator[int]:
    """Where in the table the weights of a reading lie; topics count for its own name alone."""
    mask = (1 << TABLE_BITS) - 1
    for index, each in enumerate(seeds):
        for feature in features if index else (*features, *topics):
            yield zlib.crc32(feature, each) & mask


@cache
def _weights() -> memoryview:
    packed = _DATA_DIR.joinpath("homographs.weights").read_bytes()
    return memoryview(zlib.decompress(packed)).cast("b")


@cache
def _cached_seeds(sense: Sense) -> list[int]:
    return feature_seeds(sense)


def choose_sense(senses: Sequence[Sense], context: Context) -> SenseChoice:
    """The likeliest of the readings in this context."""
    features = [feature.encode("utf-8", "replace") for feature in context.syntax_features()]
    topics = [topic.encode("utf-8", "replace") for topic in context.topic_features()]
    table = _weights()
    scores = [
        sum(table[index] for index in weight_indices(_cached_seeds(sense), features, topics))
        / WEIGHT_SCALE
        for sense in senses
    ]
    best = max(scores)
    certainty = 1 / sum(math.exp((score - best) / TEMPERATURE) for score in scores)
    return SenseChoice(senses[scores.index(best)], certainty)
