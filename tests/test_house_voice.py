from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from house_models import FRAME_SAMPLES, FRAMES_PER_PHONE, write_model
from sentences import make_utterance

from earshot.errors import BrokenVoice, SynthesisFailed, UnknownVoice
from earshot.mastering import calibrate_gain
from earshot.model import Utterance, Word
from earshot.voice_evaluation import sample_sentences
from earshot.voices.engines.house import PACKAGED_DIR, House, HouseVoice
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.registry import default_voice, list_voices, open_voice

SENTENCE = "Nobody left on the day, and Ann Ek read it."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's voice directory with one small voice."""
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    write_model(tmp_path / "house" / "hum.onnx")
    return tmp_path / "house"


@pytest.fixture
def hum(folder: Path) -> Iterator[HouseVoice]:
    opened = House().open("hum", "en-US", 1.0)
    yield opened
    opened.close()


def test_a_file_in_the_users_folder_is_a_voice_and_never_the_default(folder: Path) -> None:
    assert "house:hum" in [each.name for each in list_voices()]
    assert default_voice("en-US").name == "house:kathleen"
    assert open_voice("house:hum", "en-US", 1.0).name == "house:hum"


def test_a_voice_that_was_taken_out_of_its_training_is_listed_as_such(folder: Path) -> None:
    write_model(folder / "raw.onnx", finished="no")
    known = {speaker.name: speaker for speaker in House().speakers()}
    assert (
        known["raw"].unfinished and not known["hum"].unfinished and not known["kathleen"].unfinished
    )


def test_every_word_has_a_time_and_the_times_rise(hum: HouseVoice) -> None:
    sentence = make_utterance(SENTENCE)
    speech = hum.synthesize(sentence)
    assert [timing.word for timing in speech.timings] == list(sentence.words)
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(speech.samples)


def test_a_word_lasts_as_long_as_its_phones(hum: HouseVoice) -> None:
    [timing] = hum.synthesize(make_utterance("News.")).timings
    assert timing.end - timing.start == 3 * FRAMES_PER_PHONE * FRAME_SAMPLES


def test_chosen_phonemes_are_said_and_not_those_of_the_spelling(hum: HouseVoice) -> None:
    word = Word(text="Ek", spoken="Ek", block=0, start=0, phonemes="ˈiːkənˌɛk", boundary=".")
    [timing] = hum.synthesize(Utterance(words=(word,))).timings
    assert timing.end - timing.start == 6 * FRAMES_PER_PHONE * FRAME_SAMPLES


def test_a_word_of_several_spoken_words_has_one_time_that_covers_them(hum: HouseVoice) -> None:
    money = Word(text="$100K", spoken="one hundred thousand dollars", block=0, start=0)
    left = Word(text="left", spoken="left", block=0, start=6, boundary=".")
    speech = hum.synthesize(Utterance(words=(money, left)))
    assert [timing.word for timing in speech.timings] == [money, left]
    assert speech.timings[0].end - speech.timings[0].start > 20 * FRAMES_PER_PHONE * FRAME_SAMPLES


def test_among_letters_a_is_a_letter(hum: HouseVoice) -> None:
    letters = Word(text="AAA", spoken="A A A", block=0, start=0)
    heard = [phones for _, phones, _ in hum._phonemize([letters])]
    assert heard == [["ˈeɪ"]] * 3


def test_a_long_sentence_is_cut_at_its_pauses_and_keeps_every_word(hum: HouseVoice) -> None:
    sentence = make_utterance(" ".join(["Nobody in the harbour had seen the old ship,"] * 12))
    speech = hum.synthesize(sentence)
    assert [timing.word for timing in speech.timings] == list(sentence.words)
    assert all(timing.end > timing.start for timing in speech.timings)
    last = speech.timings[-1].end
    assert len(speech.samples) - last < 0.1 * hum.rate


def test_the_same_words_give_the_same_samples_after_any_other_speech(hum: HouseVoice) -> None:
    first = hum.synthesize(make_utterance(SENTENCE))
    hum.synthesize(make_utterance("Something else entirely!"))
    again = hum.synthesize(make_utterance(SENTENCE))
    assert np.array_equal(first.samples, again.samples)
    assert first.timings == again.timings


def length(pace: float) -> int:
    with closing(House().open("hum", "en-US", pace)) as voice:
        return len(voice.synthesize(make_utterance(SENTENCE)).samples)


def test_the_pace_shortens_the_speech(folder: Path) -> None:
    assert 1.8 < length(0.5) / length(1.0) < 2.2
    assert 1.8 < length(1.0) / length(2.0) < 2.2


def test_words_without_phonemes_take_no_time_and_fail_if_they_are_alone(hum: HouseVoice) -> None:
    silent = Word(text="—", spoken="—", block=0, start=0)
    said = Word(text="so", spoken="so", block=0, start=2, boundary=".")
    speech = hum.synthesize(Utterance(words=(silent, said)))
    assert speech.timings[0].start == speech.timings[0].end
    with pytest.raises(SynthesisFailed, match="house:hum"):
        hum.synthesize(Utterance(words=(silent,)))


def test_a_file_for_other_symbols_is_refused_with_the_cure(folder: Path) -> None:
    write_model(folder / "old.onnx", edition="en-00000000")
    with pytest.raises(BrokenVoice, match="train it again"):
        House().open("old", "en-US", 1.0)


def test_a_british_voice_speaks_british_phonemes(folder: Path) -> None:
    write_model(folder / "brit.onnx", language="en-GB")
    utterance = make_utterance("The better car was hot, no?")
    with closing(House().open("brit", "en-GB", 1.0)) as voice:
        phones = [" ".join(word) for _, word, _ in voice._phonemize(utterance.words)]
        assert len(voice.synthesize(utterance).timings) == 6
    assert phones[1:3] == ["b ˈɛ t ə", "k ˈɑː"]
    assert phones[5] == "n ˈoʊ"


def test_a_damaged_file_is_not_a_voice_and_hides_no_other(folder: Path) -> None:
    (folder / "broken.onnx").write_bytes(b"\x08\x01\x72\xff")
    assert "broken" not in [speaker.name for speaker in House().speakers()]
    assert "hum" in [speaker.name for speaker in House().speakers()]
    with pytest.raises(UnknownVoice, match="house:broken"):
        House().open("broken", "en-US", 1.0)


def test_a_changed_file_is_another_voice_for_the_cache(folder: Path) -> None:
    before = House().open("hum", "en-US", 1.0).fingerprint
    write_model(folder / "hum.onnx", speaker="Hum the second")
    assert House().open("hum", "en-US", 1.0).fingerprint != before


def test_a_question_for_yes_or_no_is_said_with_another_melody_and_the_same_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(House().open("kathleen", "en-US", 1.0)) as voice:
        asked = voice.synthesize(make_utterance("Did the council vote on it?"))
        monkeypatch.setattr("earshot.voices.house_model.pitch.QUESTION_RISE", -9.0)
        flat = voice.synthesize(make_utterance("Did the council vote on it?"))
    assert asked.timings == flat.timings
    assert not np.array_equal(asked.samples, flat.samples)


@pytest.mark.parametrize(("pace", "within"), [(1.0, 0.05), (1.75, 0.15)])
@pytest.mark.parametrize("file", sorted(PACKAGED_DIR.glob("*.onnx")), ids=lambda file: file.stem)
def test_the_known_gain_of_a_packaged_voice_is_the_measured_one(
    file: Path, pace: float, within: float
) -> None:
    with closing(House().open(file.stem, "en-US", pace)) as voice:
        measured = calibrate_gain(
            [synthesize_with_fallback(voice, each) for each in sample_sentences("en-US")]
        )
        assert voice.gain == pytest.approx(measured, abs=within)


def test_the_gain_of_somebodys_own_voice_is_not_known(hum: HouseVoice) -> None:
    assert hum.gain is None
