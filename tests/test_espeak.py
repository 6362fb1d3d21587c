import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest
from sentences import utterance

from earshot.errors import SynthesisFailed, UnknownVoice
from earshot.voices.espeak import Espeak, EspeakVoice

SENTENCE = "Nobody left before midnight, and twenty-one of the people spoke."


@pytest.fixture
def voice() -> Iterator[EspeakVoice]:
    opened = Espeak().open("en-us", "en-US", 1.0)
    yield opened
    opened.close()


def test_every_word_has_a_time_and_the_times_rise(voice: EspeakVoice) -> None:
    sentence = utterance(SENTENCE)
    speech = voice.synthesize(sentence)
    assert [timing.word for timing in speech.timings] == list(sentence.words)
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(speech.samples)


def test_a_word_before_a_comma_ends_where_its_sound_does(voice: EspeakVoice) -> None:
    speech = voice.synthesize(utterance(SENTENCE))
    before, after = speech.timings[3], speech.timings[4]
    assert before.word.boundary == ","
    assert after.start - before.end > 0.05 * speech.rate


def test_the_same_words_are_the_same_samples_whatever_was_said_before(voice: EspeakVoice) -> None:
    first = voice.synthesize(utterance(SENTENCE))
    voice.synthesize(utterance("Sizzling, hissing: something else entirely!"))
    again = voice.synthesize(utterance(SENTENCE))
    assert np.array_equal(first.samples, again.samples)
    assert first.timings == again.timings


def test_a_killed_process_costs_one_sentence_and_the_next_is_said(voice: EspeakVoice) -> None:
    voice.synthesize(utterance("First."))
    assert voice._process is not None
    os.kill(voice._process.pid, signal.SIGKILL)
    with pytest.raises(SynthesisFailed, match="espeak"):
        voice.synthesize(utterance("Second."))
    assert len(voice.synthesize(utterance("Third.")).samples) > 0


def test_phonemes_come_word_by_word_in_ipa(voice: EspeakVoice) -> None:
    phonemes = voice.phonemes(utterance("They read the news live.").words)
    assert len(phonemes) == 5
    assert phonemes[3] == "nˈuːz"


def test_the_languages_of_the_wheel_are_its_speakers() -> None:
    speakers = {speaker.name: speaker.languages for speaker in Espeak().speakers()}
    assert len(speakers) > 100
    assert "en-US" in speakers["en-us"]
    assert speakers["de"] == ("de",)
    assert "zh" in speakers["cmn"]


def test_it_reads_german_with_its_umlauts() -> None:
    voice = Espeak().open("de", "de", 1.0)
    speech = voice.synthesize(utterance("Die Läufer grüßen schön."))
    voice.close()
    assert all(timing.end > timing.start for timing in speech.timings)


def test_a_language_that_it_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownVoice, match="espeak:klingon"):
        Espeak().open("klingon", "tlh", 1.0)
