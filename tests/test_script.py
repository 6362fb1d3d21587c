"""Article → Script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from earshot.model import HEADLINE, INTRO, Article, Block, Utterance
from earshot.script.builder import build_script


def paragraph(text: str) -> Block:
    return Block(kind="paragraph", text=text)


def article(*texts: str, headline: str = "", language: str = "en-US") -> Article:
    return Article(headline=headline, blocks=tuple(map(paragraph, texts)), language=language)


def roles(*texts: str) -> list[tuple[str, str]]:
    return [(u.role, u.spoken) for u in build_script(article(*texts)).utterances]


STORY = Article(
    headline="Mayor wins 2nd term",
    authors=("Ann Lee", "Bo Ek"),
    published=date(2025, 11, 13),
    blocks=(
        paragraph("She won by $5 million in ads. “It was close,” she said."),
        Block(kind="heading", text="What it means"),
        Block(kind="quote", text="I have never seen this. Never."),
        paragraph("***"),
        Block(kind="item", text="Taxes rise 3%"),
    ),
)


def test_the_headline_comes_first_then_byline_and_date_then_the_blocks() -> None:
    said = [(u.role, u.block, u.spoken) for u in build_script(STORY).utterances]
    assert said == [
        ("headline", HEADLINE, "Mayor wins second term."),
        ("narrator", INTRO, "By Ann Lee and Bo Ek. November thirteenth, twenty twenty-five."),
        ("narrator", 0, "She won by five million dollars in ads."),
        ("narrator", 0, "It was close, she said."),
        ("headline", 1, "What it means."),
        ("quotation", 2, "I have never seen this."),
        ("quotation", 2, "Never."),
        ("narrator", 4, "Taxes rise three percent."),
    ]


def test_without_an_intro_the_headline_is_still_spoken() -> None:
    blocks = [u.block for u in build_script(STORY, intro=False).utterances]
    assert blocks[0] == HEADLINE
    assert INTRO not in blocks


@pytest.mark.parametrize(
    "language, notice",
    [
        ("en-US", "Read by a synthetic voice."),
        ("de", "Gelesen von einer synthetischen Stimme."),
        ("fr", "Lu par une voix de synthèse."),
        ("sw", ""),
    ],
)
def test_the_intro_says_by_choice_that_the_voice_is_synthetic(language: str, notice: str) -> None:
    story = replace(STORY, language=language)
    script = build_script(story, intro=["byline", "voice_notice"])
    intro = [u.spoken for u in script.utterances if u.block == INTRO]
    assert intro[1:] == ([notice] if notice else [])
    only = build_script(replace(story, authors=()), intro=["voice_notice"])
    assert [u.spoken for u in only.utterances if u.block == INTRO] == intro[1:]


def test_a_british_paper_announces_the_date_the_british_way() -> None:
    day = date(2025, 11, 13)
    story = Article(headline="", authors=("Bo Ek",), blocks=(), published=day, language="en-GB")
    (intro,) = build_script(story).utterances
    assert intro.spoken == "By Bo Ek. the thirteenth of November twenty twenty-five."


def test_a_story_without_headline_and_byline_does_not_begin_with_a_date() -> None:
    story = Article(headline="", blocks=(paragraph("It rained."),), published=date(2025, 11, 13))
    assert [u.spoken for u in build_script(story).utterances] == ["It rained."]


def test_every_word_points_at_its_own_characters() -> None:
    for utterance in build_script(STORY).utterances:
        for word in utterance.words:
            if word.block != INTRO:
                assert STORY.text_of(word.block)[word.start : word.end] == word.text


def test_the_words_of_the_intro_have_no_position_on_the_page_but_rising_times() -> None:
    intro = next(u for u in build_script(STORY).utterances if u.block == INTRO)
    starts = [word.start for word in intro.words]
    assert starts == sorted(set(starts))
    assert starts[0] == 0


def test_only_whole_sentences_of_direct_speech_are_quotations() -> None:
    assert roles('"We lost. We will be back," he said. "It hurts." Then the "new" crowd left.') == [
        ("quotation", "We lost."),
        ("narrator", "We will be back, he said."),
        ("quotation", "It hurts."),
        ("narrator", "Then the new crowd left."),
    ]


def test_speech_that_continues_in_the_next_paragraph_is_not_closed() -> None:
    assert [
        role for role, _ in roles("“It began in May. We knew.", "“Nobody helped.”", "He left.")
    ] == [
        "quotation",
        "quotation",
        "quotation",
        "narrator",
    ]


def test_british_single_quotation_marks_are_speech_and_apostrophes_are_not() -> None:
    assert [role for role, _ in roles("‘We lost.’ He wasn’t the ’90s’ best.")] == [
        "quotation",
        "narrator",
    ]


def test_inches_open_no_quotation() -> None:
    assert [role for role, _ in roles("The 6'2\" guard left. He was hurt.")] == ["narrator"] * 2


def test_an_article_in_another_language_is_read_as_it_is_written() -> None:
    story = Article(
        headline="Der Hafen öffnet wieder",
        authors=("Ann Lee",),
        published=date(2025, 11, 13),
        blocks=(paragraph("Nach 12 Jahren kam Dr. Weber zurück. Alle freuten sich."),),
        language="de",
    )
    assert [u.spoken for u in build_script(story).utterances] == [
        "Der Hafen öffnet wieder.",
        "Ann Lee.",
        "Nach zwölf Jahren kam Doktor Weber zurück.",
        "Alle freuten sich.",
    ]


def test_an_article_without_words_makes_an_empty_script() -> None:
    assert build_script(article("", " ", "—", "😀 …", headline="…")).utterances == ()


def _ends(utterance: Utterance) -> str:
    return utterance.words[-1].boundary


def test_every_utterance_ends_with_a_mark_that_lets_the_voice_fall_or_rise() -> None:
    texts = ("Really?", "Stop!", "He trailed off…", "A title without a stop", "“Is it?” “No.”")
    ends = [_ends(u) for u in build_script(article(*texts)).utterances]
    assert ends == ["?", "!", "…", ".", "?", "."]


@pytest.mark.shared
def test_a_real_article_is_read_from_its_first_word_to_its_last(shared: Path) -> None:
    for path in sorted((shared / "articles").glob("*.txt")):
        text = path.read_text("utf-8")
        script = build_script(article(*text.split("\n\n")))
        spoken = "".join(w.text for u in script.utterances for w in u.words)
        assert [c for c in spoken if c.isalnum()] == [c for c in text if c.isalnum()]
        assert not any(c.isdigit() for u in script.utterances for c in u.spoken)
