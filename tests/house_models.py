"""House voices for tests: tiny networks of the real structure with random weights. Every token
lasts four frames."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

from earshot.voices.house_model.constants import FFT, HOP, SAMPLE_RATE, SOURCE_BINS
from earshot.voices.house_model.model_card import VoiceCard
from earshot.voices.house_model.symbols import ENGLISH

FRAME_SAMPLES = HOP
FRAMES_PER_PHONE = 4
SIZE, PREDICTOR, MELS, BINS = 8, 4, 100, FFT // 2 + 1
CARD = VoiceCard(
    speaker="Hum", language="en-US", licence="CC0-1.0", consent="none needed: it is no person",
    source="made by a test", edition=ENGLISH.version, rate=str(SAMPLE_RATE), steps="none",
)  # fmt: skip
Weights = dict[str, np.ndarray]


def write_model(file: Path, card: VoiceCard | None = CARD, **changes: str) -> Path:
    """Write a voice as the training does, with or without a card."""
    return write_weights(file, random_weights(), replace(card, **changes) if card else None)


def write_weights(file: Path, weights: Weights, card: VoiceCard | None = CARD) -> Path:
    nodes: list[Any] = []
    tensors: list[Any] = []
    for name, value in weights.items():
        stored = name
        if value.ndim == 2 and not name.startswith(("acoustic.phone", "acoustic.stress")):
            # PyTorch's exporter transposes matrices and drops their names.
            stored, value = f"onnx::MatMul_{len(tensors)}", np.ascontiguousarray(value.T)
            path = name.removesuffix(".weight").removeprefix("acoustic.")
            nodes.append(helper.make_node("MatMul", ["x", stored], [f"/{path}/MatMul_output_0"]))
        tensors.append(numpy_helper.from_array(value, stored))
    model = _onnx_model([*nodes, *_pitch_nodes(5.1)], tensors)
    if card:
        helper.set_model_props(model, card.to_metadata())
    file.parent.mkdir(parents=True, exist_ok=True)
    save(model, str(file))
    return file


def random_weights() -> Weights:
    tensors = _acoustic_weights() | _vocoder_weights()
    tensors["acoustic.duration.out.weight"][:] = 0
    tensors["acoustic.duration.out.bias"][:] = math.log(FRAMES_PER_PHONE + 1)
    return tensors


def _acoustic_weights() -> Weights:
    tensors = {
        "phone.weight": _random(len(ENGLISH.phones), SIZE),
        "stress.weight": _random(3, SIZE),
    }
    tensors |= _norm("attend.0.norm", SIZE) | _linear("attend.0.qkv", SIZE, 3 * SIZE)
    tensors |= _linear("attend.0.out", SIZE, SIZE) | _convnext("encode.0") | _norm("encoded", SIZE)
    for name in ("duration", "pitch", "energy"):
        tensors |= _conv(f"{name}.a", SIZE, PREDICTOR, 5) | _norm(f"{name}.na", PREDICTOR)
        tensors |= _conv(f"{name}.b", PREDICTOR, PREDICTOR, 5) | _norm(f"{name}.nb", PREDICTOR)
        tensors |= _conv(f"{name}.out", PREDICTOR, 1, 1) | _conv(f"{name}_in", 1, SIZE, 3)
    tensors |= _linear("place", 3, SIZE) | _convnext("decode.0") | _norm("decoded", SIZE)
    tensors |= _conv("mel", SIZE, MELS, 1) | _conv("f0", SIZE, 2, 5)
    return {f"acoustic.{name}": value for name, value in tensors.items()}


def _vocoder_weights() -> Weights:
    tensors = _conv("embed", MELS, SIZE, 7) | {"seen.weight": _random(SIZE, 2 * SOURCE_BINS)}
    tensors |= _norm("norm_in", SIZE) | _convnext("blocks.0") | _norm("norm_out", SIZE)
    tensors |= _linear("magnitude", SIZE, BINS) | _linear("phase", SIZE, 2 * BINS)
    return {f"vocoder.{name}": value for name, value in tensors.items()}


def _random(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(0, 0.05, shape).astype(np.float32)


def _linear(name: str, inputs: int, outputs: int) -> Weights:
    return {f"{name}.weight": _random(outputs, inputs), f"{name}.bias": _random(outputs)}


def _conv(name: str, inputs: int, outputs: int, width: int) -> Weights:
    return {f"{name}.weight": _random(outputs, inputs, width), f"{name}.bias": _random(outputs)}


def _norm(name: str, size: int) -> Weights:
    return {f"{name}.weight": np.ones(size, np.float32), f"{name}.bias": np.zeros(size, np.float32)}


def _convnext(name: str) -> Weights:
    tensors = _conv(f"{name}.depth", 1, SIZE, 7) | _norm(f"{name}.norm", SIZE)
    tensors |= _linear(f"{name}.up", SIZE, 3 * SIZE) | _linear(f"{name}.down", 3 * SIZE, SIZE)
    return tensors | {f"{name}.scale": _random(SIZE)}


def _pitch_nodes(log_f0: float) -> list[Any]:
    """Return the nodes with the pitch range."""
    middle = numpy_helper.from_array(np.float32(log_f0))
    return [
        helper.make_node("Constant", [], ["middle"], value=middle),
        helper.make_node("Add", ["x", "middle"], ["tone"]),
        helper.make_node("Exp", ["tone"], ["hz"]),
    ]


def _onnx_model(nodes: list[Any], tensors: list[Any]) -> Any:
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])
    samples = helper.make_tensor_value_info("samples", TensorProto.FLOAT, ["samples"])
    graph = helper.make_graph(nodes, "hum", [ids], [samples], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
