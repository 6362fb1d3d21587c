from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from earshot.ingest.keyword_set import KeywordSet

LETTERS = st.text("abtx us(", min_size=1, max_size=5)


@given(st.lists(LETTERS, min_size=1, max_size=6), st.text("abtx us(", max_size=40))
def test_a_set_finds_each_of_its_strings_in_a_text(substrings: list[str], text: str) -> None:
    expected = any(each in text for each in substrings)
    assert KeywordSet(substrings).is_found_in(text) == expected
