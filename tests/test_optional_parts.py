"""Parts of a page that can be included or excluded."""

from __future__ import annotations

import pytest
from sample_pages import ENDING, MIDDLE, OPENING, build_page

from earshot.ingest import IngestOptions
from earshot.ingest.readers import html
from earshot.ingest.source import Origin

CAPTION = "The pier of Skerrow on the morning after the storm."
NOTE = "Minutes of the council, page 4."
TABLE = "<table><tr><th>Pier</th><th>Boats</th></tr><tr><td>Skerrow</td><td>21</td></tr></table>"
INSIDE = (
    f'<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure>{TABLE}'
    '<p>The pier is old.<sup><a href="#n1">1</a></sup></p>'
    "<pre><code>total += stalls[i].rent;</code></pre>"
    f'<ol class="footnotes"><li id="n1">{NOTE}</li></ol>'
)


def read_texts(page: str, options: IngestOptions) -> list[str]:
    article = html.read(page, Origin("story.html"), options).article()
    return [block.text for block in article.blocks]


def said(wishes: IngestOptions | None = None) -> list[str]:
    page = html.read(build_page(INSIDE), Origin("story.html"), wishes)
    return [block.text for block in page.article().blocks]


def test_captions_notes_and_code_are_read_where_that_is_asked() -> None:
    plain = said()
    assert CAPTION not in plain
    assert NOTE not in plain
    asked = said(IngestOptions(captions=True, notes=True, code=True))
    assert [text for text in asked if text not in plain] == [
        CAPTION,
        "total += stalls[i].rent;",
        NOTE,
    ]


def test_captions_without_markup_are_read_where_that_is_asked() -> None:
    texts = [f"The {when} boat leaves the pier with the post." for when in ("first", "last")]
    caption = "The ferry lies at the pier."
    picture = f'<p><img src="a.jpg"></p><p><em>{caption}</em></p>'
    before, after = (f"<p>{text} It comes back on the same day at noon.</p>" for text in texts)
    page = build_page(before + picture + after)
    assert caption not in read_texts(page, IngestOptions())
    assert caption in read_texts(page, IngestOptions(captions=True))


def test_tables_are_left_out_where_that_is_asked() -> None:
    assert "Skerrow: Boats 21." in said()
    assert "Skerrow: Boats 21." not in said(IngestOptions(tables=False))


ALT = "A white ferry with two decks lies at a wooden pier in the fog"
SAME = "A white ferry with two decks lies at the wooden pier in fog."


def said_of_picture(alt: str, caption: str, *, captions: bool = False) -> list[str]:
    """What is read of a page with a picture, beside its text."""
    image = f'<img src="https://courier.example/ferry.jpg" alt="{alt}">'
    figure = f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
    options = IngestOptions(alt_texts=True, captions=captions)
    article = html.read(build_page(figure), Origin("story.html"), options).article()
    [picture] = article.images
    assert article.blocks[picture.block].text.endswith((CAPTION, ENDING, ALT + ".", SAME))
    return [block.text for block in article.blocks if block.text not in (OPENING, MIDDLE, ENDING)]


def test_the_description_of_a_picture_is_read_where_that_is_asked() -> None:
    assert said_of_picture(ALT, CAPTION) == [f"Picture: {ALT}."]
    assert said_of_picture(ALT, CAPTION, captions=True) == [f"Picture: {ALT}.", CAPTION]


def test_a_description_and_a_caption_that_say_the_same_are_read_once() -> None:
    assert said_of_picture(ALT, SAME) == [f"Picture: {ALT}."]
    assert said_of_picture(ALT, SAME, captions=True) == [SAME]
    assert said_of_picture(OPENING, SAME) == []


@pytest.mark.parametrize("alt", ["", "Ferry", "Photo of the ferry", "IMG_2041 at the pier.jpg"])
def test_a_label_or_file_name_is_not_a_description(alt: str) -> None:
    assert said_of_picture(alt, CAPTION) == []
