import importlib.util

import numpy as np
import pytest
from sentences import make_utterance

from earshot.alignment import align, forced_alignment
from earshot.voices.engines.espeak import Espeak

SENTENCE = make_utterance("Nobody saw Xqwyzt before midnight, and the people spoke for hours.")


def test_words_are_aligned_unknown_ones_included() -> None:
    voice = Espeak().open("en-us", "en-US", 1.0)
    speech = voice.synthesize(SENTENCE)
    voice.close()
    found = align(speech.samples, speech.rate, SENTENCE.words, "en-GB")
    errors = [
        abs(one.start - other.start) / speech.rate
        for one, other in zip(found, speech.timings, strict=True)
    ]
    assert np.median(errors) < 0.03


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(24_000), np.ones(400)])
def test_times_always_rise_and_stay_inside_the_audio(sound: np.ndarray) -> None:
    found = align(sound.astype(np.float32), 24_000, SENTENCE.words, "en-US")
    edges = [edge for timing in found for edge in (timing.start, timing.end)]
    assert [timing.word for timing in found] == list(SENTENCE.words)
    assert edges == sorted(edges)
    assert not edges or edges[-1] <= len(sound)


def test_without_pocketsphinx_words_are_spread_by_their_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert forced_alignment(np.ones(9, np.float32), 24_000, SENTENCE.words) == []
    sound = np.pad(np.ones(24_000, np.float32), 6_000)
    found = align(sound, 24_000, SENTENCE.words, "en-US")
    assert abs(found[0].start - 6_000) < 100
    assert abs(found[-1].end - 30_000) < 100
