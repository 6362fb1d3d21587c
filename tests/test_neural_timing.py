import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.errors import SynthesisFailed
from earshot.model import Word
from earshot.voices.neural_timing import EXACT, NO_WORD, ModelOutput, OnsetModel, build_speech

LATE = OnsetModel(lead=1.0, max_space=4.0, max_pause=1.0)
FRAME = 100
"""Samples of a frame, at 10,000 Hz."""


def words(text: str) -> list[Word]:
    parts = [each.partition(",") for each in text.split()]
    return [
        Word(text=part, spoken=part, block=0, start=0, boundary=comma) for part, comma, _ in parts
    ]


def output(durations: list[float], word_indices: list[int]) -> ModelOutput:
    return ModelOutput(
        samples=np.ones(round(sum(durations) * FRAME), np.float32),
        rate=10_000,
        durations=np.array(durations),
        word_indices=word_indices,
    )


def spans(text: str, spoken: ModelOutput, onsets: OnsetModel) -> list[tuple[float, float]]:
    """First and last frame of each word, counted from the first word's."""
    speech = build_speech("test:voice", spoken, words(text), onsets)
    first = speech.timings[0].start
    return [((each.start - first) / FRAME, (each.end - first) / FRAME) for each in speech.timings]


def test_an_exact_model_sounds_its_words_where_their_tokens_are() -> None:
    spoken = output([5, 4, 2, 6, 5], [NO_WORD, 0, NO_WORD, 1, NO_WORD])
    assert spans("one two", spoken, EXACT) == [(0, 4), (6, 12)]


def test_in_running_speech_the_space_sounds_the_next_word() -> None:
    spoken = output([5, 4, 2, 6, 5], [NO_WORD, 0, NO_WORD, 1, NO_WORD])
    assert spans("one two", spoken, LATE) == [(0, 5), (5, 13)]


def test_a_space_that_is_too_long_is_a_pause() -> None:
    spoken = output([5, 4, 30, 6, 5], [NO_WORD, 0, NO_WORD, 1, NO_WORD])
    assert spans("one two", spoken, LATE) == [(0, 5), (31, 41)]


def test_after_a_boundary_the_pause_stays_a_pause() -> None:
    spoken = output([5, 4, 8, 2, 6, 5], [NO_WORD, 0, NO_WORD, NO_WORD, 1, NO_WORD])
    assert spans("one, two", spoken, LATE) == [(0, 5), (14, 21)]


def test_the_first_word_is_not_cut_where_it_sounds_before_its_token() -> None:
    spoken = output([9, 4, 9], [NO_WORD, 0, NO_WORD])
    early = build_speech("test:voice", spoken, words("one"), LATE)
    exact = build_speech("test:voice", spoken, words("one"))
    assert len(early.samples) == len(exact.samples) + 2 * FRAME


def test_a_word_without_a_token_has_no_length() -> None:
    spoken = output([5, 4, 2, 6, 5], [NO_WORD, 0, NO_WORD, 2, NO_WORD])
    assert spans("one silent two", spoken, LATE)[1] == (5, 5)


def test_durations_that_do_not_fit_the_tokens_are_a_failed_sentence() -> None:
    with pytest.raises(SynthesisFailed, match="durations do not match"):
        build_speech("test:voice", output([1, 2], [NO_WORD, 0, NO_WORD]), words("one"))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=12),
    st.integers(0, 9),
)
def test_times_rise_and_stay_inside_the_audio(parts: list[tuple[int, int]], head: int) -> None:
    durations, indices = [head + 1.0], [NO_WORD]
    for number, (length, space) in enumerate(parts):
        durations += [float(length + 1), float(space)]
        indices += [number, NO_WORD]
    text = " ".join("w," if space == 3 else "w" for _, space in parts)
    speech = build_speech("test:voice", output(durations, indices), words(text), LATE)
    edges = [edge for each in speech.timings for edge in (each.start, each.end)]
    assert edges == sorted(edges)
    assert edges[0] >= 0 and edges[-1] <= len(speech.samples)
