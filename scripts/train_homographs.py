"""Trains `homographs.weights` on sentences with labelled homographs.

    python -m pip install scipy && python scripts/train_homographs.py ../shared/data [--folds 5]

The data are the training half of the Wikipedia homograph data (Apache-2.0): `homographs_train.tsv`
with columns homograph, wordid, sentence, start, end. `--more` adds rows of the same form, those of
`label_homographs.py`. A conditional logistic regression over the
features of `g2p/homograph_features.py`, with an L2 penalty. The result is deterministic.
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
from earshot.script.g2p.homograph_features import TOKEN, Context

PENALTY = 1.0
MIN_COUNT = 2
"""Features with fewer occurrences are ignored."""


class Example(NamedTuple):
    word: str
    sense_index: int
    features: list[bytes]
    topics: list[bytes]


def read_examples(path: Path) -> list[Example]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [example for row in rows if (example := _parse_example(row))]


def _parse_example(row: dict[str, str]) -> Example | None:
    word, sentence = row["homograph"].lower(), row["sentence"]
    start, names = int(row["start"]), [s.name for s in homographs.load_senses()[word]]
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
    features = [sign.encode() for sign in context.syntax_features()]
    topics = [topic.encode() for topic in context.topic_features()]
    return Example(word, names.index(row["wordid"]), features, topics)


def train_weights(examples: list[Example]) -> np.ndarray[Any, Any]:
    """Weights by index in the table."""
    count = Counter(sign for each in examples for sign in (*each.features, *each.topics))
    rows, ends, sizes, sense_indices = [], [0], [], []
    for each in examples:
        features = [sign for sign in each.features if count[sign] >= MIN_COUNT]
        topics = [topic for topic in each.topics if count[topic] >= MIN_COUNT]
        senses = homographs.load_senses()[each.word]
        for sense in senses:
            rows += homographs.weight_indices(homographs.feature_seeds(sense), features, topics)
            ends.append(len(rows))
        sizes.append(len(senses))
        sense_indices.append(each.sense_index)
    size = 1 << homographs.TABLE_BITS
    matrix = csr_matrix((np.ones(len(rows)), rows, ends), shape=(len(ends) - 1, size))
    return _optimize(matrix, np.array(sizes), np.array(sense_indices))


def _optimize(
    matrix: csr_matrix, sizes: np.ndarray[Any, Any], sense_indices: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    correct_rows, example_index = starts + sense_indices, np.repeat(np.arange(len(sizes)), sizes)
    transposed, observed = matrix.T.tocsr(), np.asarray(matrix[correct_rows].sum(0)).ravel()

    def loss(weights: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        scores = matrix @ weights
        top = np.maximum.reduceat(scores, starts)
        powers = np.exp(scores - top[example_index])
        totals = np.add.reduceat(powers, starts)
        likelihood = (scores[correct_rows] - top - np.log(totals)).sum()
        slope = observed - transposed @ (powers / totals[example_index])
        return (
            -likelihood + PENALTY * (weights @ weights) / 2,
            -slope + PENALTY * weights,
        )

    best = minimize(
        loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150}
    )
    weights: np.ndarray[Any, Any] = best.x
    return weights


def quantize(weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.clip(np.rint(weights * homographs.WEIGHT_SCALE), -127, 127).astype(np.int8)


def measure_accuracy(table: np.ndarray[Any, Any], test_examples: list[Example]) -> float:
    def is_correct(each: Example) -> bool:
        scores = [
            int(
                table[
                    list(
                        homographs.weight_indices(
                            homographs.feature_seeds(s), each.features, each.topics
                        )
                    )
                ].sum()
            )
            for s in homographs.load_senses()[each.word]
        ]
        return scores.index(max(scores)) == each.sense_index

    return sum(map(is_correct, test_examples)) / len(test_examples)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--folds", type=int, default=0, help="cross-validate with this number of folds instead"
    )
    parser.add_argument("--more", type=Path, help="more rows, which are trained on in every fold")
    args = parser.parse_args()
    more = read_examples(args.more) if args.more else []
    found = read_examples(args.data / "homographs_train.tsv")
    for fold in range(args.folds):
        train = [each for number, each in enumerate(found) if number % args.folds != fold]
        tested = found[fold :: args.folds]
        accuracy = measure_accuracy(quantize(train_weights(train + more)), tested)
        print(f"fold {fold}: {accuracy:.4f} of {len(tested)}")
    if not args.folds:
        table = quantize(train_weights(found + more))
        target = Path(homographs.__file__).with_suffix(".weights")
        target.write_bytes(zlib.compress(table.tobytes(), 9))


if __name__ == "__main__":
    main()
