"""The words of a sentence: offsets, boundaries, other languages, malicious text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from earshot.script.normalize import verbalize_sentence
from earshot.script.verbalization import spoken_form


def test_a_date_is_spread_over_the_words_it_is_written_in() -> None:
    said = [
        (w.text, w.spoken, w.boundary)
        for w in verbalize_sentence("On Oct. 21, 2021, he paid $5 million.", 0)
    ]
    assert said == [
        ("On", "On", ""),
        ("Oct.", "October", ""),
        ("21", "twenty-first", ","),
        ("2021", "twenty twenty-one", ","),
        ("he", "he", ""),
        ("paid", "paid", ""),
        ("$5", "five", ""),
        ("million", "million dollars", "."),
    ]


def test_words_merge_if_the_spoken_order_differs_from_the_written_order() -> None:
    assert [(w.text, w.spoken) for w in verbalize_sentence("$100K by 2025-11-13", 0)] == [
        ("$100K", "one hundred thousand dollars"),
        ("by", "by"),
        ("2025-11-13", "November thirteenth twenty twenty-five"),
    ]


def test_words_count_their_offsets_in_the_whole_block() -> None:
    text = "He left. She paid $5."
    assert [(w.start, w.text) for w in verbalize_sentence(text, 3, (9, 21))] == [
        (9, "She"),
        (13, "paid"),
        (18, "$5"),
    ]
    assert {w.block for w in verbalize_sentence(text, 3, (9, 21))} == {3}


@pytest.mark.parametrize("language", ["da", "cs", "hi", "sv"])
@pytest.mark.parametrize(
    "written",
    [
        *("25", "1.200", "1 200", "1\xa0200", "1\u202f200", "1,00,000", "1'200", "27,50 €"),
        *(
            "4,7 %",
            "4,7\u202f%",
            "4.7%",
            "−12 °C",
            "-12",
            "–12",
            "R$ 1.200,50",
            "€5",
            "§ 12",
            "14:30",
        ),
        *("3.5.2024", "3-1", "10–12", "10 – 12", "3/4", "km/h", "5 €/kg", "m²", "1er", "10%ige"),
        *("Covid-19", "18+", "3.–5", "٤٫٧٪", "१,२००", "½", "%67,1"),
    ],
)
def test_outside_english_a_number_is_one_word_as_it_is_written(written: str, language: str) -> None:
    before = "fährt 120 " if written == "km/h" else "kommt "
    said = [
        w.spoken for w in verbalize_sentence(f"Er {before}{written}, sagt sie.", 0, None, language)
    ]
    assert said == ["Er", *before.split(), written, "sagt", "sie"]


def test_the_full_stop_of_an_ordinal_is_passed_to_the_voice() -> None:
    assert spoken_form("Den 3. maj kom den 5.", "da") == "Den 3. maj kom den 5."


def test_a_chinese_sentence_is_cut_into_words_at_its_commas_and_not_in_its_numbers() -> None:
    said = verbalize_sentence("周三宣布，共有１，２００人、约4.7%。", 0, None, "zh")
    assert [(w.spoken, w.boundary) for w in said] == [
        ("周三宣布", ","),
        ("共有１，２００人", ","),
        ("约4.7%", "."),
    ]


def test_other_languages_keep_their_words_and_say_plain_cardinals() -> None:
    assert spoken_form("Tiene 25 años.", "es") == "Tiene veinticinco años."
    assert (
        spoken_form("Im Jahr 1990 kamen 12.", "de") == "Im Jahr neunzehnhundertneunzig kamen zwölf."
    )


@pytest.mark.parametrize(
    "text", ["9" * 10_000, "a" * 10_000, "1-" * 5_000, "." * 50_000, "“" * 5_000, "FBI " * 3_000]
)
def test_hostile_text_is_read_without_running_away(text: str) -> None:
    letters = [c for c in text if c.isalnum()]
    assert [c for w in verbalize_sentence(text, 0) for c in w.text if c.isalnum()] == letters


def compact_spoken_form(spoken: str) -> str:
    """Case and punctuation aside, with letters together whether or not they are spaced."""
    plain = re.sub(r"[^\w ]+", " ", spoken.lower().replace("'", ""))
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", " ".join(plain.split()))


@pytest.mark.shared
def test_most_open_news_cases_are_read_as_newsreaders_do(shared: Path) -> None:
    rows = (shared / "evaluation/reading/news_cases.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(row) for row in rows]
    right = sum(
        compact_spoken_form(spoken_form(case["written"]))
        in map(compact_spoken_form, case["spoken"])
        for case in cases
    )
    assert right >= 0.95 * len(cases)
