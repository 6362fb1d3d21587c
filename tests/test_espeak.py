import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sentences import make_utterance

from earshot.errors import SynthesisFailed, UnknownVoice
from earshot.model import Utterance
from earshot.script.normalize import verbalize_sentence
from earshot.voices.engines import espeak
from earshot.voices.engines.espeak import Espeak, EspeakVoice
from earshot.voices.phonemizer import Phonemizer

SENTENCE = "Nobody left before midnight, and twenty-one of the people spoke."


@pytest.fixture
def voice() -> Iterator[EspeakVoice]:
    opened = Espeak().open("en-us", "en-US", 1.0)
    yield opened
    opened.close()


def test_every_word_has_a_time_and_the_times_rise(voice: EspeakVoice) -> None:
    sentence = make_utterance(SENTENCE)
    speech = voice.synthesize(sentence)
    assert [timing.word for timing in speech.timings] == list(sentence.words)
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(speech.samples)


def test_a_word_before_a_comma_ends_with_its_audio(voice: EspeakVoice) -> None:
    speech = voice.synthesize(make_utterance(SENTENCE))
    before, after = speech.timings[3], speech.timings[4]
    assert before.word.boundary == ","
    assert after.start - before.end > 0.05 * speech.rate


def test_the_same_words_give_the_same_samples_after_any_other_speech(voice: EspeakVoice) -> None:
    first = voice.synthesize(make_utterance(SENTENCE))
    voice.synthesize(make_utterance("Sizzling, hissing: something else entirely!"))
    again = voice.synthesize(make_utterance(SENTENCE))
    assert np.array_equal(first.samples, again.samples)
    assert first.timings == again.timings


def test_a_killed_process_is_replaced_and_the_next_sentence_is_synthesized(
    voice: EspeakVoice,
) -> None:
    voice.synthesize(make_utterance("First."))
    killed = voice._worker.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)
    assert len(voice.synthesize(make_utterance("Second.")).samples) > 0


def test_a_process_that_hangs_costs_one_sentence(
    voice: EspeakVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice.synthesize(make_utterance("First."))
    assert voice._worker.pid
    os.kill(voice._worker.pid, signal.SIGSTOP)
    monkeypatch.setattr(espeak, "TIMEOUT_SECONDS", 0.1)
    with pytest.raises(SynthesisFailed, match="took longer"):
        voice.synthesize(make_utterance("Second."))
    monkeypatch.undo()
    assert len(voice.synthesize(make_utterance("Third.")).samples) > 0


def test_phonemes_come_word_by_word_in_ipa(voice: EspeakVoice) -> None:
    phonemes = voice.phonemize(make_utterance("They read the news live.").words)
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
    speech = voice.synthesize(make_utterance("Die Läufer grüßen schön."))
    voice.close()
    assert all(timing.end > timing.start for timing in speech.timings)


def test_a_language_that_it_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownVoice, match="espeak:klingon"):
        Espeak().open("klingon", "tlh", 1.0)


@pytest.mark.parametrize(
    ("language", "text", "number", "ipa"),
    [
        ("da", "Det koster 1.200 kroner.", "1.200", "edtˈʔusəntˈohˈunʁʌð"),
        ("sv", "Bara 4,7 % kom.", "4,7 %", "fˈyːrapˈɵŋktsxˈʉ prɔsˈɛnt"),
        ("sv", "Det är −12 °C idag.", "−12 °C", "mˈiːnɵstˈɔlv sˈeː"),
        ("fi", "Siellä on 1\u202f200 ihmistä.", "1\u202f200", "tˈuhatkˈaksisˌata"),
        ("nb", "Det er -12 °C her.", "-12 °C", "mˈiːnʉːstˈɔlv sˈeː"),
        ("ru", "Пришли 1 200 человек.", "1 200", "ʌdnˈɑtˈysʲitʃʲʌdvʲˈesʲtʲɪ"),
        ("hu", "Most −12 °C van.", "−12 °C", "mˈinustˈizɛnkɛtøː fˈoktsˈeː"),
        ("cs", "Stojí to 1\xa0200 korun.", "1\xa0200", "cˈisiːdʑdvjˈescˈe"),
        ("ar", "بلغ ١٬٢٠٠ شخص.", "١٬٢٠٠", "ʔˈalfwamˌiʔatˈan"),
        ("hi", "लगभग १,२०० लोग।", "१,२००", "ˈeːkhˈʌɟaːɾdˈoːsˈɔː"),
    ],
)
def test_a_number_is_one_word_with_one_time_and_is_spoken_whole(
    language: str, text: str, number: str, ipa: str
) -> None:
    said = verbalize_sentence(text, 0, None, language)
    place = [word.spoken for word in said].index(number)
    spelling = Phonemizer(language)
    sounds = [each.ipa for each in spelling.phonemize(said) if each.word_index == place]
    spelling.close()
    assert " ".join(sounds) == ipa
    voice = Espeak().open(language, language, 1.0)
    speech = voice.synthesize(Utterance(words=said))
    voice.close()
    assert [timing.word for timing in speech.timings] == list(said)
    timing = speech.timings[place]
    assert timing.end - timing.start > 0.4 * speech.rate


SENTENCES = {
    "cmn": "中国政府周三宣布了一项新的计划旨在减少空气污染并改善城市居民的生活质量",
    "ja": "せいふはすいようびにあたらしいけいかくをはっぴょうしましたおせんをへらします",
    "ko": "정부는 수요일에 대기 오염을 줄이고 주민의 삶의 질을 개선하기 위한 계획을 발표했다",
    "th": "รัฐบาลประกาศแผนใหม่ในวันพุธเพื่อลดมลพิษทางอากาศและปรับปรุงคุณภาพชีวิตของผู้อยู่อาศัยในเมือง",
    "ar": "أعلنت الحكومة يوم الأربعاء عن خطة جديدة للحد من تلوث الهواء وتحسين نوعية الحياة",
    "hi": "सरकार ने बुधवार को वायु प्रदूषण कम करने और जीवन में सुधार के लिए एक नई योजना की घोषणा की",
}


@pytest.mark.parametrize("speaker", SENTENCES)
def test_the_audio_lasts_from_the_first_word_to_the_last(speaker: str) -> None:
    text = SENTENCES[speaker]
    voice = Espeak().open(speaker, speaker, 1.0)
    speech = voice.synthesize(make_utterance(text))
    half = voice.synthesize(make_utterance(text[: len(text) // 2]))
    voice.close()
    assert len(speech.samples) > 1.6 * len(half.samples) > speech.rate
    assert speech.timings[-1].end > len(speech.samples) - 0.1 * speech.rate


def test_a_damaged_list_of_languages_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path))
    expected = espeak._language_files()
    espeak._language_files.cache_clear()
    assert espeak._language_files() == expected
    [stored] = (tmp_path / "espeak-languages").iterdir()
    stored.write_text("{")
    espeak._language_files.cache_clear()
    assert espeak._language_files() == expected
    assert stored.read_text() != "{"
