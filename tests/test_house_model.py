from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from house_models import FRAMES_PER_PHONE, random_weights, write_weights

from earshot.errors import BrokenVoice, SynthesisFailed
from earshot.model import Samples
from earshot.voices.engines.house import PACKAGED_DIR
from earshot.voices.house_model.constants import HOP
from earshot.voices.house_model.layers import Rows
from earshot.voices.house_model.model import HouseModel
from earshot.voices.house_model.pitch import (
    JOINT_SHIFTS,
    QUESTION_RISE,
    SEMITONE,
    Intonation,
    correct_pitch,
    plan_intonation,
    raise_question_ends,
)
from earshot.voices.house_model.symbols import ENGLISH
from earshot.voices.house_model.tokens import RISING_BOUNDARY, Tokens, build_tokens
from earshot.voices.house_model.vocoder import render_wave
from earshot.voices.house_model.weights import Weights

KATHLEEN = PACKAGED_DIR / "kathleen.onnx"
SAID = [ENGLISH.ids[symbol] for symbol in "^ h ə l ˈoʊ , ð ˈɛ ɹ .".split()]


def test_the_packaged_voice_gives_the_samples_of_another_runtime() -> None:
    network = HouseModel("house:kathleen", KATHLEEN)
    network.pitch_range = 1.0  # only this implementation scales the pitch range
    samples, durations = network.synthesize(SAID, 1.0)
    session = onnxruntime.InferenceSession(KATHLEEN, providers=["CPUExecutionProvider"])
    feeds = {"ids": np.array([SAID]), "speed": np.array(1.0, np.float32)}
    theirs, frames = session.run(None, feeds)
    assert durations.tolist() == frames.tolist()
    assert len(samples) == len(theirs) == HOP * durations.sum()
    assert np.std(samples - theirs) < np.std(theirs) / 100


def make_parts(*boundaries: str) -> list[Tokens]:
    return [build_tokens(ENGLISH, [(0, ["m", "ˈoʊ"], boundary)]) for boundary in boundaries]


def test_the_pitch_at_the_joint_of_two_parts_is_nearer_to_its_neighbours() -> None:
    flat, stressed = np.zeros((21, 1), np.float32), np.zeros(21, bool)
    first, middle, last = (
        correct_pitch(flat, stressed, 1.0, intonation)[:, 0] / SEMITONE
        for intonation in plan_intonation(make_parts(",", ";", "."))
    )
    before, after = JOINT_SHIFTS
    assert [first[0], first[-1]] == pytest.approx([0, before])
    assert [middle[0], middle[10], middle[-1]] == pytest.approx([after, 0, before])
    assert [last[0], last[-1]] == pytest.approx([after, 0])


def test_two_sentences_in_one_utterance_begin_and_end_as_sentences() -> None:
    assert plan_intonation(make_parts("?", ".")) == [Intonation(), Intonation()]
    assert plan_intonation(make_parts(RISING_BOUNDARY)) == [Intonation(rising_slots=(3,))]
    assert plan_intonation(make_parts(",")) == [Intonation()]


def test_the_pitch_range_is_widened_around_its_middle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[np.ndarray] = []

    def listening(w: Weights, mel: Rows, hz: Rows, voiced: Rows) -> Samples:
        heard.append(np.log(hz[voiced > 0]))
        return render_wave(w, mel, hz, voiced)

    monkeypatch.setattr("earshot.voices.house_model.model.render_wave", listening)
    network = HouseModel("house:kathleen", KATHLEEN)
    network.synthesize(SAID, 1.0)
    network.pitch_range = 1.0
    network.synthesize(SAID, 1.0)
    lively, plain = heard[-2:]
    assert 1.1 < lively.std() / plain.std() < 1.4
    assert lively.mean() == pytest.approx(plain.mean(), abs=0.03)


def test_half_the_speed_is_twice_as_long() -> None:
    network = HouseModel("house:kathleen", KATHLEEN)
    slow, fast = (network.synthesize(SAID, speed)[0] for speed in (0.5, 2.0))
    assert 3 < len(slow) / len(fast) < 5
    assert np.isfinite(slow).all() and np.isfinite(fast).all()


@pytest.mark.parametrize("speed", [1.01, 1.5, 2.0, 40.0])
def test_at_high_speed_every_phoneme_is_kept_and_shortened_equally(speed: float) -> None:
    network = HouseModel("house:kathleen", KATHLEEN)
    usual, whole = network.synthesize(SAID, 1.0)
    fast, lengths = network.synthesize(SAID, speed)
    assert len(fast) == HOP * max(1, round(len(usual) / HOP / speed))
    assert HOP * lengths.sum() == pytest.approx(len(fast))
    assert lengths / lengths.sum() == pytest.approx(whole / whole.sum())
    assert np.isfinite(fast).all()


def test_a_file_without_a_layer_is_not_a_house_voice(tmp_path: Path) -> None:
    for name in ("acoustic.duration.out.bias", "vocoder.seen.weight", "acoustic.mel.weight"):
        without = {key: value for key, value in random_weights().items() if key != name}
        with pytest.raises(BrokenVoice, match="not those of a house voice"):
            HouseModel("house:x", write_weights(tmp_path / "x.onnx", without))


@pytest.mark.parametrize("longest", [20.0, np.nan, np.inf])
def test_endless_audio_fails_its_sentence_without_filling_the_memory(
    tmp_path: Path, longest: float
) -> None:
    made = random_weights()
    file = write_weights(tmp_path / "x.onnx", made)
    network = HouseModel("house:x", file)
    assert network.synthesize(SAID, 1.0)[1].tolist() == [FRAMES_PER_PHONE] * len(SAID)
    network.weights["acoustic.duration.out.bias"] = np.array([longest], np.float32)
    with pytest.raises(SynthesisFailed, match="excessive duration"):
        network.synthesize(SAID, 1.0)


def test_a_symbol_that_the_voice_does_not_know_fails_its_sentence(tmp_path: Path) -> None:
    network = HouseModel("house:x", write_weights(tmp_path / "x.onnx", random_weights()))
    with pytest.raises(SynthesisFailed, match="house:x"):
        network.synthesize([1, 9_999, 4], 1.0)


def test_a_rising_question_ends_high_and_is_otherwise_unchanged() -> None:
    pitch = np.array([[0.0], [0.4], [0.2], [-0.5], [-0.1], [-0.2]], np.float32)
    stressed = np.array([False, True, False, True, False, False])
    lifted = raise_question_ends(pitch, stressed, [5])
    assert lifted[4, 0] == pytest.approx(pitch.mean() + QUESTION_RISE)
    assert (lifted[:3] == pitch[:3]).all() and pitch[3] < lifted[3] < lifted[4] == lifted[5]
    assert (raise_question_ends(lifted, stressed, [5]) >= lifted).all()
    assert (raise_question_ends(pitch, stressed, []) == pitch).all()
    assert np.isfinite(raise_question_ends(pitch, np.zeros(6, bool), [1])).all()
