"""Class names and text of elements."""

from __future__ import annotations

import pytest
from sample_pages import read_between

TEXT = "Shares of the Skerrow Fish Company fell by nine per cent on the day of the vote."


@pytest.mark.parametrize(
    "names",
    ["shares", "teaser-content", "has-ad", "Section--Ads", "social-story", "comment-intro", "tags"],
)
def test_a_class_name_does_not_condemn_a_sentence(names: str) -> None:
    assert read_between(f'<p class="{names}">{TEXT}</p>') == [TEXT]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="related"><h3><a href="/a">Ferry sold to a bank</a></h3><p>{}</p></div>',
        '<div class="newsletter"><p>All the fish that is fit to print, every Friday.</p></div>',
        '<div class="share"><button>Share</button><p>{}</p></div>',
        '<div class="comments"><p>{}</p></div>',
        '<amp-list><template type="amp-mustache"><p>{{title}}</p></template></amp-list>',
    ],
)
def test_a_class_name_drops_an_element_if_its_text_agrees(box: str) -> None:
    assert read_between(box.replace("{}", TEXT)) == []


def test_figures_in_rows_are_a_widget() -> None:
    rows = "".join(f"<p><span>Part {n}</span><span>{n}29</span></p>" for n in "abcde")
    assert read_between(f"<div><h3>By district</h3>{rows}</div>") == []


def test_code_is_not_read_and_verse_is() -> None:
    code = "<pre><code>for (i = 0; i &lt; 9; i++) { total += stalls[i].rent; }</code></pre>"
    assert read_between(code) == []
    verse = "The herring swam, the herring slept,\nthe harbour closed its door."
    assert verse.split("\n", maxsplit=1)[0] in " ".join(read_between(f"<pre>{verse}</pre>"))
