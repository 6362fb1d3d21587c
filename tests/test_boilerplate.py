"""Elements that look like boilerplate by their tags and names, and hold the article."""

from __future__ import annotations

import pytest
from sample_pages import ENDING, MIDDLE, OPENING, build_page, read_page

FURTHER = (
    "<p>The council had asked for a second ship in the winter, and it was told to wait.</p>"
    "<p>Two of the crew had slept on the quay for a week, since no hotel was open.</p>"
)


@pytest.mark.parametrize(
    "start",
    [
        "<nav><ul><li>",
        "<header><div>",
        "<aside>",
        '<div class="comment-on-selection widget">',
        '<div id="social-sidebar">',
        '<section class="post-meta-rating" style="border:1px solid">',
    ],
)
def test_an_element_that_holds_the_article_is_read_despite_its_tag_and_names(start: str) -> None:
    page = build_page(FURTHER).replace("<main>", start).replace("</main>", "")
    texts = [block.text for block in read_page(page).blocks]
    assert (texts[:2], len(texts), texts[-1]) == ([OPENING, MIDDLE], 5, ENDING)
