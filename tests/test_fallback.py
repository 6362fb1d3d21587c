from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import make_utterance

from earshot.errors import CutSentence, SynthesisFailed, UnspokenSentence
from earshot.model import Speech, Utterance
from earshot.voices.engines.silent import SilentVoice
from earshot.voices.fallback import (
    abort_if_silent,
    synthesize_all_with_fallback,
    synthesize_with_fallback,
)
from earshot.voices.protocol import Voice


class Stumbling(SilentVoice):
    """Hums, but fails on text that contains a bad word."""

    name = "test:stumbling"
    silent = False

    def __init__(self, bad: Sequence[str] = (), longest: int = 2_000) -> None:
        super().__init__(1.0)
        self.bad = set(bad)
        self.max_chars = longest
        self.asked: list[str] = []

    def synthesize(self, utterance: Utterance) -> Speech:
        self.asked.append(utterance.spoken)
        if self.bad & {word.spoken for word in utterance.words}:
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason="it stumbled")
        speech = super().synthesize(utterance)
        return replace(speech, samples=speech.samples + np.float32(0.1))


def listened(voice: Voice, sentences: Sequence[Utterance]) -> list[tuple[Utterance, Speech]]:
    return list(
        abort_if_silent((voice, each, synthesize_with_fallback(voice, each)) for each in sentences)
    )


def test_a_good_sentence_is_synthesized_in_one_call() -> None:
    voice = Stumbling()
    speech = synthesize_with_fallback(voice, make_utterance("Five people left."))
    assert voice.asked == ["Five people left."]
    assert len(speech.timings) == 3


def test_a_bad_word_is_silent_and_the_rest_of_its_sentence_is_spoken() -> None:
    voice = Stumbling(bad=["Xq"])
    sentence = make_utterance("The mayor met Xq at noon, and they spoke for hours.")
    with pytest.warns(UnspokenSentence, match="Xq"):
        speech = synthesize_with_fallback(voice, sentence)
    assert [timing.word for timing in speech.timings] == list(sentence.words)
    sounding = {
        timing.word.spoken: bool(speech.samples[timing.start : timing.end].any())
        for timing in speech.timings
    }
    assert sounding.pop("Xq") is False
    assert all(sounding.values())
    assert speech.unspoken == 1


def test_the_silence_is_as_long_as_a_reader_would_take() -> None:
    with pytest.warns(UnspokenSentence):
        speech = synthesize_with_fallback(
            Stumbling(bad=["Popocatepetl"]), make_utterance("Popocatepetl")
        )
    assert 0.5 < len(speech.samples) / speech.rate < 1.5


def test_a_broken_engine_is_not_asked_a_hundred_times() -> None:
    words = [f"w{number}" for number in range(200)]
    voice = Stumbling(bad=words)
    with pytest.warns(UnspokenSentence):
        synthesize_with_fallback(voice, make_utterance(" ".join(words)))
    assert len(voice.asked) <= 15


def test_three_silent_sentences_in_a_row_mean_a_broken_engine() -> None:
    sentences = [make_utterance("Good morning.")] + [make_utterance("Bad.")] * 3
    with pytest.warns(UnspokenSentence), pytest.raises(SynthesisFailed, match="sentences before"):
        listened(Stumbling(bad=["Bad"]), sentences)


def test_two_bad_sentences_do_not_cost_the_article() -> None:
    sentences = [
        make_utterance("Bad."),
        make_utterance("Bad."),
        make_utterance("Good morning."),
    ] * 2
    with pytest.warns(UnspokenSentence):
        said = listened(Stumbling(bad=["Bad"]), sentences)
    assert len(said) == 6


def test_a_silent_voice_may_be_silent_throughout() -> None:
    assert len(listened(SilentVoice(1.0), [make_utterance("One two.")] * 5)) == 5


@given(
    st.lists(st.text("abc", min_size=1, max_size=30), min_size=1, max_size=40),
    st.integers(8, 50),
)
def test_a_long_sentence_is_split_and_never_cut(tokens: list[str], longest: int) -> None:
    voice = Stumbling(longest=longest)
    sentence = make_utterance(" ".join(tokens))
    speech = synthesize_with_fallback(voice, sentence)
    assert all(len(asked) <= longest for asked in voice.asked)
    assert "".join(voice.asked).replace(" ", "") == "".join(tokens)
    assert [t.word.start for t in speech.timings] == [w.start for w in sentence.words]
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(speech.samples)


def test_a_long_sentence_is_split_at_a_comma_where_it_can_be() -> None:
    voice = Stumbling(longest=40)
    synthesize_with_fallback(
        voice, make_utterance("They met again in the harbour, and then nobody spoke.")
    )
    assert voice.asked[0] == "They met again in the harbour,"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"samples": np.zeros(0, np.float32)}, "no sound"),
        ({"samples": np.full(99_999, np.nan, np.float32)}, "not finite numbers"),
        ({"timings": ()}, "one timing per word"),
        ({"samples": np.ones(3, np.float32)}, "ascending order"),
    ],
)
def test_an_invalid_result_of_an_engine_is_a_failure(fault: dict[str, object], reason: str) -> None:
    class Lying(Stumbling):
        def synthesize(self, utterance: Utterance) -> Speech:
            return replace(super().synthesize(utterance), **fault)  # type: ignore[arg-type]

    with pytest.warns(UnspokenSentence, match=reason):
        synthesize_with_fallback(Lying(), make_utterance("Lies."))


def test_the_sentences_of_a_failed_batch_are_retried_one_by_one() -> None:
    said = [make_utterance("Nobody left."), make_utterance("They read."), make_utterance("x" * 400)]

    class Batching(Stumbling):
        together: ClassVar[list[int]] = []

        def synthesize_all(self, utterances: Sequence[Utterance]) -> list[Speech]:
            self.together.append(len(utterances))
            first, _ = map(self.synthesize, utterances)
            return [first, replace(first, samples=first.samples[:0])]

    voice = Batching(longest=200)
    speeches = synthesize_all_with_fallback(voice, said)
    assert voice.together == [2]
    assert speeches == [synthesize_with_fallback(voice, each) for each in said]
    assert synthesize_all_with_fallback(voice, said[:1]) == speeches[:1]
    assert voice.together == [2]


class Cutting(Stumbling):
    """Truncates the audio of more than a few letters."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def synthesize(self, utterance: Utterance) -> Speech:
        speech = super().synthesize(utterance)
        if len(utterance.spoken) <= self.most:
            return speech
        end = len(speech.samples) // 20
        timings = tuple(
            replace(each, start=min(each.start, end), end=min(each.end, end))
            for each in speech.timings
        )
        return replace(speech, samples=speech.samples[:end], timings=timings)


CHINESE = "中国政府周三宣布了一项新的计划旨在减少空气污染并改善城市居民的生活质量"


@pytest.mark.parametrize(
    "text", ["Five people left the harbour before noon, and nobody spoke of it.", CHINESE]
)
def test_a_truncated_sentence_is_synthesized_in_parts_without_a_warning(text: str) -> None:
    whole = synthesize_with_fallback(Stumbling(), make_utterance(text))
    speech = synthesize_with_fallback(Cutting(len(text) // 3), make_utterance(text))
    assert [each.word.text for each in speech.timings] == [each.word.text for each in whole.timings]
    assert len(speech.samples) > 0.8 * len(whole.samples)
    assert speech.unspoken == 0


def test_a_sentence_that_stays_truncated_is_spoken_with_a_warning() -> None:
    with pytest.warns(CutSentence) as told:
        speech = synthesize_with_fallback(Cutting(0), make_utterance("Five people left."))
    assert len(told) == 1
    assert 'audio is missing from "Five people left."' in str(told[0].message)
    assert speech.samples.any()
    assert speech.unspoken == 3


def test_a_truncated_sentence_of_a_batch_is_synthesized_again() -> None:
    said = [make_utterance("Nobody left the harbour."), make_utterance("They read the news.")]

    class Batching(Stumbling):
        def synthesize_all(self, utterances: Sequence[Utterance]) -> list[Speech]:
            return [Cutting(0).synthesize(each) for each in utterances]

    assert synthesize_all_with_fallback(Batching(), said) == [
        synthesize_with_fallback(Stumbling(), each) for each in said
    ]


def test_a_word_in_a_script_without_spaces_is_never_cut_inside_a_number() -> None:
    voice = Cutting(len(CHINESE) // 2 + 4)
    synthesize_with_fallback(voice, make_utterance(f"{CHINESE[:14]}12345.6{CHINESE[14:28]}"))
    assert any("12345.6" in asked for asked in voice.asked[1:])
