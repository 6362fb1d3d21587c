"""Reads the structure of an .onnx file without loading its weights, and encodes parts of one.

ONNX files are Protocol Buffers; the field numbers are those of onnx.proto (ONNX 1.x). Only the two
outermost levels are parsed, with every length checked, because the file is untrusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from earshot.voices.onnx import protobuf
from earshot.voices.onnx.protobuf import (
    DecodeError,
    encode_integer,
    encode_message,
    encode_text,
    encode_varint,
    parse_fields,
)

GRAPH, OPSETS = 7, 8
"""Fields of ModelProto."""
NODE, TENSOR, INPUT, OUTPUT = 1, 5, 11, 12
"""Fields of GraphProto."""
FLOAT, UINT8, INT8, INT64 = 1, 2, 3, 7
"""TensorProto.DataType."""
EXTERNAL = 1
"""TensorProto.DataLocation of weights in another file."""


@dataclass(frozen=True, slots=True)
class Node:
    op_type: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, memoryview] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Tensor:
    """The metadata of a weight tensor."""

    data_type: int
    """TensorProto.DataType."""
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes, inputs, outputs and weights of a graph."""

    nodes: tuple[Node, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    weights: dict[str, Tensor]
    opset: int


def read_graph(model: bytes | memoryview) -> Graph:
    """Parse a model. Raises ValueError if it is not an ONNX model or stores its weights in other
    files."""
    nodes, inputs, outputs = [], [], []
    weights: dict[str, Tensor] = {}
    for number, value in parse_fields(graph_proto(model)):
        if number == NODE:
            nodes.append(_parse_node(protobuf.as_bytes(value)))
        elif number == TENSOR:
            name, tensor = _parse_tensor(protobuf.as_bytes(value))
            weights[name] = tensor
        elif number == INPUT:
            inputs.append(_read_string(protobuf.as_bytes(value), 1))
        elif number == OUTPUT:
            outputs.append(_read_string(protobuf.as_bytes(value), 1))
    if not nodes or not outputs:
        raise DecodeError("it contains no graph")
    return Graph(tuple(nodes), tuple(inputs), tuple(outputs), weights, _read_opset(model))


def find_durations(graph: Graph) -> str:
    """The tensor with the number of frames per token; empty if there is none.

    In VITS, and so in Piper's models, it is the output of the only Ceil. In Kokoro's it is the
    output of Round after a sum of sigmoids, clamped to at least one.
    """
    named = [name for name in graph.outputs if "dur" in name.lower()]
    ceils = [node.outputs[0] for node in graph.nodes if node.op_type == "Ceil"]
    if named or len(ceils) == 1:
        return (named or ceils)[0]
    producers = {name: node for node in graph.nodes for name in node.outputs}
    for node in graph.nodes:
        if node.op_type == "Round" and {"ReduceSum", "Sigmoid"} <= _ancestor_ops(
            node, producers, 6
        ):
            return _after_clamp(node.outputs[0], graph)
    return ""


def graph_proto(model: bytes | memoryview) -> memoryview:
    """The GraphProto of a model. Raises DecodeError."""
    for number, value in parse_fields(model):
        if number == GRAPH:
            return protobuf.as_bytes(value)
    raise DecodeError("it contains no graph")


def _read_opset(model: bytes | memoryview) -> int:
    """The opset version of the standard ONNX operators."""
    for number, value in parse_fields(model):
        if number == OPSETS:
            entry = dict(parse_fields(protobuf.as_bytes(value)))
            version = entry.get(2)
            if not entry.get(1) and isinstance(version, int):
                return version
    return 1


def _parse_node(value: memoryview) -> Node:
    inputs, outputs, op_type = [], [], ""
    attributes: dict[str, memoryview] = {}
    for number, part in parse_fields(value):
        if number == 1:
            inputs.append(protobuf.as_string(part))
        elif number == 2:
            outputs.append(protobuf.as_string(part))
        elif number == 4:
            op_type = protobuf.as_string(part)
        elif number == 5:
            attributes[_read_string(protobuf.as_bytes(part), 1)] = protobuf.as_bytes(part)
    return Node(op_type, tuple(inputs), tuple(outputs), attributes)


def _read_string(value: memoryview, field_number: int) -> str:
    return next(
        (protobuf.as_string(part) for n, part in parse_fields(value) if n == field_number), ""
    )


def _parse_tensor(value: memoryview) -> tuple[str, Tensor]:
    """Name and metadata of a tensor. Raises DecodeError if its data is in another file."""
    name, data_type, shape = "", 0, list[int]()
    for number, part in parse_fields(value):
        if number == 8:
            name = protobuf.as_string(part)
        elif number == 1:
            shape += parse_integers(part)
        elif number == 2:
            data_type = part if isinstance(part, int) else 0
        elif number == 14 and part == EXTERNAL:
            raise DecodeError("it keeps its weights in another file")
    return name, Tensor(data_type, tuple(shape))


def int_attribute(node: Node, name: str) -> list[int]:
    """An attribute of integers (AttributeProto.ints); empty if the node lacks it."""
    found = parse_fields(node.attributes.get(name, b""))
    return [each for number, part in found if number == 8 for each in parse_integers(part)]


def parse_integers(value: protobuf.FieldValue) -> list[int]:
    """The integers of a repeated field, packed or not."""
    return [value] if isinstance(value, int) else protobuf.parse_packed_varints(value)


def _ancestor_ops(node: Node, producers: dict[str, Node], steps: int) -> set[str]:
    """The operators that a tensor depends on, up to `steps` nodes back."""
    op_types: set[str] = set()
    names, seen = set(node.inputs), set[str]()
    for _ in range(steps):
        seen |= names
        nodes = [producers[name] for name in names if name in producers]
        op_types |= {each.op_type for each in nodes}
        names = {name for each in nodes for name in each.inputs} - seen
    return op_types


def _after_clamp(name: str, graph: Graph) -> str:
    """The name of the tensor after clamping, if it is clamped."""
    for node in graph.nodes:
        if name in node.inputs and node.op_type in {"Clip", "Max"}:
            return node.outputs[0]
    return name


def encode_node(op_type: str, inputs: Sequence[str], output: str) -> bytes:
    return b"".join(
        [
            *(encode_text(1, each) for each in inputs),
            encode_text(2, output),
            encode_text(4, op_type),
        ]
    )


def encode_ints(name: str, values: Sequence[int]) -> bytes:
    """AttributeProto of integers (field 8; type 7 is INTS)."""
    numbers = b"".join(encode_integer(8, each) for each in values)
    return encode_message(5, encode_text(1, name) + numbers + encode_integer(20, 7))


def encode_int(name: str, value: int) -> bytes:
    """AttributeProto of an integer (field 3; type 2 is INT)."""
    return encode_message(
        5, encode_text(1, name) + encode_integer(3, value) + encode_integer(20, 2)
    )


def encode_constant(name: str, data_type: int, value: Sequence[float] | float) -> bytes:
    """A vector or a scalar."""
    values = value if isinstance(value, Sequence) else [value]
    shape = [len(values)] if isinstance(value, Sequence) else []
    numbers = (
        b"".join(encode_varint(int(each)) for each in values)
        if data_type == INT64
        else protobuf.encode_floats(values)
    )
    field_number = 7 if data_type == INT64 else 4
    tensor = (
        b"".join(encode_integer(1, size) for size in shape)
        + encode_integer(2, data_type)
        + encode_message(field_number, numbers)
        + encode_text(8, name)
    )
    return encode_message(TENSOR, tensor)
