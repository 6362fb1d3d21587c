"""1-D convolutions rewritten as 2-D ones give the same samples."""

from collections import Counter
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from benchmarks.graphs import PiperSizes, piper
from earshot.voices.onnx import graph
from earshot.voices.onnx.rewrite import RewriteOptions, rewrite_model

SOUND = np.random.default_rng(3).standard_normal((2, 4, 50)).astype(np.float32)


def weights(*shape: int) -> onnx.TensorProto:
    values = np.random.default_rng(len(shape)).standard_normal(shape).astype(np.float32)
    return numpy_helper.from_array(values, "weights")


def model(kind: str, tensor: onnx.TensorProto, opset: int = 17, **attributes: Any) -> bytes:
    node = helper.make_node(kind, ["sound", "weights"], ["out"], **attributes)
    return whole([node], [tensor], opset)


def whole(nodes: list[onnx.NodeProto], tensors: list[onnx.TensorProto], opset: int = 17) -> bytes:
    sound = helper.make_tensor_value_info("sound", TensorProto.FLOAT, ["rows", 4, "time"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, ["a", "b", "c"])
    made = helper.make_graph(nodes, "g", [sound], [out], tensors)
    opsets = [helper.make_opsetid("", opset)]
    data: bytes = helper.make_model(made, opset_imports=opsets, ir_version=8).SerializeToString()
    return data


def widened(data: bytes) -> bytes:
    return rewrite_model(data, graph.read_graph(data), "", RewriteOptions(use_conv2d=True)).data


def ranks(data: bytes) -> set[int]:
    """Ranks of the convolution weights."""
    made = onnx.load_model_from_string(data).graph
    used = {node.input[1] for node in made.node if node.op_type.startswith("Conv")}
    return {len(each.dims) for each in made.initializer if each.name in used}


def run(data: bytes) -> np.ndarray:
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"sound": SOUND})[0])


@pytest.mark.parametrize("opset", [11, 13, 17])
@pytest.mark.parametrize(
    ("kind", "shape", "attributes"),
    [
        ("Conv", (16, 4, 3), {}),
        ("Conv", (16, 4, 5), {"pads": [1, 3], "dilations": [2], "strides": [3]}),
        ("Conv", (16, 4, 5), {"auto_pad": "SAME_UPPER", "kernel_shape": [5]}),
        ("Conv", (4, 1, 7), {"group": 4, "pads": [3, 3]}),
        ("ConvTranspose", (4, 16, 4), {"strides": [2], "pads": [1, 1], "output_padding": [1]}),
        ("ConvTranspose", (4, 16, 4), {"strides": [2], "output_shape": [99]}),
    ],
)
def test_a_rewritten_convolution_gives_the_same_output(
    kind: str, shape: tuple[int, ...], attributes: dict[str, Any], opset: int
) -> None:
    plain = model(kind, weights(*shape), opset, **attributes)
    wide = widened(plain)
    onnx.checker.check_model(onnx.load_model_from_string(plain))
    assert ranks(wide) == ({3} if "output_shape" in attributes else {4})
    np.testing.assert_allclose(run(wide), run(plain), rtol=1e-4, atol=1e-5)


def test_a_whole_vocoder_sounds_the_same() -> None:
    sizes = PiperSizes(hidden=16, filter=32, layers=1, upsample=32)
    data = piper(sizes=sizes).SerializeToString()
    found = graph.read_graph(data)
    feeds: dict[str, np.ndarray] = {
        "input": np.array([[1, 0, 20, 0, 30, 0, 2]]),
        "input_lengths": np.array([7]),
        "scales": np.array([0.667, 1.0, 0.8], np.float32),
        "earshot.normal": np.random.default_rng(0).standard_normal(1 << 20).astype(np.float32),
    }
    sounds = []
    for wide in (False, True):
        made = rewrite_model(data, found, "", RewriteOptions(use_conv2d=wide)).data
        assert ranks(made) == ({4} if wide else {3})
        session = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])
        sounds.append(np.asarray(session.run(["output"], feeds)[0]))
    assert sounds[0].std() > 0.01
    np.testing.assert_allclose(sounds[1], sounds[0], atol=1e-4)


def test_weights_with_another_use_are_unchanged() -> None:
    nodes = [
        helper.make_node("Conv", ["sound", "weights"], ["made"], pads=[1, 1]),
        helper.make_node("ReduceSum", ["weights"], ["size"], keepdims=0),
        helper.make_node("Mul", ["made", "size"], ["out"]),
    ]
    data = whole(nodes, [weights(16, 4, 3)])
    assert ranks(widened(data)) == {3}
    assert np.array_equal(run(widened(data)), run(data))


def test_two_convolutions_may_share_their_weights() -> None:
    nodes = [
        helper.make_node("Conv", ["sound", "weights"], ["once"], pads=[1, 1]),
        helper.make_node("Conv", ["once", "weights"], ["out"], pads=[1, 1]),
    ]
    data = whole(nodes, [weights(4, 4, 3)])
    assert ranks(widened(data)) == {4}
    np.testing.assert_allclose(run(widened(data)), run(data), rtol=1e-4, atol=1e-4)


def test_a_model_without_such_convolutions_is_unchanged() -> None:
    data = whole([helper.make_node("Relu", ["sound"], ["out"])], [])
    assert widened(data) == rewrite_model(data, graph.read_graph(data), "").data


def kinds(data: bytes) -> Counter[str]:
    return Counter(node.op_type for node in onnx.load_model_from_string(data).graph.node)


def test_a_transpose_between_convolutions_is_done_once() -> None:
    nodes = [
        helper.make_node("Conv", ["sound", "weights"], ["once"], pads=[1, 1]),
        helper.make_node("LeakyRelu", ["once"], ["bent"], alpha=0.2),
        helper.make_node("Conv", ["bent", "weights"], ["twice"], pads=[1, 1]),
        helper.make_node("Add", ["once", "twice"], ["both"]),
        helper.make_node("Mul", ["both", "third"], ["out"]),
    ]
    third = numpy_helper.from_array(np.float32(1 / 3), "third")
    data = whole(nodes, [weights(4, 4, 3), third])
    wide = widened(data)
    assert kinds(wide) == kinds(data) + Counter(Unsqueeze=1, Squeeze=1)
    np.testing.assert_allclose(run(wide), run(data), rtol=1e-4, atol=1e-4)


def test_a_number_for_each_channel_is_applied_to_its_channel() -> None:
    nodes = [
        helper.make_node("Conv", ["sound", "weights"], ["made"], pads=[1, 1]),
        helper.make_node("Mul", ["made", "levels"], ["out"]),
    ]
    levels = numpy_helper.from_array(np.arange(4, dtype=np.float32).reshape(1, 4, 1), "levels")
    data = whole(nodes, [weights(4, 4, 3), levels])
    np.testing.assert_allclose(run(widened(data)), run(data), rtol=1e-4, atol=1e-4)


def test_a_tensor_with_another_use_is_unchanged() -> None:
    nodes = [
        helper.make_node("Conv", ["sound", "weights"], ["made"], pads=[1, 1]),
        helper.make_node("Tanh", ["made"], ["bent"]),
        helper.make_node("ReduceMax", ["bent"], ["most"], axes=[2]),
        helper.make_node("Sub", ["bent", "most"], ["out"]),
    ]
    data = whole(nodes, [weights(4, 4, 3)])
    wide = widened(data)
    assert kinds(wide)["Squeeze"] == 1
    np.testing.assert_allclose(run(wide), run(data), rtol=1e-4, atol=1e-4)
