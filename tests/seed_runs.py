"""Runs of mutations by seed, for `make fuzz`: `python tests/mutations.py COUNT [FIRST]`."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

_FAILURE_FOLDER = Path(tempfile.gettempdir()) / "earshot-fuzz"


def run_seeds(
    arguments: list[str],
    build: Callable[[int], tuple[str, bytes]],
    read: Callable[[str, bytes], str],
) -> None:
    """Read the input of each seed from FIRST on, and print the outcomes.

    `build` returns the kind and data of a seed, `read` the name of the outcome. The input of a
    failure is saved, and its seed printed; the run continues from there with FIRST.
    """
    warnings.simplefilter("error")
    count, first = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
    outcomes, slowest = Counter[str](), (0.0, "")
    for seed in range(first, count):
        kind, data = build(seed)
        start = time.perf_counter()
        try:
            outcomes[f"{kind} {read(kind, data)}"] += 1
        except Exception as error:
            error.add_note(f"seed {seed}, saved as {_save_failure(kind, seed, data)}")
            error.add_note(f"to continue: python {sys.argv[0]} {count} {seed}")
            raise
        slowest = max(slowest, (time.perf_counter() - start, f"{kind}, seed {seed}"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found = ", ".join(f"{outcome}: {number}" for outcome, number in sorted(outcomes.items()))
    sys.stdout.write(f"{found}; slowest {slowest[0]:.2f} s ({slowest[1]}), {memory} MB\n")


def _save_failure(kind: str, seed: int, data: bytes) -> Path:
    _FAILURE_FOLDER.mkdir(exist_ok=True)
    path = _FAILURE_FOLDER / f"{seed}.{kind}"
    path.write_bytes(data)
    return path
