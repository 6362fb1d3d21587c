"""Homograph disambiguation.

The senses are in `homographs.tsv`. A conditional logistic model scores the context features of
`features.py`. `scripts/train_homographs.py` trains its weights, which `homographs.weights` stores
as a hash table: the index of a weight is the CRC of feature and sense. The rules of
`sense_rules.py` take precedence. They cover senses with the same part of speech.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from earshot.script.g2p.homograph_features import Context

TABLE_BITS = 20
WEIGHT_SCALE = 24
"""Weights are stored as integers in units of 1/24."""
TEMPERATURE = 1.5
"""Scores are divided by this, because the model is overconfident on sentences unlike its training
data: at a certainty of 85 %, half of its choices were right."""
_DATA_DIR = files("earshot.script.g2p")


class Sense(NamedTuple):
    """A sense of a homograph: its name such as "bass_corp", its classes (V, N, A) and its IPA."""

    name: str
    classes: str
    ipa: str


class SenseChoice(NamedTuple):
    """The chosen sense and its certainty, 0.5 to 1."""

    sense: Sense
    certainty: float


@cache
def load_senses() -> dict[str, tuple[Sense, ...]]:
    """The senses of each homograph, by its lower-case form."""
    found: dict[str, list[Sense]] = {}
    for line in _DATA_DIR.joinpath("homographs.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, name, classes, ipa = line.split("\t")
            found.setdefault(word, []).append(Sense(name, classes.strip("-"), ipa))
    return {word: tuple(senses) for word, senses in found.items()}


def feature_seeds(sense: Sense) -> list[int]:
    """The hash seeds of a sense: one for its name and one for each of its classes."""
    return [zlib.crc32(name.encode()) for name in (sense.name, *sense.classes)]


def weight_indices(
    seeds: Sequence[int], features: Sequence[bytes], topics: Sequence[bytes]
) -> Iterator[int]:
    """The indices of the weights of a sense. Topics only count for its name, not its classes."""
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
    """The most likely sense in this context."""
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
