import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from neural import PIPER_SYMBOLS, decode_tokens, install_piper, piper_config
from sentences import make_utterance

from benchmarks.graphs import HOP_PIPER, kokoro
from earshot import narrate
from earshot.errors import BrokenVoice, GpuUnavailable, InvalidOption, UnknownVoice
from earshot.model import Speech, Utterance, Word
from earshot.voices.engines.piper import MAX_BATCH_TOKENS, ONSETS, Piper, PiperVoice, make_batches
from earshot.voices.registry import default_voice, open_voice

SENTENCE = make_utterance("Nobody left, and they read the news.")


@pytest.fixture
def voice(folder: Path) -> Iterator[PiperVoice]:
    install_piper(folder)
    opened = Piper().open("en_US-test-medium", "en-US", 1.0)
    yield opened
    opened.close()


def symbols_in(speech: Speech, start: int, end: int) -> str:
    """The symbols in the output of the test model, read in the middle of its frames. It sounds
    them exactly at their tokens; real models are `ONSETS.lead` earlier."""
    lead = round(ONSETS.lead * HOP_PIPER)
    codes = decode_tokens(speech.samples[start + lead : end + lead], HOP_PIPER, 256)
    return "".join(PIPER_SYMBOLS[code] for code in codes).replace("_", "").strip()


def test_each_word_sounds_where_its_time_says(voice: PiperVoice) -> None:
    speech = voice.synthesize(SENTENCE)
    words = [symbols_in(speech, timing.start, timing.end) for timing in speech.timings]
    assert words == ["nˈoʊbɑːdi", "lˈɛft", "ænd", "ðeɪ", "ɹˈiːd", "ðə", "nˈuːz"]
    between = symbols_in(speech, speech.timings[1].end, speech.timings[2].start)
    assert between == ","


def test_the_phonemes_of_a_word_come_before_those_of_espeak(voice: PiperVoice) -> None:
    first, *rest = SENTENCE.words
    own = Word(text="Nobody", spoken="Nobody", block=0, start=0, phonemes="nˈiːmoʊ")
    speech = voice.synthesize(Utterance(words=(own, *rest)))
    assert symbols_in(speech, speech.timings[0].start, speech.timings[0].end) == "nˈiːmoʊ"
    assert first.text == own.text


def test_a_word_of_several_spoken_words_has_one_time_and_spaces_in_it(voice: PiperVoice) -> None:
    money = Word(text="$5", spoken="five dollars", block=0, start=0)
    left = Word(text="left", spoken="left", block=0, start=3, boundary=".")
    speech = voice.synthesize(Utterance(words=(money, left)))
    first = speech.timings[0]
    assert symbols_in(speech, first.start, first.end) == "fˈaɪv dˈɑːlɚz"


def test_the_same_words_give_the_same_samples_after_any_other_speech(folder: Path) -> None:
    install_piper(folder, inference={"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8})
    voice = Piper().open("en_US-test-medium", "en-US", 1.0)
    first = voice.synthesize(SENTENCE)
    voice.synthesize(make_utterance("Something else entirely!"))
    again = voice.synthesize(SENTENCE)
    voice.close()
    assert first.samples.tobytes() == again.samples.tobytes()
    assert first.timings == again.timings


def test_the_pace_shortens_the_speech(voice: PiperVoice) -> None:
    fast = Piper().open("en_US-test-medium", "en-US", 2.0)
    ratio = len(voice.synthesize(SENTENCE).samples) / len(fast.synthesize(SENTENCE).samples)
    fast.close()
    assert 1.5 < ratio < 2.2  # whole frames are rounded up
    assert fast.fingerprint != voice.fingerprint


def test_each_speaker_of_a_voice_is_its_own(folder: Path) -> None:
    install_piper(folder, num_speakers=3, speaker_id_map={"ann": 0, "bo": 1, "cy": 2})
    names = [speaker.name for speaker in Piper().speakers()]
    assert names == ["en_US-test-medium", *(f"en_US-test-medium/{n}" for n in ("ann", "bo", "cy"))]
    peaks = []
    for name in names[1:]:
        voice = Piper().open(name, "en-US", 1.0)
        peaks.append(float(np.abs(voice.synthesize(SENTENCE).samples).max()))
        voice.close()
    assert peaks[0] > peaks[1] > peaks[2]


def test_an_installed_voice_is_the_default_of_its_language_and_narrates_a_story(
    folder: Path, bridge: Path
) -> None:
    install_piper(folder)
    assert default_voice("en-US").name == "piper:en_US-test-medium"
    passages = list(narrate(bridge).segments)
    assert all(passage.samples.any() and passage.timings for passage in passages)


@pytest.mark.parametrize("name", ["", "nobody", "../../etc/passwd", "en_US-test-medium/nobody"])
def test_a_voice_that_is_not_there_is_unknown(folder: Path, name: str) -> None:
    install_piper(folder)
    with pytest.raises(UnknownVoice):
        Piper().open(name, "en-US", 1.0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"phoneme_id_map": {}}, "phoneme_id_map: _"),
        ({"audio": {}}, "sample_rate"),
        ({"audio": {"sample_rate": 1}}, "out of range"),
        ({"phoneme_type": "pinyin"}, "pinyin"),
        ({"inference": {"noise_scale": "loud"}}, "loud"),
        ({"espeak": {}}, "voice"),
    ],
)
def test_a_config_that_lacks_something_is_one_clear_line(
    folder: Path, changes: dict[str, object], reason: str
) -> None:
    file = install_piper(folder)
    file.with_name(f"{file.name}.json").write_text(json.dumps(piper_config(**changes)))
    with pytest.raises(BrokenVoice, match=reason):
        Piper().open("en_US-test-medium", "en-US", 1.0)
    [listed] = Piper().speakers()
    assert "cannot be loaded" in listed.install_hint


@pytest.mark.parametrize("text", ["", "<html>", "[]", '{"audio": 3}'])
def test_an_invalid_config_is_reported_in_one_line(folder: Path, text: str) -> None:
    file = install_piper(folder)
    file.with_name(f"{file.name}.json").write_text(text)
    with pytest.raises(BrokenVoice, match=r"onnx\.json"):
        Piper().open("en_US-test-medium", "en-US", 1.0)


def test_a_model_of_another_kind_is_one_clear_line_and_ends_the_narration(
    folder: Path, bridge: Path
) -> None:
    install_piper(folder).write_bytes(kokoro().SerializeToString())
    with pytest.raises(BrokenVoice, match="inputs"):
        list(narrate(bridge, voice="piper:en_US-test-medium").segments)


def test_a_model_cut_short_ends_the_narration_and_not_the_process(
    folder: Path, bridge: Path
) -> None:
    file = install_piper(folder)
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(BrokenVoice, match="truncated"):
        list(narrate(bridge, voice="piper").segments)


def test_a_sentence_in_a_batch_gives_the_same_samples(folder: Path) -> None:
    install_piper(folder, inference={"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8})
    voice = Piper().open("en_US-test-medium", "en-US", 1.0)
    said = [
        SENTENCE,
        make_utterance("Go."),
        make_utterance("Judges read the newer news, and they go."),
    ] * 2
    alone = [voice.synthesize(each) for each in said]
    voice.batch_size = 4
    together = voice.synthesize_all(said)
    voice.close()
    assert together == alone
    for one, other in zip(together, alone, strict=True):
        assert np.allclose(one.samples, other.samples, atol=1e-5)


@given(st.lists(st.integers(1, 1_000), max_size=60), st.integers(1, 32))
def test_rows_of_similar_length_form_a_batch_and_no_row_is_lost(
    lengths: list[int], most: int
) -> None:
    made = make_batches(lengths, most)
    assert sorted(number for batch in made for number in batch) == list(range(len(lengths)))
    for batch in made:
        rows = [lengths[number] for number in batch]
        assert len(rows) <= most
        assert len(rows) * max(rows) <= MAX_BATCH_TOKENS
        assert sum(rows) >= 0.8 * len(rows) * max(rows)


def test_with_a_gpu_that_is_not_there_it_speaks_on_the_cpu_and_says_so_once(
    folder: Path, bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_piper(folder)
    before = [p.samples.tobytes() for p in narrate(bridge, voice="piper").segments]
    monkeypatch.setenv("EARSHOT_DEVICE", "cuda")
    monkeypatch.setenv("EARSHOT_CACHE_SIZE", "0")
    with pytest.warns(GpuUnavailable, match="onnxruntime-gpu") as warnings:
        on_cuda = [p.samples.tobytes() for p in narrate(bridge, voice="piper").segments]
    assert len(warnings) == 1
    assert on_cuda == before
    monkeypatch.setenv("EARSHOT_DEVICE", "tpu")
    with pytest.raises(InvalidOption, match="EARSHOT_DEVICE"):
        narrate(bridge, voice="piper")


def test_another_model_under_the_same_name_is_another_voice(folder: Path) -> None:
    file = install_piper(folder)
    before = open_voice("piper", "en-US", 1.0)
    file.write_bytes(file.read_bytes() + b"\x72\x00")
    after = open_voice("piper", "en-US", 1.0)
    assert before.fingerprint != after.fingerprint
