from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from earshot.ingest.sentence_ends import SENTENCE_END_IN_MARKUP, ends_sentence


@given(st.text("a.?。।…”»)' \n\x1c\u00a0", max_size=8))
def test_a_text_ends_a_sentence_if_the_pattern_says_so(text: str) -> None:
    assert ends_sentence(text) == bool(SENTENCE_END_IN_MARKUP.search(text))
