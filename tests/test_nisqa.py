"""The prediction of naturalness, with weights in NISQA's format; the real ones where they are."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from earshot.cli import main  # noqa: E402
from earshot.errors import InvalidOption  # noqa: E402
from earshot.model import Samples  # noqa: E402
from earshot.training.features import SAMPLE_RATE  # noqa: E402
from earshot.training.nisqa import (  # noqa: E402
    MIN_SECONDS,
    NisqaModel,
    compute_mel,
    load_model,
    predict_naturalness,
)

REAL_WEIGHTS = os.environ.get("EARSHOT_TEST_NISQA", "")
NAMES = {
    "convolutions.": "cnn.model.",
    "lstm.": "time_dependency.model.lstm.",
    "score.": "pool.model.linear.",
}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of no training, with the names and the layout of nisqa_tts.tar."""
    torch.manual_seed(1)
    state = {
        prefix + name.removeprefix(ours): value
        for name, value in NisqaModel().state_dict().items()
        for ours, prefix in NAMES.items()
        if name.startswith(ours)
    }
    file = tmp_path_factory.mktemp("nisqa") / "nisqa_tts.tar"
    torch.save({"args": {"name": "NISQA_TTS_v1"}, "model_state_dict": state}, file)
    return file


def tone(seconds: float, hz: float = 440.0, rate: int = SAMPLE_RATE) -> Samples:
    times = np.arange(int(seconds * rate)) / rate
    return (0.2 * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def test_the_score_is_the_mean_of_the_clips_with_its_standard_error(weights: Path) -> None:
    model = load_model(weights)
    clips = [(tone(0.8, hz), SAMPLE_RATE) for hz in (200.0, 900.0, 3000.0)]
    each = [predict_naturalness(model, [clip])[0] for clip in clips]
    mean, error = predict_naturalness(model, clips)
    assert mean == pytest.approx(np.mean(each), abs=1e-5)
    assert error == pytest.approx(np.std(each, ddof=1) / math.sqrt(3), rel=1e-3)


def test_the_level_of_a_clip_does_not_change_its_score(weights: Path) -> None:
    model = load_model(weights)
    clips = [(tone(0.8) * np.float32(factor), SAMPLE_RATE) for factor in (1.0, 0.05)]
    loud, quiet = (predict_naturalness(model, [clip])[0] for clip in clips)
    assert loud == pytest.approx(quiet, abs=1e-3)


def test_sounds_of_another_rate_are_resampled(weights: Path) -> None:
    model = load_model(weights)
    one = predict_naturalness(model, [(tone(0.8), SAMPLE_RATE)])[0]
    other = predict_naturalness(model, [(tone(0.8, rate=22_050), 22_050)])[0]
    assert one == pytest.approx(other, abs=0.05)


def test_sounds_that_are_too_short_are_left_out(weights: Path) -> None:
    short = tone(MIN_SECONDS / 2)
    assert all(map(math.isnan, predict_naturalness(load_model(weights), [(short, SAMPLE_RATE)])))


def test_a_tone_is_in_its_mel_band_and_80_db_over_the_floor() -> None:
    mel = compute_mel(tone(1.0, 1000.0))
    middle = mel[:, mel.shape[1] // 2]
    highest = int(middle.argmax())
    assert 14 <= highest <= 17  # 1,000 Hz is 15 of 45.2 mels of Slaney's scale, in 48 bands
    assert float(middle.max() - middle.min()) == pytest.approx(80.0, abs=0.5)


@pytest.mark.parametrize("content", [b"", b"no weights", None])
def test_a_file_without_weights_of_nisqa_is_rejected(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "nisqa.tar"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidOption, match="nisqa_tts"):
        load_model(file)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    torch.save({"model_state_dict": {"cnn.model.fc.weight": torch.zeros(3)}}, tmp_path / "x.tar")
    with pytest.raises(InvalidOption, match="nisqa_tts"):
        load_model(tmp_path / "x.tar")


def test_the_command_says_how_natural_a_voice_is(
    weights: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = tmp_path / "text.txt"
    text.write_text("The council met on Monday. It voted in the evening.\n", "utf-8")
    main(["voices", "evaluate", "flite:slt", "--text", str(text), "--nisqa", str(weights)])
    assert "of 5, by NISQA-TTS" in capsys.readouterr().out


@pytest.mark.skipif(not REAL_WEIGHTS, reason="EARSHOT_TEST_NISQA does not name nisqa_tts.tar")
def test_the_house_voice_is_more_natural_than_flite() -> None:
    from earshot.voice_evaluation import evaluate_voice  # noqa: PLC0415

    model = load_model(Path(REAL_WEIGHTS))
    reports = [
        evaluate_voice(name, model=lambda sounds: predict_naturalness(model, sounds))
        for name in ("house:kathleen", "flite:slt")
    ]
    house, flite = (report.naturalness for report in reports)
    assert house and flite and house.mean > 3.6 > 2.8 > flite.mean
