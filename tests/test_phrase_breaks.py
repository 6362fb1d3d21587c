"""Phrase breaks without a comma."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.script.normalize import verbalize_sentence
from earshot.script.phrase_breaks import MAX_UNBROKEN_WORDS
from earshot.script.verbalization import spoken_form


@pytest.mark.parametrize(
    "sentence",
    [
        "After the ferry left the port on Sunday morning, crews searched the bay.",
        "Because the firm failed to pay its drivers, the union called a strike.",
        "If she loses the race on Tuesday, he will take the seat.",
        "Since the mine closed in 2019, prices have doubled in the whole town.",
        "After crossing the river near the old mill, they went home.",
    ],
)
def test_a_break_precedes_the_main_clause_after_an_opening_clause(
    sentence: str,
) -> None:
    said = spoken_form(sentence)
    assert "," in said
    assert spoken_form(sentence.replace(",", "")) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor said on Monday that the bridge would open in May.",
        "After the game he went home.",
        "As soon as they heard the news they left.",
        "Before May nobody knew.",
    ],
)
def test_a_short_or_plain_sentence_has_no_phrase_break(sentence: str) -> None:
    assert "," not in spoken_form(sentence)


def test_a_long_stretch_is_broken_before_a_clause() -> None:
    sentence = (
        "Farmers who lost their herds in the flood moved to the hills where a camp had been built "
        "by soldiers because the valley was no longer safe for their families."
    )
    assert "hills, where" in spoken_form(sentence)


def test_a_pronoun_stays_with_its_preposition() -> None:
    sentence = (
        "The winter storm tore a gap of sixty metres in it and left the whole island without a "
        "ferry for eleven weeks."
    )
    assert "in it, and left" in spoken_form(sentence)
    sentence = "The crews of both ships sailed for three days and two nights with them to the port."
    assert "nights with them" in spoken_form(sentence)


@given(st.lists(st.sampled_from("the a crew saw that which and in of where town ran".split())))
def test_breaks_are_only_added_and_are_never_adjacent(words: list[str]) -> None:
    found = verbalize_sentence(" ".join(words), 0)
    assert [word.text for word in found] == words
    breaks = [at for at, word in enumerate(found) if word.boundary == ","]
    assert len(words) > 7 or not breaks
    assert all(b - a > 2 for a, b in pairwise(breaks))


def test_a_bracket_is_a_pause_on_both_sides() -> None:
    assert spoken_form("The cards (red or blue) were lost.") == "The cards, red or blue, were lost."
    assert spoken_form("The law [passed last year] holds.") == "The law, passed last year, holds."
    assert spoken_form("When [the mayor] left, he ran.") == "When the mayor left, he ran."


def test_a_list_with_slashes_is_a_list_and_two_words_are_alternatives() -> None:
    assert spoken_form("Choose goal/frame/outline.") == "Choose goal, frame, outline."
    assert spoken_form("The Israel/Gaza desk.") == "The Israel slash Gaza desk."


def test_the_longest_stretch_without_a_break_is_fixed() -> None:
    assert MAX_UNBROKEN_WORDS == 15
