from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from house_models import random_weights, write_model, write_weights
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earshot.errors import BrokenVoice
from earshot.voices.engines.house import PACKAGED_DIR
from earshot.voices.house_model.weights import LOG_F0, read_weights


def test_weights_come_out_under_their_names_and_in_their_shapes(tmp_path: Path) -> None:
    found = read_weights(write_model(tmp_path / "hum.onnx"), "house:hum")
    assert float(found.pop(LOG_F0)) == pytest.approx(5.1)
    put = random_weights()
    assert found.keys() == put.keys()
    assert all(np.array_equal(found[name], put[name]) for name in put)


def test_weights_in_eight_and_sixteen_bits_are_turned_back() -> None:
    found = read_weights(PACKAGED_DIR / "kathleen.onnx", "house:kathleen")
    assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}
    assert found["vocoder.blocks.7.up.weight"].shape == (960, 320)
    assert 120 < float(np.exp(found[LOG_F0])) < 220


def test_a_file_that_does_not_say_where_its_pitch_lies_is_refused(tmp_path: Path) -> None:
    file = write_weights(tmp_path / "x.onnx", random_weights())
    file.write_bytes(file.read_bytes().replace(b"Exp", b"Log"))
    with pytest.raises(BrokenVoice, match="not a house voice"):
        read_weights(file, "house:x")


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_file_is_read_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file = write_model(tmp_path_factory.mktemp("m") / "hum.onnx")
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(BrokenVoice):
        read_weights(file, "house:x")
