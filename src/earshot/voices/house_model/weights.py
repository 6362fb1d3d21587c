"""Reads the weights of a house voice from its file, with the names of the training code.

The file is an ONNX model, so any runtime can run it; Earshot needs only its weights. Every length
is checked, because the file may be untrusted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earshot.errors import BrokenVoice
from earshot.voices.onnx import graph, protobuf
from earshot.voices.onnx.graph import Graph, Node
from earshot.voices.onnx.protobuf import DecodeError, parse_fields

Array = NDArray[Any]
Weights = Mapping[str, Array]
DIMS, DATA_TYPE, NAME, RAW_DATA = 1, 2, 8, 9
"""Fields of TensorProto."""
NUMPY_TYPES: dict[int, str] = {1: "<f4", 3: "i1", 7: "<i8", 10: "<f2"}
"""TensorProto.DataType of the supported number types, as numpy dtypes."""
VALUE_ATTRIBUTE, TENSOR_FIELD = "value", 5
"""The attribute of a Constant, and the field of AttributeProto that holds a tensor."""
WEIGHT_PREFIXES = ("acoustic.", "vocoder.")
"""Prefixes of the names of weights."""
EMPTY = memoryview(b"")
LOG_F0 = "log_f0"
"""Stored with the weights, though not trained: the median log F0 of the voice."""


def read_weights(file: Path, voice: str) -> dict[str, Array]:
    """All weights as float32 in PyTorch's shapes, (out, in) and (out, in, width), and `LOG_F0`.

    Raises BrokenVoice if the file is not a house voice.
    """
    try:
        model = memoryview(file.read_bytes())
        onnx_graph = graph.read_graph(model)
        return _restore_weights(onnx_graph, dict(_read_tensors(model))) | {
            LOG_F0: _read_log_f0(onnx_graph)
        }
    except (OSError, ValueError) as error:
        raise BrokenVoice(voice=voice, file=file, reason=error) from error


def _read_tensors(model: memoryview) -> Iterator[tuple[str, Array]]:
    tensors = (
        protobuf.as_bytes(value)
        for n, value in parse_fields(graph.graph_proto(model))
        if n == graph.TENSOR
    )
    return (weight for weight in map(parse_tensor, tensors) if weight[1].size)


def parse_tensor(value: memoryview) -> tuple[str, Array]:
    """Name and values of a TensorProto; no values if the type is not supported."""
    dims: list[int] = []
    data_type, name, raw = 0, "", memoryview(b"")
    for number, part in parse_fields(value):
        if number == DIMS:
            dims += [part] if isinstance(part, int) else protobuf.parse_packed_varints(part)
        elif number == DATA_TYPE and isinstance(part, int):
            data_type = part
        elif number == NAME:
            name = protobuf.as_string(part)
        elif number == RAW_DATA:
            raw = protobuf.as_bytes(part)
    if data_type not in NUMPY_TYPES or not raw:
        return name, np.zeros(0, np.float32)
    numbers = np.frombuffer(raw, NUMPY_TYPES[data_type])
    if math.prod(dims) != len(numbers):
        raise DecodeError(f"it is damaged: {name} has an incorrect size")
    return name, numbers.reshape(dims)


def _restore_weights(onnx_graph: Graph, stored: Weights) -> dict[str, Array]:
    """Convert to float32, as the nodes do that a runtime runs at load: a cast, or a cast and a
    scale per channel; a copy if two weights are equal."""
    restored = {name: array for name, array in stored.items() if array.dtype == np.float32}
    scaled = {name for node in onnx_graph.nodes if node.op_type == "Mul" for name in node.inputs}
    for node in onnx_graph.nodes:
        if node.op_type == "Cast" and node.inputs[0] in stored:
            is_scaled = node.outputs[0] in scaled  # converted in one pass with the scale
            array = stored[node.inputs[0]]
            restored[node.outputs[0]] = array if is_scaled else array.astype(np.float32)
        elif node.op_type == "Identity" and node.inputs[0] in restored:
            restored[node.outputs[0]] = restored[node.inputs[0]].copy()
        elif node.op_type == "Mul" and {*node.inputs} <= restored.keys():
            pair = restored[node.inputs[0]], restored[node.inputs[1]]
            restored[node.outputs[0]] = np.multiply(*pair, dtype=np.float32)
    linear = {
        _weight_name(node.outputs[0]): restored[node.inputs[1]].T
        for node in onnx_graph.nodes
        if node.op_type == "MatMul" and node.inputs[1] in restored
    }
    return {
        name: array
        for name, array in (restored | linear).items()
        if name.startswith(WEIGHT_PREFIXES)
    }


def _weight_name(output: str) -> str:
    """PyTorch's exporter drops the names of matrices, but keeps the layer's name in its output:
    "/decode.0/up/MatMul_output_0"."""
    path = output.strip("/").rpartition("/")[0].replace("/", ".")
    return f"{path if path.startswith(WEIGHT_PREFIXES) else WEIGHT_PREFIXES[0] + path}.weight"


def _read_log_f0(onnx_graph: Graph) -> Array:
    """The constant added to the pitch before the exponential."""
    producers = {name: node for node in onnx_graph.nodes for name in node.outputs}
    adds = [producers.get(node.inputs[0]) for node in onnx_graph.nodes if node.op_type == "Exp"]
    for add in adds:
        for name in add.inputs if add and add.op_type == "Add" else ():
            if name in producers and producers[name].op_type == "Constant":
                return _constant_value(producers[name])
    raise DecodeError("it has no median pitch, so it is not a house voice")


def _constant_value(node: Node) -> Array:
    tensors = (
        value
        for number, value in parse_fields(node.attributes.get(VALUE_ATTRIBUTE, b""))
        if number == TENSOR_FIELD
    )
    return parse_tensor(protobuf.as_bytes(next(tensors, EMPTY)))[1]
