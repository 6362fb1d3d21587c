"""Parts of a page that can be included or excluded."""

from __future__ import annotations

from sample_pages import build_page

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


def test_tables_are_left_out_where_that_is_asked() -> None:
    assert "Skerrow: Boats 21." in said()
    assert "Skerrow: Boats 21." not in said(IngestOptions(tables=False))
