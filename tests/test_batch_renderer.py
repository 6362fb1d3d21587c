"""The house voice in batches on PyTorch, here on the CPU."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import make_utterance

from earshot.errors import GpuUnavailable
from earshot.voices.engines.house import PACKAGED_DIR, House, HouseVoice
from earshot.voices.house_model.batch_renderer import BatchRenderer, split_batches
from earshot.voices.house_model.model import HouseModel

pytest.importorskip("torch")
KATHLEEN = PACKAGED_DIR / "kathleen.onnx"
SENTENCES = [
    "Nobody left on the day, and Ann Ek read it.",
    "Go.",
    "Is that the last of the three boats that came back to the lake on Monday?",
    "It cost four dollars to mend the bell, she said, and the children ride for nothing.",
]
MEMORY = 2_000_000_000


def open_renderer(memory: int = MEMORY) -> BatchRenderer:
    model = HouseModel("house:kathleen", KATHLEEN)
    return BatchRenderer(model.weights, float(model.log_f0), "cpu", memory)


def open_voice(speed: float, renderer: BatchRenderer | None) -> HouseVoice:
    voice = House().open("kathleen", "en-US", speed)
    voice._renderer = renderer
    return voice


@pytest.mark.parametrize("speed", [0.8, 1.0, 1.3])
def test_a_sentence_in_a_batch_sounds_as_it_does_alone(speed: float) -> None:
    utterances = [make_utterance(text) for text in SENTENCES]
    with closing(open_voice(speed, open_renderer())) as voice:
        alone = [voice.synthesize(each) for each in utterances]
        together = voice.synthesize_all(utterances)
        reverse = voice.synthesize_all(utterances[::-1])[::-1]
    for one, other, third in zip(alone, together, reverse, strict=True):
        assert other.timings == one.timings == third.timings
        assert len(other.samples) == len(one.samples)
        assert np.abs(other.samples - third.samples).max() < 1e-4, "whatever stands beside it"
        difference = other.samples - one.samples
        assert np.std(difference) < np.std(one.samples) / 500
        assert np.abs(difference).max() < 0.01


def test_a_batch_is_as_large_as_the_memory_of_the_device_allows() -> None:
    renderer = open_renderer()
    small = open_renderer(200 * renderer._network.row_bytes)
    assert small.max_rows == 200
    utterances = [make_utterance(text) for text in SENTENCES]
    with closing(open_voice(1.0, renderer)) as large, closing(open_voice(1.0, small)) as other:
        for one, two in zip(
            large.synthesize_all(utterances), other.synthesize_all(utterances), strict=True
        ):
            assert np.abs(one.samples - two.samples).max() < 1e-4


@given(st.lists(st.integers(1, 300), max_size=40), st.integers(1, 1_000))
def test_every_sentence_is_in_one_batch_that_fits(counts: list[int], limit: int) -> None:
    batches = list(split_batches(counts, limit))
    assert [number for batch in batches for number in batch] == list(range(len(counts)))
    assert all(len(batch) == 1 or sum(counts[n] for n in batch) <= limit for batch in batches)


def test_a_house_voice_speaks_on_the_cpu_if_the_gpu_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    utterances = [make_utterance(text) for text in SENTENCES[:2]]
    with closing(open_voice(1.0, None)) as voice:
        assert voice.batch_size == 1
        expected = [voice.synthesize(each) for each in utterances]
    monkeypatch.setenv("EARSHOT_DEVICE", "cuda")
    with closing(open_voice(1.0, None)) as voice:
        assert voice.batch_size > 1
        with pytest.warns(GpuUnavailable, match="CPU instead of the GPU"):
            assert voice.synthesize_all(utterances) == expected
        assert voice.batch_size == 1
