"""The filter that restores the contrast of a predicted mel."""

from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip(
    "torch", reason="left out: torch is not installed (pip install 'earshot-audio[train]')"
)

from earshot.training.acoustic_model import ModelConfig
from earshot.training.export import export_voice
from earshot.training.finetune import check_base_voice
from earshot.training.mel_contrast import contrast_matrix, sharpen_mel
from earshot.training.provenance import Consent, build_card
from earshot.training.vocoder import VoiceModel
from earshot.voices.house_model.model_card import NO_CONSENT_NEEDED

TINY = ModelConfig(hidden=32, encoder=1, decoder=1, predictor=16, vocoder=32, vocoder_blocks=1)
TAUGHT = Consent(
    speaker="x", licence="CC0-1.0", consent=NO_CONSENT_NEEDED, source="a test", teacher="flite:slt"
)


def test_an_even_spectrum_stays_and_a_peak_grows() -> None:
    matrix = contrast_matrix(9, 0.5)
    assert torch.allclose(matrix @ torch.full((9,), 3.0), torch.full((9,), 3.0))
    peak = torch.zeros(9)
    peak[4] = 1
    assert (matrix @ peak).tolist() == [0, 0, 0, -0.25, 1.5, -0.25, 0, 0, 0]


@pytest.mark.parametrize("times", [1, 2])
def test_the_layer_of_the_mel_does_what_the_filter_would_do_to_its_result(times: int) -> None:
    torch.manual_seed(1)
    voice = sharper = VoiceModel(TINY).eval()
    frames, mask = torch.randn(1, 32, 40), torch.ones(1, 1, 40)
    for _ in range(times):
        sharper = sharpen_mel(sharper, 0.5, 0.8)
    with torch.no_grad():
        expected, f0 = voice.acoustic.decoder(frames, mask)
        found, same_f0 = sharper.acoustic.decoder(frames, mask)
    for _ in range(times):
        bands = contrast_matrix(expected.shape[1], 0.5) @ expected
        expected = 1.8 * bands[..., 1:-1] - 0.4 * (bands[..., :-2] + bands[..., 2:])
    assert torch.allclose(found[..., times:-times], expected, atol=1e-4)
    assert torch.equal(f0, same_f0)


def test_a_sharpened_voice_is_exported_and_can_be_trained_further(tmp_path: Path) -> None:
    voice = sharpen_mel(VoiceModel(TINY))
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
