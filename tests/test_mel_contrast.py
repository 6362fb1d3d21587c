"""The filter that restores the contrast of a predicted mel."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip(
    "torch", reason="left out: torch is not installed (pip install 'earshot-audio[train]')"
)

from earshot.training.acoustic_model import ModelConfig
from earshot.training.dataset import (
    Clip,
    TrainingExample,
    load_examples,
    write_clip,
    write_index,
)
from earshot.training.export import export_voice
from earshot.training.features import HOP, SAMPLE_RATE
from earshot.training.finetune import check_base_voice
from earshot.training.mel_contrast import (
    measure_variation,
    restore_contrast,
    sharpen_frames,
    widen_bands,
)
from earshot.training.provenance import Consent, build_card
from earshot.training.vocoder import VoiceModel
from earshot.voices.house_model.model_card import NO_CONSENT_NEEDED

TINY = ModelConfig(hidden=32, encoder=1, decoder=1, predictor=16, vocoder=32, vocoder_blocks=1)
TAUGHT = Consent(
    speaker="x", licence="CC0-1.0", consent=NO_CONSENT_NEEDED, source="a test", teacher="flite:slt"
)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[TrainingExample]:
    """Two sentences of tones and noise."""
    work, random = tmp_path_factory.mktemp("work"), np.random.default_rng(1)
    for name in ("one", "two"):
        hz = np.full(60, 180.0, np.float32)
        tone = 0.2 * np.sin(2 * np.pi * np.cumsum(np.repeat(hz, HOP)) / SAMPLE_RATE)
        loudness = np.repeat(np.linspace(0, 1, 60), HOP)
        wave = (tone * loudness + 0.02 * random.standard_normal(60 * HOP)).astype(np.float32)
        ids, durations = np.array([1, 8, 9, 4]), np.array([15, 15, 15, 15])
        write_clip(
            work,
            Clip(name=name, text=name, score=0.0, ids=ids, durations=durations, wave=wave, hz=hz),
        )
    write_index(work, [("one", True), ("two", True)], "en-US")
    return load_examples(work, torch.device("cpu"), None)[1]


def test_a_stretched_mel_varies_in_each_band_as_the_recordings_do(
    examples: list[TrainingExample],
) -> None:
    voice = VoiceModel(TINY).eval()
    means, ratios = measure_variation(voice, examples)
    assert float((ratios - 1).abs().max()) > 0.1
    new_means, new_ratios = measure_variation(widen_bands(voice, examples, 1.0), examples)
    assert torch.allclose(new_ratios, torch.ones(100), atol=1e-3)
    assert torch.allclose(new_means, means, atol=1e-3)


@pytest.mark.parametrize("times", [1, 2])
def test_the_layer_of_the_mel_does_what_the_filter_would_do_to_its_result(times: int) -> None:
    torch.manual_seed(1)
    voice = sharper = VoiceModel(TINY).eval()
    frames, mask = torch.randn(1, 32, 40), torch.ones(1, 1, 40)
    for _ in range(times):
        sharper = sharpen_frames(sharper, 0.8)
    with torch.no_grad():
        expected, f0 = voice.acoustic.decoder(frames, mask)
        found, same_f0 = sharper.acoustic.decoder(frames, mask)
    for _ in range(times):
        expected = 1.8 * expected[..., 1:-1] - 0.4 * (expected[..., :-2] + expected[..., 2:])
    assert torch.allclose(found[..., times:-times], expected, atol=1e-4)
    assert torch.equal(f0, same_f0)


def test_a_voice_with_restored_contrast_is_exported_and_can_be_trained_further(
    tmp_path: Path, examples: list[TrainingExample]
) -> None:
    voice = restore_contrast(VoiceModel(TINY).eval(), examples)
    file = tmp_path / "x.onnx"
    export_voice(voice, build_card(TAUGHT, {"acoustic": 1}), file)
    check_base_voice(file)


@pytest.mark.parametrize(
    ("consent", "steps", "finished"),
    [
        (TAUGHT, {"acoustic": 1_000}, "yes"),
        (TAUGHT, {"acoustic": 999}, "no"),
        (TAUGHT, {"acoustic": 1_000, "joint": 5}, "no"),
        (replace(TAUGHT, teacher=""), {"acoustic": 1_000}, "no"),
    ],
)
def test_a_taught_voice_is_finished_without_a_joint_stage(
    consent: Consent, steps: dict[str, int], finished: str
) -> None:
    assert build_card(consent, steps).finished == finished
