"""Concatenated scripts: nothing is lost and words keep their positions."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from earshot.model import INTRO, Article, Block, Script
from earshot.pipeline import build_script
from earshot.script.concatenation import concatenate

TEXTS = st.sampled_from(
    ["The boat came back.", "It cost $4.20, she said. Nobody paid.", "“No,” he said. “Never.”", "…"]
)
BLOCKS = st.builds(Block, kind=st.sampled_from(["heading", "paragraph", "quote"]), text=TEXTS)
ARTICLES = st.builds(
    Article,
    headline=st.sampled_from(["", "Ferry returns", "Dr. Lee: 5 boats sink"]),
    blocks=st.lists(BLOCKS, min_size=1, max_size=4).map(tuple),
    authors=st.sampled_from([(), ("Ann Lee",), ("Ann Lee", "Bo Ek")]),
    published=st.sampled_from([None, date(2025, 11, 3)]),
)


@given(articles=st.lists(ARTICLES, max_size=4))
def test_every_word_is_spoken_once_in_order_with_its_offsets(
    articles: list[Article],
) -> None:
    opening = build_script(Article(headline="Today’s stories", blocks=()), intro=False)
    scripts = [build_script(article) for article in articles]
    whole = concatenate(opening, scripts)
    assert _said(whole) == _said(opening) + [each for script in scripts for each in _said(script)]
    for utterance in whole.utterances:
        for word in utterance.words:
            if word.block != INTRO:
                text = whole.article.text_of(word.block)
                assert text[word.start : word.end] == word.text
    headings = [block.text for block in whole.article.blocks if block.kind == "heading"]
    assert headings == [article.title for article in articles]


def _said(script: Script) -> list[str]:
    words = [word for each in script.utterances for word in each.words]
    return [word.spoken for word in words if word.block != INTRO]


def test_bylines_are_spoken_and_dates_are_not() -> None:
    story = Article(
        headline="Ferry returns",
        blocks=(Block(kind="paragraph", text="It came."),),
        authors=("Ann Lee",),
        published=date(2025, 11, 3),
    )
    opening = build_script(Article(headline="Today", blocks=()), intro=False)
    said = [each.spoken for each in concatenate(opening, [build_script(story)]).utterances]
    assert said == ["Today.", "Ferry returns.", "By Ann Lee.", "It came."]
