"""Choices of what is read of a text, and how long the pauses are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_pages import build_page

from earshot import TextOptions, build_script
from earshot.cli import main
from earshot.errors import InvalidOption
from earshot.model import Article, Block
from earshot.script.edits import ReadingSettings
from earshot.script.pauses import parse_pauses

NOTES = "It failed.[3] The treaty¹² held (Lee et al., 2019)."
BRACKETS = "He said [Smith] had went [sic] home, and [he] left. [Laughter] She saw [t]he end."


def words_of(text: str, options: TextOptions, language: str = "en-US") -> list[tuple[str, str]]:
    block = Block(kind="paragraph", text=text)
    script = build_script(Article(headline="", blocks=(block,), language=language), options=options)
    return [(each.text, each.spoken) for line in script.utterances for each in line.words]


def spoken(text: str, options: TextOptions, language: str = "en-US") -> str:
    return " ".join(said for _, said in words_of(text, options, language))


def test_note_marks_and_references_are_read_on_request() -> None:
    assert spoken(NOTES, TextOptions()) == "It failed The treaty held"
    read = spoken(NOTES, TextOptions(notes=True))
    assert read == "It failed three The treaty twelve held Lee et al twenty nineteen"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Das Schiff sank.[3] Es war alt.", "Das Schiff sank Es war alt"),
        ("pl", "Statek zatonął.[12] Był stary.", "Statek zatonął Był stary"),
    ],
)
def test_note_marks_are_skipped_in_other_languages_too(
    language: str, text: str, expected: str
) -> None:
    assert spoken(text, TextOptions(), language) == expected
    assert spoken(text, TextOptions(notes=True), language) != expected


def test_words_in_brackets_are_left_out_on_request() -> None:
    assert "said Smith had went sic home" in spoken(BRACKETS, TextOptions())
    assert spoken(BRACKETS, TextOptions(brackets=False)) == (
        "He said had went home and left She saw the end"
    )


def test_words_in_brackets_belong_to_the_word_beside_them() -> None:
    words = words_of(BRACKETS, TextOptions(brackets=False))
    assert words[1] == ("said [Smith", "said")
    letters = [c for text, _ in words for c in text if c.isalnum()]
    assert "".join(letters) == "".join(filter(str.isalnum, BRACKETS))


def test_notes_and_brackets_are_chosen_apart() -> None:
    text = "It failed.[3] He [Lee] left."
    assert spoken(text, TextOptions(notes=True, brackets=False)) == "It failed three He left"


@pytest.mark.parametrize(
    "entry", ["paragraph", "paragraph=", "paragraph=-1", "word=5", "end=10001"]
)
def test_a_wrong_pause_is_refused_with_the_kinds(entry: str) -> None:
    with pytest.raises(InvalidOption, match=r"paragraph=900; kinds: headline, "):
        parse_pauses([entry])


def test_python_checks_pauses_as_the_command_line_does() -> None:
    with pytest.raises(InvalidOption, match="end=10001"):
        TextOptions(pauses={"end": 10_001})
    assert parse_pauses(["end = 10000"]) == {"end": 10_000}


def test_a_request_comes_before_a_site_and_a_site_before_the_library() -> None:
    request = ReadingSettings(pauses={"end": 1})
    site = ReadingSettings(spoken_parts=("notes",), pauses={"end": 2, "quote": 2})
    library = ReadingSettings(spoken_parts=("byline",), pauses={"end": 3, "quote": 3, "item": 3})
    found = request.complete(site).complete(library)
    assert found.spoken_parts == ("notes",)
    assert found.pauses == {"end": 1, "quote": 2, "item": 3}
    assert ReadingSettings(spoken_parts=()).complete(library).spoken_parts == ()


def test_the_command_line_has_the_same_choices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "story.html"
    page.write_text(build_page(f"<p>{NOTES} {BRACKETS} It sank.[4]</p>"), "utf-8")
    options = ["--json", "--notes", "--no-brackets", "--pause", "paragraph=1234"]
    assert main(["script", str(page), *options]) == 0
    utterances = json.loads(capsys.readouterr().out)["utterances"]
    read = " ".join(word["spoken"] for each in utterances for word in each["words"])
    assert "failed three The treaty" in read
    assert "had went home" in read
    assert any(each["pause"] == 1234 for each in utterances)
