"""Rewrites 1-D convolutions over time, (row, channel, time), as 2-D ones over (row, channel, 1,
time).

The results are equal, but onnxruntime uses a blocked channel layout only for 2-D convolutions (its
NchwcTransformer needs four dimensions). For the few channels and many samples of a vocoder this
gives a quarter more speech in the same time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from earshot.voices.onnx import protobuf
from earshot.voices.onnx.graph import (
    FLOAT,
    INT64,
    NODE,
    TENSOR,
    Graph,
    Node,
    Tensor,
    encode_constant,
    encode_ints,
    encode_node,
    parse_integers,
)
from earshot.voices.onnx.protobuf import (
    FieldValue,
    encode_integer,
    encode_message,
    encode_text,
    parse_fields,
)

CONVOLUTIONS = {"Conv", "ConvTranspose"}
ELEMENTWISE = {"Add", "Div", "LeakyRelu", "Mul", "Neg", "Relu", "Sigmoid", "Sub", "Sum", "Tanh"}
"""Elementwise operators, which work for any number of dimensions."""
AXIS_NAME = "earshot.axis"
"""Name of the constant with the index of the additional dimension, 2."""
ONES, ZEROS = (1,), (0,)
EXTRA_DIMENSION = {
    "kernel_shape": ONES,
    "strides": ONES,
    "dilations": ONES,
    "pads": ZEROS,
    "output_padding": ZEROS,
}
"""Attributes with a number per dimension, and the number for the additional dimension."""
AXES_INPUT_OPSET = 13
"""The opset since which Squeeze and Unsqueeze take the axes as an input."""
ByteParts = list[bytes | memoryview]


def find_conv1d_weights(graph: Graph) -> frozenset[str]:
    """Names of the weights that are used only by convolutions over time."""
    uses = Counter(name for node in graph.nodes for name in node.inputs)
    conv_uses = Counter(node.inputs[1] for node in graph.nodes if _is_conv1d(node, graph.weights))
    graph_io = {*graph.inputs, *graph.outputs}
    return frozenset(name for name, count in conv_uses.items() if uses[name] == count) - graph_io


def _is_conv1d(node: Node, weights: dict[str, Tensor]) -> bool:
    kernel = weights.get(node.inputs[1]) if len(node.inputs) > 1 else None
    is_kernel = kernel is not None and kernel.data_type == FLOAT and len(kernel.shape) == 3
    return is_kernel and node.op_type in CONVOLUTIONS and "output_shape" not in node.attributes


class Conv2dRewriter:
    """Rewrites the nodes of a graph, or of a part of one, in sequence. Tensors stay 4-D through
    the elementwise operators between two convolutions."""

    def __init__(self, graph: Graph, weights: frozenset[str], outputs: Set[str]) -> None:
        """`outputs` are the tensors that must keep their original shape."""
        self._graph, self._weights, self._outputs = graph, weights, outputs
        self._wide: set[str] = set()
        self._narrow: set[str] = set()
        """4-D tensors that also exist in their original shape."""

    def rewrite_node(self, value: memoryview, node: Node) -> ByteParts:
        """The rewritten node, with nodes that convert its tensors."""
        if self._weights.intersection(node.inputs):
            return [*self._unsqueeze(node.inputs[0]), *self._widen_node(value, node)]
        if node.op_type in ELEMENTWISE and self._are_all_wide(node.inputs):
            return self._widen_node(value, node)
        return [*self._squeeze(node.inputs), *protobuf.encode_raw(NODE, value)]

    def _are_all_wide(self, names: Sequence[str]) -> bool:
        """Whether all of them are 4-D, apart from scalars."""
        narrow = [self._graph.weights.get(name) for name in names if name not in self._wide]
        return len(narrow) < len(names) and all(
            each and each.shape in ((), (1,)) for each in narrow
        )

    def _widen_node(self, value: memoryview, node: Node) -> ByteParts:
        [out] = node.outputs
        names = [_wide_name(name) if name in self._wide else name for name in node.inputs]
        parts: ByteParts = [
            *(encode_text(1, name) for name in names),
            encode_text(2, _wide_name(out)),
        ]
        for number, part in parse_fields(value):
            if number not in (1, 2):
                parts += (
                    _widen_attribute(part) if number == 5 else protobuf.encode_raw(number, part)
                )
        self._wide.add(out)
        after = self._squeeze([out]) if out in self._outputs else []
        return [encode_message(NODE, b"".join(parts)), *after]

    def _unsqueeze(self, name: str) -> ByteParts:
        if name in self._wide:
            return []
        self._wide.add(name)
        self._narrow.add(name)
        return [self._reshape_node("Unsqueeze", name, _wide_name(name))]

    def _squeeze(self, names: Sequence[str]) -> ByteParts:
        only_wide = [name for name in dict.fromkeys(names) if name in self._wide - self._narrow]
        self._narrow.update(only_wide)
        return [self._reshape_node("Squeeze", _wide_name(name), name) for name in only_wide]

    def _reshape_node(self, op_type: str, name: str, out: str) -> bytes:
        if self._graph.opset >= AXES_INPUT_OPSET:
            return encode_message(NODE, encode_node(op_type, [name, AXIS_NAME], out))
        return encode_message(NODE, encode_node(op_type, [name], out) + encode_ints("axes", (2,)))


def _wide_name(name: str) -> str:
    """The name of the 4-D version of a tensor."""
    return f"{name}.earshot.wide"


def _widen_attribute(attribute: FieldValue) -> ByteParts:
    """An attribute with a number per dimension gets one for the additional dimension. Pads are
    ordered: the start of each dimension, then the end of each."""
    name, numbers = "", list[int]()
    for number, part in parse_fields(protobuf.as_bytes(attribute)):
        if number == 1:
            name = protobuf.as_string(part)
        elif number == 8:
            numbers += parse_integers(part)
    if name not in EXTRA_DIMENSION:
        return protobuf.encode_raw(5, attribute)
    return [encode_ints(name, [each for own in numbers for each in (*EXTRA_DIMENSION[name], own)])]


def widen_tensor(value: memoryview, weights: frozenset[str]) -> ByteParts:
    """A tensor; convolution weights get the additional dimension."""
    parts: ByteParts = []
    name, shape = "", list[int]()
    for number, part in parse_fields(value):
        if number == 1:
            shape += parse_integers(part)
        else:
            parts += protobuf.encode_raw(number, part)
        if number == 8:
            name = protobuf.as_string(part)
    if name not in weights:
        return protobuf.encode_raw(TENSOR, value)
    dims = [encode_integer(1, size) for size in widen_shape(shape)]
    return protobuf.encode_parts(TENSOR, [*dims, *parts])


def widen_shape(shape: Sequence[int]) -> tuple[int, ...]:
    """The shape of convolution weights with the additional dimension."""
    return (*shape[:2], 1, *shape[2:])


def encode_axis_constant() -> list[bytes]:
    return [encode_constant(AXIS_NAME, INT64, [2])]
