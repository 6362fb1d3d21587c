"""An .onnx file, looked into and amended as bytes, without loading its weights.

Two things are done to the graphs of neural voices. The durations that they compute on the way are
made an output. And their random noise is made an input, since a runtime's own generator runs on
from one sentence to the next, and the same sentence must make the same samples.

ONNX files are Protocol Buffers; the field numbers are those of onnx.proto (ONNX 1.x). Only the
outermost two layers are read, with every length checked: the file is a stranger's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from earshot.voices import wire
from earshot.voices.wire import BadWire, fields, integer, message, text, varint

GRAPH, OPSETS = 7, 8
"""Fields of ModelProto."""
NODE, TENSOR, INPUT, OUTPUT = 1, 5, 11, 12
"""Fields of GraphProto."""
FLOAT, INT64 = 1, 7
"""TensorProto.DataType."""
EXTERNAL = 1
"""TensorProto.DataLocation of weights that lie in another file."""

NOISE_LENGTH = 1 << 20
"""Numbers in each noise input; a node that wants more hears them again."""
NORMAL, UNIFORM, ROWS = "earshot.normal", "earshot.uniform", "earshot.rows"
RANDOM = {"RandomNormalLike": NORMAL, "RandomUniformLike": UNIFORM}
STRIDE = 77_773
"""How far apart in the noise two nodes begin."""


@dataclass(frozen=True, slots=True)
class Node:
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, memoryview] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of a graph and the names at its doors."""

    nodes: tuple[Node, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    opset: int


def read(model: bytes | memoryview) -> Graph:
    """What the graph is made of. Raises ValueError where it is no ONNX model, or one that keeps
    its weights in other files."""
    nodes, inputs, outputs = [], [], []
    for number, value in fields(body(model)):
        if number == NODE:
            nodes.append(_node(wire.block(value)))
        elif number == INPUT:
            inputs.append(_name(wire.block(value), 1))
        elif number == OUTPUT:
            outputs.append(_name(wire.block(value), 1))
        elif number == TENSOR and dict(_short(wire.block(value))).get(14) == EXTERNAL:
            raise BadWire("it keeps its weights in another file")
    if not nodes or not outputs:
        raise BadWire("there is no graph in it")
    return Graph(tuple(nodes), tuple(inputs), tuple(outputs), _opset(model))


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


def amended(model: bytes | memoryview, graph: Graph, output: str, *, rows: bool = False) -> bytes:
    """The model with `output` among its outputs and its noise among its inputs (`NORMAL` and
    `UNIFORM`: `NOISE_LENGTH` float32 each, present where the graph has such noise).

    With `rows` the noise is that of a batch (row, channel, time), and `ROWS` an input too: for each
    row where in the noise it begins. A row's noise is laid out time by time, so that it is the same
    whatever stands beside it, and however long its padding is.
    """
    pieces: list[bytes | memoryview] = []
    used: list[str] = []
    nodes = iter(graph.nodes)
    for number, value in fields(body(model)):
        node = next(nodes) if number == NODE else None
        if node and node.kind in RANDOM:
            used.append(RANDOM[node.kind])
            read = _rows_of_noise if rows else _read_noise
            pieces += read(node, len(used), graph.opset)
        else:
            pieces += wire.raw(number, value)
    pieces += [message(INPUT, _vector(name)) for name in sorted(set(used))]
    pieces += [message(INPUT, _vector(ROWS, INT64, 0))] if rows and used else []
    if output and output not in graph.outputs:
        pieces.append(message(OUTPUT, text(1, output)))
    head = [p for n, value in fields(model) if n != GRAPH for p in wire.raw(n, value)]
    return b"".join([*head, *wire.enclosed(GRAPH, pieces)])


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


def _short(value: memoryview) -> Iterator[tuple[int, int]]:
    """The whole numbers among the fields of a tensor."""
    return ((number, part) for number, part in fields(value) if isinstance(part, int))


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


def _vector(name: str, kind: int = FLOAT, length: int = NOISE_LENGTH) -> bytes:
    """ValueInfoProto: a vector; without a length it is as long as the batch has rows."""
    dimension = integer(1, length) if length else text(2, "rows")
    shape = message(2, message(1, dimension))
    return text(1, name) + message(2, message(1, integer(1, kind) + shape))


def _read_noise(node: Node, number: int, opset: int) -> list[bytes]:
    """What stands in the place of a node that makes noise: the noise from a place of its own on,
    as often as is wanted, in the shape of the node's input."""
    name = f"earshot.noise{number}"
    noise, [like] = RANDOM[node.kind], node.inputs
    start = number * STRIDE % (NOISE_LENGTH // 2)
    room = NOISE_LENGTH - start
    constants = {"start": [start], "end": [NOISE_LENGTH], "one": [1], "less": [room - 1]}
    constants |= {"room": [room], "zero": [0]}
    makes = [
        ("Slice", [noise, f"{name}.start", f"{name}.end"], f"{name}.own"),
        ("Shape", [like], f"{name}.shape"),
        ("Size", [like], f"{name}.size"),
        ("Reshape", [f"{name}.size", f"{name}.one"], f"{name}.count"),
        ("Add", [f"{name}.count", f"{name}.less"], f"{name}.more"),
        ("Div", [f"{name}.more", f"{name}.room"], f"{name}.times"),
        ("Tile", [f"{name}.own", f"{name}.times"], f"{name}.long"),
        ("Slice", [f"{name}.long", f"{name}.zero", f"{name}.count"], f"{name}.flat"),
    ]
    makes.append(("Reshape", [f"{name}.flat", f"{name}.shape"], f"{name}.shaped"))
    return _noise_nodes(node, name, opset, constants, [message(NODE, _made(*m)) for m in makes])


def _rows_of_noise(node: Node, number: int, opset: int) -> list[bytes]:
    """The same for a batch of (row, channel, time): row by row from its own place in the noise on,
    and over from its beginning, first all channels of the first time, then those of the next."""
    name = f"earshot.noise{number}"
    noise, [like] = RANDOM[node.kind], node.inputs
    start = number * STRIDE % (NOISE_LENGTH // 2)
    constants = {"start": [start], "length": [NOISE_LENGTH], "turn": [0, 2, 1]}
    constants |= {"zero": [0], "one": [1], "column": [0, 1]}
    makes = [
        ("Shape", [like], f"{name}.shape"),
        ("Gather", [f"{name}.shape", f"{name}.turn"], f"{name}.turned"),
        ("Size", [like], f"{name}.size"),
        ("Shape", [ROWS], f"{name}.rows"),
        ("Div", [f"{name}.size", f"{name}.rows"], f"{name}.share"),
        *(("Squeeze", [f"{name}.{each}"], f"{name}.{each}0") for each in ("zero", "share", "one")),
        ("Range", [f"{name}.zero0", f"{name}.share0", f"{name}.one0"], f"{name}.places"),
        ("Add", [ROWS, f"{name}.start"], f"{name}.starts"),
        ("Reshape", [f"{name}.starts", f"{name}.column"], f"{name}.standing"),
        ("Add", [f"{name}.standing", f"{name}.places"], f"{name}.far"),
        ("Mod", [f"{name}.far", f"{name}.length"], f"{name}.near"),
        ("Gather", [noise, f"{name}.near"], f"{name}.flat"),
        ("Reshape", [f"{name}.flat", f"{name}.turned"], f"{name}.upright"),
    ]
    nodes = [message(NODE, _made(*each)) for each in makes]
    turn = _made("Transpose", [f"{name}.upright"], f"{name}.shaped") + _ints("perm", (0, 2, 1))
    return _noise_nodes(node, name, opset, constants, [*nodes, message(NODE, turn)])


def _noise_nodes(
    node: Node, name: str, opset: int, constants: dict[str, list[int]], makes: list[bytes]
) -> list[bytes]:
    """Constants and nodes that make `name.shaped`, and those that give it the mean, scale and type
    that are asked for."""
    [like], [out] = node.inputs, node.outputs
    scaled, factors = _scaled(node, name)
    last = scaled[-1][2] if scaled else f"{name}.shaped"
    # CastLike came with opset 15; an older graph is one of 32-bit floats.
    end = ("CastLike", [last, like], out) if opset >= 15 else ("Identity", [last], out)
    return [
        *(_constant(f"{name}.{key}", INT64, value) for key, value in constants.items()),
        *factors,
        *makes,
        *(message(NODE, _made(*each)) for each in [*scaled, end]),
    ]


def _scaled(node: Node, name: str) -> tuple[list[tuple[str, list[str], str]], list[bytes]]:
    """Nodes and constants that bring noise to the mean and scale which a node asks for."""
    if node.kind == "RandomNormalLike":
        offset, factor = _float(node, "mean", 0.0), _float(node, "scale", 1.0)
    else:
        offset = _float(node, "low", 0.0)
        factor = _float(node, "high", 1.0) - offset
    if (offset, factor) == (0.0, 1.0):
        return [], []
    steps = [
        ("Mul", [f"{name}.shaped", f"{name}.factor"], f"{name}.wide"),
        ("Add", [f"{name}.wide", f"{name}.offset"], f"{name}.moved"),
    ]
    factors = {"factor": factor, "offset": offset}
    return steps, [_constant(f"{name}.{key}", FLOAT, [each]) for key, each in factors.items()]


def _float(node: Node, name: str, default: float) -> float:
    """A float attribute (AttributeProto.f)."""
    return wire.float32(node.attributes[name], 2) if name in node.attributes else default


def _made(kind: str, inputs: Sequence[str], output: str) -> bytes:
    return b"".join([*(text(1, each) for each in inputs), text(2, output), text(4, kind)])


def _ints(name: str, values: Sequence[int]) -> bytes:
    """AttributeProto: whole numbers (field 8; type 7 is INTS)."""
    numbers = b"".join(integer(8, each) for each in values)
    return message(5, text(1, name) + numbers + integer(20, 7))


def _constant(name: str, kind: int, values: Sequence[float]) -> bytes:
    numbers = (
        b"".join(varint(int(each)) for each in values)
        if kind == INT64
        else wire.packed_floats(values)
    )
    where = 7 if kind == INT64 else 4
    tensor = integer(1, len(values)) + integer(2, kind) + message(where, numbers) + text(8, name)
    return message(TENSOR, tensor)
