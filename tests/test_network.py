from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from house_models import PHONE, weights, write_weights

from earshot.errors import BrokenVoice, SynthesisFailed
from earshot.voices.house import PACKAGED
from earshot.voices.network import Network
from earshot.voices.symbols import IDS
from earshot.voices.vocoder import HOP

KATHLEEN = PACKAGED / "kathleen.onnx"
SAID = [IDS[symbol] for symbol in "^ h ə l ˈoʊ , ð ˈɛ ɹ .".split()]


def test_the_packaged_voice_says_what_another_runtime_makes_of_its_file() -> None:
    samples, durations = Network("house:kathleen", KATHLEEN).speak(SAID, 1.0)
    session = onnxruntime.InferenceSession(KATHLEEN, providers=["CPUExecutionProvider"])
    feeds = {"ids": np.array([SAID]), "speed": np.array(1.0, np.float32)}
    theirs, frames = session.run(None, feeds)
    assert durations.tolist() == frames.tolist()
    assert len(samples) == len(theirs) == HOP * durations.sum()
    assert np.std(samples - theirs) < np.std(theirs) / 100


def test_half_the_speed_is_twice_as_long() -> None:
    network = Network("house:kathleen", KATHLEEN)
    slow, fast = (network.speak(SAID, speed)[0] for speed in (0.5, 2.0))
    assert 3 < len(slow) / len(fast) < 5
    assert np.isfinite(slow).all() and np.isfinite(fast).all()


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
