import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sentences import make_utterance

from earshot.errors import UnknownVoice
from earshot.model import Utterance, Word
from earshot.voices.engines import libflite
from earshot.voices.engines.flite import SPEAKERS, Flite, FliteVoice

pytestmark = pytest.mark.skipif(
    not libflite.is_installed("slt") and shutil.which("apt-get") is None,
    reason="left out: flite is not installed and this is no Debian",
)
FAST = 4.0
"""A speed at which Flite synthesizes less sound for the same tokens."""
SENTENCE = "Hilaria isn't afraid, she said on a podcast: the F B I came at five P M."


@pytest.fixture
def slt() -> FliteVoice:
    return Flite().open("slt", "en-US", 1.0)


def test_every_word_has_a_time_and_the_times_rise(slt: FliteVoice) -> None:
    sentence = make_utterance(SENTENCE)
    speech = slt.synthesize(sentence)
    assert [timing.word for timing in speech.timings] == list(sentence.words)
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    assert edges == sorted(edges)
    assert all(timing.end > timing.start for timing in speech.timings)
    assert edges[-1] <= len(speech.samples)


def test_words_are_audible_and_their_surroundings_nearly_silent(slt: FliteVoice) -> None:
    speech = slt.synthesize(make_utterance("Harbour people left early, and nobody minded."))
    for timing in speech.timings:
        assert float(np.abs(speech.samples[timing.start : timing.end]).max()) > 0.05
    assert speech.timings[0].start <= 0.03 * speech.rate
    assert len(speech.samples) - speech.timings[-1].end <= 0.05 * speech.rate


def test_the_same_words_give_the_same_samples_after_any_other_speech(slt: FliteVoice) -> None:
    first = slt.synthesize(make_utterance(SENTENCE))
    slt.synthesize(make_utterance("Something else entirely!"))
    again = Flite().open("slt", "en-US", 1.0).synthesize(make_utterance(SENTENCE))
    assert np.array_equal(first.samples, again.samples)
    assert first.timings == again.timings


def test_the_pace_shortens_the_speech() -> None:
    lengths = {
        pace: len(Flite().open("slt", "en-US", pace).synthesize(make_utterance(SENTENCE)).samples)
        for pace in (0.5, 1.0, 2.0)
    }
    assert 1.7 < lengths[0.5] / lengths[1.0] < 2.2
    assert 1.7 < lengths[1.0] / lengths[2.0] < 2.2


def test_a_word_of_several_spoken_words_has_one_time_that_covers_them(slt: FliteVoice) -> None:
    sum_of_money = Word(text="$100K", spoken="one hundred thousand dollars", block=0, start=0)
    left = Word(text="left", spoken="left", block=0, start=6, boundary=".")
    speech = slt.synthesize(Utterance(words=(sum_of_money, left)))
    assert [timing.word for timing in speech.timings] == [sum_of_money, left]
    assert speech.timings[0].end - speech.timings[0].start > 1.0 * speech.rate


def test_accents_are_read_by_their_letters_and_other_scripts_take_no_time(slt: FliteVoice) -> None:
    speech = slt.synthesize(make_utterance("María met 東京 Łukasz."))
    lengths = [timing.end - timing.start for timing in speech.timings]
    assert lengths[2] == 0
    assert min(lengths[0], lengths[1], lengths[3]) > 0.1 * speech.rate


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=12))
@settings(max_examples=60)
def test_no_text_makes_flite_lose_its_place(texts: list[str]) -> None:
    words = tuple(Word(text=text, spoken=text, block=0, start=0, boundary=",") for text in texts)
    speech = Flite().open("slt", "en-US", FAST).synthesize(Utterance(words=words))
    assert len(speech.timings) in (0, len(words))


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_phones_without_a_wave_are_those_of_the_speech(speaker: str) -> None:
    tokens = [libflite.FliteToken(word) for word in "The F B I read 1999 leads".split()]
    tokens += [libflite.FliteToken("left", ".", "l eh1 f t")]
    speech = libflite.speak(speaker, tokens, 1 / FAST)
    assert libflite.phonemize(speaker, tokens) == speech.phones
    again = libflite.speak(speaker, tokens, 1 / FAST)
    assert np.array_equal(again.samples, speech.samples)


def test_a_speaker_that_flite_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownVoice, match="flite:nobody"):
        Flite().open("nobody", "en-US", 1.0)


def test_a_repeated_name_is_spoken_twice() -> None:
    twice = [Word(text="Xi", spoken="Xi", block=0, start=at, phonemes="ʃi") for at in (0, 3)]
    voice = Flite().open("slt", "en-US", 1.0)
    assert voice.phonemize(twice) == ["sh iy", "sh iy"]
    first, second = voice.synthesize(Utterance(words=tuple(twice))).timings
    assert first.start < first.end <= second.start < second.end
