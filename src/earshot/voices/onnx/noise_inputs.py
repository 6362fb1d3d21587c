"""The random noise of a model, made an input.

A runtime's own generator runs on from one sentence to the next, and the same sentence must make the
same samples. So what makes noise in a graph is replaced by nodes that read it off.
"""

from __future__ import annotations

from earshot.voices.onnx import protobuf as wire
from earshot.voices.onnx.graph import FLOAT, INPUT, INT64, NODE, Node, constant, ints, made
from earshot.voices.onnx.protobuf import integer, message, text

LENGTH = 1 << 20
"""Numbers in each noise input; a node that wants more hears them again."""
NORMAL, UNIFORM, ROWS = "earshot.normal", "earshot.uniform", "earshot.rows"
RANDOM = {"RandomNormalLike": NORMAL, "RandomUniformLike": UNIFORM}
STRIDE = 77_773
"""How far apart in the noise two nodes begin."""


def read_off(node: Node, number: int, opset: int, *, rows: bool) -> list[bytes]:
    """What stands in the place of the `number`th node that makes noise; with `rows`, for a batch
    (see `amending.amended`)."""
    return (_rows_of_noise if rows else _read_noise)(node, number, opset)


def doors(names: set[str], *, rows: bool) -> list[bytes]:
    """The inputs that are then wanted, of those in `RANDOM`'s values."""
    own = [message(INPUT, _vector(name)) for name in sorted(names)]
    return [*own, message(INPUT, _vector(ROWS, INT64, 0))] if rows and names else own


def _vector(name: str, kind: int = FLOAT, length: int = LENGTH) -> bytes:
    """ValueInfoProto: a vector; without a length it is as long as the batch has rows."""
    dimension = integer(1, length) if length else text(2, "rows")
    shape = message(2, message(1, dimension))
    return text(1, name) + message(2, message(1, integer(1, kind) + shape))


def _read_noise(node: Node, number: int, opset: int) -> list[bytes]:
    """What stands in the place of a node that makes noise: the noise from a place of its own on,
    as often as is wanted, in the shape of the node's input."""
    name = f"earshot.noise{number}"
    noise, [like] = RANDOM[node.kind], node.inputs
    start = number * STRIDE % (LENGTH // 2)
    room = LENGTH - start
    constants = {"start": [start], "end": [LENGTH], "one": [1], "less": [room - 1]}
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
    return _noise_nodes(node, name, opset, constants, [message(NODE, made(*m)) for m in makes])


def _rows_of_noise(node: Node, number: int, opset: int) -> list[bytes]:
    """The same for a batch of (row, channel, time): row by row from its own place in the noise on,
    and over from its beginning, first all channels of the first time, then those of the next."""
    name = f"earshot.noise{number}"
    noise, [like] = RANDOM[node.kind], node.inputs
    start = number * STRIDE % (LENGTH // 2)
    constants = {"start": [start], "length": [LENGTH], "turn": [0, 2, 1]}
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
    nodes = [message(NODE, made(*each)) for each in makes]
    turn = made("Transpose", [f"{name}.upright"], f"{name}.shaped") + ints("perm", (0, 2, 1))
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
        *(constant(f"{name}.{key}", INT64, value) for key, value in constants.items()),
        *factors,
        *makes,
        *(message(NODE, made(*each)) for each in [*scaled, end]),
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
    return steps, [constant(f"{name}.{key}", FLOAT, [each]) for key, each in factors.items()]


def _float(node: Node, name: str, default: float) -> float:
    """A float attribute (AttributeProto.f)."""
    return wire.float32(node.attributes[name], 2) if name in node.attributes else default
