"""Lead paragraphs in a box of their own."""

from __future__ import annotations

import pytest
from sample_pages import ENDING, MIDDLE, OPENING, build_page, read_page

from earshot.ingest.html.dom import parse_html
from earshot.ingest.html.leads import find_lead_runs
from earshot.ingest.html.text_runs import find_text_runs

LEAD = (
    "After eleven weeks without a ferry the people of Skerrow can travel to the mainland again, "
    "the harbour master said on the quay of the old town."
)


def read_above(box: str) -> list[str]:
    page = (
        build_page("")
        .replace("<h1>", "<header><h1>")
        .replace("</h1>", f"</h1>{box}</header><div><div>")
    )
    page = page.replace("</article>", "</div></div></article>")
    return [block.text for block in read_page(page).blocks]


def test_a_paragraph_between_the_headline_and_the_text_is_read() -> None:
    box = f"<div><div>{LEAD}</div></div>"
    assert read_above(box) == [LEAD, OPENING, MIDDLE, ENDING]


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="image-caption">{LEAD}</div>',
        f'<div><a href="/other">{LEAD}</a></div>',
        '<div class="author-bio">Ann Lee has written for the Courier about ships and the people '
        "who sail in them since 1998.</div>",
    ],
)
def test_a_caption_a_link_and_a_biography_do_not_lead(box: str) -> None:
    assert read_above(box) == [OPENING, MIDDLE, ENDING]


def test_a_lead_is_found_below_a_headline_that_extraction_found_too() -> None:
    box = f"<h1>Ferry returns</h1><div>{LEAD}</div>"
    page = f"<article>{box}<div><p>{OPENING}</p><p>{MIDDLE}</p></div></article>"
    runs = find_text_runs(parse_html(page, "story.html"))
    assert find_lead_runs(runs, {0, 2, 3}) == [1]
