"""Texts that were copied from PDF files and e-mails."""

from __future__ import annotations

from earshot.ingest.readers import text
from earshot.ingest.source import Origin


def said(written: str) -> list[str]:
    return [block.text for block in text.read(written, Origin("story.txt")).article().blocks]


def test_a_word_that_was_parted_at_the_end_of_a_line_is_whole() -> None:
    lines = "The ferry came back on Monday, a long day for every-\none who had waited for it."
    assert said(lines) == [
        "The ferry came back on Monday, a long day for everyone who had waited for it."
    ]


def test_page_numbers_are_not_read() -> None:
    pages = "The ferry came back on Monday.\n\n12\n\nIt carried forty passengers, he said."
    assert said(pages) == [
        "The ferry came back on Monday.",
        "It carried forty passengers, he said.",
    ]


def test_marks_whose_urls_are_listed_below_are_not_read() -> None:
    letter = "The ferry came back on Monday. [1]\n\nIt was late.\n\n[1] https://courier.example/1"
    assert said(letter) == ["The ferry came back on Monday.", "It was late."]


def test_a_year_and_a_number_in_a_line_of_text_stay() -> None:
    assert said("It was the year\n\n1984 was over before the ferry came back.")[-1].startswith(
        "1984"
    )
