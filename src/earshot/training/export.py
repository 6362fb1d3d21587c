"""Exports a trained voice as one ONNX file: token ids and speed to samples and durations, with its
card.

Weights are stored as int8 with a scale per channel and dequantized when a runtime loads the file,
so it computes in float32. Those with the largest error are stored as float16, up to the size
limit. The two Fourier matrices are not stored: the graph computes them at load.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from earshot.files import atomic_write
from earshot.training.features import FFT
from earshot.training.vocoder import BINS, VoiceModel
from earshot.voices.house_model.model_card import VoiceCard

OPSET = 17
MAX_BYTES = 11_500_000
"""Bytes of a voice in the wheel."""
MIN_QUANTIZED_SIZE = 1_024
"""Minimum number of weights of a tensor that is quantized."""
Array = NDArray[Any]


def export_voice(voice: VoiceModel, card: VoiceCard, file: Path, limit: int = MAX_BYTES) -> None:
    """Write the voice to `file`."""
    model = _trace(voice.cpu().eval(), file.with_name(f".{file.name}.traced"))
    _replace_fourier_matrices(model, voice)
    _quantize(model, limit)
    _save(model, card, file)


def replace_card(file: Path, card: VoiceCard) -> None:
    """Write another card into the file of a voice."""
    _save(onnx.load(str(file)), card, file)


def _save(model: Any, card: VoiceCard, file: Path) -> None:
    helper.set_model_props(model, card.to_metadata())
    with atomic_write(file) as temporary:
        onnx.save(model, str(temporary))


def _trace(voice: VoiceModel, temporary: Path) -> Any:
    ids = torch.tensor([[1, *range(6, 40), 4]])
    axes = {"ids": {1: "tokens"}, "samples": {0: "samples"}, "durations": {0: "tokens"}}
    temporary.parent.mkdir(parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                voice, (ids, torch.tensor(1.0)), str(temporary), opset_version=OPSET, dynamo=False,
                input_names=["ids", "speed"], output_names=["samples", "durations"],
                dynamic_axes=axes,
            )  # fmt: skip
        return onnx.load(str(temporary))
    finally:
        temporary.unlink(missing_ok=True)


@dataclass
class _GraphBuilder:
    """Collects nodes and constants to prepend to a graph."""

    prefix: str
    nodes: list[Any] = field(default_factory=list)
    tensors: list[Any] = field(default_factory=list)

    def const(self, value: Array | np.generic) -> str:
        name = f"{self.prefix}.c{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def op(self, op_type: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        name = out or f"{self.prefix}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(op_type, list(inputs), [name], **attributes))
        return name

    def prepend_to(self, model: Any) -> None:
        model.graph.initializer.extend(self.tensors)
        for node in reversed(self.nodes):
            model.graph.node.insert(0, node)


def _replace_fourier_matrices(model: Any, voice: VoiceModel) -> None:
    """Replace the two Fourier matrices by nodes that compute them."""
    spectra = voice.vocoder.spectra
    for is_forward, matrix in ((True, spectra.ahead.numpy()), (False, spectra.back.numpy())):
        for name in _remove_matrix(model, matrix):
            nodes = _GraphBuilder(f"fourier.{name}")
            _forward_matrix(nodes, name) if is_forward else _inverse_matrix(nodes, name)
            nodes.prepend_to(model)


def _remove_matrix(model: Any, matrix: Array) -> list[str]:
    """Remove a matrix from the graph; returns the names of its tensors."""
    stored = [t for t in model.graph.initializer if _equals_matrix(t, matrix)]
    nodes = [n for n in model.graph.node if n.op_type == "Constant"]
    constants = [n for n in nodes if _equals_matrix(n.attribute[0].t, matrix)]
    names = [t.name for t in stored] + [n.output[0] for n in constants]
    for tensor in stored:
        model.graph.initializer.remove(tensor)
    for node in constants:
        model.graph.node.remove(node)
    return names


def _equals_matrix(tensor: Any, matrix: Array) -> bool:
    same = tuple(tensor.dims) == matrix.shape
    return same and bool(np.allclose(numpy_helper.to_array(tensor), matrix))


def _fourier_basis(nodes: _GraphBuilder) -> tuple[str, str, str]:
    """Cosine and minus sine, (1024, 513), and a Hann window, (1024, 1)."""
    zero, one = nodes.const(np.int64(0)), nodes.const(np.int64(1))
    n = nodes.op("Range", zero, nodes.const(np.int64(FFT)), one)
    k = nodes.op("Range", zero, nodes.const(np.int64(BINS)), one)
    rows = nodes.op("Unsqueeze", n, nodes.const(np.array([1])))
    columns = nodes.op("Unsqueeze", k, nodes.const(np.array([0])))
    cycles = nodes.op("Mod", nodes.op("Mul", rows, columns), nodes.const(np.int64(FFT)))
    step = nodes.const(np.float32(2 * math.pi / FFT))
    angle = nodes.op("Mul", nodes.op("Cast", cycles, to=TensorProto.FLOAT), step)
    around = nodes.op("Mul", nodes.op("Cast", rows, to=TensorProto.FLOAT), step)
    half = nodes.const(np.float32(0.5))
    window = nodes.op("Sub", half, nodes.op("Mul", half, nodes.op("Cos", around)))
    return nodes.op("Cos", angle), nodes.op("Neg", nodes.op("Sin", angle)), window


def _forward_matrix(nodes: _GraphBuilder, name: str) -> None:
    cos, sin, window = _fourier_basis(nodes)
    nodes.op("Mul", nodes.op("Concat", cos, sin, axis=1), window, out=name)


def _inverse_matrix(nodes: _GraphBuilder, name: str) -> None:
    cos, sin, window = _fourier_basis(nodes)
    bin_weights = np.full((1, BINS), 2.0, np.float32)
    bin_weights[0, 0] = bin_weights[0, -1] = 1.0
    bin_weight_tensor = nodes.const(bin_weights)
    scaled = nodes.op("Div", window, nodes.const(np.float32(FFT * 1.5)))
    scaled_basis = nodes.op(
        "Concat",
        nodes.op("Mul", cos, bin_weight_tensor),
        nodes.op("Mul", sin, bin_weight_tensor),
        axis=1,
    )
    nodes.op("Transpose", nodes.op("Mul", scaled_basis, scaled), out=name, perm=[1, 0])


def _quantize(model: Any, limit: int) -> None:
    """Store large weights in 8 bits; up to `limit` bytes, those with large errors in 16."""
    large = [t for t in model.graph.initializer if _is_large(t)]
    values = {t.name: numpy_helper.to_array(t) for t in large}
    quantized = {name: _quantize_int8(value) for name, value in values.items() if value.ndim > 1}
    size = sum(value.size for value in values.values()) + 2 * MIN_QUANTIZED_SIZE * len(values)
    half_precision = {name for name in values if name not in quantized}
    for name in sorted(quantized, key=lambda name: -quantized[name][2]):
        if size + values[name].size > limit:
            break
        half_precision.add(name)
        size += values[name].size
    for tensor in large:
        model.graph.initializer.remove(tensor)
    for name, value in values.items():
        nodes = _GraphBuilder(f"weight.{name}")
        if name in half_precision:
            float16 = nodes.const(value.astype(np.float16))
            nodes.op("Cast", float16, out=name, to=TensorProto.FLOAT)
        else:
            int8, scale, _ = quantized[name]
            dequantized = nodes.op("Cast", nodes.const(int8), to=TensorProto.FLOAT)
            nodes.op("Mul", dequantized, nodes.const(scale), out=name)
        nodes.prepend_to(model)


def _is_large(tensor: Any) -> bool:
    return bool(
        tensor.data_type == TensorProto.FLOAT and math.prod(tensor.dims) >= MIN_QUANTIZED_SIZE
    )


def _quantize_int8(value: Array) -> tuple[Array, Array, float]:
    """Int8 values, the scale of each channel along the better axis, and the relative error."""
    options = []
    for axis in (0, value.ndim - 1):
        other_axes = tuple(a for a in range(value.ndim) if a != axis)
        scale = np.maximum(np.abs(value).max(other_axes, keepdims=True), 1e-8) / 127
        int8 = np.clip(np.round(value / scale), -127, 127).astype(np.int8)
        error = float(((int8 * scale - value) ** 2).mean() / ((value**2).mean() + 1e-12))
        options.append((int8, scale.astype(np.float32), math.sqrt(error)))
    return min(options, key=lambda option: option[2])
