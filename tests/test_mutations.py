"""Any damaged page is read, or rejected with an Earshot error, and every fragment is explained."""

from __future__ import annotations

import pytest
from mutations import EXAMPLE_PAGE, MUTATIONS, mutate, read_outcome

PAGE = EXAMPLE_PAGE.read_bytes()
REFUSALS = {"read", "NoArticle", "Paywalled", "SourceUnreadable", "UnsupportedContent", "TooLarge"}


@pytest.mark.parametrize("first", range(0, 400, 20))
def test_broken_pages_are_read_or_refused(first: int) -> None:
    assert {read_outcome(mutate(PAGE, seed)) for seed in range(first, first + 20)} <= REFUSALS


def test_every_kind_of_breakage_is_tried() -> None:
    assert len(MUTATIONS) == 10
    assert len({mutate(PAGE, seed) for seed in range(100)}) > 90
