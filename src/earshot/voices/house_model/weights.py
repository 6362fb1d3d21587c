"""The weights of a house voice, out of its file and under the names that its training gave them.

The file is an ONNX model, so that any runtime can speak with it; Earshot needs only its numbers.
Every length is checked: the file may be a stranger's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earshot.errors import BrokenVoice
from earshot.voices.onnx import graph
from earshot.voices.onnx import protobuf as wire
from earshot.voices.onnx.graph import Graph, Node
from earshot.voices.onnx.protobuf import BadWire, fields

Array = NDArray[Any]
Weights = Mapping[str, Array]
DIMS, KIND, NAME, RAW = 1, 2, 8, 9
"""Fields of TensorProto."""
KINDS: dict[int, str] = {1: "<f4", 3: "i1", 7: "<i8", 10: "<f2"}
"""TensorProto.DataType of the numbers that matter here, as numpy has it."""
VALUE, HELD = "value", 5
"""The attribute of a Constant, and the field of AttributeProto that holds a tensor."""
HALVES = ("acoustic.", "vocoder.")
"""How the names of weights begin."""
EMPTY = memoryview(b"")
LOG_F0 = "log_f0"
"""Among the weights, though learned by nobody: the log of the pitch in the voice's middle."""


def read_weights(file: Path, voice: str) -> dict[str, Array]:
    """Every weight in 32 bits, as PyTorch shapes it: (out, in) and (out, in, width); and `LOG_F0`.

    Raises BrokenVoice where the file is no house voice.
    """
    try:
        model = memoryview(file.read_bytes())
        found = graph.read(model)
        return _restored(found, dict(_stored(model))) | {LOG_F0: _log_f0(found)}
    except (OSError, ValueError) as error:
        raise BrokenVoice(voice=voice, file=file, reason=error) from error


def _stored(model: memoryview) -> Iterator[tuple[str, Array]]:
    tensors = (wire.block(value) for n, value in fields(graph.body(model)) if n == graph.TENSOR)
    return (named for named in map(tensor, tensors) if named[1].size)


def tensor(value: memoryview) -> tuple[str, Array]:
    """Name and numbers of a TensorProto; no numbers where they are of another kind."""
    dims: list[int] = []
    kind, name, raw = 0, "", memoryview(b"")
    for number, part in fields(value):
        if number == DIMS:
            dims += [part] if isinstance(part, int) else wire.packed_varints(part)
        elif number == KIND and isinstance(part, int):
            kind = part
        elif number == NAME:
            name = wire.string(part)
        elif number == RAW:
            raw = wire.block(part)
    if kind not in KINDS or not raw:
        return name, np.zeros(0, np.float32)
    numbers = np.frombuffer(raw, KINDS[kind])
    if math.prod(dims) != len(numbers):
        raise BadWire(f"it is damaged: {name} has not the size that it should have")
    return name, numbers.reshape(dims)


def _restored(found: Graph, stored: Weights) -> dict[str, Array]:
    """In 32 bits, by doing what the nodes do that a runtime runs at load: a cast, or a cast and a
    scale for each channel; a copy where two weights are the same."""
    made = {name: array for name, array in stored.items() if array.dtype == np.float32}
    for node in found.nodes:
        if node.kind == "Cast" and node.inputs[0] in stored:
            made[node.outputs[0]] = stored[node.inputs[0]].astype(np.float32)
        elif node.kind == "Identity" and node.inputs[0] in made:
            made[node.outputs[0]] = made[node.inputs[0]]
        elif node.kind == "Mul" and {*node.inputs} <= made.keys():
            made[node.outputs[0]] = made[node.inputs[0]] * made[node.inputs[1]]
    linear = {
        _layer(node.outputs[0]): made[node.inputs[1]].T
        for node in found.nodes
        if node.kind == "MatMul" and node.inputs[1] in made
    }
    return {name: array for name, array in (made | linear).items() if name.startswith(HALVES)}


def _layer(output: str) -> str:
    """PyTorch's exporter forgets the names of matrices, and keeps the layer's in that of what it
    puts out: "/decode.0/up/MatMul_output_0"."""
    path = output.strip("/").rpartition("/")[0].replace("/", ".")
    return f"{path if path.startswith(HALVES) else HALVES[0] + path}.weight"


def _log_f0(found: Graph) -> Array:
    """The number that is added before the pitch is taken out of its logarithm."""
    makers = {name: node for node in found.nodes for name in node.outputs}
    adds = [makers.get(node.inputs[0]) for node in found.nodes if node.kind == "Exp"]
    for add in adds:
        for name in add.inputs if add and add.kind == "Add" else ():
            if name in makers and makers[name].kind == "Constant":
                return _constant(makers[name])
    raise BadWire("it does not say where its pitch lies: it is no house voice")


def _constant(node: Node) -> Array:
    tensors = (value for number, value in fields(node.attributes.get(VALUE, b"")) if number == HELD)
    return tensor(wire.block(next(tensors, EMPTY)))[1]
