"""Findings for an editor, and the lexicon lines that change them."""

import json
import tomllib
import wave
from pathlib import Path

import pytest

from earshot.cli import main
from earshot.model import Article, Block
from earshot.script.builder import build_script
from earshot.script.lexicon import Lexicon
from earshot.script.lexicon_files import read_lexicon
from earshot.script.proofreading import Finding, proofread


def found(*paragraphs: str, lexicon: Lexicon | None = None) -> list[Finding]:
    blocks = tuple(Block(kind="paragraph", text=text) for text in paragraphs)
    story = Article(headline="", blocks=blocks)
    known = lexicon or Lexicon()
    return proofread(build_script(story, lexicon=known), known)


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("They met Grobzinkel there.", "name", "Grobzinkel"),
        ("They met Wójcikowska there.", "name", "Wójcikowska"),
        ("A flurbish wind came.", "word", "flurbish"),
        ("The score was 3/7 at noon.", "number", "3/7"),
        ("He served 12, 15 years.", "number", "12, 15"),
        ("The ZQF met on Monday.", "initials", "ZQF"),
        ("He said “go and never came back.", "quotes", "“go and"),
        ("He left . Then he came.", "damage", "left ."),
        ("He left town.She came back.", "damage", "town.She"),
        ("He saw the the town.", "damage", "the the"),
        ("The officialSaturday meeting went on.", "damage", "officialSaturday"),
        ("He wrote שלום on it.", "foreign", "שלום"),
        ("The clip has 56m to spare.", "number", "56m"),
        ("It is 1:24 here.", "number", "1:24"),
        ("They bought $ and ¥ there.", "number", "¥"),
        ("The dept. and qzt. offices closed.", "number", "qzt."),
        ("It stood 3-7 there.", "number", "3-7"),
        ("They sold 2.5 bil. copies.", "number", "bil."),
        ("It has 320 glug., and more.", "number", "glug."),
        ("It stood at 3-2 then.", "number", "3-2"),
        ("The net was (€4.2m) then.", "number", "(€4.2m)"),
        ("Add 2 T. butter now.", "number", "T."),
        ("The gap is 300 nm.", "number", "300 nm"),
        ("The NE was quiet.", "number", "NE"),
        ("They took the Zorba 911 there.", "number", "Zorba 911"),
        ("A 12-xo boy came.", "number", "12-xo"),
        ("The plate holds 14C of it.", "number", "14C"),
        ("It holds 3445 of them.", "number", "3445"),
        ("He replied with a 👍.", "number", "👍"),
        ("They met Hallewell there.", "name", "Hallewell"),
        ("They met DeZorbinier there.", "name", "DeZorbinier"),
        ("They drove 9 h. 12 more.", "number", "h. 12"),
        ("The inquiry cited r. 12 in May.", "number", "r. 12"),
        ("It opened 9am - noonish, and 9am-3 June.", "number", "9am"),
        ("The key 0731 is lost.", "number", "0731"),
        ("They paid 9 S for it.", "number", "9 S"),
        ("He sold 50k xq to them.", "number", "xq"),
        ("The Bov. opened late.", "number", "Bov."),
        ("Officials met on MondayThey failed.", "damage", "MondayThey"),
    ],
)
def test_doubtful_words_are_found(text: str, kind: str, written: str) -> None:
    assert any(each.kind == kind and written in each.text for each in found(text)), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The president met Xi Jinping in Beijing on Monday.",
        "The FBI and NASA said that 12 people left.",
        "“I will go,” she said. “It is late.”",
        "It happened on 9/11, and they work 24/7.",
        "Police in Worcester said the McDonald's on YouTube was fine.",
        "The International Criminal Court (ICC) ruled, and the ICC sat.",
        "The organisers criticised the travellers' behaviour in the centre.",
        "DEATH BEHIND BARS was the headline at www.DearAbby.com on Monday.",
        "The concept of ‘pure profit’ might mean he leaves.",
        "Pope Leo XIV cited John 3:16 and No. 24-1287.",
        'She won 6-2, 7-5 and paid $4.99/mo for a 65" screen.',
        "UTC and LLC and CO2 and the G7 and MIT.",
    ],
)
def test_unambiguous_words_are_not_findings(text: str) -> None:
    assert found(text) == []


def test_speech_over_several_paragraphs_opens_without_closing() -> None:
    assert found("“I came early.", "“I left late,” she said.") == []


def test_the_most_doubtful_comes_first_and_a_name_comes_once() -> None:
    both = found("They met Grobzinkel. Grobzinkel saw a flurbish wind. Grobzinkel left.")
    assert [each.score for each in both] == sorted((e.score for e in both), reverse=True)
    assert [each.times for each in both if each.text == "Grobzinkel"] == [3]


def test_its_line_put_into_a_lexicon_settles_it(tmp_path: Path) -> None:
    text = "They met Grobzinkel there, and the ZQF left."
    lines = [each.line for each in found(text)]
    assert len(lines) == 2
    file = tmp_path / "house.toml"
    file.write_text("\n".join(lines), "utf-8")
    assert tomllib.loads(file.read_text("utf-8"))
    assert found(text, lexicon=read_lexicon(file)) == []


@pytest.fixture
def doubtful(tmp_path: Path) -> str:
    file = tmp_path / "story.txt"
    file.write_text("The mayor met Grobzinkel at noon.\n\nThey left early.\n", "utf-8")
    return str(file)


def test_the_exit_code_says_whether_there_is_anything(
    doubtful: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", doubtful]) == 3
    assert "Grobzinkel" in capsys.readouterr().out
    assert main(["check", doubtful, "--min-score", "0.95"]) == 0
    plain = tmp_path / "plain.txt"
    plain.write_text("The mayor met the council at noon.\n", "utf-8")
    assert main(["check", str(plain)]) == 0


def test_json_is_for_tools(doubtful: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", doubtful, "--json"])
    [only] = json.loads(capsys.readouterr().out)
    assert (only["kind"], only["block"], only["start"]) == ("name", 0, 14)


def test_one_line_can_be_previewed(
    doubtful: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "line.wav"
    assert main(["check", doubtful, "--preview", "1", "-o", str(target)]) == 0
    with wave.open(str(target)) as file:
        assert 1 < file.getnframes() / file.getframerate() < 5
    assert main(["check", doubtful, "--preview", "9"]) == 1
    assert "there are 1 findings" in capsys.readouterr().err


def test_a_story_in_another_language_is_one_thing_to_look_at() -> None:
    text = "Omnye wolutsha owathi waxhamla ngethuba iqala le projekithi yokusetyenziswa. "
    kinds = [each.kind for each in found(text * 6)]
    assert kinds[0] == "language"
    assert not {"word", "name", "foreign"} & set(kinds)


def test_a_finding_after_the_last_word_can_be_previewed_too(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text("The mayor met the council at noon. [pause:99s]\n", "utf-8")
    target = tmp_path / "line.wav"
    assert main(["check", str(file), "--preview", "1", "-o", str(target)]) == 0
    assert target.stat().st_size > 10_000
