import html
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import ARTICLE, make_narration

from earshot.model import Article, Timeline
from earshot.publish.timeline import TimelineRecorder
from earshot.publish.webvtt import LINE_LENGTH, write_webvtt

CUE = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})\n((?:.+\n)+)")


def written(article: Article = ARTICLE) -> tuple[str, Timeline]:
    keeper = TimelineRecorder(make_narration(article))
    for _ in keeper.samples(keeper.narration.segments):
        pass
    return "".join(write_webvtt(article, keeper.timeline())), keeper.timeline()


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


def test_markup_in_a_story_is_shown_and_not_obeyed() -> None:
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
@settings(max_examples=50, deadline=None)
def test_no_line_is_longer_than_65_characters_and_no_cue_than_two_lines(tokens: list[str]) -> None:
    blocks = (replace(ARTICLE.blocks[0], text="a " + " ".join(tokens)), *ARTICLE.blocks[1:])
    text, _ = written(replace(ARTICLE, blocks=blocks))
    for _, _, shown in cues(text):
        lines = shown.split("\n")
        assert len(lines) <= 2
        assert all(len(line) <= LINE_LENGTH for line in lines)
