"""Authors in bylines."""

from __future__ import annotations

import pytest
from sample_pages import build_page, read_page

from earshot.ingest.metadata.bylines import parse_names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("ByAnn Lee", ("Ann Lee",)),
        ("Ann Lee Harbour Editor", ("Ann Lee",)),
        ("Ann Lee is Harbour Editor of the Courier and author of “Salt”", ("Ann Lee",)),
        ("Ann Lee / NCN / Mar 8, 2026, 11:05 IST", ("Ann Lee",)),
        ("Ann Lee\nLink Copied\nFollow", ("Ann Lee",)),
        ("By Ann Lee in Skerrow", ("Ann Lee",)),
        ("By Ann Lee Photographs by Ola Brandt", ("Ann Lee",)),
        ("Photos by Ola Brandt", ()),
        ("Monday", ()),
        ("記者：王曉蕾", ("王曉蕾",)),
        ("記者王小明／台北報導", ("王小明",)),
        ("김하늘 기자", ("김하늘",)),
        ("بقلم أحمد علي", ("أحمد علي",)),
        ("Автор: Анна Ли", ("Анна Ли",)),
    ],
)
def test_only_people_are_left_of_a_byline(written: str, names: tuple[str, ...]) -> None:
    assert parse_names([written]) == names


def test_the_printed_byline_comes_before_the_owner_and_the_navigation() -> None:
    nav = '<nav><a rel="author" href="/b">Bo Ek</a></nav>'
    owner = '<meta name="author" content="Northcoast Media Inc">'
    byline = '<div class="author"><a rel="author" href="/i">By</a> <b>Ann Lee</b></div>'
    page = build_page("", owner).replace("</h1>", f"</h1>{nav}{byline}")
    assert read_page(page).authors == ("Ann Lee",)
