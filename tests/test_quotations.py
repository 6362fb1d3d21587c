"""Direct speech: quotations, split sentences and roles."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot import narrate
from earshot.cli import main
from earshot.model import Article, Block
from earshot.script.builder import build_script
from earshot.synthesis.synthesizer import Synthesizer

PIECES = st.lists(
    st.sampled_from("“ ” ‘ ’ \" ' « » . , ? ! — : Go go she said Ann’s '90s \n 6'2\"".split(" ")),
    max_size=25,
).map(" ".join)


def turns(*paragraphs: str, quotes: bool = True) -> list[tuple[str, str]]:
    blocks = tuple(Block(kind="paragraph", text=text) for text in paragraphs)
    lines = build_script(Article(headline="", blocks=blocks), quotes=quotes).utterances
    return [(line.role[0], line.spoken) for line in lines]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“I came early,” she said.", ["q I came early,", "n she said."]),
        (
            "“I came,” she said, “and I left.” He was gone.",
            ["q I came,", "n she said,", "q and I left.", "n He was gone."],
        ),
        ("Ann Lee said, “We don't know.”", ["n Ann Lee said,", "q We don't know."]),
        ("He shouted: \"Stop! Now.\"", ["n He shouted:", "q Stop!", "q Now."]),
        ("\"Why?\" Mr. Lee asked.", ["q Why?", "n Mister Lee asked."]),
        ("“We ‘shall not fail’ them,” he said.", ["q We shall not fail them,", "n he said."]),
        ("‘Yes’, she replied.", ["q Yes,", "n she replied."]),
        ("'I will go,' he told us.", ["q I will go,", "n he told us."]),
    ],
)  # fmt: skip
def test_attribution_is_the_narrators(text: str, said: list[str]) -> None:
    assert [f"{role} {spoken}" for role, spoken in turns(text)] == said


@pytest.mark.parametrize(
    "text",
    [
        "The mayor called it “a disaster” on Monday.",
        "He said it was “the worst day of my life.”",
        "“I left,” he said. He said it was “the worst day of my life.”",
        "“Oppenheimer,” the film by Nolan, won.",
        "“Awful” was the word.",
        "In “Hello, Dolly!” she sang.",
        "The “Today” show, 'tis said, was the best of the '90s.",
        "The 6'2\" guard left.",
    ],
)
def test_words_and_titles_that_a_sentence_quotes_stay_the_narrators(text: str) -> None:
    assert turns(text)[-1][0] == "n"


def test_speech_over_paragraphs_opens_without_closing() -> None:
    said = turns("He spoke. “It is this. We go.", "“We ‘shall not fail’,” he said.", "He left.")
    assert "".join(role for role, _ in said) == "nqqqnn"


def test_a_mark_that_is_missing_costs_one_sentence_at_most() -> None:
    said = turns("He left. “Go away now. It rained. It was late.", "They left.")
    assert "".join(role for role, _ in said) == "nqnnn"


def test_without_a_second_voice_sentences_are_not_split() -> None:
    assert turns("“I came early,” she said. “It rained.”", quotes=False) == [
        ("n", "I came early, she said."),
        ("q", "It rained."),
    ]


@given(PIECES, PIECES)
def test_no_word_is_lost_between_the_voices(first: str, second: str) -> None:
    def words(quotes: bool) -> list[tuple[int, int, str]]:
        blocks = tuple(Block(kind="paragraph", text=text) for text in (first, second))
        lines = build_script(Article(headline="", blocks=blocks), quotes=quotes).utterances
        return [(word.block, word.start, word.text) for line in lines for word in line.words]

    assert words(True) == words(False)


@pytest.fixture
def speech(tmp_path: Path) -> str:
    file = tmp_path / "story.txt"
    file.write_text("“I came early,” she said. “It rained.”\n\nThey left.\n", "utf-8")
    return str(file)


def test_the_command_line_gives_quotations_a_voice(
    speech: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["script", speech, "--quote-voice", "voice"]) == 0
    assert capsys.readouterr().out.split()[:4] == ["quotation", "I", "came", "early,"]
    there = ["narrate", speech, "--voice", "espeak:en-us", "-o", str(tmp_path / "a.mp3")]
    assert main([*there, "--quote-voice", "espeak:nobody"]) == 1
    assert "espeak:nobody" in capsys.readouterr().err
    assert main([*there, "--quote-voice", "espeak:en-gb", "--headline-voice", "espeak:en-gb"]) == 0


def test_the_next_best_voice_is_of_the_same_engine(speech: str) -> None:
    narration = narrate(speech, voice={"narrator": "espeak:en-us", "quotation": "voice"})
    assert isinstance(narration.segments, Synthesizer)
    cast = narration.segments.voices
    assert cast["narrator"] == "espeak:en-us"
    assert cast["quotation"].startswith("espeak:en")
    assert cast["quotation"] != "espeak:en-us"
