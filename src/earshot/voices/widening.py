"""Convolutions over time, (row, channel, time), made ones over (row, channel, 1, time).

They compute the same. But onnxruntime lays out the channels of two-dimensional ones in blocks, and
of one-dimensional ones it does not (its NchwcTransformer wants four dimensions). For the few
channels and many samples of a vocoder that makes a quarter more speech in the same time.
"""

from __future__ import annotations

from collections import Counter

from earshot.voices import wire
from earshot.voices.graph import (
    FLOAT,
    INT64,
    NODE,
    TENSOR,
    Graph,
    Node,
    Tensor,
    constant,
    integers,
    ints,
    made,
)
from earshot.voices.wire import Value, fields, integer, message, text

KINDS = {"Conv", "ConvTranspose"}
AXIS = "earshot.axis"
"""Where the further dimension stands: 2."""
ONE, NONE = (1,), (0,)
FURTHER = {
    "kernel_shape": ONE, "strides": ONE, "dilations": ONE, "pads": NONE, "output_padding": NONE,
}  # fmt: skip
"""Attributes that have a number for each dimension, and what it is for the further one."""
AXES_AS_INPUT = 13
"""The version of ONNX's operators since which Squeeze and Unsqueeze are told the axis so."""


def weights(graph: Graph) -> frozenset[str]:
    """Those of convolutions over time, and of nothing else."""
    uses = Counter(name for node in graph.nodes for name in node.inputs)
    ours = Counter(node.inputs[1] for node in graph.nodes if _over_time(node, graph.weights))
    doors = {*graph.inputs, *graph.outputs}
    return frozenset(name for name, count in ours.items() if uses[name] == count) - doors


def _over_time(node: Node, weights: dict[str, Tensor]) -> bool:
    found = weights.get(node.inputs[1]) if len(node.inputs) > 1 else None
    known = found is not None and found.kind == FLOAT and len(found.shape) == 3
    return known and node.kind in KINDS and "output_shape" not in node.attributes


def node(
    value: memoryview, found: Node, opset: int, weights: frozenset[str]
) -> list[bytes | memoryview]:
    """A node; before a convolution of such weights what adds a dimension, and after it what takes
    it away."""
    if not weights.intersection(found.inputs):
        return wire.raw(NODE, value)
    [out] = found.outputs
    wide, narrow = f"{out}.earshot.wide", f"{out}.earshot.made"
    parts: list[bytes | memoryview] = [text(1, name) for name in (wide, *found.inputs[1:])]
    parts.append(text(2, narrow))
    for number, part in fields(value):
        if number not in (1, 2):
            parts += _widened(part) if number == 5 else wire.raw(number, part)
    return [
        message(NODE, _turned("Unsqueeze", found.inputs[0], wide, opset)),
        message(NODE, b"".join(parts)),
        message(NODE, _turned("Squeeze", narrow, out, opset)),
    ]


def _turned(kind: str, name: str, out: str, opset: int) -> bytes:
    if opset >= AXES_AS_INPUT:
        return made(kind, [name, AXIS], out)
    return made(kind, [name], out) + ints("axes", (2,))


def _widened(attribute: Value) -> list[bytes | memoryview]:
    """An attribute; one of a number for each dimension has one for the further one too: pads are
    those before all dimensions, then those after them."""
    name, numbers = "", list[int]()
    for number, part in fields(wire.block(attribute)):
        if number == 1:
            name = wire.string(part)
        elif number == 8:
            numbers += integers(part)
    if name not in FURTHER:
        return wire.raw(5, attribute)
    return [ints(name, [each for own in numbers for each in (*FURTHER[name], own)])]


def tensor(value: memoryview, weights: frozenset[str]) -> list[bytes | memoryview]:
    """Weights, with the further dimension where they are such as have it."""
    parts: list[bytes | memoryview] = []
    name, shape = "", list[int]()
    for number, part in fields(value):
        if number == 1:
            shape += integers(part)
        else:
            parts += wire.raw(number, part)
        if number == 8:
            name = wire.string(part)
    if name not in weights:
        return wire.raw(TENSOR, value)
    dims = [integer(1, size) for size in (*shape[:2], 1, *shape[2:])]
    return wire.enclosed(TENSOR, [*dims, *parts])


def constants() -> list[bytes]:
    return [constant(AXIS, INT64, [2])]
