"""Items, answers and headings between the paragraphs of a story, and code beside them."""

from __future__ import annotations

import pytest
from sample_pages import build_page, read_between, read_page

LATER = "<p>A crane has lifted the last of the stones that lay in the way of the boats.</p>"


@pytest.mark.parametrize(
    "code",
    [
        "<pre><code>make harbour\nmake ferry</code></pre>",
        '<div class="highlight"><pre>make harbour and ferry</pre></div>',
        '<pre><i>$</i> <span class="k">make</span> <span class="n">pier</span>'
        ' <span class="n">now</span></pre>',
    ],
)
def test_preformatted_text_that_the_markup_calls_code_is_not_read(code: str) -> None:
    assert read_between(code) == []


def test_verse_in_preformatted_text_is_read() -> None:
    verse = "<pre>The sea was grey,\nthe boats were gone,\nand still she waited there.</pre>"
    assert "still she waited" in " ".join(read_between(verse))


def test_short_answers_in_boxes_of_their_own_are_read() -> None:
    lines = [
        "The ferry came back on Monday, a long day for everyone who had waited for it.",
        "They both took one.",
        "It carried forty passengers and the mail of eleven weeks, the harbour master said.",
        "“Let me think.”",
        "The next crossing is on Thursday, if the wind allows it, and the pier sells tickets.",
    ]
    boxes = "".join(f"<div style='margin:1em'><div>{line}</div></div>" for line in lines)
    page = f"<html lang=en><body><article><h1>Ferry</h1>{boxes}</article></body></html>"
    assert [block.text for block in read_page(page).blocks] == lines


def test_the_heading_above_a_list_and_items_with_links_are_read() -> None:
    items = (
        "<li>Mended.</li><li><a href='/b'>Bo Ek, who kept it,</a> mended the lamp</li>"
        "<li>The basin at the end of the pier is deeper than it was in spring</li>"
    )
    assert read_between(f"<h3>Harbour</h3><ul>{items}</ul>{LATER}")[:3] == [
        "Harbour",
        "Mended.",
        "Bo Ek, who kept it, mended the lamp",
    ]


def test_a_list_in_a_box_with_other_paragraphs_is_read() -> None:
    cell = (
        f"<p>Many letters came.</p>{LATER}<ul><li>It was true.</li><li>It was too long.</li></ul>"
    )
    texts = read_between(
        f"<table><tr><td>{cell}<p>All of them were answered.</p></td></tr></table>"
    )
    assert texts[-3:] == ["It was true.", "It was too long.", "All of them were answered."]


def test_linked_headings_in_a_series_of_headings_are_read() -> None:
    headings = ["Salt", "<a href='/2'>The Lamp</a>", "Tide", "Grey Water"]
    paragraph = "<p>Part {} was shot on <a href='/p'>the pier</a> in one long summer, she said.</p>"
    inside = "".join(f"<h3>{each}</h3>{paragraph.format(each)}" for each in headings)
    texts = [block.text for block in read_page(build_page(inside)).blocks]
    assert [text for text in texts if len(text) < 12] == ["Salt", "The Lamp", "Tide", "Grey Water"]
