"""Labels more homographs in the training sentences with spaCy, and writes `g2p/tags.tsv`.

    python -m pip install spacy en-core-web-sm
    python scripts/label_homographs.py ../shared/data MORE.tsv && \\
        python scripts/train_homographs.py ../shared/data --more MORE.tsv

Each sentence of the Wikipedia homograph data has one labelled homograph, and others without a
label. Where the part of speech decides between their senses, spaCy's tag is the label. `tags.tsv`
has the usual tag of common words that the endings in `g2p/homograph_features.py` would tag wrongly.
"""

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy

from earshot.script.g2p import homograph_features, homographs

TAGS = {
    "NN": "NN", "NNS": "NNS", "JJ": "JJ", "JJR": "JJ", "JJS": "JJ", "RB": "RB", "RBR": "RB",
    "RBS": "RB", "VB": "VBP", "VBP": "VBP", "VBZ": "VBZ", "VBD": "VBD", "VBN": "VBD",
    "VBG": "VBG", "IN": "IN", "CD": "CD", "DT": "DT", "PRP": "PRP",
}  # fmt: skip
CLASSES = {
    "NN": "N", "NNS": "N", "NNP": "N", "NNPS": "N", "JJ": "A", "VB": "V", "VBP": "V", "VBZ": "V",
}  # fmt: skip
MIN_COUNT, MIN_SHARE = 4, 0.75
"""A word has a usual tag if it occurs so often, and this share of it with the tag."""


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def find_sense(word: str, tag: str) -> tuple[str, str]:
    """The homograph and the name of its sense, or two empty strings if the tag does not decide."""
    senses = homographs.load_senses()
    base = word if word in senses or not word.endswith("s") else word[:-1]
    fits = [each for each in senses.get(base, ()) if CLASSES.get(tag, "-") in each.classes]
    return (base, fits[0].name) if len(fits) == 1 else ("", "")


def label_sentence(row: dict[str, str], doc: Any) -> Iterator[tuple[str, str, str, int, int]]:
    for token in doc:
        base, name = find_sense(token.lower_, token.tag_)
        if base and token.idx != int(row["start"]):
            yield base, name, row["sentence"], token.idx, token.idx + len(token)


def find_usual_tags(docs: list[Any]) -> dict[str, list[str]]:
    """The words of each tag."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for token in (token for doc in docs for token in doc if token.text.isalpha()):
        if token.text.islower():
            counts[token.text][TAGS.get(token.tag_, "")] += 1
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word, tags in sorted(counts.items()):
        tag, count = tags.most_common(1)[0]
        is_usual = count >= MIN_COUNT and count / tags.total() >= MIN_SHARE
        is_homograph = word in homographs.load_senses() or word[:-1] in homographs.load_senses()
        if tag and is_usual and not is_homograph and homograph_features.tag(word) != tag:
            found[tag].append(word)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--model", default="en_core_web_sm")
    args = parser.parse_args()
    rows = read_rows(args.data / "homographs_train.tsv")
    model = spacy.load(args.model, disable=["ner", "lemmatizer", "parser"])
    docs = list(model.pipe((row["sentence"] for row in rows), batch_size=256))
    tags = [f"{tag}\t{' '.join(words)}\n" for tag, words in sorted(find_usual_tags(docs).items())]
    Path(homograph_features.__file__).with_name("tags.tsv").write_text("".join(tags), "utf-8")
    with args.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["homograph", "wordid", "sentence", "start", "end"])
        for row, doc in zip(rows, docs, strict=True):
            writer.writerows(label_sentence(row, doc))


if __name__ == "__main__":
    main()
