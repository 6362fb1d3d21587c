"""No text makes reading it slow: the time grows in proportion to the length.

`EARSHOT_TEST_EXAMPLES=100 python -m pytest tests/test_growth.py` tries more random patterns.
"""

from __future__ import annotations

import os
import random
import time

import pytest

from earshot import split_sentences, spoken_form

EXAMPLES = int(os.environ.get("EARSHOT_TEST_EXAMPLES", "6"))
SHORT, FACTOR = 250, 8
MAX_GROWTH = 3 * FACTOR
"""A linear function takes FACTOR times as long, a quadratic one FACTOR times as much again."""
PIECES = "$1|1 000|+1 555|12:30|1/1/2020|U.S.|5%|A.|(|)|“|”|'|-|...|http://a.b/c|@x|#|1st|IV|€|é|,".split(
    "|"
)
KNOWN_PATTERNS = ("$1 ", "+1 555 ", "1/1/2020 ", "12:30 ", "U.S. ", "$5M, ")
"""Patterns that took quadratic time once."""


def random_patterns() -> list[str]:
    rng = random.Random(4)
    return [
        "".join(rng.choices(PIECES, k=rng.randint(1, 4))) + rng.choice(("", " "))
        for _ in range(EXAMPLES)
    ]


def seconds(read: object, text: str) -> float:
    started = time.process_time()
    assert callable(read)
    read(text)
    return time.process_time() - started


@pytest.mark.parametrize("pattern", [*KNOWN_PATTERNS, *random_patterns()])
def test_reading_takes_time_in_proportion_to_the_length(pattern: str) -> None:
    for read in (spoken_form, split_sentences):
        read(pattern)  # loads what is loaded once
        short = max(0.01, *(seconds(read, pattern * SHORT) for _ in range(2)))
        growth = min(seconds(read, pattern * SHORT * FACTOR) for _ in range(2)) / short
        assert growth < MAX_GROWTH, f"{read.__name__}: {growth:.0f} times for {FACTOR} times"
