"""Trains `letter_to_sound.ngrams` for English on `dictionary.txt` and `names.tsv`.

    python scripts/train_letter_to_sound.py [--without SHARE]

Each letter of a word is aligned with none, one or two phones (expectation maximisation over best
paths). A letter with its phones is a unit. Two models are estimated (modified Kneser-Ney,
interpolated) and pruned: of a unit after the units before it, and of a unit between the letters
around it. `--without 40` leaves every fortieth word out and says how many of those get all their
phones right, stress aside. Train again without it for use.

The file: the length of the list of units (4 bytes, little-endian), the list ("letter:phone+phone",
numbered from 0), and a trie of contexts for each model. A child has one more symbol before those of
its parent. A trie is the number of its contexts and of its units (4 bytes each); the columns of the
contexts, level by level (1 byte each): first symbol, how many children, how many units may follow,
cost of backing off; for each block of contexts, where its children and its units begin (4 bytes
each); and the columns of the units: number and cost. Columns compress well.
"""

import argparse
import math
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from earshot.phonemes import arpabet
from earshot.script.g2p import dictionary, letter_to_sound
from earshot.script.g2p.letter_to_sound import END, ORDER, START

ROUNDS = 5
UNITS = 254
"""Number of the most frequent units; words that need another one are left out."""
ODD = 4.0
"""Mean cost per letter above which the phones do not follow from the spelling: "NAACP"."""
NAMES = 10
"""Weight of a name from the curated list."""
LOSS = 1.7
"""Pruning threshold: the loss of log likelihood without the n-gram."""
Chunks = list[tuple[str, ...]]
Costs = dict[str, dict[tuple[str, ...], float]]
Words = list[tuple[str, tuple[str, ...]]]
Levels = list[dict[bytes, float]]


def read_list(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words of a list beside the dictionary that contain only a to z."""
    source = Path(dictionary.__file__).with_name(name)
    for line in source.read_text("utf-8").splitlines():
        word, _, ipa = line.partition("\t")
        if word.isascii() and word.isalpha() and len(word) > 2 and not word.isupper():
            yield word.lower(), arpabet(ipa)


def find_best_path(word: str, phones: tuple[str, ...], cost: Costs) -> tuple[float, Chunks]:
    """The phones of each letter at the lowest cost; empty if there is no alignment."""
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
    return previous.get(len(phones), (math.inf, []))


def learn_costs(words: Words) -> Costs:
    cost: Costs = defaultdict(dict)
    for turn in range(ROUNDS):
        count: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for word, phones in words[turn::ROUNDS]:
            for letter, chunk in zip(word, find_best_path(word, phones, cost)[1], strict=False):
                count[letter][chunk] += 1
        cost = defaultdict(dict)
        for letter, chunks in count.items():
            total = sum(chunks.values())
            cost[letter] = {chunk: -math.log(n / total) for chunk, n in chunks.items() if n > 2}
    return cost


def align(words: Words, cost: Costs) -> Iterator[list[str]]:
    """The words as rows of units, such as "c:K" and "x:K+S"."""
    for word, phones in words:
        total, path = find_best_path(word, phones, cost)
        if total <= ODD * len(word):
            yield [f"{a}:{'+'.join(chunk)}" for a, chunk in zip(word, path, strict=True)]


def number_units(rows: list[list[str]]) -> tuple[list[str], list[bytes]]:
    """The list of units, and the rows as unit numbers with both ends marked."""
    count = Counter(unit for row in rows for unit in row)
    units = [":", ":", *sorted(unit for unit, _ in count.most_common(UNITS))]
    number = {unit: at for at, unit in enumerate(units) if at > END}
    known = (row for row in rows if all(unit in number for unit in row))
    return units, [bytes((START, *(number[unit] for unit in row), END)) for row in known]


def count_rows(rows: list[bytes]) -> list[Counter[bytes]]:
    """Counts of n-grams by length."""
    counts: list[Counter[bytes]] = [Counter() for _ in range(ORDER + 1)]
    for row in rows:
        for end in range(2, len(row) + 1):
            for size in range(1, min(ORDER, end) + 1):
                counts[size][row[end - size : end]] += 1
    return counts


def count_windows(rows: list[bytes], units: list[str]) -> list[Counter[bytes]]:
    """Counts of each unit between letters, by the number of surrounding letters."""
    counts: list[Counter[bytes]] = [Counter() for _ in range(ORDER + 1)]
    for row in rows:
        word = "".join(units[number][0] for number in row[1:-1])
        for index, number in enumerate(row[1:-1]):
            gram = letter_to_sound.window_of(word, index) + bytes((number,))
            for size in range(1, ORDER + 1):
                counts[size][gram[-size:]] += 1
    return counts


def count_continuations(counts: list[Counter[bytes]]) -> list[Counter[bytes]]:
    """Kneser-Ney counts: for shorter n-grams, the number of distinct preceding units."""
    found = [*counts[:-1], counts[-1]]
    for size in range(1, ORDER):
        found[size] = Counter(gram[1:] for gram in counts[size + 1])
        found[size].update({g: n for g, n in counts[size].items() if g[0] == START})
    return found


def find_discounts(count: Counter[bytes]) -> list[float]:
    """Discounts for n-grams seen once, twice and more often (Chen and Goodman)."""
    seen = Counter(count.values())
    ones, twos, threes, fours = (max(1, seen[times]) for times in (1, 2, 3, 4))
    share = ones / (ones + 2 * twos)
    more = (2 * twos / ones, 3 * threes / twos, 4 * fours / threes)
    return [0.0, *(max(0.1, n - share * each) for n, each in enumerate(more, 1))]


def estimate(counts: list[Counter[bytes]]) -> tuple[Levels, dict[bytes, float]]:
    """The probability of each n-gram by length, and the back-off weight of each context."""
    levels: Levels = [{b"": 1 / (UNITS + 1)}]
    left: dict[bytes, float] = {}
    for size in range(1, ORDER + 1):
        taken, total = find_discounts(counts[size]), Counter[bytes]()
        spare: dict[bytes, float] = defaultdict(float)
        for gram, n in counts[size].items():
            total[gram[:-1]] += n
            spare[gram[:-1]] += taken[min(n, 3)]
        left |= {context: spare[context] / n for context, n in total.items()}
        levels.append({})
        for gram, n in counts[size].items():
            kept = (n - taken[min(n, 3)]) / total[gram[:-1]]
            levels[size][gram] = kept + left[gram[:-1]] * levels[size - 1][gram[1:]]
    return levels, left


def prune(levels: Levels, left: dict[bytes, float], counts: list[Counter[bytes]]) -> Levels:
    """Remove n-grams that shorter ones approximate well enough."""
    kept: Levels = [{}, levels[1]]
    for size in range(2, ORDER + 1):
        kept.append({})
        for gram, p in levels[size].items():
            without = left[gram[:-1]] * levels[size - 1][gram[1:]]
            if counts[size][gram] * math.log(p / without) > LOSS:
                kept[size][gram] = p
    return kept


def order_contexts(contexts: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each context and its children, level by level."""
    children: dict[bytes, set[bytes]] = defaultdict(set)
    for context in contexts:
        for start in range(len(context)):
            children[context[start + 1 :]].add(context[start:])
    level = [b""]
    while level:
        longer = [sorted(children[context]) for context in level]
        yield from zip(level, longer, strict=True)
        level = [child for each in longer for child in each]


def pack_trie(levels: Levels) -> bytes:
    known = {gram: p for level in levels[1:] for gram, p in level.items()}
    followers: dict[bytes, list[bytes]] = defaultdict(list)
    for gram in sorted(known):
        followers[gram[:-1]].append(gram)
    backoff: dict[bytes, float] = {}
    columns: list[list[int]] = [[] for _ in range(6)]
    for context, children in order_contexts(followers):
        grams = followers.get(context, [])
        rest = 1 - sum(known[gram] for gram in grams)
        lower = 1 - sum(back_off(gram[1:], known, backoff) for gram in grams) if context else 1
        backoff[context] = max(1e-6, rest) / max(1e-6, lower)
        node = (next(iter(context), 0), len(children), len(grams), quantize(backoff[context]))
        for column, value in zip(columns, node, strict=False):
            column.append(value)
        columns[4] += [gram[-1] for gram in grams]
        columns[5] += [quantize(known[gram]) for gram in grams]
    child_starts = list(accumulate(columns[1], initial=1))[:-1]
    unit_starts = list(accumulate(columns[2], initial=0))[:-1]
    starts = [*child_starts[:: letter_to_sound.BLOCK], *unit_starts[:: letter_to_sound.BLOCK]]
    sizes = struct.pack("<II", len(columns[0]), len(columns[4]))
    first, last = map(bytes, columns[:4]), map(bytes, columns[4:])
    return b"".join((sizes, *first, struct.pack(f"<{len(starts)}I", *starts), *last))


def pack(units: list[str], rows: Levels, windows: Levels) -> bytes:
    listing = " ".join(units).encode()
    head = struct.pack(f"<I{len(listing)}s", len(listing), listing)
    return head + pack_trie(rows) + pack_trie(windows)


def back_off(gram: bytes, known: dict[bytes, float], backoff: dict[bytes, float]) -> float:
    """The probability of the last unit given the others, by the longest known n-gram."""
    if gram in known:
        return known[gram]
    if len(gram) == 1:
        return 1e-6
    return backoff.get(gram[:-1], 1.0) * back_off(gram[1:], known, backoff)


def quantize(probability: float) -> int:
    return max(0, min(255, round(-letter_to_sound.SCALE * math.log(probability))))


def measure_share(words: Words) -> float:
    right: dict[str, bool] = defaultdict(bool)
    for word, phones in words:
        said = [phone.rstrip("012") for phone in arpabet(letter_to_sound.letters_to_ipa(word))]
        right[word] |= said == [phone.rstrip("012") for phone in phones]
    return sum(right.values()) / max(1, len(right))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", type=int, default=0)
    share = parser.parse_args().without
    words: Words = [*read_list("dictionary.txt"), *NAMES * list(read_list("names.tsv"))]
    tested = [each for each in words if share and zlib.crc32(each[0].encode()) % share == 0]
    left_out = {word for word, _ in tested}
    words = [each for each in words if each[0] not in left_out]
    units, rows = number_units(list(align(words, learn_costs(words))))
    counts, windows = count_rows(rows), count_windows(rows, units)
    by_rows = prune(*estimate(count_continuations(counts)), counts)
    by_windows = prune(*estimate(windows), windows)
    packed_model = pack(units, by_rows, by_windows)
    Path(letter_to_sound.__file__).with_suffix(".ngrams").write_bytes(packed_model)
    print(f"{len(rows)} words, {len(packed_model)} bytes")
    if tested:
        print(f"{measure_share(tested):.3f} of {len(left_out)} unseen words")


if __name__ == "__main__":
    main()
