import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import ARTICLE, make_narration

from earshot import narrate
from earshot.model import Article, Block, Timeline
from earshot.publish.captions import CAPTION_FORMATS, LINE_LENGTH
from earshot.publish.timeline import TimelineRecorder

CUE = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})\n((?:.+\n)+)")


def written(article: Article = ARTICLE, form: str = "vtt") -> tuple[str, Timeline]:
    keeper = TimelineRecorder(make_narration(article))
    for _ in keeper.samples(keeper.narration.segments):
        pass
    timeline = keeper.timeline()
    return "".join(CAPTION_FORMATS[form].write(article, timeline)), timeline


def captions_of(text: str, form: str = "vtt") -> str:
    """The captions of a text, built by the whole pipeline."""
    article = replace(ARTICLE, blocks=(Block(kind="paragraph", text=text),))
    narration = narrate(article, voice="silent:reader")
    keeper = TimelineRecorder(narration)
    for _ in keeper.samples(narration.segments):
        pass
    written = "".join(CAPTION_FORMATS[form].write(article, keeper.timeline()))
    return html.unescape(written) if form == "vtt" else written


def cues(text: str) -> list[tuple[int, int, str]]:
    found = []
    for cue in CUE.findall(text):
        hours, minutes, seconds, ms = (int(n) for n in cue[0:4])
        start = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
        hours, minutes, seconds, ms = (int(n) for n in cue[4:8])
        end = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
        found.append((start, end, html.unescape(cue[8]).strip()))
    return found


def test_the_captions_are_the_articles_own_words_with_its_punctuation() -> None:
    text, _ = written()
    assert text.startswith("WEBVTT\n")
    said = " ".join(cue[2].replace("\n", " ") for cue in cues(text))
    assert said == " ".join(
        [
            ARTICLE.headline,
            "By Ann Lee and Bo Ek.",
            *(block.text for block in ARTICLE.blocks),
        ]
    )


def test_markup_in_an_article_is_escaped() -> None:
    text, _ = written()
    assert "&lt;b&gt;minded&lt;/b&gt;" in text
    assert "million &amp; a winter" in text


def test_cues_follow_each_other_inside_the_recording() -> None:
    text, timeline = written()
    times = cues(text)
    edges = [edge for start, end, _ in times for edge in (start, end)]
    assert edges == sorted(edges)
    assert all(start < end for start, end, _ in times)
    assert edges[-1] <= timeline.ms(timeline.duration)


@given(st.lists(st.text("abc“”—,.-", min_size=1, max_size=90), min_size=1, max_size=30))
@settings(max_examples=50)
def test_no_line_is_longer_than_65_characters_and_no_cue_than_two_lines(tokens: list[str]) -> None:
    blocks = (replace(ARTICLE.blocks[0], text="a " + " ".join(tokens)), *ARTICLE.blocks[1:])
    text, _ = written(replace(ARTICLE, blocks=blocks))
    for _, _, shown in cues(text):
        lines = shown.split("\n")
        assert len(lines) <= 2
        assert all(len(line) <= LINE_LENGTH for line in lines)


def test_srt_has_the_same_captions_with_numbers_and_commas() -> None:
    text, _ = written(form="srt")
    number, times, *lines = text.split("\n\n")[0].splitlines()
    assert number == "1"
    assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", times)
    assert lines == [ARTICLE.headline]
    found = [block.split("\n", 2) for block in text.strip().split("\n\n")]
    assert [int(block[0]) for block in found] == list(range(1, len(found) + 1))
    captions = cues(written()[0])
    assert [block[2] for block in found] == [cue[2] for cue in captions]


def test_markup_in_a_story_is_not_escaped_in_srt() -> None:
    assert "<b>minded</b>" in written(form="srt")[0]


@pytest.mark.parametrize("form", CAPTION_FORMATS)
@pytest.mark.parametrize(
    "sentence",
    [
        "A 41-year-old man ran the 9:30–10:15 shift.",
        "It cost $4.5m/year; see example.com/a-b (and/or AT&T).",
        "The well-known on-the-record state-of-the-art answer came at 7p.m.",
        "“Don’t,” she said—twice—“do that.”",
    ],
)
def test_captions_have_spaces_only_where_the_article_has_them(form: str, sentence: str) -> None:
    assert sentence in " ".join(captions_of(sentence, form).split())


def test_a_token_is_not_broken_across_lines() -> None:
    token = "a-state-of-the-art-and-up-to-date-answer"
    text = captions_of(f"{token} " * 9)
    assert sum(line.count(token) for line in text.splitlines()) == 9


def test_a_token_longer_than_a_line_is_broken() -> None:
    lines = captions_of("one-two-" * 40 + "three.").splitlines()
    assert all(len(line) <= LINE_LENGTH for line in lines)
    assert "one-two-" * 40 + "three." in "".join(line for line in lines if "-->" not in line)
