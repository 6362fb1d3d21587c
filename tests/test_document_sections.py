from __future__ import annotations

from earshot.ingest.readers import html
from earshot.ingest.source import Origin


def paragraphs(subject: str, count: int) -> str:
    numbers = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
    return "".join(
        f"<p>The {number} rule for {subject} is short, and the harbour office explains it.</p>"
        for number in numbers[:count]
    )


def section(heading: str, inside: str) -> str:
    anchor = heading.lower()
    return f'<div id="{anchor}"><h2><a href="#toc-{anchor}">{heading}</a></h2>{inside}</div>'


def read(body: str) -> list[str]:
    page = f"<html lang=en><title>The harbour guide</title><body><div>{body}</div></body></html>"
    return [block.text for block in html.read(page, Origin("guide.html")).article().blocks]


def test_the_sections_of_a_manual_are_read_with_their_headings() -> None:
    mooring = section("Mooring", paragraphs("mooring boats", 8))
    arrival = section("Arrival", paragraphs("boats that arrive", 8) + mooring)
    fees = section("Fees", paragraphs("owners who pay", 8))
    texts = read(f"<h1>The harbour guide</h1>{paragraphs('everybody', 5)}{arrival}{fees}")
    assert [text for text in texts if len(text) < 10] == ["Arrival", "Mooring", "Fees"]
    assert len(texts) == 5 + 3 * 8 + 3


def test_a_long_slide_show_between_the_paragraphs_of_a_story_is_not_read() -> None:
    slides = "".join(
        f"<li><h2>Slide {n}</h2>{paragraphs(f'picture {n}', 3)}</li>" for n in range(9)
    )
    show = f'<div class="type-gallery"><ul>{slides}</ul></div>'
    texts = read(f"{paragraphs('boats', 4)}{show}{paragraphs('harbours', 4)}")
    assert len(texts) == 8
    assert not any("picture" in text for text in texts)
