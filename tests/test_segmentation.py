"""Sentence segmentation."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.script.segmentation import sentence_spans, split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["The talks ended.", "Nobody signed."],
        ["Rivera met Dr. Okafor and Lt. Col. Dana Reyes on Tuesday.", "They left early."],
        ["Shares of Acme Inc. fell.", "The board met."],
        ["Judge Lee of St. Louis agreed.", "He lives on Main St.", "Officials came."],
        ["“It is late!” cried Bea.", "“Let us go.”"],
        ["All four, incl. Bob, came."],
        ["He sold it to Acme Inc.", "The price was low."],
        ["The deal pits Acme vs. Globex in court."],
        ["The vote ended at 5 p.m.", "Officials counted until midnight."],
        ["At 5 p.m. Mr. Okafor spoke.", "He left at 6 p.m. Monday."],
        ["He works for the U.S. Government in Guam."],
        ["She moved to the U.S.", "She never returned."],
        ["J. K. Rowling and George R. R. Martin wrote it."],
        ["It was, he and I.", "Did you see it?"],
        ['"Why?" she asked.'],
        ['"Why now?" Mayor Ann Lee asked.', "Nobody answered."],
        ['"We lost."', "The crowd went home."],
        ['He said, "We lost.', "We will be back.", 'I know it."', "Then he left."],
        ["“They told me, ‘Who are you?’ Nobody knew me,” she said."],
        ["I was ... surprised.", "Who knew?"],
        ["It never ends....", "She left."],
        ["The mayor (who resigned in May.) was absent.", "So was her deputy."],
        ["It grew 3.5% to $4.20 a share.", "Rivals fell."],
        ["No. 5 seed Ann Lee won.", "No.", "That is wrong."],
        ["The board voted no.", "Sen. Bo Hale told us so.", "Dr. Lee agreed."],
        ["He read Matt. 5:3 and Rom. 8:28.", "They wept."],
        ["The Rt. Hon. Bo Lee met Sec. Ann Poe.", "It fell to 5 C.", "Snow followed."],
        ["She holds a Ph.D.", "Her brother does not."],
        ["The firm, Yahoo!, said it would sell."],
        ["The shop shut at 5 p.m.", "Monday is a holiday.", "Doors open at 8 p.m. Sunday."],
        ["They sailed to the U.S.", "Crowds welcomed them.", "The U.S. Navy saluted."],
        ["Prices rose in the U.K.", "Inflation has slowed.", "The U.K. Parliament sat."],
        ["iPad sales fell.", "eBay rose.", "He said. and left."],
        ["It is 9 a.m. PST.", "Trading is calm."],
        ["It is rich in vitamin C.", "He likes it.", "John C. Reilly left."],
        ["The fare is Rs. 50 now.", "He paid."],
        ["The law failed.[3]", "It came back."],
        ["Acme sued Globex Corp.", "Directors refused to pay."],
        ["Visit example.com for more.", "It is free."],
        [
            "He got an A.",
            "She signed as Jane W.",
            "Then it stopped.",
            "It was cold.",
            "iPads failed.",
        ],
        ["It is Version 2.0.", "Version 3.0 is next.", "It fell 5%.", "$3 was lost.*", "It ended."],
        ["The tour (Feb. 3–Mar. 5) sold out.", "The game is at 3 p.m. (ESPN)."],
        ["The end.", "...And then?", "Great news!", "🎉 We won."],
        ["The storm hit Mobile, Ala., and Pensacola, Fla., on Jan. 6.", "Schools closed."],
    ],
    ids=lambda sentences: sentences[0][:40],
)
def test_a_text_is_split_where_a_reader_would_pause(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Am 3. Oktober wurde gefeiert.", "Dr. Weber kam z. B. nicht."]),
        ("de", ["Ca. 1.200 kamen am 3.–5. Mai.", "Es waren 20.", "Danach kam Prof. Weber."]),
        ("de", ["1. Der Vertrag gilt.", "Er galt seit 1995.", "Neues kam ca. 30 Tage später."]),
        ("de", ["Ja.", "Die Nr. 5 kam im Mai.", "Danach war Dr. Im da."]),
        ("cs", ["Dne 3. května přišel.", "Bylo jich ok. 20 tisíc."]),
        ("es", ["Véase la pág. 5 y el art. 3 de la ley.", "La Srta. López salió."]),
        ("es", ["El Sr. López llegó tarde.", "¿Por qué?", "Nadie lo sabe."]),
        ("fr", ["M. Dupont est parti.", "« Pourquoi ? » demanda-t-elle."]),
        ("ru", ["Он ушёл.", "Она осталась!"]),
    ],
)
def test_other_languages_are_split_without_english_abbreviations(
    language: str, sentences: list[str]
) -> None:
    assert split_sentences(" ".join(sentences), language) == sentences


def test_chinese_and_japanese_sentences_need_no_space_between_them() -> None:
    text = "今天天气很好。我们去公园吧！好吗？"
    assert split_sentences(text, "zh") == ["今天天气很好。", "我们去公园吧！", "好吗？"]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("el", ["Γιατί αυξήθηκε;", "Δεν ξέρω.", "«Πάμε καλά», είπε."]),
        ("sv", ["Inflationen var 4,5 procent.", "”Det går bra”, sa hon.", "”Ja.”", "Hon gick."]),
        ("da", ["Den var 0,8 procent.", "»Det går godt«, sagde hun.", "Hun gik."]),
        ("ar", ["وقال: «الوضع جيد».", "هل سترتفع الأسعار؟", "لا."]),
        ("hi", ["दाम घट रहे हैं।", "क्या दाम बढ़ेंगे?", "हाँ।"]),
    ],
)
def test_the_marks_of_other_languages_end_and_open_sentences(
    language: str, sentences: list[str]
) -> None:
    assert split_sentences(" ".join(sentences), language) == sentences


def test_a_list_that_was_flattened_into_a_line_is_split_at_its_numbers() -> None:
    assert split_sentences("1. Wash it 2. Dry it") == ["1. Wash it", "2. Dry it"]


def test_an_empty_line_ends_a_sentence_without_a_stop() -> None:
    assert split_sentences("A heading\n\nand text") == ["A heading", "and text"]


@given(
    st.text(alphabet=st.sampled_from("aB .!?…\"'”\n1().。"), max_size=80),
    st.sampled_from(["en", "de", "zh"]),
)
def test_the_sentences_cover_everything_but_white_space_in_order(text: str, language: str) -> None:
    spans = sentence_spans(text, language)
    assert "".join(text[a:b] for a, b in spans).split() == spans_text(text, spans).split()
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


def spans_text(text: str, spans: list[tuple[int, int]]) -> str:
    return "".join(text[a:b] for a, b in spans)


@pytest.mark.shared
def test_nearly_all_open_texts_are_split_exactly_right(shared: Path) -> None:
    rows = (shared / "evaluation/reading/segmentation.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(row) for row in rows]
    right = sum(split_sentences(case["text"]) == case["sentences"] for case in cases)
    assert right >= 0.95 * len(cases)
