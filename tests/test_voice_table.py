from pathlib import Path

import pytest
from neural import install_piper

from earshot.voices.catalogue import list_installable
from earshot.voices.voice_table import format_table, remember_speed


def row(name: str, language: str = "en-US", *, show_all: bool = False) -> str:
    """The line of the table that begins with the name; empty if there is none."""
    lines = format_table(language, show_all=show_all)
    return next((line for line in lines if line.split(" ")[0] == name), "")


def test_a_voice_has_its_naturalness_licence_and_state(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "cache"))
    assert row("house:kathleen").split() == [
        "house:kathleen", "en-US", "3.90", "-", "CC0-1.0", "installed,", "default",
    ]  # fmt: skip


def test_an_estimate_is_marked_as_one_and_the_footnote_names_the_judge(folder: Path) -> None:
    assert "~4.00" in row("piper:en_GB-alba-medium", "en-GB")
    assert any("NISQA-TTS" in line and "~ is an estimate" in line for line in format_table("en-GB"))


def test_the_speed_here_is_shown_once_it_was_measured(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "cache"))
    remember_speed("house:kathleen", 0.02)
    assert " 50 x " in row("house:kathleen")


def test_installable_voices_are_listed_with_their_command(folder: Path) -> None:
    assert "63 MB: earshot voices install en_GB-alba-medium" in row("piper:en_GB-alba-medium")
    install_piper(folder, "en_GB-alba-medium", language={"code": "en_GB"})
    assert row("piper:en_GB-alba-medium").endswith("CC BY 4.0      installed, default")


def test_one_command_brings_a_more_natural_voice(folder: Path) -> None:
    def last(language: str) -> str:
        return list(format_table(language))[-1]

    assert last("en-US") == "More natural: earshot voices install kokoro (kokoro-v1.0.onnx, 350 MB)"
    assert "earshot voices install de_DE-thorsten-medium" in last("de")
    assert last("tlh") == "No installed voice supports tlh."


def test_a_british_reader_gets_a_hint_about_the_british_voice(folder: Path) -> None:
    *_, natural, british = format_table("en-GB")
    assert natural.startswith("More natural: earshot voices install kokoro")
    assert british == "With the accent of en-GB: pip install earshot-voices (12 MB)"
    install_piper(folder, "en_GB-alba-medium", language={"code": "en_GB"})
    assert not any(line.startswith("With the accent") for line in format_table("en-GB"))


def test_a_voice_of_unknown_licence_refers_to_its_model_card(folder: Path) -> None:
    assert "see model card" in row("piper:it_IT-paola-medium", "it")


def test_one_command_brings_a_natural_voice_in_thirty_languages(folder: Path) -> None:
    piper = [each for each in list_installable() if each.engine == "piper"]
    languages = sorted({each.language.partition("-")[0] for each in piper} - {"en"})
    assert len(languages) >= 30
    for language in languages:
        [*_, last] = format_table(language)
        assert last.startswith("More natural: earshot voices install "), language


def test_an_engine_that_does_not_speak_the_language_is_left_out(folder: Path) -> None:
    assert not row("house:kathleen", "de")
    assert row("house:kathleen", "de", show_all=True)
