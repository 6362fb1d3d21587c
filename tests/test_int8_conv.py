"""Quantized convolutions with signed activations compute the same numbers."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from benchmarks.graphs import Builder
from earshot.voices import hardware
from earshot.voices.onnx.graph import read_graph
from earshot.voices.onnx.rewrite import RewriteOptions, rewrite_model

MAX_WEIGHT = 63
"""With larger weights, sums of two products saturate on a processor without VNNI."""
SIGNED = RewriteOptions(signed_activations=True, use_conv2d=True)


def quantized_model(weight_type: type[np.generic] = np.uint8) -> onnx.ModelProto:
    """Two convolutions of one quantization, whose output is used by another node too."""
    b = Builder()
    b.nodes.append(helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]))
    outputs = []
    for kernel, dilation in ((3, 1), (5, 2)):
        weights = b.const(b.random.integers(0, MAX_WEIGHT, (6, 4, kernel)).astype(weight_type))
        zero = b.const(weight_type(20))
        pad = dilation * (kernel - 1) // 2
        outputs.append(
            b.op("ConvInteger", "q", weights, "zero", zero, pads=[pad] * 2, dilations=[dilation])
        )
    b.op("Add", *outputs, out="y")
    b.op("Cast", "q", out="quantized", to=TensorProto.FLOAT)
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4, "time"])
    y = helper.make_tensor_value_info("y", TensorProto.INT32, [1, 6, "time"])
    quantized = helper.make_tensor_value_info("quantized", TensorProto.FLOAT, [1, 4, "time"])
    return b.model([x], [y, quantized], opset=17)


def rewrite(model: onnx.ModelProto, options: RewriteOptions = SIGNED) -> onnx.ModelProto:
    data = model.SerializeToString()
    return onnx.load_model_from_string(rewrite_model(data, read_graph(data), "", options).data)


def run(model: onnx.ModelProto) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(model.SerializeToString())
    x = np.random.default_rng(1).standard_normal((1, 4, 50)).astype(np.float32) + 0.3
    outputs: list[np.ndarray] = session.run(None, {"x": x})
    return outputs


def test_signed_activations_give_the_same_integers() -> None:
    model = quantized_model()
    signed = rewrite(model)
    onnx.checker.check_model(signed, full_check=True)
    for plain, new in zip(run(model), run(signed), strict=True):
        assert np.array_equal(plain, new)


def test_all_convolutions_of_a_quantization_share_the_signed_numbers() -> None:
    nodes = rewrite(quantized_model()).graph.node
    assert [node.op_type for node in nodes].count("QuantizeLinear") == 1
    convolutions = [node for node in nodes if node.op_type == "ConvInteger"]
    assert {tuple(node.input[::2]) for node in convolutions} == {
        ("q.earshot.signed", "zero.earshot.signed")
    }


def test_convolutions_with_signed_weights_stay_as_they_are() -> None:
    model = quantized_model(np.int8)
    assert list(rewrite(model).graph.node) == list(model.graph.node)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("flags : fpu avx512_vnni", True), ("flags : fpu avx_vnni", True), ("flags : avx2", False)],
)
def test_the_instructions_of_the_processor_decide(
    flags: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(flags)
    monkeypatch.setattr(hardware, "CPU_INFO", file)
    hardware.has_vnni.cache_clear()
    assert hardware.has_vnni() == expected
    file.unlink()
    hardware.has_vnni.cache_clear()
    assert not hardware.has_vnni()
    hardware.has_vnni.cache_clear()
