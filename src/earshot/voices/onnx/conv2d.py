"""Convolutions over time, (row, channel, time), made ones over (row, channel, 1, time).

They compute the same. But onnxruntime lays out the channels of two-dimensional ones in blocks, and
of one-dimensional ones it does not (its NchwcTransformer wants four dimensions). For the few
channels and many samples of a vocoder that makes a quarter more speech in the same time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from earshot.voices.onnx import protobuf as wire
from earshot.voices.onnx.graph import (
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
from earshot.voices.onnx.protobuf import Value, fields, integer, message, text

KINDS = {"Conv", "ConvTranspose"}
ALIKE = {"Add", "Div", "LeakyRelu", "Mul", "Neg", "Relu", "Sigmoid", "Sub", "Sum", "Tanh"}
"""Operators that reckon number by number, whatever the dimensions."""
AXIS = "earshot.axis"
"""Where the further dimension stands: 2."""
ONE, NONE = (1,), (0,)
FURTHER = {
    "kernel_shape": ONE, "strides": ONE, "dilations": ONE, "pads": NONE, "output_padding": NONE,
}  # fmt: skip
"""Attributes that have a number for each dimension, and what it is for the further one."""
AXES_AS_INPUT = 13
"""The version of ONNX's operators since which Squeeze and Unsqueeze are told the axis so."""
Pieces = list[bytes | memoryview]


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


class Widening:
    """The nodes of a graph, or of a part of one, widened one after the other. What is reckoned
    number by number between two convolutions stays wide."""

    def __init__(self, graph: Graph, weights: frozenset[str], wanted: Set[str]) -> None:
        """`wanted` are the tensors that are to be there as they were."""
        self._graph, self._weights, self._wanted = graph, weights, wanted
        self._wide: set[str] = set()
        self._narrow: set[str] = set()
        """Of the wide ones, those that are there as they were too."""

    def node(self, value: memoryview, found: Node) -> Pieces:
        """A node as it is to stand, and what turns its tensors."""
        if self._weights.intersection(found.inputs):
            return [*self._unsqueezed(found.inputs[0]), *self._made(value, found)]
        if found.kind in ALIKE and self._all_wide(found.inputs):
            return self._made(value, found)
        return [*self._squeezed(found.inputs), *wire.raw(NODE, value)]

    def _all_wide(self, names: Sequence[str]) -> bool:
        """Whether all of them are, but for single numbers."""
        rest = [self._graph.weights.get(name) for name in names if name not in self._wide]
        return len(rest) < len(names) and all(each and each.shape in ((), (1,)) for each in rest)

    def _made(self, value: memoryview, found: Node) -> Pieces:
        [out] = found.outputs
        names = [_of(name) if name in self._wide else name for name in found.inputs]
        parts: Pieces = [*(text(1, name) for name in names), text(2, _of(out))]
        for number, part in fields(value):
            if number not in (1, 2):
                parts += _widened(part) if number == 5 else wire.raw(number, part)
        self._wide.add(out)
        after = self._squeezed([out]) if out in self._wanted else []
        return [message(NODE, b"".join(parts)), *after]

    def _unsqueezed(self, name: str) -> Pieces:
        if name in self._wide:
            return []
        self._wide.add(name)
        self._narrow.add(name)
        return [self._turned("Unsqueeze", name, _of(name))]

    def _squeezed(self, names: Sequence[str]) -> Pieces:
        only_wide = [name for name in dict.fromkeys(names) if name in self._wide - self._narrow]
        self._narrow.update(only_wide)
        return [self._turned("Squeeze", _of(name), name) for name in only_wide]

    def _turned(self, kind: str, name: str, out: str) -> bytes:
        if self._graph.opset >= AXES_AS_INPUT:
            return message(NODE, made(kind, [name, AXIS], out))
        return message(NODE, made(kind, [name], out) + ints("axes", (2,)))


def _of(name: str) -> str:
    """What a tensor is called where it is wide."""
    return f"{name}.earshot.wide"


def _widened(attribute: Value) -> Pieces:
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


def tensor(value: memoryview, weights: frozenset[str]) -> Pieces:
    """Weights, with the further dimension where they are such as have it."""
    parts: Pieces = []
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
    dims = [integer(1, size) for size in further(shape)]
    return wire.enclosed(TENSOR, [*dims, *parts])


def further(shape: Sequence[int]) -> tuple[int, ...]:
    """The shape of a convolution's weights with the further dimension."""
    return (*shape[:2], 1, *shape[2:])


def constants() -> list[bytes]:
    return [constant(AXIS, INT64, [2])]
