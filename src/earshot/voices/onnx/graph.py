"""An .onnx file, looked into as bytes, without loading its weights; and pieces of one to write.

ONNX files are Protocol Buffers; the field numbers are those of onnx.proto (ONNX 1.x). Only the
outermost two layers are read, with every length checked: the file is a stranger's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from earshot.voices.onnx import protobuf as wire
from earshot.voices.onnx.protobuf import BadWire, fields, integer, message, text, varint

GRAPH, OPSETS = 7, 8
"""Fields of ModelProto."""
NODE, TENSOR, INPUT, OUTPUT = 1, 5, 11, 12
"""Fields of GraphProto."""
FLOAT, INT64 = 1, 7
"""TensorProto.DataType."""
EXTERNAL = 1
"""TensorProto.DataLocation of weights that lie in another file."""


@dataclass(frozen=True, slots=True)
class Node:
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, memoryview] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Tensor:
    """What is known of weights without reading them."""

    kind: int
    """TensorProto.DataType."""
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of a graph, the names at its doors, and its weights."""

    nodes: tuple[Node, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    weights: dict[str, Tensor]
    opset: int


def read(model: bytes | memoryview) -> Graph:
    """What the graph is made of. Raises ValueError where it is no ONNX model, or one that keeps
    its weights in other files."""
    nodes, inputs, outputs = [], [], []
    weights: dict[str, Tensor] = {}
    for number, value in fields(body(model)):
        if number == NODE:
            nodes.append(_node(wire.block(value)))
        elif number == TENSOR:
            name, tensor = _tensor(wire.block(value))
            weights[name] = tensor
        elif number == INPUT:
            inputs.append(_name(wire.block(value), 1))
        elif number == OUTPUT:
            outputs.append(_name(wire.block(value), 1))
    if not nodes or not outputs:
        raise BadWire("there is no graph in it")
    return Graph(tuple(nodes), tuple(inputs), tuple(outputs), weights, _opset(model))


def durations(graph: Graph) -> str:
    """The tensor that says how many frames each token lasts, or nothing where there is none.

    In VITS, and so in Piper's models, it is what the graph's one Ceil makes of w; in Kokoro's it
    is what Round makes of a sum of sigmoids, held to at least one.
    """
    named = [name for name in graph.outputs if "dur" in name.lower()]
    ceils = [node.outputs[0] for node in graph.nodes if node.kind == "Ceil"]
    if named or len(ceils) == 1:
        return (named or ceils)[0]
    makers = {name: node for node in graph.nodes for name in node.outputs}
    for node in graph.nodes:
        if node.kind == "Round" and {"ReduceSum", "Sigmoid"} <= _behind(node, makers, 6):
            return _held(node.outputs[0], graph)
    return ""


def body(model: bytes | memoryview) -> memoryview:
    """The GraphProto of a model. Raises BadWire."""
    for number, value in fields(model):
        if number == GRAPH:
            return wire.block(value)
    raise BadWire("there is no graph in it")


def _opset(model: bytes | memoryview) -> int:
    """The version of ONNX's own operators."""
    for number, value in fields(model):
        if number == OPSETS:
            facts = dict(fields(wire.block(value)))
            version = facts.get(2)
            if not facts.get(1) and isinstance(version, int):
                return version
    return 1


def _node(value: memoryview) -> Node:
    inputs, outputs, kind = [], [], ""
    attributes: dict[str, memoryview] = {}
    for number, part in fields(value):
        if number == 1:
            inputs.append(wire.string(part))
        elif number == 2:
            outputs.append(wire.string(part))
        elif number == 4:
            kind = wire.string(part)
        elif number == 5:
            attributes[_name(wire.block(part), 1)] = wire.block(part)
    return Node(kind, tuple(inputs), tuple(outputs), attributes)


def _name(value: memoryview, field_number: int) -> str:
    return next((wire.string(part) for n, part in fields(value) if n == field_number), "")


def _tensor(value: memoryview) -> tuple[str, Tensor]:
    """A tensor under its name. Raises BadWire where its numbers lie in another file."""
    name, kind, shape = "", 0, list[int]()
    for number, part in fields(value):
        if number == 8:
            name = wire.string(part)
        elif number == 1:
            shape += integers(part)
        elif number == 2:
            kind = part if isinstance(part, int) else 0
        elif number == 14 and part == EXTERNAL:
            raise BadWire("it keeps its weights in another file")
    return name, Tensor(kind, tuple(shape))


def numbers(node: Node, name: str) -> list[int]:
    """An attribute of whole numbers (AttributeProto.ints); none where the node does not have it."""
    found = fields(node.attributes.get(name, b""))
    return [each for number, part in found if number == 8 for each in integers(part)]


def integers(value: wire.Value) -> list[int]:
    """Whole numbers of a repeated field, which stand by themselves or in one piece."""
    return [value] if isinstance(value, int) else wire.packed_varints(value)


def _behind(node: Node, makers: dict[str, Node], steps: int) -> set[str]:
    """The kinds of the nodes that a node's value comes from, up to so many steps back."""
    kinds: set[str] = set()
    wanted, seen = set(node.inputs), set[str]()
    for _ in range(steps):
        seen |= wanted
        found = [makers[name] for name in wanted if name in makers]
        kinds |= {each.kind for each in found}
        wanted = {name for each in found for name in each.inputs} - seen
    return kinds


def _held(name: str, graph: Graph) -> str:
    """The value after it is clamped, where it is."""
    for node in graph.nodes:
        if name in node.inputs and node.kind in {"Clip", "Max"}:
            return node.outputs[0]
    return name


def made(kind: str, inputs: Sequence[str], output: str) -> bytes:
    return b"".join([*(text(1, each) for each in inputs), text(2, output), text(4, kind)])


def ints(name: str, values: Sequence[int]) -> bytes:
    """AttributeProto: whole numbers (field 8; type 7 is INTS)."""
    numbers = b"".join(integer(8, each) for each in values)
    return message(5, text(1, name) + numbers + integer(20, 7))


def constant(name: str, kind: int, values: Sequence[float]) -> bytes:
    numbers = (
        b"".join(varint(int(each)) for each in values)
        if kind == INT64
        else wire.packed_floats(values)
    )
    where = 7 if kind == INT64 else 4
    tensor = integer(1, len(values)) + integer(2, kind) + message(where, numbers) + text(8, name)
    return message(TENSOR, tensor)
