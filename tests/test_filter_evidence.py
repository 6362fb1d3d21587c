"""Sentences of an article that resemble boilerplate."""

from __future__ import annotations

import pytest
from sample_pages import OPENING, build_page, read_between, read_page


@pytest.mark.parametrize(
    "text",
    [
        "Reporting by the Courier last year found that the wall had moved by four inches.",
        "Originally published in 1937, the novel tells of a market that never closes.",
        "Published in May 1851, the first price list of the hall is still on its door.",
        "All rights reserved to the traders in the charter of 1604 are lost, she said.",
        "Local journalism needs readers more than money, the minister told the congress.",
        "The minister admitted that our weekly newsletter was written by a machine.",
        "Get the best results by salting the herring overnight, the cook book says.",
        "This message was sent to every trader of the market on the same evening.",
        "Join the navy and see the world was what the poster on the door had said.",
        "More stories about the wall were told that night than in all the years before.",
        "Anyone who saw the van can be contacted on 0800 555 0199, the police said.",
        "Pictured on the old coin is a herring that looks at a crown above a wave.",
    ],
)
def test_a_whole_sentence_inside_the_article_is_read_despite_a_phrase(text: str) -> None:
    assert read_between(f"<p>{text}</p>") == [text]


@pytest.mark.parametrize(
    "written",
    [
        '<p>Sign up for <a href="/n">our newsletter</a> to get the news every day.</p>',
        "<p><em>Reporting by Ann Lee in Skerrow and editing by Bo Ek in the capital.</em></p>",
        "<p>Advertisement</p>",
        "<p>Follow us on Facebook to get our stories before anybody else does.</p>",
        '<p>Read more: <a href="/x">Ferry sold to a bank</a></p>',
        "<p>{{title}} by {{author}} is shown here when the script of the page runs.</p>",
        '<p>LEER MÁS: <a href="/x">El banco compra el transbordador</a></p>',
        "<p>Читайте также: Паром продан банку</p>",
        "<p>［責任編輯：李明］</p>",
        "<p>무단전재 및 재배포 금지</p>",
    ],
)
def test_house_wording_with_a_second_sign_is_not_read(written: str) -> None:
    assert read_between(written) == []


def test_the_credit_behind_a_sentence_is_cut_and_the_sentence_read() -> None:
    text = "The hall was empty by noon, and the last crate was carried out by its owner."
    assert read_between(f"<p>{text} (Photo: Ola Brandt)</p>") == [text]


def test_a_caption_in_italics_under_a_picture_is_not_read_but_a_preface_is() -> None:
    caption = '<p><img src="a.jpg"><br><em>The northern wall in February.</em></p>'
    assert read_between(caption) == []
    preface = f'<p><img src="a.jpg"></p><p><strong>{OPENING}</strong></p>'
    page = build_page("").replace(f"<p>{OPENING}</p>", preface)
    assert read_page(page).blocks[0].text == OPENING


def test_headings_that_are_links_are_read_where_the_story_follows_each() -> None:
    walks = "".join(
        f'<h2><a href="/w/{n}">{n}. The Kelp Stair</a></h2><p>The path is narrow on day {n}, and '
        "the wind is stronger than it looks from below.</p>"
        for n in (1, 2, 3)
    )
    assert [text for text in read_between(walks) if "Kelp" in text] == [
        f"{n}. The Kelp Stair" for n in (1, 2, 3)
    ]


def test_a_printed_date_is_not_a_paragraph() -> None:
    for line in ("8. März 2026, 9:15 Uhr", "8 de março de 2026", "2026年3月8日", "8 марта 2026"):
        page = build_page("").replace("<p>The ferry", f"<p>{line}</p><p>The ferry", 1)
        assert read_page(page).blocks[0].text == OPENING
