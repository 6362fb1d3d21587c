from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from neural import decode_tokens, install_kokoro, style_vectors
from sentences import make_utterance

from benchmarks.graphs import HOP_KOKORO, KOKORO_TOKENS, piper
from earshot import narrate
from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice, VoiceNotInstalled
from earshot.mastering import calibrate_gain
from earshot.model import Speech
from earshot.synthesis.messages import VoiceSpec
from earshot.synthesis.synthesizer import VoicePart
from earshot.voice_evaluation import sample_sentences
from earshot.voices.engines.kokoro import ONSETS, Kokoro, KokoroVoice, parse_blend
from earshot.voices.engines.kokoro_symbols import VOCABULARY, to_symbols
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.registry import default_voice, list_voices, open_voice

SENTENCE = make_utterance("Judges read the newer news, and go.")
SYMBOL_OF = {number: symbol for symbol, number in VOCABULARY.items()}


@pytest.fixture
def voice(folder: Path) -> Iterator[KokoroVoice]:
    install_kokoro(folder)
    opened = Kokoro().open("af_heart", "en-US", 1.0)
    yield opened
    opened.close()


def level(voice: KokoroVoice, tokens: int) -> float:
    return 1.0 + (tokens - 1) / 100_000


def symbols_in(speech: Speech, start: int, end: int) -> str:
    """The symbols in the output of the test model. It sounds them exactly at their tokens; the
    real model is `ONSETS.lead` earlier."""
    lead = round(ONSETS.lead * HOP_KOKORO)
    codes = decode_tokens(speech.samples[start + lead : end + lead], HOP_KOKORO, KOKORO_TOKENS)
    return "".join(SYMBOL_OF.get(code, "?") for code in codes).strip(" ?")


def test_each_word_sounds_where_its_time_says_in_kokoro_s_symbols(voice: KokoroVoice) -> None:
    speech = voice.synthesize(SENTENCE)
    words = [symbols_in(speech, timing.start, timing.end) for timing in speech.timings]
    assert words == ["ʤˈʌʤᵻz", "ɹˈid", "ðə", "nˈuəɹ", "nˈuz", "ænd", "ɡˈO"]


def test_the_same_words_give_the_same_samples_after_any_other_speech(voice: KokoroVoice) -> None:
    first = voice.synthesize(SENTENCE)
    voice.synthesize(make_utterance("Something else entirely!"))
    assert first.samples.tobytes() == voice.synthesize(SENTENCE).samples.tobytes()


def test_a_blend_lies_between_its_voices(folder: Path) -> None:
    install_kokoro(folder)
    peaks = []
    for name in ("af_heart", "af_heart+af_bella:0.3", "af_bella"):
        voice = open_voice(f"kokoro:{name}", "en-US", 1.0)
        peaks.append(float(np.abs(voice.synthesize(SENTENCE).samples).max()))
        voice.close()
    assert peaks[1] == pytest.approx(0.7 * peaks[0] + 0.3 * peaks[2], rel=0.01)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("af_heart", [("af_heart", 1.0)]),
        ("a+b", [("a", 0.5), ("b", 0.5)]),
        ("a+b:0.3", [("a", 0.7), ("b", 0.3)]),
        ("a:0.2+b:0.2", [("a", 0.5), ("b", 0.5)]),
        ("a:2+b", []),
        ("a:x", []),
        ("a:0.9+b:0.9", []),
    ],
)
def test_a_blend_is_read_as_it_is_written(name: str, parts: list[tuple[str, float]]) -> None:
    found = parse_blend(name)
    assert [part for part, _ in found] == [part for part, _ in parts]
    assert [weight for _, weight in found] == pytest.approx([weight for _, weight in parts])


@pytest.mark.parametrize("name", ["af_nobody", "af_heart+nobody", "af_heart:0", "jf_alpha", "+"])
def test_a_voice_or_blend_that_is_not_there_is_unknown(folder: Path, name: str) -> None:
    install_kokoro(folder)
    with pytest.raises(UnknownVoice):
        open_voice(f"kokoro:{name}", "en-US", 1.0)


def test_the_style_is_that_of_the_number_of_tokens(voice: KokoroVoice) -> None:
    speech = voice.synthesize(make_utterance("Go."))
    tokens = "ɡˈO."
    loudest = float(np.abs(speech.samples).max())
    expected = VOCABULARY["ˈ"] / KOKORO_TOKENS * 0.5 * level(voice, len(tokens))
    assert loudest == pytest.approx(expected, rel=0.02)


def test_newer_exports_name_their_inputs_otherwise(folder: Path) -> None:
    install_kokoro(folder, tokens="input_ids", speed="int32")
    voice = Kokoro().open("af_heart", "en-US", 1.0)
    assert voice.synthesize(SENTENCE).samples.any()
    voice.close()
    hasty = Kokoro().open("af_heart", "en-US", 1.5)
    with pytest.raises(BrokenVoice, match="whole speeds"):
        hasty.synthesize(SENTENCE)
    hasty.close()


def test_a_voice_file_of_its_own_is_a_voice(folder: Path) -> None:
    install_kokoro(folder)
    style_vectors(0.7).tofile(folder / "kokoro/am_adam.bin")
    assert "am_adam" in {speaker.name for speaker in Kokoro().speakers()}
    voice = Kokoro().open("am_adam", "en-US", 1.0)
    assert voice.synthesize(SENTENCE).samples.any()
    voice.close()


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x00" * 100, b"PK\x03\x04"])
def test_an_invalid_voice_file_is_reported_in_one_line(folder: Path, content: bytes) -> None:
    install_kokoro(folder)
    (folder / "kokoro/am_adam.bin").write_bytes(content)
    voice = Kokoro().open("am_adam", "en-US", 1.0)
    with pytest.raises(BrokenVoice, match=r"am_adam\.bin"):
        voice.synthesize(SENTENCE)
    voice.close()


def test_a_model_of_another_kind_is_one_clear_line(folder: Path) -> None:
    install_kokoro(folder).write_bytes(piper().SerializeToString())
    voice = Kokoro().open("af_heart", "en-US", 1.0)
    with pytest.raises(BrokenVoice, match="inputs are not those of Kokoro"):
        voice.synthesize(SENTENCE)
    voice.close()


@pytest.mark.parametrize("trick", ["pickle", "bomb"])
def test_a_voice_file_that_would_run_code_or_fill_the_memory_is_refused(
    folder: Path, trick: str
) -> None:
    install_kokoro(folder)
    file = folder / "kokoro/voices-v1.0.bin"
    array = np.array([print], object) if trick == "pickle" else np.zeros((8_000, 1, 256))
    with file.open("wb") as opened:
        np.savez_compressed(opened, af_heart=array)
    voice = Kokoro().open("af_heart", "en-US", 1.0)
    with pytest.raises(BrokenVoice, match=r"Object arrays|too large"):
        voice.synthesize(SENTENCE)
    voice.close()


def test_more_sounds_than_it_takes_are_a_failed_sentence(voice: KokoroVoice) -> None:
    with pytest.raises(SynthesisFailed, match="510"):
        voice.synthesize(make_utterance("extraordinarily " * 60))


def test_without_the_model_it_says_how_to_get_it() -> None:
    assert not [each for each in list_voices() if each.engine == "kokoro"]
    with pytest.raises(VoiceNotInstalled, match="earshot voices install"):
        open_voice("kokoro", "en-US", 1.0)


def test_it_is_the_default_if_installed_and_narrates_a_story(folder: Path, bridge: Path) -> None:
    install_kokoro(folder)
    assert default_voice("en-US").name == "kokoro:af_heart"
    assert default_voice("en-GB").name == "kokoro:bf_emma"
    assert all(passage.timings for passage in narrate(bridge, voice="kokoro").segments)
    style_vectors(0.6).tofile(folder / "kokoro/bf_alice.bin")
    assert default_voice("en-GB").name == "kokoro:bf_emma"


@pytest.mark.parametrize(
    ("ipa", "language", "written"),
    [
        ("tʃˈɜːtʃ", "en-US", "ʧˈɜɹʧ"),
        ("tʃˈɜːtʃ", "en-GB", "ʧˈɜːʧ"),
        ("ɡˈəʊ", "en-GB", "ɡˈQ"),
        ("bˈɑːɾəl", "en-US", "bˈɑTᵊl"),
        ("bɔ̃ʒˈuʁ", "fr-FR", "bɔ̃ʒˈuʁ"),
        ("ǁa", "es", "a"),
    ],
)
def test_ipa_is_written_in_kokoro_s_symbols(ipa: str, language: str, written: str) -> None:
    assert to_symbols(ipa, language) == written


def test_a_slow_voice_is_calibrated_on_one_sentence_in_four(folder: Path) -> None:
    install_kokoro(folder)
    part = VoicePart(VoiceSpec(name="kokoro:af_heart", language="en-US", speed=1.0))
    with closing(open_voice("kokoro:af_heart", "en-US", 1.0)) as voice:
        sentences = sample_sentences("en-US")[:: KokoroVoice.calibration_step]
        said = [synthesize_with_fallback(voice, each) for each in sentences]
    assert part.gain == calibrate_gain(said)
