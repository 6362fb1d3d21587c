"""Property-based tests of normalization: every letter is spoken once, and only as words."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earshot.model import Word
from earshot.script.normalize import verbalize_sentence
from earshot.script.normalize.classes import ENGLISH_CLASSES
from earshot.script.normalize.matching import ClassIndex, merge_characters, plain_copy
from earshot.script.segmentation import sentence_spans
from earshot.script.verbalization import spoken_form

ENDS = (".", "?", "!", "…")
PIECES = st.sampled_from(
    (
        "$5 £3.50 €1.2bn 50p 5km 72°F 6'2\" 10-12 3-2 9/11 1/2 ½ 3½ 1990s '90s 2019-20 "
        "Oct. 21, 2021 5 p.m. 17:45 ET 11/13/2025 2025-11-13 No. #5 1st 41-year-old F-35s "
        "COVID-19 G7 II King Charles III D-N.Y., (R-Texas) Dr. St. Main Ave. 1600 I-95 "
        "U.S. FBI AT&T MPs @handle #MeToo cnn.com/a a@b.org [T]he want[ed] he/she … ... — "
        "-- & + = × § % “ ” ' \" ( ) ?! naïve e\u0301 911 (212) 555-0147 million billion "
        "sq ft cu. m km/h km² ft. ² mi lb. % ° C F "
        "vs. e.g. Inc. 1,234.5 007 5-10% $5-10 minus -4 \u200b \xa0 😀 שלום 今天 ² ① Ⅳ"
    ).split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=6).map("".join),
)
LANGUAGES = st.sampled_from(("en-US", "en-GB", "de", "fr-FR", "zh", "he"))


NUMBERS = st.builds(
    "{}{}{}".format,
    st.sampled_from(("", "-", "−", "+", "±", "€", "$ ", "§ ", "R$ ")),
    st.sampled_from(
        [
            *("7", "1.200", "1,200", "1\xa0200", "1\u202f200,5", "4,7", "4.75", "12:30", "3/4"),
            *("2-1", "10–12", "1.234.567,89", "१,२००", "1 200", "12 345 678", "٤٫٧", "١٬٢٠٠"),
            "１２．５",
        ]
    ),
    st.sampled_from(("", "%", " %", "\u202f%", "‰", " °C", "°", " €", "€", "+", "٪")),
)
AROUND = {
    **dict.fromkeys(("sv", "da", "cs", "fi", "hu", "tr", "ro"), ("Da sind ", " so, nicht.")),
    "ar": ("بلغ ", " شخص، اليوم."),
    "hi": ("लगभग ", " लोग।"),
    "zh": ("共有", "的人，在这里。"),
    "ja": ("合計", "人、です。"),
}


def said(text: str, language: str = "en-US") -> list[Word]:
    return [
        w
        for span in sentence_spans(text, language)
        for w in verbalize_sentence(text, 0, span, language)
    ]


def assert_lawful(text: str, found: list[Word]) -> None:
    covered = [0] * len(text)
    for word in found:
        assert text[word.start : word.end] == word.text
        covered[word.start : word.end] = [n + 1 for n in covered[word.start : word.end]]
    assert all(n == 1 for n, c in zip(covered, text, strict=True) if c.isalnum())
    assert max(covered, default=0) <= 1
    assert [w.start for w in found] == sorted(w.start for w in found)
    assert all(word.spoken.strip() for word in found)


def is_plain(character: str) -> bool:
    letter = character.isalpha() or unicodedata.category(character)[0] == "M"
    return letter or character in " '’-‐‑"


@given(TEXTS, LANGUAGES)
@example("5\u200bmillion", "en-US")
@example("9" * 400, "en-US")
@example("x" * 10_000 + "1.", "en-US")
@example("\ud800 5", "en-US")
def test_every_letter_and_digit_belongs_to_exactly_one_word(text: str, language: str) -> None:
    assert_lawful(text, said(text, language))


@given(TEXTS, st.sampled_from(("en-US", "en-GB")))
def test_english_is_verbalized_as_plain_words(text: str, language: str) -> None:
    for word in said(text, language):
        assert all(map(is_plain, word.spoken)), word


@given(st.lists(NUMBERS, min_size=1, max_size=3), st.sampled_from(sorted(AROUND)))
def test_no_digit_separator_or_sign_is_lost_or_split_on_the_way_to_the_voice(
    numbers: list[str], language: str
) -> None:
    before, after = AROUND[language]
    text = "".join(f"{before}{number}{after} " for number in numbers)
    spans = sentence_spans(text, language)
    said = [w.spoken for span in spans for w in verbalize_sentence(text, 0, span, language)]
    holders = [spoken for spoken in said if any(c.isdecimal() for c in spoken)]
    assert len(holders) == len(numbers)
    for number, spoken in zip(numbers, holders, strict=True):
        assert number in spoken


@given(TEXTS)
@example("See Dr.\nNo v. Lee, Vol.\n2, e. g. at 5 P. M. on 21st SEPT 2021 for Rs. 5 at Hollis\tLtd")
def test_classes_that_are_skipped_could_not_match(text: str) -> None:
    plain = plain_copy(text)
    for each in ENGLISH_CLASSES:
        if any(list(each.verbalize(match, False)) for match in each.pattern.finditer(plain)):
            assert not (each.trigger_chars and each.trigger_chars.isdisjoint(plain)), each.name
            assert ClassIndex((each,)).find_triggered(merge_characters(plain)), each.name


@given(TEXTS)
def test_matches_begin_where_they_are_tried(text: str) -> None:
    plain = plain_copy(text)
    for each in ENGLISH_CLASSES:
        if each.start:
            for match in each.pattern.finditer(plain):
                assert each.start.match(plain, match.start()), each.name


@given(TEXTS, LANGUAGES)
def test_a_sentence_ends_with_an_end(text: str, language: str) -> None:
    for span in sentence_spans(text, language):
        found = verbalize_sentence(text, 0, span, language)
        assert not found or found[-1].boundary in ENDS


@given(TEXTS)
def test_verbalization_is_deterministic(text: str) -> None:
    assert said(text) == said(text)


REPEATED = (
    "$1 |5% |U.S. |ABC. |1/1/2020 |1 000 |+1 555 |12:30 |$5M, |3-2 |10 mi |5m |6ft 2 |v. |Mo. |"
    "1. |A. |(a) |no. |in. |c. |Co. |10x |-5 |a/b |I |IV |$(2) |1:24 |x^2 |10^6 |AB |a@b.co |#a |"
    "No. 5-6 |1 to 5 |1/2 |5 p.m. |Oct. 5 |SEK 5 |5 sq. |10 st |'9 |2s |4K |@a |.5 |± |—"
)


@pytest.mark.parametrize("piece", REPEATED.split("|"))
def test_reading_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    def seconds(repeats: int) -> float:
        text = piece * repeats
        started = time.process_time()
        spoken_form(text)
        return time.process_time() - started

    seconds(10)  # numbers are put into words once
    short = min(seconds(500) for _ in range(3))
    # 8 times the text: a square would take 64 times as long
    assert any(seconds(4000) < 24 * short for _ in range(2))


@pytest.mark.shared
def test_the_laws_hold_on_the_open_cases(shared: Path) -> None:
    for name in ("news_cases", "text_normalization"):
        path = shared / f"evaluation/reading/{name}.jsonl"
        for row in path.read_text("utf-8").splitlines():
            text = json.loads(row)["written"]
            assert_lawful(text, said(text))
            assert not any(c.isdigit() for w in said(text) for c in w.spoken)
