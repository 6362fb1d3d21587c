"""Images keep their position among the blocks of a story."""

from __future__ import annotations

from pathlib import Path

import pytest

from earshot import extract_article
from earshot.serialization import article_json, from_json

P = "<p>The ferry came back for the {}th time on Monday, and nobody had waited in the rain.</p>"
PAGE = """<html lang="en"><head><title>Ferry</title></head><body>
<header><img src="/masthead.jpg"></header>
<article><h1>Ferry returns</h1>{lead}
<div class="author"><img src="/ann.jpg"></div>{p[0]}{p[1]}
<figure><img src="data:image/gif;base64,R0lGOD" data-src="/bell.jpg" alt="A bell">
<figcaption>The bell, <b>mended</b>. Photo: Bo Ek</figcaption></figure>{p[2]}
<img src="/icon.png" width="24" height="24"><img src="javascript:alert(1)">
<aside class="related"><img src="/other.jpg"></aside>
<picture><source srcset="/s.webp 400w, /l.webp 1600w, /xl.webp 4000w">
<img src="/s.jpg"></picture>{p[3]}{p[4]}
</article><img src="/foot.jpg"></body></html>"""


def read_images(
    tmp_path: Path, lead: str = "", url: str = "https://courier.example/a"
) -> list[object]:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(p=[P.format(n) for n in range(4, 9)], lead=lead), "utf-8")
    found = extract_article(str(page), url=url)
    assert all("Photo" not in block.text for block in found.blocks)
    assert from_json(article_json(found), "x") == found
    return [(each.url.rpartition("/")[2], each.block, each.caption) for each in found.images]


def test_images_keep_their_position_and_icons_and_promos_are_dropped(tmp_path: Path) -> None:
    assert read_images(tmp_path, '<img src="https://cdn.example/lead.jpg">') == [
        ("lead.jpg", 0, ""),
        ("bell.jpg", 2, "The bell, mended. Photo: Bo Ek"),
        ("l.webp", 3, ""),
    ]


def test_a_page_without_url_keeps_images_with_absolute_urls(tmp_path: Path) -> None:
    lead = '<img src="https://cdn.example/lead.jpg">'
    assert read_images(tmp_path, lead, url="") == [("lead.jpg", 0, "")]


@pytest.mark.parametrize("count", [0, 400])
def test_the_number_of_images_is_limited(tmp_path: Path, count: int) -> None:
    lead = "".join(f'<img src="https://cdn.example/{n}.jpg">' for n in range(count))
    assert len(read_images(tmp_path, lead)) == (40 if count else 2)
