"""Pauses by text structure."""

from __future__ import annotations

from pathlib import Path

import pytest

from earshot.cli import main
from earshot.model import Article, Block
from earshot.script.builder import build_script
from earshot.script.pauses import (
    MAX_PAUSE_MS,
    MIN_LONG_WORDS,
    PAUSE_AFTER_SHORT_MS,
    PAUSES_MS,
    Boundary,
    pause_after,
)
from earshot.script.text_options import TextOptions


def test_the_larger_the_break_on_the_page_the_longer_the_silence() -> None:
    order: tuple[Boundary, ...] = (
        "sentence",
        "item",
        "paragraph",
        "before_heading",
        "section",
        "headline",
        "end",
    )
    lengths = [PAUSES_MS[place] for place in order]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) == len(lengths)


def test_a_very_short_sentence_leans_on_the_next() -> None:
    assert pause_after("sentence", 1) == PAUSE_AFTER_SHORT_MS < pause_after("sentence", 12)
    assert pause_after("paragraph", 1) == PAUSES_MS["paragraph"]


def test_the_pause_after_a_long_sentence_is_between_those_of_sentence_and_paragraph() -> None:
    long = pause_after("sentence", MIN_LONG_WORDS)
    assert pause_after("sentence", MIN_LONG_WORDS - 1) < long < PAUSES_MS["paragraph"]
    assert pause_after("paragraph", MIN_LONG_WORDS) == PAUSES_MS["paragraph"]
    assert pause_after("sentence", MIN_LONG_WORDS, {"sentence": 0}) == 0
    assert pause_after("sentence", MIN_LONG_WORDS, {"sentence": MAX_PAUSE_MS}) == MAX_PAUSE_MS


def test_each_utterance_is_followed_by_the_pause_of_its_boundary() -> None:
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
    assert pauses == [900, 350, 250, 800, 700, 450, 750, 1000]


def test_a_break_that_the_page_marks_is_longer_than_a_paragraph() -> None:
    texts = ("It rained.", "* * *", "The sun came out on Monday.", "It was warm.")
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    script = build_script(Article(headline="", blocks=blocks))
    assert [each.pause for each in script.utterances] == [850, 650, 1000]


def test_the_lengths_of_pauses_can_be_set_by_kind() -> None:
    blocks = tuple(Block(kind="paragraph", text=text) for text in ("It rained.", "It was warm."))
    options = TextOptions(pauses={"paragraph": 1500})
    script = build_script(Article(headline="", blocks=blocks), options=options)
    assert [each.pause for each in script.utterances] == [1500, 1000]


def test_the_command_line_sets_pauses_by_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "story.txt"
    file.write_text("It rained on Monday.\n\nIt was warm in the town.\n", "utf-8")
    assert main(["script", str(file), "--pause", "paragraph=1500", "--pause", "end=0"]) == 0
    printed = capsys.readouterr().out
    assert "[1500 ms]" in printed
    assert "[0 ms]" in printed


@pytest.mark.parametrize("given", ["paragraph", "paragraph=long", "chapter=900", "paragraph=-1"])
def test_a_wrong_pause_is_refused_with_the_kinds(
    given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "story.txt"
    file.write_text("It rained.\n", "utf-8")
    assert main(["script", str(file), "--pause", given]) == 1
    assert "before_heading" in capsys.readouterr().err
