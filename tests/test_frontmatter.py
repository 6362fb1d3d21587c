"""Front matter and dialects of Markdown."""

from __future__ import annotations

import pytest

from earshot.ingest.readers import markdown
from earshot.ingest.source import Origin
from earshot.model import Article

BODY = "The ferry came back on Monday.\n"


def article(written: str) -> Article:
    return markdown.read(written, Origin("story.md")).article()


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Ferry returns"\nauthor = "Ann Lee"\ndate = 2026-03-08\n+++\n',
        '{\n"title": "Ferry returns", "author": "Ann Lee", "date": "2026-03-08"\n}\n',
        "% Ferry returns\n% Ann Lee\n% 8 March 2026\n",
        "Title: Ferry returns\nAuthor: Ann Lee\nDate: 2026-03-08\n\n",
        "---\ntitle: Ferry returns\nauthor: Ann Lee\ndate: 2026-03-08\n---\n",
    ],
)
def test_front_matter_of_every_kind_is_not_read_aloud(front: str) -> None:
    found = article(f"{front}\n{BODY}")
    assert (found.headline, found.authors) == ("Ferry returns", ("Ann Lee",))
    assert str(found.published)[:10] == "2026-03-08"
    assert [block.text for block in found.blocks] == [BODY.strip()]


def test_footnotes_shortcodes_and_check_boxes_are_not_read() -> None:
    text = (
        f'{BODY.strip()}[^1]\n\n{{{{< figure src="a.jpg" >}}}}\n\n* [x] Buy a ticket.\n\n'
        "%% a note %%\n\n[[harbour|The harbour]] is open.\n\n[^1]: Minutes, page 4.\n"
    )
    assert [block.text for block in article(text).blocks] == [
        "The ferry came back on Monday.",
        "Buy a ticket.",
        "The harbour is open.".replace("The harbour", "The harbour"),
    ]
