"""Parts of an article that the extraction has left out."""

from __future__ import annotations

from sample_pages import build_page, read_page

from earshot.ingest.html.dom import parse_html
from earshot.ingest.html.missed_paragraphs import find_missed_runs, find_similar_runs
from earshot.ingest.html.text_runs import find_text_runs

LIST = """<article><h2>Week</h2><h3>News</h3><ul><li><a href=/1>Welcome back!</a></li><li>May</li>
<li>The ferry came back on Monday, a week before the harbour master had promised it.</li>
<li>The council gave 40,000 pounds to the museum, which opens again in the spring.</li></ul>
<h2>Sport</h2></article>"""


def find_missed(page: str, known: list[str]) -> list[str]:
    runs = find_text_runs(parse_html(page, "page.html"))
    numbers = [n for n, run in enumerate(runs) if run.text.startswith(tuple(known))]
    return [runs[n].text for n in sorted(find_missed_runs(runs, numbers))]


def test_the_short_first_items_of_a_known_list_and_the_headings_above_it_are_found() -> None:
    missed = find_missed(LIST, ["The ferry", "The council"])
    assert missed == ["Week", "News", "Welcome back!", "May"]


def test_a_list_of_which_little_is_known_stays_out() -> None:
    links = "".join(f"<li>Story {number}</li>" for number in range(9))
    page = LIST.replace("</ul>", f"{links}</ul>")
    assert "Story 3" not in find_missed(page, ["The ferry", "The council"])


def test_key_points_above_the_text_and_headings_in_boxes_of_their_own_are_found() -> None:
    page = """<main><div><h2>Key points</h2><ul><li>The ferry is back after eleven weeks.</li></ul>
    <p>One of the ships came back on Monday, the harbour master said to the council.</p>
    <p>Two of them stay away until spring, since the yard has no steel for their hulls.</p></div>
    <div><div><h2>What comes next</h2></div></div><div><p>Three of the piers are to be deepened by
    the summer, and the tickets get cheaper.</p></div></main>"""
    missed = find_missed(page, ["One", "Two", "Three"])
    assert missed == ["Key points", "The ferry is back after eleven weeks.", "What comes next"]


def test_a_heading_that_holds_the_text_below_it_is_not_a_box() -> None:
    page = """<main><p>One of the ships came back on Monday, the harbour master said.</p>
    <h2>What comes next <div><p>Two of them stay away until spring, since the yard has no steel.</p>
    </div></h2></main>"""
    assert find_missed(page, ["One", "Two"]) == []


def test_a_paragraph_in_a_box_of_its_own_between_two_others_is_read() -> None:
    step = (
        "First hold the rope against the pier and measure where it crosses the old mark, then tie "
        "it so that the next wave cannot pull it through the ring again."
    )
    texts = "".join(f"<p>On day {n} the ferry kept its timetable all day.</p>" for n in range(5))
    box = f'<div class="grid"><div class="cell"><div>{step}</div></div></div>'
    article = read_page(build_page(f"{texts}{box}{texts.replace('day ', 'night ')}"))
    assert step in [block.text for block in article.blocks]
    linked = box.replace(step, f'{step} <a href="/more">More about ropes</a>')
    article = read_page(build_page(f"{texts}{linked}{texts.replace('day ', 'night ')}"))
    assert step not in " ".join(block.text for block in article.blocks)


def test_paragraphs_without_spaces_between_words_are_running_text() -> None:
    paragraphs = [f"渡轮在第{n}天恢复通航，等候多时的乘客登上了第一班船。" for n in "一二三"]
    labels = "".join(f"<div><span>标签{n}</span></div>" for n in range(9))
    page = f"<main>{''.join(f'<p>{each}</p>' for each in paragraphs)}</main><aside>{labels}</aside>"
    runs = find_text_runs(parse_html(page, "page.html"))
    assert [runs[n].text for n in find_similar_runs(runs)] == paragraphs
