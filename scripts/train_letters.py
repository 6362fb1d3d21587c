"""Learns `letters.txt`, letter to sound for English, from `dictionary.txt`.

    python scripts/train_letters.py

Each letter of a word is aligned with none, one or two phones (expectation maximisation over all
alignments' best paths). Then a table of growing contexts: a letter with its neighbours, the right
one first, as many as change what it sounds like (an IGTree, after Daelemans and van den Bosch).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from earshot.phonemes import arpabet
from earshot.script.g2p import dictionary
from earshot.script.g2p import letter_to_sound as letters

ROUNDS = 5
RARE = 4
"""A context is told apart only where it was seen so often."""
Chunks = list[tuple[str, ...]]


def pronounced() -> Iterator[tuple[str, tuple[str, ...]]]:
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


def aligned(words: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, Chunks]]:
    cost: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    paths: list[tuple[str, Chunks]] = []
    for turn in range(ROUNDS):
        sample = words if turn == ROUNDS - 1 else words[turn::8]
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


def tree(paths: list[tuple[str, Chunks]]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, path in paths:
        for index, chunk in enumerate(path):
            key = letters.context(word, index)
            for size in range(1, len(key) + 1):
                counts[key[:size]][" ".join(chunk)] += 1
    found: dict[str, str] = {}
    for key in sorted(counts, key=len):
        best = min(counts[key].items(), key=lambda each: (-each[1], each[0]))[0]
        if counts[key].total() >= RARE and best != _parent(found, key):
            found[key] = best
    return found


def _parent(found: dict[str, str], key: str) -> str | None:
    return next((found[key[:n]] for n in range(len(key) - 1, 0, -1) if key[:n] in found), None)


def main() -> None:
    found = tree(aligned(list(pronounced())))
    lines = "".join(f"{key}\t{phones}\n" for key, phones in sorted(found.items()))
    Path(letters.__file__).with_suffix(".txt").write_text(lines, "utf-8")


if __name__ == "__main__":
    main()
