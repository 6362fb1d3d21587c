"""Learns `letter_to_sound.txt`, letter to sound for English, from `dictionary.txt`.

    python scripts/train_letter_to_sound.py

Each letter of a word is aligned with none, one or two phones (expectation maximisation over all
alignments' best paths). Then a table of growing contexts: a letter with its neighbours, the right
one first, as many as change what it sounds like (an IGTree, after Daelemans and van den Bosch).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from earshot.phonemes import arpabet
from earshot.script.g2p import dictionary, letter_to_sound

ROUNDS = 5
MIN_COUNT = 4
"""A context is told apart only where it was seen so often."""
Chunks = list[tuple[str, ...]]


def read_dictionary() -> Iterator[tuple[str, tuple[str, ...]]]:
    source = Path(dictionary.__file__).with_suffix(".txt")
    for line in source.read_text("utf-8").splitlines():
        word, ipa = line.split("\t")
        if word.isalpha() and len(word) > 2:
            yield word, arpabet(ipa)


def best_path(
    word: str, phones: tuple[str, ...], cost: dict[str, dict[tuple[str, ...], float]]
) -> Chunks:
    """Which phones each letter stands for, at the least cost; empty where that cannot be."""
    previous: dict[int, tuple[float, Chunks]] = {0: (0.0, [])}
    for letter in word:
        current: dict[int, tuple[float, Chunks]] = {}
        table = cost[letter]
        for at, (so_far, path) in previous.items():
            for size in (0, 1, 2):
                chunk = phones[at : at + size]
                if len(chunk) == size:
                    total = so_far + table.get(chunk, 12.0 + 4 * abs(size - 1))
                    if at + size not in current or total < current[at + size][0]:
                        current[at + size] = (total, [*path, chunk])
        previous = current
    return previous[len(phones)][1] if len(phones) in previous else []


def align_words(words: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, Chunks]]:
    cost: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    paths: list[tuple[str, Chunks]] = []
    for round_number in range(ROUNDS):
        sample = words if round_number == ROUNDS - 1 else words[round_number::8]
        paths = [(w, path) for w, phones in sample if (path := best_path(w, phones, cost))]
        count: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for word, path in paths:
            for letter, chunk in zip(word, path, strict=True):
                count[letter][chunk] += 1
        cost = defaultdict(dict)
        for letter, chunks in count.items():
            total = sum(chunks.values())
            cost[letter] = {chunk: -math.log(n / total) for chunk, n in chunks.items() if n > 2}
    return paths


def build_tree(paths: list[tuple[str, Chunks]]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, path in paths:
        for index, chunk in enumerate(path):
            key = letter_to_sound.context_key(word, index)
            for size in range(1, len(key) + 1):
                counts[key[:size]][" ".join(chunk)] += 1
    rules: dict[str, str] = {}
    for key in sorted(counts, key=len):
        best = min(counts[key].items(), key=lambda each: (-each[1], each[0]))[0]
        if counts[key].total() >= MIN_COUNT and best != _find_parent(rules, key):
            rules[key] = best
    return rules


def _find_parent(rules: dict[str, str], key: str) -> str | None:
    return next((rules[key[:n]] for n in range(len(key) - 1, 0, -1) if key[:n] in rules), None)


def main() -> None:
    found = build_tree(align_words(list(read_dictionary())))
    lines = "".join(f"{key}\t{phones}\n" for key, phones in sorted(found.items()))
    Path(letter_to_sound.__file__).with_suffix(".txt").write_text(lines, "utf-8")


if __name__ == "__main__":
    main()
