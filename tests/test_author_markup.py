"""Annotations by the author are in the audio: pronunciations and pauses."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from earshot import narrate, pipeline
from earshot.errors import NoArticle
from earshot.model import Annotation, Article, Block, Script, Utterance, Word
from earshot.script.builder import build_script
from earshot.script.edits import LexiconEntry
from earshot.script.lexicon import Lexicon
from earshot.script.proofreading import proofread
from earshot.serialization import article_json, from_json, script_json
from earshot.speech_cache import cache_key


def story(text: str, *marks: Annotation, headline: str = "") -> Article:
    block = Block(kind="paragraph", text=text, annotations=marks)
    return Article(headline=headline, blocks=(block,))


def sound(text: str, written: str, ipa: str, lexicon: Lexicon | None = None) -> Word:
    start = text.index(written)
    mark = Annotation(start=start, end=start + len(written), ipa=ipa)
    script = build_script(story(text, mark), lexicon=lexicon)
    return next(w for line in script.utterances for w in line.words if w.start == start)


@pytest.mark.parametrize(
    ("text", "written", "phonemes"),
    [
        ("They met Xi there.", "Xi", "ʃi"),
        ("They met Xi's aide.", "Xi", "ʃiz"),
        ("The Xi-led team won.", "Xi", "ʃi"),
        ("A 737 MAX landed.", "737", "ʃi"),
        ("They met “Dr. No” there.", "“Dr. No”"[1:-1], "ʃi"),
        ("They saw McAlister.", "Mc", "ʃi"),
    ],
)
def test_a_marked_word_is_one_word_with_its_pronunciation(
    text: str, written: str, phonemes: str
) -> None:
    word = sound(text, written, "ʃi")
    assert word.text.removesuffix("'s") == written
    assert word.phonemes == phonemes
    assert word.spoken.isascii()
    assert not any(c.isdigit() for c in word.spoken)


def test_no_letter_is_lost_beside_a_mark() -> None:
    text = "The Oyelaran-led 737 MAX lost 5-3."
    said = build_script(story(text, Annotation(start=17, end=20, ipa="ʃi"))).utterances[0].words
    covered = [n for word in said for n in range(word.start, word.end) if text[n].isalnum()]
    assert covered == [n for n, c in enumerate(text) if c.isalnum()]
    assert all(text[word.start : word.end] == word.text for word in said)


def test_the_author_wins_over_the_lexicon_and_the_rules() -> None:
    house = Lexicon(
        [
            LexiconEntry(written="Xi Jinping", kind="say", value="she"),
            LexiconEntry(written="Xi", kind="say", value="x"),
        ]
    )
    assert sound("They met Xi Jinping.", "Xi", "zi", house).phonemes == "zi"


def test_invalid_ipa_is_ignored_and_reported() -> None:
    word = sound("They met Xi there.", "Xi", "7~7")
    assert word.phonemes == "ʃi"
    bad = story("They met Xi there.", Annotation(start=9, end=11, ipa="7~7"))
    [found] = proofread(build_script(bad), Lexicon())
    assert (found.kind, found.text) == ("mark", "Xi")
    assert "7~7" in found.reason


@pytest.mark.parametrize("written", ["[pause:long]", "[pause]", "[Xi](/ʃi)", "[Xi](/ʃi"])
def test_a_broken_mark_is_reported(written: str) -> None:
    found = proofread(build_script(story(f"They met {written} there.")), Lexicon())
    assert found[0].kind == "mark"


def pauses(text: str, *marks: Annotation) -> list[tuple[str, int]]:
    return [(line.spoken, line.pause) for line in build_script(story(text, *marks)).utterances]


def silence(at: int, ms: int) -> Annotation:
    return Annotation(start=at, end=at, pause=ms)


def test_a_pause_between_sentences_is_as_long_as_it_was_asked_for() -> None:
    assert pauses("We lost. It rained on us.", silence(9, 2000))[0] == ("We lost.", 2000)
    assert pauses("We lost. It rained on us.", silence(8, 0))[0] == ("We lost.", 0)


def test_a_pause_inside_a_sentence_keeps_the_voice_up() -> None:
    assert pauses("And the winner is Ann.", silence(18, 1500)) == [
        ("And the winner is,", 1500),
        ("Ann.", 1000),
    ]


def test_pauses_in_one_place_add_up_to_ten_seconds_at_most() -> None:
    assert pauses("We lost.", silence(8, 700), silence(8, 800)) == [("We lost.", 1500)]
    assert pauses("We lost.", silence(8, 99_000), silence(8, 800)) == [("We lost.", 10_000)]
    [found] = proofread(build_script(story("We lost.", silence(8, 99_000))), Lexicon())
    assert found.kind == "mark"


def test_a_pause_before_the_first_block_follows_the_intro() -> None:
    lines = build_script(story("We lost.", silence(0, 3000), headline="A loss")).utterances
    assert [line.pause for line in lines] == [3000, 1000]
    assert [
        line.pause for line in build_script(story("We lost.", silence(0, 3000))).utterances
    ] == [1000]


def test_marks_survive_json(tmp_path: Path) -> None:
    file = tmp_path / "story.md"
    file.write_text("# [Nice](/ˈnis/) wins\n\nHe [read](/ɹɛd/) it. [pause:2s] She left.\n", "utf-8")
    found = pipeline.extract_article(str(file))
    again = from_json(json.loads(json.dumps(article_json(found))), "it")
    assert again == found
    assert isinstance(again, Article)
    script = build_script(again)
    assert from_json(json.loads(json.dumps(script_json(script))), "it") == script


def test_an_annotation_outside_its_text_is_rejected() -> None:
    broken = article_json(story("We lost.", Annotation(start=3, end=99, ipa="ʃi")))
    with pytest.raises(NoArticle):
        from_json(broken, "it")


def test_a_different_pronunciation_has_its_own_recording() -> None:
    plain = Word(text="Xi", spoken="Xi", block=0, start=0)
    told = replace(plain, phonemes="zi")
    assert cache_key([], Utterance(words=(plain,))) != cache_key([], Utterance(words=(told,)))


def test_a_pause_is_in_the_audio_and_offsets_are_those_of_the_clean_text(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(
        "We met [Xi](/ʃi/) today [pause:3s] in Nice.\n\nIt rained on all of us.\n", "utf-8"
    )
    narration = narrate(str(file), voice="espeak:en-us")
    first, second, *_ = narration.segments
    assert (second.start - first.timings[-1].end) / narration.rate >= 2.5
    text = narration.script.article.blocks[0].text
    assert text == "We met Xi today in Nice."
    timed = [timing.word for each in (first, second) for timing in each.timings]
    assert [text[word.start : word.end] for word in timed] == text.rstrip(".").split()


def test_a_script_is_of_marked_words(tmp_path: Path) -> None:
    script = build_script(story("We met Xi.", Annotation(start=7, end=9, ipa="zi")))
    assert isinstance(script, Script)
    assert script.utterances[0].words[-1].phonemes == "zi"
