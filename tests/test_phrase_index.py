from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earshot.ingest.filter_phrases import _ALL_RULES
from earshot.ingest.phrase_index import PhraseIndex

ALL_OPENINGS = "|".join(rule.opening for rule in _ALL_RULES)


@pytest.mark.parametrize(
    "expression",
    [
        r"^(?:(?:twitter|x)\W*){2,}$",
        r"^\W*(?:read|see) more|^(?:kanal)?abo\b",
        r"^[^\W\d]{1,3}!|(?!)",
        r"^(?=[^>]++>)[^>]{1,9}+>",
        r"^skip\b|^ad$|(?i:ſ)t",
        r"^关注|^é",
        r"a?|b",
    ],
)
def test_an_index_matches_what_its_expression_matches(expression: str) -> None:
    whole = re.compile(expression, re.I)
    index = PhraseIndex(expression)
    texts = [
        "",
        "X (Twitter)",
        "twitter x",
        "“Read more”",
        "See more",
        "ABO",
        "Kanalabo",
        "äé!",
        "ab>",
    ]
    texts += [
        "关注我们",
        "ÉCLAIR",
        "\u212aanalabo",
        "ſkip",
        "Skip",
        "AD",
        "b",
        "st",
        "ST",
        "(ad)",
        "İ",
    ]
    assert [index.matches(text) for text in texts] == [bool(whole.match(text)) for text in texts]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of([st.from_regex(re.compile(rule.opening, re.I)) for rule in _ALL_RULES]))
def test_an_index_of_all_phrases_matches_what_their_expression_matches(text: str) -> None:
    index = PhraseIndex(ALL_OPENINGS)
    assert index.matches(text) == bool(re.match(ALL_OPENINGS, text, re.I))
