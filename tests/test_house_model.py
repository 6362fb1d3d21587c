from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from house_models import PHONE, weights, write_weights

from earshot.errors import BrokenVoice, SynthesisFailed
from earshot.model import Samples
from earshot.voices.engines.house import PACKAGED
from earshot.voices.house_model.layers import Rows
from earshot.voices.house_model.model import Network
from earshot.voices.house_model.pitch import RISE, risen
from earshot.voices.house_model.tokens import IDS
from earshot.voices.house_model.vocoder import HOP, wave
from earshot.voices.house_model.weights import Weights

KATHLEEN = PACKAGED / "kathleen.onnx"
SAID = [IDS[symbol] for symbol in "^ h ə l ˈoʊ , ð ˈɛ ɹ .".split()]


def test_the_packaged_voice_says_what_another_runtime_makes_of_its_file() -> None:
    network = Network("house:kathleen", KATHLEEN)
    network.lively = 1.0  # which is ours alone
    samples, durations = network.speak(SAID, 1.0)
    session = onnxruntime.InferenceSession(KATHLEEN, providers=["CPUExecutionProvider"])
    feeds = {"ids": np.array([SAID]), "speed": np.array(1.0, np.float32)}
    theirs, frames = session.run(None, feeds)
    assert durations.tolist() == frames.tolist()
    assert len(samples) == len(theirs) == HOP * durations.sum()
    assert np.std(samples - theirs) < np.std(theirs) / 100


def test_the_pitch_goes_further_than_its_average_and_keeps_its_middle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[np.ndarray] = []

    def listening(w: Weights, mel: Rows, hz: Rows, voiced: Rows) -> Samples:
        heard.append(np.log(hz[voiced > 0]))
        return wave(w, mel, hz, voiced)

    monkeypatch.setattr("earshot.voices.house_model.model.wave", listening)
    network = Network("house:kathleen", KATHLEEN)
    network.speak(SAID, 1.0)
    network.lively = 1.0
    network.speak(SAID, 1.0)
    lively, plain = heard[-2:]
    assert 1.1 < lively.std() / plain.std() < 1.4
    assert lively.mean() == pytest.approx(plain.mean(), abs=0.03)


def test_half_the_speed_is_twice_as_long() -> None:
    network = Network("house:kathleen", KATHLEEN)
    slow, fast = (network.speak(SAID, speed)[0] for speed in (0.5, 2.0))
    assert 3 < len(slow) / len(fast) < 5
    assert np.isfinite(slow).all() and np.isfinite(fast).all()


@pytest.mark.parametrize("speed", [1.01, 1.5, 2.0, 40.0])
def test_in_a_hurry_every_sound_is_said_and_as_much_shorter_as_any_other(speed: float) -> None:
    network = Network("house:kathleen", KATHLEEN)
    usual, whole = network.speak(SAID, 1.0)
    fast, lengths = network.speak(SAID, speed)
    assert len(fast) == HOP * max(1, round(len(usual) / HOP / speed))
    assert HOP * lengths.sum() == pytest.approx(len(fast))
    assert lengths / lengths.sum() == pytest.approx(whole / whole.sum())
    assert np.isfinite(fast).all()


def test_a_file_that_lacks_a_layer_is_no_house_voice(tmp_path: Path) -> None:
    for name in ("acoustic.duration.out.bias", "vocoder.seen.weight", "acoustic.mel.weight"):
        without = {key: value for key, value in weights().items() if key != name}
        with pytest.raises(BrokenVoice, match="not those of a house voice"):
            Network("house:x", write_weights(tmp_path / "x.onnx", without))


@pytest.mark.parametrize("longest", [20.0, np.nan, np.inf])
def test_a_sound_that_never_ends_costs_its_sentence_and_not_the_memory(
    tmp_path: Path, longest: float
) -> None:
    made = weights()
    file = write_weights(tmp_path / "x.onnx", made)
    network = Network("house:x", file)
    assert network.speak(SAID, 1.0)[1].tolist() == [PHONE] * len(SAID)
    network.w["acoustic.duration.out.bias"] = np.array([longest], np.float32)
    with pytest.raises(SynthesisFailed, match="never ends"):
        network.speak(SAID, 1.0)


def test_a_symbol_that_the_voice_does_not_know_fails_its_sentence(tmp_path: Path) -> None:
    network = Network("house:x", write_weights(tmp_path / "x.onnx", weights()))
    with pytest.raises(SynthesisFailed, match="house:x"):
        network.speak([1, 9_999, 4], 1.0)


def test_a_question_that_rises_ends_high_and_no_other_sound_of_it_is_changed() -> None:
    pitch = np.array([[0.0], [0.4], [0.2], [-0.5], [-0.1], [-0.2]], np.float32)
    stressed = np.array([False, True, False, True, False, False])
    lifted = risen(pitch, stressed, [5])
    assert lifted[4, 0] == pytest.approx(pitch.mean() + RISE)
    assert (lifted[:3] == pitch[:3]).all() and pitch[3] < lifted[3] < lifted[4] == lifted[5]
    assert (risen(lifted, stressed, [5]) >= lifted).all()
    assert (risen(pitch, stressed, []) == pitch).all()
    assert np.isfinite(risen(pitch, np.zeros(6, bool), [1])).all()
