"""The package of narrators: its files, its build, and how Earshot finds them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from house_models import CARD, write_model

from earshot.errors import InstallFailed, UnknownVoice, VoiceNotInstalled
from earshot.mastering import calibrate_gain
from earshot.synthesis.synthesizer import CALIBRATION_TEXT
from earshot.voice_evaluation import evaluate_voice, sample_sentences
from earshot.voices import install
from earshot.voices.catalogue import list_installable
from earshot.voices.engines import libflite
from earshot.voices.engines.house import House
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.house_model.model_card import NO_CONSENT_NEEDED, read_card, read_figure
from earshot.voices.paths import file_sha256
from earshot.voices.registry import default_voice, list_voices, open_voice, second_voice
from earshot.voices.voice_table import format_table

PACKAGE = Path(__file__).parents[1] / "voices"
FILES = sorted((PACKAGE / "src" / "earshot_voices").glob("*.onnx"))
NEWS = CALIBRATION_TEXT.partition("\n\n")[0]
NARRATORS = {each.full_name: each for each in list_installable() if each.engine == "house"}


@pytest.fixture
def narrators(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The package as if it were installed; no voice of the user's."""
    monkeypatch.syspath_prepend(str(PACKAGE / "src"))
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path / "voices"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    assert build(PACKAGE, folder).returncode == 0
    (file,) = folder.glob("*.whl")
    return file


def build(package: Path, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    arguments = [*command, "--wheel-dir", str(output), str(package)]
    return subprocess.run(arguments, capture_output=True, text=True)


def voice_names() -> Iterator[str]:
    return (each.name for each in list_voices())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_narrator_says_who_spoke_and_is_the_file_of_the_catalogue(file: Path) -> None:
    card, entry = read_card(file, file.stem), NARRATORS[f"house:{file.stem}"]
    if card.teacher:
        assert card.teacher.startswith("kokoro:") and "Apache-2.0" in card.teacher
        assert card.consent == NO_CONSENT_NEEDED
    else:
        assert "CC0" in card.consent and "CC0" in card.licence
    assert card.licence == entry.licence
    assert (card.language, card.finished) == (entry.language, "yes")
    assert entry.sha256 == file_sha256(file)
    assert entry.naturalness == read_figure(card, "naturalness") > 3
    assert file.stat().st_size <= 12_000_000


def test_the_catalogue_has_no_narrator_without_a_file() -> None:
    assert list(NARRATORS) == [f"house:{file.stem}" for file in FILES]


@pytest.mark.parametrize("name", NARRATORS)
def test_a_narrator_is_understood_its_words_are_timed_and_its_gain_is_known(
    narrators: None, _any_speed: None, name: str
) -> None:
    language = NARRATORS[name].language
    # To recognize and align the whole text, a minute of English, takes 20 s of CPU time.
    report = evaluate_voice(name, text=NEWS if language.startswith("en") else "")
    assert report.faults == ()
    assert report.language == language
    with closing(House().open(name.partition(":")[2], language, 1.0)) as voice:
        speeches = [synthesize_with_fallback(voice, each) for each in sample_sentences(language)]
        assert voice.gain == pytest.approx(calibrate_gain(speeches), abs=0.1)


def test_a_british_narrator_reads_british_pages_and_the_package_voice_the_american_ones(
    narrators: None,
) -> None:
    assert NARRATORS[default_voice("en-GB").name].language == "en-GB"
    assert default_voice("en-US").name == "house:kathleen"


@pytest.mark.parametrize(
    ("narrator", "language", "second"),
    [
        ("house:kathleen", "en-US", "house:michael"),
        ("house:heart", "en-US", "house:michael"),
        ("house:emma", "en-GB", "house:george"),
        ("house:george", "en-GB", "house:emma"),
    ],
)
def test_quotations_are_read_by_a_narrator_of_the_same_region_and_the_other_gender(
    narrators: None, narrator: str, language: str, second: str
) -> None:
    assert second_voice(narrator, language) == second


def test_a_man_reads_the_quotations_of_a_woman_from_flite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(libflite, "is_installed", lambda speaker: True)
    assert second_voice("flite:slt", "en-US") in {"flite:rms", "flite:awb", "flite:kal16"}


def test_without_the_package_british_pages_keep_the_voice_of_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    assert default_voice("en-GB").name == "house:kathleen"


@pytest.mark.parametrize("name", NARRATORS)
def test_a_narrator_that_is_not_installed_names_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    with pytest.raises(VoiceNotInstalled, match="pip install earshot-voices"):
        open_voice(name, NARRATORS[name].language, 1.0)
    with pytest.raises(InstallFailed, match="pip install earshot-voices"):
        install.install(name)


def test_the_table_shows_narrators_with_their_own_naturalness(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    rows = [line for line in format_table("en-GB") if line.startswith(tuple(NARRATORS))]
    assert len(rows) == len([each for each in NARRATORS.values() if each.language[:2] == "en"])
    for row in rows:
        assert f"{NARRATORS[row.split()[0]].naturalness:.2f}" in row
        assert "pip install earshot-voices" in row


def test_a_narrators_file_is_installed_by_its_path_listed_and_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    file = FILES[0]
    (installed,) = install.install(str(file))
    assert installed.voice == f"house:{file.stem}"
    assert installed.voice in voice_names()
    language = NARRATORS[installed.voice].language
    assert default_voice(language).name == installed.voice
    install.remove(installed.voice)
    assert installed.voice not in voice_names()
    with pytest.raises(UnknownVoice):
        install.remove(installed.voice)


def test_a_house_voice_of_other_symbols_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path / "voices"))
    old = write_model(tmp_path / "old.onnx", edition="en-00000000")
    with pytest.raises(InstallFailed, match="another version of Earshot"):
        install.install(str(old))
    assert House().speakers()[0].name == "kathleen"


def test_the_package_builds_and_earshot_finds_its_voices(
    wheel: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path / "voices"))
    assert set(NARRATORS) < set(voice_names())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"consent": NO_CONSENT_NEEDED}, "no teacher"),
        ({"teacher": "x", "licence": ""}, "no licence"),
    ],
)
def test_the_build_refuses_a_voice_without_its_teachers_card(
    tmp_path: Path, changes: dict[str, str], reason: str
) -> None:
    package = tmp_path / "voices"
    voices = package / "src" / "earshot_voices"
    voices.mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "check_cards.py"):
        (package / name).write_bytes((PACKAGE / name).read_bytes())
    (voices / "__init__.py").touch()
    write_model(voices / "hum.onnx", CARD, **changes)
    built = build(package, tmp_path / "dist")
    assert built.returncode and f"hum.onnx: its card has {reason}" in built.stdout + built.stderr
