"""British or American English."""

from pathlib import Path

import pytest

from earshot.ingest import read_article
from earshot.ingest.metadata.english_variety import find_variety

BRITISH = "The centre will organise a programme on the colour of the harbour, neighbours said."
AMERICAN = "The center will organize a program on the color of the harbor, neighbors said."


@pytest.mark.parametrize("host", ["courier.co.uk", "news.ie", "news.com.au", "news.co.nz"])
def test_the_site_decides_before_the_spelling(host: str) -> None:
    assert find_variety(f"https://{host}/story", AMERICAN) == "en-GB"


def test_the_spelling_decides_where_the_site_does_not() -> None:
    assert find_variety("https://courier.example/story", BRITISH) == "en-GB"
    assert find_variety("https://courier.example/story", AMERICAN) == "en-US"
    assert find_variety("", "") == "en-US"


@pytest.mark.parametrize(
    "text",
    [
        "The Labour Party won the election.",
        "He played at the Royal Theatre and on Labour Day, and honored the color of the center.",
        "A laboratory is on the humorous side, and exercise is no surprise to a promised rise.",
    ],
)
def test_a_single_name_is_not_enough(text: str) -> None:
    assert find_variety("", text) == "en-US"


def test_a_page_without_a_region_is_read_in_its_variety(tmp_path: Path) -> None:
    page = tmp_path / "story.html"
    page.write_text(f"<html lang=en><h1>A story</h1><article><p>{BRITISH * 3}</p></article></html>")
    assert read_article(str(page)).language == "en-GB"
    page.write_text(page.read_text().replace("lang=en", "lang=en-US"))
    assert read_article(str(page)).language == "en-US"
