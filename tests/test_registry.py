import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from neural import install_piper

from earshot.errors import (
    MisspelledVoice,
    UnknownVoice,
    UnspokenLanguage,
    VoiceNotInstalled,
    WrongLanguage,
)
from earshot.voices.engine_scores import MOS
from earshot.voices.engines import house, libflite
from earshot.voices.hardware import INSTALL_HINT
from earshot.voices.protocol import Speaker
from earshot.voices.registry import (
    default_voice,
    language_match,
    list_engines,
    list_voices,
    open_voice,
)


def test_the_built_in_engines_come_through_the_entry_point() -> None:
    assert {"flite", "espeak", "silent"} <= {listing.engine for listing in list_voices()}


@pytest.mark.parametrize("flite_is_installed", [True, False])
@pytest.mark.parametrize("language", ["en-US", "en-GB", "en-AU", "en"])
def test_the_house_voice_reads_all_english_whether_or_not_flite_is_installed(
    monkeypatch: pytest.MonkeyPatch, language: str, flite_is_installed: bool
) -> None:
    monkeypatch.setattr(libflite, "is_installed", lambda speaker: flite_is_installed)
    assert default_voice(language).name == "house:kathleen"
    with closing(open_voice("", language, 1.0)) as voice:
        assert voice.name == "house:kathleen"


def test_a_better_british_voice_reads_british_english(folder: Path) -> None:
    install_piper(folder, "en_GB-test-medium", language={"code": "en_GB"})
    assert default_voice("en-GB").name == "piper:en_GB-test-medium"


def test_where_the_house_voice_is_lost_the_next_best_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "PACKAGED_DIR", tmp_path)
    monkeypatch.setattr(libflite, "is_installed", lambda speaker: True)
    assert default_voice("en-US").name == "flite:slt"
    monkeypatch.setattr(libflite, "is_installed", lambda speaker: False)
    assert default_voice("en-US").name == "espeak:en-us"
    assert default_voice("en-GB").name == "espeak:en-gb"


@pytest.mark.parametrize(
    ("language", "name"),
    [("de", "espeak:de"), ("fr", "espeak:fr-fr"), ("zh", "espeak:cmn"), ("pt-BR", "espeak:pt-br")],
)
def test_other_languages_go_to_who_speaks_them(language: str, name: str) -> None:
    assert default_voice(language).name == name


def test_a_language_without_a_voice_is_reported() -> None:
    with pytest.raises(UnspokenLanguage, match="tlh"):
        open_voice("", "tlh", 1.0)


def test_a_voice_gets_no_text_in_a_language_it_does_not_support() -> None:
    with pytest.raises(WrongLanguage, match="espeak:de does not support en-US"):
        open_voice("espeak:de", "en-US", 1.0)


def test_the_name_of_an_engine_selects_its_best_voice() -> None:
    voice = open_voice("espeak", "de-AT", 1.0)
    assert voice.name == "espeak:de"
    voice.close()


@pytest.mark.parametrize("name", ["nobody", "nobody:x", "espeak:nobody", "silent:nobody"])
def test_an_unknown_voice_is_one_clear_line(name: str) -> None:
    with pytest.raises(UnknownVoice, match="earshot voices"):
        open_voice(name, "en-US", 1.0)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("house:kathlen", "house:kathleen"),
        ("kathleen", "house:kathleen"),
        ("espek:de", "espeak:de"),
        ("housse:kathleen", "house:kathleen"),
        ("piper:en_GB-alba-mediun", "piper:en_GB-alba-medium"),
    ],
)
def test_a_misspelled_voice_is_reported_with_the_nearest_name(
    folder: Path, name: str, meant: str
) -> None:
    with pytest.raises(MisspelledVoice, match=rf"the nearest name is {meant}\."):
        open_voice(name, "en-US", 1.0)


@pytest.mark.parametrize("has_runtime", [True, False])
def test_a_missing_voice_is_reported_with_the_command_and_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, has_runtime: bool
) -> None:
    hint = "" if has_runtime else INSTALL_HINT
    monkeypatch.setattr("earshot.voices.registry.runtime_install_hint", lambda: hint)
    for name in ("kokoro", "kokoro:af_heart"):
        with pytest.raises(VoiceNotInstalled) as told:
            open_voice(name, "en-US", 1.0)
        assert "earshot voices install kokoro (kokoro-v1.0.onnx, 350 MB)" in str(told.value)
        assert (INSTALL_HINT in str(told.value)) is not has_runtime
    with pytest.raises(VoiceNotInstalled, match="install en_GB-alba-medium"):
        open_voice("piper:en_GB-alba-medium", "en-GB", 1.0)


def test_the_very_region_is_better_than_the_language_and_that_than_another_region() -> None:
    def speaker(*languages: str) -> Speaker:
        return Speaker(name="x", languages=languages)

    ladder = [speaker("pt-BR"), speaker("pt"), speaker("pt-PT"), speaker("es")]
    assert [language_match(each, "pt-br") for each in ladder] == [3, 2, 1, 0]
    assert language_match(speaker("mul"), "pt-BR") == 2


def test_the_default_voice_is_found_without_loading_worse_engines() -> None:
    code = (
        "import sys; from earshot.voices.registry import default_voice\n"
        "print(default_voice('en-US').name)\n"
        "engines = ('flite', 'kitten', 'openai', 'silent')\n"
        "print([e for e in engines if f'earshot.voices.engines.{e}' in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "house:kathleen\n[]\n"


def test_each_engine_has_the_score_by_which_it_is_chosen() -> None:
    assert {name: engine.mos for name, engine in list_engines().items() if name in MOS} == MOS
