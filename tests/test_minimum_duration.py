from pathlib import Path

import pytest
from sentences import make_utterance

from earshot import build_script, extract_article
from earshot.model import Word
from earshot.voices.minimum_duration import minimum_duration
from earshot.voices.registry import open_voice

EXAMPLE = str(Path(__file__).parents[1] / "examples/harbour.html")
NEWS = {
    "zh": "中国政府周三宣布了一项新的计划",
    "ja": "きょうは あたらしい けいかくを はっぴょうしました",
    "ko": "정부는 수요일에 새로운 계획을 발표했다",
    "th": "รัฐบาลประกาศแผนใหม่ในวันพุธ",
    "ar": "أعلنت الحكومة يوم الأربعاء عن خطة جديدة",
    "hi": "सरकार ने बुधवार को नई योजना की घोषणा की",
    "fr": "Ils voulaient que les oiseaux mangeaient beaucoup",
    "de": "Die Donaudampfschifffahrt schrumpfte um 1.200.000 Euro",
}


def minimum(text: str) -> float:
    return minimum_duration(make_utterance(text).words)


@pytest.mark.parametrize("pace", [1.0, 3.0])
@pytest.mark.parametrize("name", ["flite", "house", "espeak"])
def test_no_sentence_of_the_example_is_below_it_in_any_voice(name: str, pace: float) -> None:
    voice = open_voice(name, "en-US", pace)
    for sentence in build_script(extract_article(EXAMPLE)).utterances[::4]:
        speech = voice.synthesize(sentence)
        assert len(speech.samples) / speech.rate > 1.5 * minimum_duration(sentence.words)
    voice.close()


@pytest.mark.parametrize("language", NEWS)
def test_fast_speech_in_any_script_is_above_it_and_a_tenth_of_slow_speech_below(
    language: str,
) -> None:
    lengths = []
    for pace in (1.0, 3.0):
        voice = open_voice("espeak", language, pace)
        speech = voice.synthesize(make_utterance(NEWS[language]))
        voice.close()
        lengths.append(len(speech.samples) / speech.rate)
    slow, fast = lengths
    assert slow / 15 < minimum(NEWS[language]) < fast


def test_sixty_chinese_characters_take_three_seconds_at_least() -> None:
    assert minimum("中" * 2 + "国政" * 29) == pytest.approx(3.0)


def test_punctuation_and_a_letter_that_is_drawn_out_take_no_time() -> None:
    assert minimum("— … !") == 0
    assert minimum("Aaaaaaaaaaargh") == minimum("Aaargh")


def test_phonemes_of_its_own_may_make_a_word_shorter() -> None:
    word = Word(text="Cholmondeley", spoken="Cholmondeley", block=0, start=0, phonemes="ˈtʃʌmli")
    assert minimum_duration([word]) < minimum("Cholmondeley")
