from dataclasses import replace
from itertools import pairwise

from recordings import ARTICLE, make_narration

from earshot.model import Timeline, Utterance
from earshot.publish.timeline import TimelineRecorder


def timeline(**changes: object) -> Timeline:
    keeper = TimelineRecorder(make_narration(replace(ARTICLE, **changes)))  # type: ignore[arg-type]
    for _ in keeper.samples(keeper.narration.segments):
        pass
    return keeper.timeline()


def test_the_samples_go_through_untouched_and_are_counted() -> None:
    keeper = TimelineRecorder(make_narration())
    total = sum(len(samples) for samples in keeper.samples(keeper.narration.segments))
    assert keeper.timeline().duration == total


def test_a_cue_ends_with_its_last_word_and_not_with_the_pause() -> None:
    times = timeline()
    ends = [cue.end for cue in times.cues]
    assert ends[-1] == times.timings[-1].end < times.duration
    assert all(cue.start < cue.end for cue in times.cues)


def test_headings_make_chapters_that_cover_the_recording() -> None:
    times = timeline()
    assert [chapter.title for chapter in times.chapters] == [ARTICLE.headline, "What it cost"]
    assert times.chapters[0].start == 0
    assert times.chapters[0].end == times.chapters[1].start
    assert times.chapters[-1].end == times.duration


def test_an_article_without_headings_has_no_chapters() -> None:
    plain = tuple(replace(block, kind="paragraph") for block in ARTICLE.blocks)
    assert timeline(blocks=plain).chapters == ()


def test_a_thousand_headings_make_at_most_255_chapters() -> None:
    keeper = TimelineRecorder(make_narration())
    first = next(iter(keeper.narration.segments))
    blocks = tuple(replace(ARTICLE.blocks[1], text=f"Part {n}") for n in range(1_000))
    script = replace(keeper.narration.script, article=replace(ARTICLE, blocks=blocks))
    keeper = TimelineRecorder(replace(keeper.narration, script=script))
    parts = []
    for number in range(1_000):
        words = tuple(replace(word, block=number) for word in first.utterance.words)
        start = number * len(first.samples)
        parts.append(replace(first, utterance=Utterance(words=words), start=start, timings=()))
    for _ in keeper.samples(parts):
        pass
    chapters = keeper.timeline().chapters
    assert 200 <= len(chapters) <= 255
    assert chapters[0].title == "Part 0"
    assert all(one.end == two.start for one, two in pairwise(chapters))
    assert chapters[-1].end == keeper.timeline().duration


def test_milliseconds_are_rounded_to_the_nearest() -> None:
    times = timeline()
    assert [times.ms(samples) for samples in (0, 11, 12, 24, 24_000)] == [0, 0, 1, 1, 1000]
