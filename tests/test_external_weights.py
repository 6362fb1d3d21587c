"""A model with external weights gives the same output."""

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from earshot.voices.onnx import graph
from earshot.voices.onnx.external_weights import MIN_BYTES
from earshot.voices.onnx.rewrite import RewriteOptions, rewrite_model
from earshot.voices.onnx.runtime import create_session

FRAMES = np.random.default_rng(1).standard_normal((1, 32, 20)).astype(np.float32)


def model(*weights: np.ndarray) -> bytes:
    """Consecutive convolutions over time, with weights that are cast to 32 bits."""
    tensors = [numpy_helper.from_array(each, f"w{n}") for n, each in enumerate(weights)]
    nodes, last = [], "frames"
    for n, each in enumerate(weights):
        name = f"w{n}"
        if each.dtype != np.float32:
            nodes.append(helper.make_node("Cast", [name], [f"{name}.cast"], to=TensorProto.FLOAT))
            name = f"{name}.cast"
        nodes.append(helper.make_node("Conv", [last, name], [f"x{n}"]))
        last = f"x{n}"
    doors = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None, None])]
        for name in ("frames", last)
    ]
    made = helper.make_model(
        helper.make_graph(nodes, "g", *doors, tensors),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    data: bytes = made.SerializeToString()
    return data


def run(session: Any) -> np.ndarray:
    return np.asarray(session.run(None, {"frames": FRAMES})[0])


def weights(kind: str) -> np.ndarray:
    return np.random.default_rng(2).uniform(-9, 9, (32, 32, 3)).astype(kind)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("kinds", [["f4"], ["f2"], ["i1", "f4"], ["f4", "i8", "f2"]])
def test_large_weights_are_beside_the_bytes_and_the_model_makes_the_same(
    kinds: list[str], wide: bool
) -> None:
    data = model(*map(weights, kinds))
    found = graph.read_graph(data)
    inside, beside = (
        rewrite_model(data, found, "", RewriteOptions(use_conv2d=wide, externalize_weights=lifted))
        for lifted in (False, True)
    )
    assert not inside.weights
    assert sorted(beside.weights) == [f"w{n}" for n in range(len(kinds))]
    assert len(beside.data) < MIN_BYTES * 2 < len(inside.data)
    plain, handed = (
        create_session("test", each.data, each.weights, "cpu") for each in (inside, beside)
    )
    del inside, beside  # the runtime keeps references to what it needs
    assert np.array_equal(run(handed), run(plain))


def test_small_weights_stay_where_they_are() -> None:
    data = model(np.ones((2, 32, 3), np.float32))
    assert not rewrite_model(
        data, graph.read_graph(data), "", RewriteOptions(externalize_weights=True)
    ).weights


def test_they_are_copies_that_do_not_change_with_the_file() -> None:
    data = bytearray(model(weights("f4")))
    made = rewrite_model(
        bytes(data), graph.read_graph(bytes(data)), "", RewriteOptions(externalize_weights=True)
    )
    view = rewrite_model(
        memoryview(data),
        graph.read_graph(bytes(data)),
        "",
        RewriteOptions(externalize_weights=True),
    )
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    assert np.array_equal(view.weights["w0"], made.weights["w0"])


def test_weights_of_another_size_than_they_say_are_refused() -> None:
    broken = onnx.load_model_from_string(model(weights("f4")))
    broken.graph.initializer[0].dims[2] = 4
    data = broken.SerializeToString()
    with pytest.raises(ValueError, match="w0 has an incorrect size"):
        rewrite_model(data, graph.read_graph(data), "", RewriteOptions(externalize_weights=True))
