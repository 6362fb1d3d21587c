"""Plain texts: headers, paragraphs, repairs."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot import ingest
from earshot.errors import NoArticle
from earshot.ingest.cleanup import clean_text
from earshot.ingest.readers.text import read
from earshot.ingest.source import Origin
from earshot.model import Article


def said(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


def story(text: str) -> Article:
    return read(text, Origin("story.txt")).article()


def test_a_masthead_gives_headline_byline_and_date() -> None:
    article = story("Ferry returns\nBy Ann Lee and Bo Ek\n13 November 2025\n\nIt came on Monday.")
    assert article.headline == "Ferry returns"
    assert article.authors == ("Ann Lee", "Bo Ek")
    assert article.published == date(2025, 11, 13)
    assert said(article) == ["It came on Monday."]


def test_a_scraped_date_and_promo_on_top_are_not_spoken() -> None:
    article = story(
        " date 2025-11-13 NEW You can now listen to Courier articles!\n\nIt came.\n\nOn."
    )
    assert article.published == date(2025, 11, 13)
    assert article.headline == ""
    assert said(article) == ["It came.", "On."]


@pytest.mark.parametrize(
    "line",
    [
        "2025-11-13",
        "Nov. 13, 2025",
        "Published: 13 November 2025 at 10:30 a.m.",
        "Thursday, Nov. 13, 2025",
    ],
)
def test_a_line_that_is_a_date_is_the_date(line: str) -> None:
    article = story(f"{line}\n\nIt came on Monday.")
    assert article.published == date(2025, 11, 13)
    assert said(article) == ["It came on Monday."]


def test_a_sentence_that_opens_with_a_date_is_a_sentence() -> None:
    first = "On Nov. 13, 2025, the ferry came back."
    assert said(story(f"{first}\n\nIt was late.")) == [first, "It was late."]


def test_no_headline_is_invented() -> None:
    article = story("The ferry came back on Monday.\n\nIt was late.")
    assert article.headline == ""
    assert len(article.blocks) == 2


def test_a_single_line_is_spoken() -> None:
    assert said(story("Only this")) == ["Only this"]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = "The ferry came back on Monday, a long\nday for everyone on the island, who\nhad waited."
    assert said(story(f"{text}\n\nIt was late.")) == [" ".join(text.split()), "It was late."]


def test_lines_that_are_paragraphs_stay_paragraphs() -> None:
    lines = ["The ferry came back on Monday.", "It was late.", "Nobody minded at all."]
    assert said(story("\n".join(lines))) == lines


def test_items_and_headings_have_their_kind() -> None:
    article = story("It came.\n\nWhat it brought\n\n- mail\n• horses\n1. salt\n\nIt left again.")
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("paragraph", "It came."),
        ("heading", "What it brought"),
        ("item", "mail"),
        ("item", "horses"),
        ("item", "1. salt"),
        ("paragraph", "It left again."),
    ]


@pytest.mark.parametrize(
    ("scarred", "whole"),
    [
        ("director Joel Souza . Assistant", "director Joel Souza. Assistant"),
        ("one , two  and three", "one, two and three"),
        ("he said , “ wait ” .", "he said, “wait”."),
        ("sagte „ja“ und ging", "sagte „ja“ und ging"),
        ("hon sade ”ja” och gick", "hon sade ”ja” och gick"),
        ("a .22 rifle cost .5 of it", "a .22 rifle cost .5 of it"),
        ("Ange\u0301lique co\u00adop\u200berates", "Angélique cooperates"),
        ("Est-ce vrai\u00a0?", "Est-ce vrai\u00a0?"),
        ("wait … and see", "wait … and see"),
        ("Fox News ’s reporter", "Fox News’s reporter"),
        ("it opens https://t.co/a1B2 pic.twitter.com/xYz", "it opens"),
        ("a\tb\nc", "a b c"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_scars_are_mended(scarred: str, whole: str) -> None:
    assert clean_text(scarred) == whole


@given(st.text(max_size=200))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert once == unicodedata.normalize("NFC", once).strip()


@given(st.text(alphabet="ab.,\n -1By•", max_size=200))
def test_any_text_is_read_or_holds_no_article(text: str) -> None:
    try:
        article = story(text)
    except NoArticle:
        return
    assert all(block.text.strip() for block in article.blocks)


@pytest.mark.shared
def test_the_scraped_article_comes_out_right(shared: Path) -> None:
    (path,) = (shared / "articles").glob("000_*.txt")
    raw = path.read_text(encoding="utf-8")
    article = ingest.read_article(str(path))
    assert (article.headline, article.published) == ("", date(2025, 11, 13))
    assert article.language == "en-US"
    paragraphs = [" ".join(line.split()) for line in raw.split("\n") if line.strip()][1:]
    assert said(article) == [line.replace(" .", ".") for line in paragraphs]
    assert {block.kind for block in article.blocks} == {"paragraph"}


def test_a_line_of_asterisks_is_a_break_between_sections() -> None:
    article = story("Title\n\nIt rained all day.\n\n* * *\n\nThe sun came out.\n")
    assert said(article) == ["It rained all day.", "* * *", "The sun came out."]
