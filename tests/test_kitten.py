import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from neural import decode_tokens, publish_kitten, style_vectors
from sentences import make_utterance

from benchmarks.graphs import HOP_KOKORO, KOKORO_TOKENS, kokoro
from earshot.errors import (
    BrokenVoice,
    InstallFailed,
    SynthesisFailed,
    UnknownVoice,
    VoiceNotInstalled,
)
from earshot.model import Speech
from earshot.voices.catalogue import list_installable
from earshot.voices.engines.kitten import ONSETS, VOCABULARY, Kitten, KittenVoice
from earshot.voices.install import install, remove
from earshot.voices.registry import default_voice, list_voices, open_voice

SENTENCE = make_utterance("Judges read the newer news, and go.")
SYMBOL_OF = {number: symbol for symbol, number in VOCABULARY.items()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path / "voices"))
    return tmp_path / "voices"


@pytest.fixture
def published(folder: Path, tmp_path: Path) -> Path:
    return publish_kitten(tmp_path / "published")


@pytest.fixture
def voice(published: Path) -> Iterator[KittenVoice]:
    install(str(published))
    opened = Kitten().open("Bella", "en-US", 1.0)
    yield opened
    opened.close()


@pytest.fixture
def fed_ids(voice: KittenVoice, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The token ids of each run of the model."""
    ids: list[list[int]] = []
    session = voice._load_session()
    run = session.run

    def recorded(feeds: Mapping[str, np.ndarray], text: str) -> tuple[np.ndarray, np.ndarray]:
        ids.extend(feeds["input_ids"].tolist())
        return run(feeds, text)

    monkeypatch.setattr(session, "run", recorded)
    return ids


def symbols(samples: np.ndarray) -> str:
    codes = decode_tokens(samples, HOP_KOKORO, KOKORO_TOKENS)
    return "".join(SYMBOL_OF[code] for code in codes)


def word_symbols(speech: Speech) -> list[str]:
    """The symbols at the times of the words. The test model sounds them exactly at their tokens;
    the real one is `ONSETS.lead` earlier."""
    lead = round(ONSETS.lead * HOP_KOKORO)
    spans = [speech.samples[each.start + lead : each.end + lead] for each in speech.timings]
    return [symbols(span).strip(" $") for span in spans]


def test_each_word_sounds_where_its_time_says(voice: KittenVoice) -> None:
    speech = voice.synthesize(SENTENCE)
    assert word_symbols(speech) == ["dʒˈʌdʒᵻz", "ɹˈiːd", "ðə", "nˈuːɚ", "nˈuːz", "ænd", "ɡˈoʊ"]


def test_punctuation_is_between_spaces_and_the_text_ends_with_an_ellipsis(
    voice: KittenVoice, fed_ids: list[list[int]]
) -> None:
    voice.synthesize(SENTENCE)
    ids = fed_ids[0]
    assert (ids[0], ids[-2], ids[-1]) == (0, VOCABULARY["…"], 0)
    assert "nˈuːz , ænd ɡˈoʊ ." in "".join(SYMBOL_OF[each] for each in ids[1:-2])


def test_the_same_words_give_the_same_samples_after_any_other_speech(voice: KittenVoice) -> None:
    first = voice.synthesize(SENTENCE)
    voice.synthesize(make_utterance("Something else entirely!"))
    assert first.samples.tobytes() == voice.synthesize(SENTENCE).samples.tobytes()


def test_the_style_is_that_of_the_length_of_the_text(voice: KittenVoice) -> None:
    speech = voice.synthesize(make_utterance("Go."))
    level = float(style_vectors(1.0)[len("Go."), 0, 0])
    loudest = VOCABULARY["ˈ"] / KOKORO_TOKENS * 0.5 * level
    assert float(np.abs(speech.samples).max()) == pytest.approx(loudest, rel=0.02)


def test_a_small_model_speaks_at_the_speed_that_its_configuration_sets(voice: KittenVoice) -> None:
    jasper = Kitten().open("Jasper", "en-US", 1.0)
    assert len(voice.synthesize(SENTENCE).samples) > len(jasper.synthesize(SENTENCE).samples)
    jasper.close()


def test_voices_have_their_published_names_and_are_found_in_any_case(published: Path) -> None:
    install(str(published))
    assert [each.name for each in Kitten().speakers()] == ["Bella", "Jasper"]
    voice = open_voice("kitten:jasper", "en-US", 1.0)
    assert voice.name == "kitten:Jasper"
    with pytest.raises(UnknownVoice):
        open_voice("kitten:Nobody", "en-US", 1.0)


def test_a_model_without_names_of_voices_has_the_keys_of_its_archive(
    folder: Path, tmp_path: Path
) -> None:
    install(str(publish_kitten(tmp_path / "old", voice_aliases={}, speed_priors={})))
    assert [each.name for each in Kitten().speakers()] == ["expr-voice-2-f", "expr-voice-2-m"]


def test_a_voice_that_was_not_measured_does_not_become_the_default(published: Path) -> None:
    install(str(published))
    assert "kitten:Bella" in {each.name for each in list_voices()}
    assert default_voice("en-US").engine == "house"


def test_a_sentence_with_too_many_symbols_fails(voice: KittenVoice) -> None:
    with pytest.raises(SynthesisFailed, match="509"):
        voice.synthesize(make_utterance("extraordinarily " * 60))


def test_a_missing_model_is_an_error_that_says_how_to_install_it(folder: Path) -> None:
    with pytest.raises(VoiceNotInstalled, match=r"earshot voices install kitten.*82 MB"):
        open_voice("kitten", "en-US", 1.0)


def test_a_model_of_another_kind_is_an_error_of_one_line(published: Path, folder: Path) -> None:
    install(str(published))
    (folder / f"kitten/{published.name}").write_bytes(kokoro().SerializeToString())
    voice = Kitten().open("Bella", "en-US", 1.0)
    with pytest.raises(BrokenVoice, match="not those of KittenTTS"):
        voice.synthesize(SENTENCE)
    voice.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", None),
        ("config.json", "<html>"),
        ("config.json", json.dumps({"type": "ONNX2", "speed_priors": {"expr-voice-2-f": 0}})),
        ("config.json", json.dumps({"type": "ONNX2", "voice_aliases": ["Bella"]})),
        ("config.json", json.dumps({"type": "something else"})),
        ("voices.npz", None),
        ("voices.npz", "<html>"),
    ],
)
def test_a_model_is_installed_only_with_valid_files_beside_it(
    published: Path, folder: Path, name: str, content: str | None
) -> None:
    file = published.with_name(name)
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    with pytest.raises(InstallFailed):
        install(str(published))
    assert not list(folder.rglob("*.onnx"))


def test_removing_it_removes_all_files_of_its_models(published: Path, folder: Path) -> None:
    install(str(published))
    assert len(remove("kitten")) == 3
    assert not list((folder / "kitten").iterdir())


def test_the_catalogue_pins_each_model_by_revision_and_checksum() -> None:
    models = [each for each in list_installable() if each.engine == "kitten"]
    assert len({each.sha256 for each in models}) == len(models) == 4
    assert all("/resolve/main/" not in each.urls[0] for each in models)
