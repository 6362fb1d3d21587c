"""Web pages: structure, positions, and hostile or broken pages."""

from __future__ import annotations

import json

import pytest

from earshot.errors import NoArticle, Paywalled, SourceUnreadable
from earshot.ingest.html.dom import parse_html
from earshot.ingest.html.missed_paragraphs import find_missed_runs
from earshot.ingest.html.text_runs import find_text_runs
from earshot.ingest.readers import html
from earshot.ingest.source import Origin
from earshot.model import Article

FILLER = (
    "<p>The ferry came back on Monday, a long day for everyone who had waited for it.</p>"
    "<p>It carried forty passengers and the mail of eleven weeks, the harbour master said.</p>"
    "<p>The next crossing is on Thursday, if the wind allows it, and the pier sells tickets.</p>"
)


def read(page: str, origin: Origin) -> Article:
    return html.read(page, origin).article()


def story(inside: str, head: str = "") -> Article:
    page = f"<html lang=en><head>{head}</head><body><article>{inside}</article></body></html>"
    return read(page, Origin("story.html"))


def said(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


@pytest.mark.parametrize("number", [1, 8, 11, 12, 14, 31, 0xFFFE, 0xFFFF])
@pytest.mark.parametrize("form", ["&#{};", "&#0{};", "&#x{:x};", "&#X{:X};", '&#{}"'])
def test_references_to_characters_that_xml_forbids_are_spaces(number: int, form: str) -> None:
    reference = form.format(number)
    page = f"<article>{FILLER}<p>One{reference} <svg>x</svg>two{reference} words.</p></article>"
    text = read(page, Origin("story.html")).blocks[-1].text
    assert text.replace('"', "").split() == ["One", "two", "words."]


def test_references_to_other_characters_are_read() -> None:
    for reference, character in (("&#9;", ""), ("&#32;", ""), ("&#80;", "P"), ("&#x1F600;", "😀")):
        page = f"<article>{FILLER}<p>One {reference} word.</p></article>"
        assert character in read(page, Origin("story.html")).blocks[-1].text


def test_a_page_whose_body_tag_is_left_out_has_its_elements_in_the_body() -> None:
    page = f"<!doctype html><title>Ferry</title><main><h1>Ferry</h1>{FILLER}</main>"
    article = read(page, Origin("story.html"))
    places = [block.xpath for block in article.blocks]
    assert places == [f"/html/body/main[1]/p[{number}]" for number in (1, 2, 3)]


def test_headings_quotes_and_items_keep_their_kind() -> None:
    article = story(
        f"<h1>Ferry</h1>{FILLER}<h2>What comes next</h2>{FILLER.replace('Monday', 'Tuesday')}"
        "<blockquote><p>We waited, and we would wait again.</p></blockquote>"
        "<p>The island needs three things before the summer comes:</p>"
        "<ul><li>a deeper basin for the boats;</li><li>a lamp on the wall.</li></ul>"
    )
    kinds = {block.text: block.kind for block in article.blocks}
    assert kinds["What comes next"] == "heading"
    assert kinds["We waited, and we would wait again."] == "quote"
    assert kinds["a lamp on the wall."] == "item"
    assert next(iter(kinds.values())) == "paragraph"


def test_every_block_knows_its_place() -> None:
    page = f"<html><body><div><nav>Menu</nav></div><article>{FILLER}</article></body></html>"
    root = parse_html(page, "story.html")
    for block in read(page, Origin("story.html")).blocks:
        assert block.xpath is not None
        (element,) = root.xpath(block.xpath)
        assert "".join(element.itertext()) == block.text


def test_two_paragraphs_of_the_same_words_have_two_places() -> None:
    again = "<p>No, said the council, and that was all it said on the matter.</p>"
    places = [block.xpath for block in story(FILLER + again + FILLER + again).blocks]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    "around",
    [
        "<figure><img src=a.jpg><figcaption>Boats at the wall.</figcaption></figure>",
        '<p class="caption">Boats at the wall on Friday night.</p>',
        '<div class="newsletter-promo"><p>Boats at the wall on Friday night.</p></div>',
        "<aside><p>Boats at the wall on Friday night.</p></aside>",
        '<div data-earshot="skip"><p>Boats at the wall on Friday night.</p></div>',
        "<p data-read-aloud-skip>Boats at the wall on Friday night.</p>",
        '<p aria-hidden="true">Boats at the wall on Friday night.</p>',
        '<p style="display: none">Boats at the wall on Friday night.</p>',
        '<ul><li><a href="/a">Boats at the wall on Friday night</a></li></ul>',
        '<p><a href="/a">BOATS AT THE WALL ON FRIDAY NIGHT</a></p>',
        "<table><tr><td>Boats at the wall</td><td>21</td></tr></table>",
    ],
)
def test_text_around_the_article_is_not_spoken(around: str) -> None:
    article = story(FILLER + around + FILLER.replace("Monday", "Tuesday"))
    assert not any("boats at the wall" in text.lower() for text in said(article))
    assert len(article.blocks) == 6


def test_a_story_that_is_marked_as_something_else_is_still_the_story() -> None:
    page = f'<html><body><div class="promo related">{FILLER * 3}</div></body></html>'
    assert said(read(page, Origin("story.html")))[0].startswith("The ferry came back")


def test_a_story_cut_into_boxes_is_read_whole() -> None:
    boxes = "".join(
        f"<div><div>{FILLER.replace('Monday', day)}</div></div><div class=ad>Buy boats</div>"
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
    )
    text = " ".join(said(story(boxes)))
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday"):
        assert f"came back on {day}" in text
    assert "Buy boats" not in text


def test_headings_in_a_box_that_was_left_lying_come_with_it() -> None:
    boxes = "".join(
        f"<div><div><h2>On {day}</h2>{FILLER.replace('Monday', day)}</div></div>"
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
    )
    headings = [block.text for block in story(boxes).blocks if block.kind == "heading"]
    assert headings == ["On Monday", "On Tuesday", "On Wednesday", "On Thursday"]


def test_a_heading_right_above_a_paragraph_of_the_story_is_found() -> None:
    page = f"<article><h2>The boat</h2>{FILLER}<h2>More from us</h2><div>Buy boats</div></article>"
    leaves = find_text_runs(parse_html(page, "story.html"))
    found = [number for number, leaf in enumerate(leaves) if leaf.element.tag == "p"]
    assert [leaves[number].text for number in find_missed_runs(leaves, found)] == ["The boat"]


@pytest.mark.parametrize("name", ["debug-panel", "aiArticleSummary", "gpt-summary"])
def test_placeholders_and_machine_readable_text_are_not_read(name: str) -> None:
    box = f'<div class="{name}"><p>In short, the ferry is back and all of them are glad.</p></div>'
    assert not any("In short" in text for text in said(story(FILLER + box + FILLER)))


def test_a_heading_that_asks_for_something_speaks_for_its_whole_box() -> None:
    asking = "<p>The court has ruled, and now a higher court must rule, for two weeks.</p>"
    box = f"<div><h2>Independent journalism needs you</h2>{asking}<h3>Now</h3>{asking}</div>"
    assert not any("ruled" in text for text in said(story(FILLER * 4 + box)))
    flat = said(story(f"{FILLER}<h2>Journalism needs readers</h2>{asking}{FILLER}"))
    assert any("ruled" in text for text in flat)


def test_text_behind_a_wall_that_came_with_the_page_is_story() -> None:
    hidden = FILLER.replace("<p>", '<p class="paywall" aria-hidden="true">')
    assert len(story(FILLER + hidden.replace("Monday", "Tuesday")).blocks) == 6


def test_a_box_of_facts_is_beside_the_story_however_long() -> None:
    facts = "<p>The basin is 3.5 metres deep and holds twenty boats of the middle size.</p>" * 9
    box = f'<div class="site-factbox"><h2>The harbour in figures</h2>{facts}</div>'
    assert not any("basin" in text for text in said(story(FILLER + box + FILLER)))


def test_a_paragraph_is_read_to_its_end() -> None:
    text = "The wall, <span>said <em>the</em> mayor</span>, <a href=/a>stands</a>. It is long."
    first = said(story(f"<p>{text}</p>{FILLER}"))[0]
    assert first == "The wall, said the mayor, stands. It is long."


def test_the_headline_and_byline_are_not_read_twice() -> None:
    head = '<meta name=author content="Ann Lee"><meta property=og:title content="Ferry returns">'
    article = story(f"<h1>Ferry returns</h1><p>By Ann Lee</p>{FILLER}", head)
    assert said(article)[0].startswith("The ferry came back")
    assert article.authors == ("Ann Lee",)


def test_ten_thousand_nested_elements_are_refused_politely() -> None:
    with pytest.raises(SourceUnreadable, match="nested too deep"):
        read("<div>" * 10_000 + "word" + "</div>" * 10_000, Origin("deep.html"))


def test_a_page_of_countless_elements_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="elements"):
        read("<b>x</b>" * 100_001, Origin("wide.html"))


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<p></p>", "<script>a()</script>"])
def test_a_page_without_text_holds_no_article(page: str) -> None:
    with pytest.raises(NoArticle):
        read(page, Origin("empty.html"))


STUB = "<p>The ferry came back on Monday, a long day for everyone who had waited for it.</p>"


def test_a_stub_that_is_not_free_is_paywalled() -> None:
    head = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry",
        "isAccessibleForFree": "False"}</script>"""
    with pytest.raises(Paywalled, match="story\\.html"):
        story(STUB, head)


def test_a_stub_before_a_wall_is_paywalled() -> None:
    with pytest.raises(Paywalled):
        story(STUB + "<div><h3>Subscribe to continue reading</h3></div>")


@pytest.mark.parametrize(
    "sentence",
    [
        "The comment pages will become subscribers only from Monday, the newspaper announced.",
        "Children who were allowed to continue reading after lights out did better in tests.",
        "Das Blatt will Artikel für Abonnenten künftig vorlesen lassen, sagte die Verlegerin.",
        "Archiwum miejskie jest od dziś dostępne tylko dla zalogowanych, co zaskoczyło badaczy.",
        "El muro, pensado solo para suscriptores de pago, no afectará a los estudiantes del país.",
    ],
    ids=["en", "en-2", "de", "pl", "es"],
)
def test_a_short_story_about_subscribers_is_not_paywalled(sentence: str) -> None:
    assert len(story(f"<p>{sentence}</p>{STUB}").blocks) == 2
    assert len(story(f"{STUB}<p>{sentence}</p>").blocks) == 2


@pytest.mark.parametrize(
    "message",
    [
        "Subscribe to continue reading this story and all others of the newspaper for £1 a month.",
        "Este contenido es solo para suscriptores.",
        "Um weiterzulesen, schließen Sie ein Abo ab, das Sie jederzeit wieder kündigen können.",
    ],
    ids=["en", "es", "de"],
)
def test_a_stub_with_the_publishers_request_as_its_last_paragraph_is_paywalled(
    message: str,
) -> None:
    with pytest.raises(Paywalled):
        story(f"{STUB}<p>{message}</p>")


def test_a_whole_story_that_is_not_free_is_read() -> None:
    head = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry",
        "isAccessibleForFree": false}</script>"""
    assert len(story(FILLER * 6, head).blocks) >= 3


def test_a_short_article_is_not_a_stub_if_the_page_gives_its_word_count() -> None:
    head = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry",
        "isAccessibleForFree": false, "wordCount": {len(STUB.split())}}}</script>"""
    assert len(story(STUB, head).blocks) == 1


def test_a_lead_without_an_element_before_line_breaks_is_kept() -> None:
    sentences = [
        f"On day {n} the ferry kept its timetable, the harbour master said." for n in "1234"
    ]
    bare = "<br><br>".join(sentences)
    lead = "The ferry came back on Monday, and the whole island stood on the wall."
    article = story(f"<h1>Ferry</h1><div class=content>{lead}<br><br><img src=a.jpg>{bare}</div>")
    assert said(article) == [lead, *sentences]


def test_text_above_the_headline_is_not_part_of_the_article() -> None:
    head = "<meta property=og:title content='Ferry returns'>"
    above = "<div><h2>Storm of the year now in the shop</h2></div>"
    article = story(f"{above}<h1>Ferry returns</h1>{FILLER}<h2>Next</h2>{FILLER}", head)
    assert said(article)[0].startswith("The ferry came back")


def test_a_pull_quote_is_not_read_twice_but_a_quotation_is_read() -> None:
    quote = "<blockquote>It carried forty passengers and the mail of eleven weeks</blockquote>"
    other = "<blockquote><p>We waited, and we would wait again, every one of us.</p></blockquote>"
    texts = said(story(f"<h1>Ferry</h1>{quote}{FILLER}{other}{FILLER.replace('Monday', 'Friday')}"))
    assert sum("forty passengers" in text for text in texts) == 2
    assert sum("wait again" in text for text in texts) == 1


def test_links_that_are_announced_alike_are_not_spoken_in_any_language() -> None:
    def link(title: str) -> str:
        return f"<p><strong>FUNDA LAPHA |</strong> <a href=/x>{title}</a></p>"

    links = link("Kuboshwe abahlanu emhosheni"), link("Uphenyo kutholwa abangani")
    article = story(FILLER + links[0] + FILLER.replace("Monday", "Friday") + links[1] + FILLER)
    assert not any("FUNDA" in text for text in said(article))


def test_a_link_around_whole_blocks_is_a_card() -> None:
    card = "<a href=/x><h3>Night mode</h3><p>The lamp has a mode for the night, they say.</p></a>"
    assert not any("lamp" in text for text in said(story(FILLER + card + FILLER)))


def test_words_for_screen_readers_are_not_part_of_a_sentence() -> None:
    link = '<a href=/x>report<span class="sr-only">, opens new tab</span></a>'
    text = f"<p>The {link} by the council came out on Monday and was read by all.</p>"
    assert said(story(text + FILLER))[0].startswith("The report by the council")


def test_a_marker_of_the_page_is_kept_as_a_selector() -> None:
    marked = FILLER.replace("<p>", '<p id="p-1">', 1).replace(
        "<p>It", '<p data-beyondwords-marker="ab-2" id="x">It'
    )
    markers = [block.selector for block in story(marked).blocks]
    assert markers == ['[id="p-1"]', '[data-beyondwords-marker="ab-2"]', None]


def test_every_piece_of_a_page_is_explained_in_order() -> None:
    page = (
        "<html><body><nav>Menu</nav><article><h1>Ferry</h1>"
        f"{FILLER}<p>Sign up for our free newsletter</p>"
        "<figure><figcaption>Boats at the wall.</figcaption></figure></article></body></html>"
    )
    reading = html.read(page, Origin("story.html"))
    fragments = reading.fragments()
    assert [fragment.text.split()[0] for fragment in fragments] == [
        *("Menu", "Ferry", "The", "It", "The", "Sign", "Boats")
    ]
    reasons = [fragment.reason for fragment in fragments]
    assert [bool(reason) for reason in reasons] == [True, True, False, False, False, True, True]
    assert reasons[5] == "newsletter sign-up"
    assert reasons[6] == "captions and controls"
    kept = [fragment for fragment in fragments if not fragment.reason]
    assert [f.xpath for f in kept] == [block.xpath for block in reading.article().blocks]


def test_a_page_without_a_story_can_be_explained() -> None:
    reading = html.read("<html><body><nav>Menu</nav></body></html>", Origin("story.html"))
    assert [fragment.reason for fragment in reading.fragments()] == ["captions and controls"]


def test_a_page_of_many_thousand_paragraphs_is_read_whole() -> None:
    paragraphs = "".join(
        f"<p>On day {n} the ferry kept its timetable, said its master.</p>" for n in range(12_000)
    )
    page = f"<html><body><nav><p>A menu that is long enough.</p></nav>{paragraphs}</body></html>"
    article = html.read(page, Origin("long.html")).article()
    assert len(article.blocks) == 12_000
    assert article.blocks[-1].xpath == "/html/body/p[12000]"


def test_a_live_blog_keeps_its_order_and_its_headings() -> None:
    posts = "".join(
        f"<section><h2>Post {n} of the day</h2>{FILLER.replace('Monday', f'day {n}')}</section>"
        for n in range(5)
    )
    found = story(f"<h1>Live: the ferry</h1>{posts}").blocks
    headings = [block.text for block in found if block.kind == "heading"]
    assert headings == [f"Post {n} of the day" for n in range(5)]
    assert [b.text.split()[4] for b in found if b.text.startswith("The ferry")] == ["on"] * 5


def test_a_date_that_touches_the_first_word_is_not_read() -> None:
    first = "After eleven weeks the ferry is back, and everyone on the island is glad of it."
    dated = f"<p><span>19.10.2019, 15:30 Uhr</span>{first}</p>"
    assert said(story(f"<h1>Ferry</h1>{dated}{FILLER}"))[0] == first


def test_the_text_in_the_data_of_a_page_is_read_if_the_page_shows_only_a_biography() -> None:
    paragraphs = FILLER * 3
    node = {
        "@type": "NewsArticle",
        "headline": "Ferry comes back Monday",
        "articleBody": paragraphs,
    }
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    shown = "<p>Ann Lee fell down the rabbit hole of ships when her father took her to a pier.</p>"
    assert len(said(story(f"<h1>Ferry comes back Monday</h1>{shown}", head))) == 9


def test_a_letter_in_pre_has_the_paragraphs_that_blank_lines_separate() -> None:
    first = "after eleven weeks the <b>ferry</b> is back, and the council\nasks us about a ship."
    last = "The tickets should stay as they are\nuntil the summer."
    page = f"<h1>Ferry</h1><pre>Hello everyone,\n\n{first}\n\n{last}\n</pre>"
    assert said(story(page)) == [
        "Hello everyone,",
        "after eleven weeks the ferry is back, and the council asks us about a ship.",
        "The tickets should stay as they are until the summer.",
    ]
