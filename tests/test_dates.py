"""Dates in many languages."""

from __future__ import annotations

from datetime import date

import pytest
from sample_pages import build_page, read_between, read_page

from earshot.ingest.metadata.dates import is_date_line, parse_date

LINES = """8. März 2026, 9:15 Uhr|8 mars 2026 à 09h15|8 de marzo de 2026|8 de março de 2026
8 marzo 2026|8 maart 2026|8. marts 2026|8. maaliskuuta 2026|8 marca 2026
8. března 2026|2026. március 8.|8 martie 2026|8 Mart 2026|8 марта 2026
8 березня 2026|8 Μαρτίου 2026|٨ مارس ٢٠٢٦|8 במרץ 2026|8 मार्च 2026|8 มีนาคม 2569
ngày 8 tháng 3 năm 2026|8 Maret 2026|2026年3月8日|2026년 3월 8일 09:15|08.03.2026
March 8, 2026, 9:15 a.m.|Sunday 8 March 2026 09.15 GMT|2026.03.08"""


@pytest.mark.parametrize("line", [each for row in LINES.split("\n") for each in row.split("|")])
def test_a_printed_date_is_read_in_its_language(line: str) -> None:
    assert parse_date(line) == date(2026, 3, 8)
    assert is_date_line(line)


def test_numbers_with_slashes_are_read_in_the_order_of_the_language() -> None:
    assert parse_date("3/8/2026", "en-US") == date(2026, 3, 8)
    assert parse_date("3/8/2026", "fr") == date(2026, 8, 3)
    assert parse_date("13/8/2026", "en-US") == date(2026, 8, 13)


def test_a_sentence_with_a_date_is_not_a_date_line() -> None:
    assert not is_date_line("On 8 March 2026 the council of Skerrow met for nine hours.")


def test_the_day_of_publication_comes_before_changes_and_foundings() -> None:
    printed = "<p>Updated 9 March 2026</p><p>Published 8 March 2026</p><p>Founded 1 May 1851</p>"
    page = build_page("").replace("</h1>", f"</h1>{printed}")
    assert read_page(page).published == date(2026, 3, 8)


def test_the_days_of_a_timeline_are_read() -> None:
    days = "".join(
        f"<div><span>{n} March 2026</span><p>The council met behind closed doors for {n} hours.</p>"
        "</div>"
        for n in (3, 4, 5)
    )
    assert "4 March 2026" in read_between(days)
