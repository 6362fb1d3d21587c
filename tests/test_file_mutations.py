"""Any damaged DOCX, EPUB, MHTML or PDF file is read, or refused with an Earshot error.

`make fuzz` tries 2,000 of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from file_mutations import FILES, mutate, read_outcome

OUTCOMES = {"read", "NoArticle", "SourceUnreadable", "TooLarge", "UnsupportedContent", "Paywalled"}


@pytest.mark.parametrize(
    ("kind", "count"), [("docx", 14), ("epub", 14), ("mhtml", 20), ("pdf", 12)]
)
def test_damaged_files_are_read_or_refused(kind: str, count: int, tmp_path: Path) -> None:
    outcomes = {read_outcome(kind, mutate(kind, seed), tmp_path) for seed in range(count)}
    assert outcomes <= OUTCOMES
    assert len(outcomes) > 1


@pytest.mark.parametrize("kind", FILES)
def test_an_unchanged_file_is_read(kind: str, tmp_path: Path) -> None:
    assert read_outcome(kind, FILES[kind], tmp_path) == "read"


def test_seeds_give_different_files() -> None:
    assert all(len({mutate(kind, seed) for seed in range(50)}) > 25 for kind in FILES)
