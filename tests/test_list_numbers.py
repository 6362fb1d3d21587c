"""The numbers of ordered lists are said, though they are not in the text of the page."""

from __future__ import annotations

import json

import pytest
from sample_pages import build_page, read_page

from earshot.model import Article, Timing, Utterance
from earshot.pipeline import build_script
from earshot.publish.captions import format_sentence
from earshot.script.lexicon import Lexicon
from earshot.script.proofreading import proofread
from earshot.serialization import article_json, from_json

WASH, DRY, REST = (
    "Wash your hands with warm water and soap.",
    "Dry them with a towel that is clean.",
    "Rest for an hour before you go back.",
)


def read_list(attributes: str = "", *items: str, attributes_of_first: str = "") -> Article:
    first, *others = items or (WASH, DRY, REST)
    rows = f"<li {attributes_of_first}>{first}</li>" + "".join(
        f"<li>{each}</li>" for each in others
    )
    return read_page(build_page(f"<ol {attributes}>{rows}</ol>"))


def numbers(article: Article) -> list[str]:
    return [block.number for block in article.blocks if block.kind != "paragraph"]


def utterances(article: Article) -> list[Utterance]:
    script = build_script(article, intro=False)
    return [each for each in script.utterances if article.blocks[each.block].kind == "item"]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", ["1", "2", "3"]),
        ("start=4", ["4", "5", "6"]),
        ("reversed", ["3", "2", "1"]),
        ("reversed start=10", ["10", "9", "8"]),
        ("type=A", ["A", "B", "C"]),
        ("type=a start=26", ["Z", "AA", "AB"]),
        ("type=i", ["1", "2", "3"]),
        ("type=I start=3", ["3", "4", "5"]),
        ("type=a start=0", ["0", "A", "B"]),
        ("start=x", ["1", "2", "3"]),
        ("style='list-style-type: lower-alpha'", ["A", "B", "C"]),
    ],
)
def test_items_are_numbered_as_a_browser_does(attributes: str, expected: list[str]) -> None:
    assert numbers(read_list(attributes)) == expected


def test_an_item_may_set_the_next_number_of_the_list() -> None:
    assert numbers(read_list(attributes_of_first="value=7")) == ["7", "8", "9"]


def test_the_number_is_said_before_the_text_and_the_words_keep_their_places() -> None:
    article = read_list()
    said = utterances(article)
    assert [each.words[0].spoken for each in said] == ["one", "two", "three"]
    for utterance in said:
        text = article.text_of(utterance.block)
        number, *words = utterance.words
        assert number.text == ""
        assert number.start == words[0].start == 0
        assert all(text[word.start : word.end] == word.text for word in words)
    assert [block.text for block in article.blocks[2:5]] == [WASH, DRY, REST]


def test_letters_are_said_one_by_one_and_numbers_in_the_language_of_the_article() -> None:
    letters = utterances(read_list("type=a start=26"))
    assert [each.words[0].spoken for each in letters] == ["Z", "A A", "A B"]
    texts = ("Waschen Sie die Hände mit Seife.", "Trocknen Sie sie gut mit einem Tuch ab.")
    rows = "".join(f"<li>{text}</li>" for text in texts)
    german = utterances(read_page(build_page(f"<ol>{rows}</ol>", language="de")))
    assert [each.words[0].spoken for each in german] == ["eins", "zwei"]


@pytest.mark.parametrize(
    "items",
    [
        (WASH,),
        (f"1. {WASH}", f"2. {DRY}"),
        (f"Step 1: {WASH}", f"Step 2: {DRY}"),
        (f"<article>{WASH}</article>", f"<article>{DRY}</article>"),
    ],
)
def test_a_list_for_layout_or_with_printed_numbers_is_not_numbered(items: tuple[str, ...]) -> None:
    assert not any(numbers(read_list("", *items)))


@pytest.mark.parametrize("attributes", ["style='list-style: none'", "class=list-unstyled"])
def test_numbers_that_the_page_does_not_show_are_not_said(attributes: str) -> None:
    assert not any(numbers(read_list(attributes)))


def test_a_quantity_in_one_item_does_not_silence_the_list() -> None:
    assert numbers(read_list("", "1 towel is enough for two people.", DRY, REST)) == ["1", "2", "3"]


def test_bullets_are_not_read() -> None:
    article = read_page(build_page(f"<ul><li>{WASH}</li><li>{DRY}</li></ul>"))
    assert numbers(article) == ["", ""]
    assert [each.words[0].spoken for each in utterances(article)] == ["Wash", "Dry"]


def test_an_item_of_two_paragraphs_is_numbered_once() -> None:
    article = read_list("", f"<p>{WASH}</p><p>{REST}</p>", f"<p>{DRY}</p>")
    assert numbers(article) == ["1", "", "2"]


def test_an_inner_list_has_its_own_numbers() -> None:
    inner = f"{WASH}<ol type=a><li>{REST}</li><li>Sleep for a while if you can.</li></ol>"
    assert numbers(read_list("", inner, DRY)) == ["1", "A", "B", "2"]


def test_numbers_survive_the_json_of_an_article() -> None:
    article = read_list()
    assert from_json(json.loads(json.dumps(article_json(article))), "story.json") == article


def test_captions_show_the_text_of_the_page_without_the_number() -> None:
    article = read_list("", '"Wash your hands," said the harbour master.', DRY)
    sentences = [
        format_sentence(
            article, [Timing(word=word, start=n, end=n + 1) for n, word in enumerate(each.words)]
        )
        for each in utterances(article)
    ]
    assert sentences == ['"Wash your hands," said the harbour master.', DRY]


def test_proofreading_finds_no_fault_in_a_number() -> None:
    findings = proofread(build_script(read_list(), intro=False), Lexicon([]))
    assert [each.text for each in findings if not each.text] == []
