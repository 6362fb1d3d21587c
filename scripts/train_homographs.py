"""Learns `homographs.weights` from sentences whose homographs are marked.

    python -m pip install scipy && python scripts/train_homographs.py ../shared/data [--folds 5]

The data are the training half of the Wikipedia homograph data (Apache-2.0): `homographs_train.tsv`
with columns homograph, wordid, sentence, start, end. A conditional logistic regression over the
signs of `context.py`, with an L2 penalty; the same weights for the same data, always.
"""

import argparse
import csv
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from earshot.script.g2p import homographs
from earshot.script.g2p.features import TOKEN, Context

PENALTY = 1.0
RARE = 2
"""Signs seen less often than this teach nothing."""


class Example(NamedTuple):
    word: str
    gold: int
    signs: list[bytes]
    topics: list[bytes]


def examples(path: Path) -> list[Example]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [example for row in rows if (example := _example(row))]


def _example(row: dict[str, str]) -> Example | None:
    word, sentence = row["homograph"].lower(), row["sentence"]
    start, names = int(row["start"]), [s.name for s in homographs.inventory()[word]]
    if sentence[start : start + len(word)].lower() != word:
        found = re.search(rf"(?<!\w){word}(?!\w)", sentence, re.I)
        if not found:
            return None
        start = found.start()
    tokens = list(TOKEN.finditer(sentence))
    index = next((i for i, t in enumerate(tokens) if t.start() <= start < t.end()), None)
    if index is None:
        return None
    context = Context([t[0] for t in tokens], index)
    signs = [sign.encode() for sign in context.signs()]
    topics = [topic.encode() for topic in context.topics()]
    return Example(word, names.index(row["wordid"]), signs, topics)


def learned(train: list[Example]) -> np.ndarray[Any, Any]:
    """Weights by place in the table."""
    count = Counter(sign for each in train for sign in (*each.signs, *each.topics))
    rows, ends, sizes, golds = [], [0], [], []
    for each in train:
        signs = [sign for sign in each.signs if count[sign] >= RARE]
        topics = [topic for topic in each.topics if count[topic] >= RARE]
        senses = homographs.inventory()[each.word]
        for sense in senses:
            rows += homographs.places(homographs.seeds(sense), signs, topics)
            ends.append(len(rows))
        sizes.append(len(senses))
        golds.append(each.gold)
    size = 1 << homographs.TABLE_BITS
    matrix = csr_matrix((np.ones(len(rows)), rows, ends), shape=(len(ends) - 1, size))
    return _optimum(matrix, np.array(sizes), np.array(golds))


def _optimum(
    matrix: csr_matrix, sizes: np.ndarray[Any, Any], golds: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    right, owner = starts + golds, np.repeat(np.arange(len(sizes)), sizes)
    transposed, wanted = matrix.T.tocsr(), np.asarray(matrix[right].sum(0)).ravel()

    def loss(weights: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        scores = matrix @ weights
        top = np.maximum.reduceat(scores, starts)
        powers = np.exp(scores - top[owner])
        totals = np.add.reduceat(powers, starts)
        likelihood = (scores[right] - top - np.log(totals)).sum()
        slope = wanted - transposed @ (powers / totals[owner])
        return (
            -likelihood + PENALTY * (weights @ weights) / 2,
            -slope + PENALTY * weights,
        )

    best = minimize(
        loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150}
    )
    weights: np.ndarray[Any, Any] = best.x
    return weights


def packed(weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.clip(np.rint(weights * homographs.SCALE), -127, 127).astype(np.int8)


def share_right(table: np.ndarray[Any, Any], tested: list[Example]) -> float:
    def right(each: Example) -> bool:
        scores = [
            int(table[list(homographs.places(homographs.seeds(s), each.signs, each.topics))].sum())
            for s in homographs.inventory()[each.word]
        ]
        return scores.index(max(scores)) == each.gold

    return sum(map(right, tested)) / len(tested)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=int, default=0, help="only try it out, on this many parts")
    args = parser.parse_args()
    found = examples(args.data / "homographs_train.tsv")
    for fold in range(args.folds):
        train = [each for number, each in enumerate(found) if number % args.folds != fold]
        tested = found[fold :: args.folds]
        print(f"fold {fold}: {share_right(packed(learned(train)), tested):.4f} of {len(tested)}")
    if not args.folds:
        table = packed(learned(found))
        target = Path(homographs.__file__).with_suffix(".weights")
        target.write_bytes(zlib.compress(table.tobytes(), 9))


if __name__ == "__main__":
    main()
