"""Special markup that is rewritten as plain elements."""

from __future__ import annotations

import pytest
from sample_pages import ENDING, MIDDLE, OPENING, build_page, read_between, read_page

SAID = "The mayor said that eleven votes were enough, and that the hall would close in April."


@pytest.mark.parametrize(
    "tag",
    [
        "code",
        "kbd",
        "q",
        "time",
        "button",
        "label",
        "span class=credit",
        "span role=button",
        "address",
        "samp",
        "data value=11",
    ],
)
def test_a_word_in_an_inline_element_is_read_once_in_its_sentence(tag: str) -> None:
    marked = f"<{tag}>eleven votes</{tag.split()[0]}>"
    assert read_between(f"<p>{SAID.replace('eleven votes', marked)}</p>") == [SAID]


def test_words_for_screen_readers_are_not_read_but_a_hidden_drop_cap_is() -> None:
    link = '<a href="/r">the report<span class="sr-only"> (opens in a new tab)</span></a>'
    assert read_between(f"<p>The mayor read {link} to the council twice.</p>") == [
        "The mayor read the report to the council twice."
    ]
    cap = '<span class="visually-hidden">The</span><span aria-hidden="true"><b>T</b>he</span>'
    assert read_between(f"<p>{cap} mayor said that eleven votes were enough.</p>") == [
        "The mayor said that eleven votes were enough."
    ]


@pytest.mark.parametrize(
    "style",
    ["display:none", "max-height:0;overflow:hidden;opacity:0", "position:absolute;left:-9999px"],
)
def test_words_hidden_by_style_are_not_read(style: str) -> None:
    assert read_between(f'<p style="{style}">The mayor was seen at the pier on Sunday.</p>') == []


def test_words_that_are_only_transparent_are_read() -> None:
    text = "The mayor was seen at the pier on Sunday."
    assert read_between(f'<p style="opacity:0">{text}</p>') == [text]


def test_a_drop_cap_joins_its_word_and_a_word_of_one_letter_stays() -> None:
    assert read_between('<p class="has-drop-cap">T he mayor said that eleven were enough.</p>') == [
        "The mayor said that eleven were enough."
    ]
    alone = "A mayor said that eleven votes were enough."
    assert read_between(f'<p class="has-drop-cap">{alone}</p>') == [alone]


def test_marks_of_notes_and_the_notes_are_skipped_and_powers_are_not() -> None:
    text = 'The pier has 40 m<sup>2</sup>.<sup><a href="#n1">1</a></sup> It is old.'
    notes = '<ol class="footnotes"><li id="n1">Minutes, page 4. <a href="#r1">↩</a></li></ol>'
    assert read_between(f"<p>{text}</p>{notes}") == ["The pier has 40 m². It is old."]


def test_signs_beside_headings_are_not_read() -> None:
    heading = '<h2 id="w">The wall <a class="headerlink" href="#w">¶</a></h2>'
    assert read_between(f"{heading}<p>{SAID}</p>") == ["The wall", SAID]


def test_lines_that_a_style_parts_are_not_glued() -> None:
    line = '<span style="display:block">SKERROW</span><span style="display:block">'
    assert "SKERROWThe" not in " ".join(read_between(f"<p>{line}{SAID}</span></p>"))


def test_the_story_in_noscript_or_a_shadow_root_is_read() -> None:
    inside = "".join(f"<p>{text}</p>" for text in (OPENING, MIDDLE, ENDING))
    for opened in ("noscript", 'template shadowrootmode="open"'):
        part = f"<{opened}>{inside}</{opened.split()[0]}>"
        page = f"<html lang=en><body><article><h1>Ferry</h1>{part}</article></body></html>"
        assert [block.text for block in read_page(page).blocks] == [OPENING, MIDDLE, ENDING]


def test_ruby_is_read_once() -> None:
    ruby = "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>"
    assert read_between(f"<p>The word {ruby} means letters, the mayor said.</p>") == [
        "The word 漢字 means letters, the mayor said."
    ]


def test_the_address_of_a_block_is_the_one_that_its_page_has() -> None:
    inside = "".join(f"<p>{text}</p>" for text in (OPENING, MIDDLE, ENDING))
    page = f"<html lang=en><body><noscript>{inside}</noscript></body></html>"
    assert read_page(page).blocks[0].xpath == "/html/body/noscript[1]/p[1]"


def test_the_signs_of_a_wiki_are_not_read() -> None:
    edit = (
        '<span class="mw-editsection">[<a href="/edit">edit</a> | <a href="/src">source</a>]</span>'
    )
    doubt = '<sup>[<i><a href="/wiki/Doubt">citation needed</a></i>]</sup>'
    assert read_between(f"<h2>History{edit}</h2><p>{SAID[:-1]}{doubt}.</p>") == ["History", SAID]


def test_the_items_of_a_list_are_read_where_extraction_drops_them() -> None:
    items = ["Four traders keep their stalls", "The northern wall is propped up", "Rents stay"]
    nested = f"<li>{items[0]}<ul><li>{items[1]}</li></ul></li><li>{items[2]} as they are</li>"
    read = read_between(f"<ul>{nested}</ul><p>{SAID}</p>")
    assert read == [items[0], items[1], f"{items[2]} as they are", SAID]


def test_a_letter_in_a_box_called_ads_is_read() -> None:
    lines = "".join(f"<div>{SAID} It said so {n} times.</div>" for n in range(3))
    assert len(read_between(f"<div class='ads'>{lines}</div>")) == 3


def test_a_hidden_copy_as_long_as_the_story_is_not_read() -> None:
    copy = "<p>The council of another town met in secret last winter and told nobody of it.</p>"
    hidden = f"<div style='visibility: hidden'>{copy * 2}</div>"
    assert read_between(f"{hidden}<p>{SAID}</p>") == [SAID]


def test_parts_that_react_streams_are_read_in_their_places() -> None:
    part = '<template id="B:1"></template><p>Loading paragraph...</p>'
    streamed = f'<div hidden id="S:1"><p>{SAID}</p></div>'
    page = build_page(part).replace("</main>", f"</main>{streamed}")
    assert [block.text for block in read_page(page).blocks] == [OPENING, MIDDLE, SAID, ENDING]


def test_numbers_of_references_are_not_read() -> None:
    cited = SAID.replace(
        "enough", 'enough <cite class="ltx_cite">[<a href="#b12">12</a>, 3]</cite>'
    )
    assert read_between(f"<p>{cited}</p>") == [SAID]


def test_the_titles_of_drawings_are_not_read() -> None:
    link = '<a href="/x">the hall<svg><title>opens in a new tab</title></svg></a>'
    assert read_between(f"<p>{SAID.replace('the hall', link)}</p>") == [SAID]
