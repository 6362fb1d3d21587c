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


def test_a_gallery_that_is_longer_than_the_story_beside_it_is_not_read() -> None:
    def build_slide(number: int) -> str:
        caption = f"On picture {number} the people of Skerrow wait on the pier for the ferry."
        return f"<figure><img src={number}.jpg><figcaption><p>{caption}</p></figcaption></figure>"

    story = "".join(
        f"<p>In week {n} the ferry kept its timetable on all days but one, the master said.</p>"
        for n in range(30)
    )
    gallery = "".join(map(build_slide, range(60)))
    texts = [block.text for block in read_page(build_page(story + gallery)).blocks]
    assert not any("On picture" in text for text in texts)
    assert sum("In week" in text for text in texts) == 30
    texts = [block.text for block in read_page(build_page(gallery)).blocks]
    assert sum("On picture" in text for text in texts) == 60


def test_a_page_without_paragraphs_inside_a_form_is_read() -> None:
    lines = "<br><br>".join((OPENING, MIDDLE, ENDING))
    page = f"<html><body><form><center><div>{lines}</div></center></form></body></html>"
    assert [block.text for block in read_page(page).blocks] == [OPENING, MIDDLE, ENDING]
