"""Silences by structure."""

from __future__ import annotations

from earshot.model import Article, Block
from earshot.script import build_script
from earshot.script.pauses import PAUSE_AFTER_SHORT_MS, PAUSES_MS, Boundary, pause_after


def test_the_larger_the_break_on_the_page_the_longer_the_silence() -> None:
    order: tuple[Boundary, ...] = ("sentence", "item", "paragraph", "heading", "headline", "end")
    lengths = [PAUSES_MS[place] for place in order]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) == len(lengths)


def test_a_very_short_sentence_leans_on_the_next() -> None:
    assert pause_after("sentence", 1) == PAUSE_AFTER_SHORT_MS < pause_after("sentence", 12)
    assert pause_after("paragraph", 1) == PAUSES_MS["paragraph"]


def test_each_utterance_is_followed_by_the_silence_of_what_it_closes() -> None:
    article = Article(
        headline="Harbor reopens",
        blocks=(
            Block(
                kind="paragraph", text="Ships came back on Monday morning. No. The crews cheered."
            ),
            Block(kind="heading", text="What comes next"),
            Block(kind="item", text="More ships."),
            Block(kind="quote", text="We waited all year for this."),
            Block(kind="paragraph", text="It ends here."),
        ),
    )
    pauses = [utterance.pause for utterance in build_script(article, intro=False).utterances]
    assert pauses == [900, 350, 250, 650, 700, 450, 750, 1000]
