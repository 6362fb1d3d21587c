import pytest

from earshot.errors import UnknownVoice, UnspokenLanguage, WrongLanguage
from earshot.voices import libflite
from earshot.voices.catalogue import default_voice, fluency, listings, open_voice
from earshot.voices.protocol import Speaker


def test_the_built_in_engines_come_through_the_entry_point() -> None:
    assert {"flite", "espeak", "silent"} <= {listing.engine for listing in listings()}


def test_the_most_natural_installed_voice_is_the_default() -> None:
    expected = "flite:slt" if libflite.installed("slt") else "house:kathleen"
    assert default_voice("en-US").name == expected


def test_a_voice_on_trial_reads_only_where_all_others_are_far_worse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(libflite, "installed", lambda speaker: False)
    assert default_voice("en-US").name == "house:kathleen"
    monkeypatch.setattr(libflite, "installed", lambda speaker: True)
    assert default_voice("en-US").name == "flite:slt"
    assert default_voice("de").name == "espeak:de"


@pytest.mark.parametrize(
    ("language", "name"),
    [("de", "espeak:de"), ("fr", "espeak:fr-fr"), ("zh", "espeak:cmn"), ("pt-BR", "espeak:pt-br")],
)
def test_other_languages_go_to_who_speaks_them(language: str, name: str) -> None:
    assert default_voice(language).name == name


def test_a_language_that_nobody_speaks_is_said_so() -> None:
    with pytest.raises(UnspokenLanguage, match="tlh"):
        open_voice("", "tlh", 1.0)


def test_a_voice_is_not_made_to_read_what_it_cannot() -> None:
    with pytest.raises(WrongLanguage, match="espeak:de does not speak en-US"):
        open_voice("espeak:de", "en-US", 1.0)


def test_an_engine_alone_gives_its_own_best_voice() -> None:
    voice = open_voice("espeak", "de-AT", 1.0)
    assert voice.name == "espeak:de"
    voice.close()


@pytest.mark.parametrize("name", ["nobody", "nobody:x", "espeak:nobody", "silent:nobody"])
def test_an_unknown_voice_is_one_clear_line(name: str) -> None:
    with pytest.raises(UnknownVoice, match="earshot voices"):
        open_voice(name, "en-US", 1.0)


def test_the_very_region_is_better_than_the_language_and_that_than_another_region() -> None:
    def speaker(*languages: str) -> Speaker:
        return Speaker(name="x", languages=languages)

    ladder = [speaker("pt-BR"), speaker("pt"), speaker("pt-PT"), speaker("es")]
    assert [fluency(each, "pt-br") for each in ladder] == [3, 2, 1, 0]
    assert fluency(speaker("mul"), "pt-BR") == 2
