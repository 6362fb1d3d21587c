"""No text and no page makes reading it slow: the time grows in proportion to the length.

`EARSHOT_TEST_EXAMPLES=100 python -m pytest tests/test_growth.py` tries more random patterns.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from earshot import Article, Block, build_script, split_sentences, spoken_form
from earshot.errors import SourceError
from earshot.httpclient.raw_content import RawContent
from earshot.ingest import read_article

EXAMPLES = int(os.environ.get("EARSHOT_TEST_EXAMPLES", "6"))
SHORT, FACTOR = 250, 8
MAX_GROWTH = 3 * FACTOR
"""A linear function takes FACTOR times as long, a quadratic one FACTOR times as much again."""
PIECES = "$1|1 000|+1 555|12:30|1/1/2020|U.S.|5%|A.|(|)|“|”|'|-|...|http://a.b/c|@x|#|1st|IV|€|é|,".split(
    "|"
)
WORDS = "word|read|lead|Ms|García-Núñez|e\u0301|\u0301|漢|x1|[|{|*|_|\u200d|9|a'|IVXLCDM".split("|")
TAGS = (
    "<p>|</p>|<div>|</div>|<b>|</b>|<i>|<span>|</span>|<a href=/x>|</a>|<ul><li>|</ul>|<ol>|<li>|"
    "<table>|<tr>|<td>|</table>|<br>|<blockquote>|<q>|<h2>|</h2>|<section>|<sup>1</sup>|"
    "<img src=a>|<figure>|<figcaption>|<details>|<pre>|<math>|<!--|-->|<script>|</script>|&amp;|"
    "&#x1F600;|<|A ferry returns, she said. |by Ann Lee|12:30 |Advertisement|Read more: "
).split("|")
KNOWN_LINES = ("http://a.b/c\n", ",read\n", "[a](/b/)[pause:1s]", "[pause:1s]\n\n")
KNOWN_TEXTS = ("$1 ", "+1 555 ", "1/1/2020 ", "12:30 ", "U.S. ", "$5M, ")
"""Patterns that took quadratic time once, some of them as lines."""
KNOWN_PAGES = (
    "<b>",
    "<div><p>A ferry returns. ",
    "<table><tr><td>",
    "<li>A ferry</li>",
    "<p>A</p>",
)


def random_patterns(pieces: list[str], endings: tuple[str, ...]) -> list[str]:
    rng = random.Random(4)
    return [
        "".join(rng.choices(pieces, k=rng.randint(1, 4))) + rng.choice(endings)
        for _ in range(EXAMPLES)
    ]


def make_script(text: str) -> None:
    """Everything between an article and its utterances: phonemes, quotations and pauses too."""
    block = Block(kind="paragraph", text=text)
    build_script(Article(headline="", language="en-US", blocks=(block,)))


def read_page(page: str, kind: str = "html") -> None:
    with suppress(SourceError):
        read_article(RawContent(source="page", data=page.encode(), kind=kind), language="en-US")


def read_text(text: str) -> None:
    read_page(text, "text")


def read_markdown(text: str) -> None:
    read_page(text, "markdown")


def read_table(rows: str) -> None:
    """Read a table below some paragraphs of an article."""
    paragraph = "<p>The ferry came back on Monday, and the people waited for it on the pier.</p>"
    read_page(f"<article>{paragraph * 5}<table>{rows}</table>{paragraph}</article>")


def seconds(read: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    read(text)
    return time.process_time() - started


def growth(read: Callable[[str], object], pattern: str) -> float:
    """How many times longer it takes for a text that is FACTOR times as long."""
    read(pattern)  # loads what is loaded once
    short = max(0.01, *(seconds(read, pattern * SHORT) for _ in range(2)))
    return min(seconds(read, pattern * SHORT * FACTOR) for _ in range(2)) / short


@pytest.mark.parametrize("pattern", [*KNOWN_TEXTS, *random_patterns(PIECES + WORDS, ("", " "))])
@pytest.mark.parametrize("read", [spoken_form, split_sentences, make_script])
def test_reading_a_text_takes_time_in_proportion_to_its_length(
    read: Callable[[str], object], pattern: str
) -> None:
    assert growth(read, pattern) < MAX_GROWTH


@pytest.mark.parametrize("pattern", [*KNOWN_PAGES, *random_patterns(TAGS, ("", " "))])
def test_reading_a_page_takes_time_in_proportion_to_its_length(pattern: str) -> None:
    assert growth(read_page, pattern) < MAX_GROWTH


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td>Pier</td><td>21</td></tr>",
        "<tr><td>A<td><table><tr><td>1<td>2<tr><td>3<td>4</table></tr>",
    ],
)
def test_reading_a_table_takes_time_in_proportion_to_its_length(row: str) -> None:
    assert growth(read_table, row) < MAX_GROWTH


@pytest.mark.parametrize("pattern", [*KNOWN_LINES, *random_patterns(PIECES + WORDS, ("\n",))])
@pytest.mark.parametrize("read", [read_text, read_markdown])
def test_reading_lines_takes_time_in_proportion_to_their_length(
    read: Callable[[str], object], pattern: str
) -> None:
    assert growth(read, pattern) < MAX_GROWTH
