"""Turns the random noise of a model into an input.

The generator of a runtime keeps its state between sentences, but the same sentence must give the
same samples. So random nodes are replaced by nodes that read from a noise input.
"""

from __future__ import annotations

from earshot.voices.onnx import protobuf
from earshot.voices.onnx.graph import (
    FLOAT,
    INPUT,
    INT64,
    NODE,
    Node,
    encode_constant,
    encode_ints,
    encode_node,
)
from earshot.voices.onnx.protobuf import encode_integer, encode_message, encode_text

NOISE_LENGTH = 1 << 20
"""Length of each noise input; a node that needs more repeats it."""
NORMAL, UNIFORM, ROW_OFFSETS = "earshot.normal", "earshot.uniform", "earshot.rows"
RANDOM_OPS = {"RandomNormalLike": NORMAL, "RandomUniformLike": UNIFORM}
NODE_STRIDE = 77_773
"""Distance between the start offsets of two nodes in the noise."""


def replace_random_node(node: Node, number: int, opset: int, *, batched: bool) -> list[bytes]:
    """The replacement for random node `number`; `batched` selects noise per row (see
    `rewrite.RewriteOptions`)."""
    return (_batched_noise if batched else _tiled_noise)(node, number, opset)


def encode_noise_inputs(names: set[str], *, batched: bool) -> list[bytes]:
    """The additional inputs for these noise inputs."""
    inputs = [encode_message(INPUT, _encode_vector_input(name)) for name in sorted(names)]
    return (
        [*inputs, encode_message(INPUT, _encode_vector_input(ROW_OFFSETS, INT64, 0))]
        if batched and names
        else inputs
    )


def _encode_vector_input(name: str, data_type: int = FLOAT, length: int = NOISE_LENGTH) -> bytes:
    """ValueInfoProto of a vector; without a length it has one element per row of the batch."""
    dimension = encode_integer(1, length) if length else encode_text(2, "rows")
    shape = encode_message(2, encode_message(1, dimension))
    return encode_text(1, name) + encode_message(
        2, encode_message(1, encode_integer(1, data_type) + shape)
    )


def _tiled_noise(node: Node, number: int, opset: int) -> list[bytes]:
    """Replacement for a random node: the noise from a fixed offset on, repeated as needed, in the
    shape of the node's input."""
    name = f"earshot.noise{number}"
    noise, [like] = RANDOM_OPS[node.op_type], node.inputs
    start = number * NODE_STRIDE % (NOISE_LENGTH // 2)
    available = NOISE_LENGTH - start
    constants = {"start": [start], "end": [NOISE_LENGTH], "one": [1], "less": [available - 1]}
    constants |= {"room": [available], "zero": [0]}
    steps = [
        ("Slice", [noise, f"{name}.start", f"{name}.end"], f"{name}.own"),
        ("Shape", [like], f"{name}.shape"),
        ("Size", [like], f"{name}.size"),
        ("Reshape", [f"{name}.size", f"{name}.one"], f"{name}.count"),
        ("Add", [f"{name}.count", f"{name}.less"], f"{name}.more"),
        ("Div", [f"{name}.more", f"{name}.room"], f"{name}.times"),
        ("Tile", [f"{name}.own", f"{name}.times"], f"{name}.long"),
        ("Slice", [f"{name}.long", f"{name}.zero", f"{name}.count"], f"{name}.flat"),
    ]
    steps.append(("Reshape", [f"{name}.flat", f"{name}.shape"], f"{name}.shaped"))
    return _noise_nodes(
        node, name, opset, constants, [encode_message(NODE, encode_node(*m)) for m in steps]
    )


def _batched_noise(node: Node, number: int, opset: int) -> list[bytes]:
    """The same for a batch of (row, channel, time). Each row reads the noise from its own offset,
    time by time with all channels of each, and wraps around at the end."""
    name = f"earshot.noise{number}"
    noise, [like] = RANDOM_OPS[node.op_type], node.inputs
    start = number * NODE_STRIDE % (NOISE_LENGTH // 2)
    constants = {"start": [start], "length": [NOISE_LENGTH], "turn": [0, 2, 1]}
    constants |= {"zero": [0], "one": [1], "column": [0, 1]}
    steps = [
        ("Shape", [like], f"{name}.shape"),
        ("Gather", [f"{name}.shape", f"{name}.turn"], f"{name}.turned"),
        ("Size", [like], f"{name}.size"),
        ("Shape", [ROW_OFFSETS], f"{name}.rows"),
        ("Div", [f"{name}.size", f"{name}.rows"], f"{name}.share"),
        *(("Squeeze", [f"{name}.{each}"], f"{name}.{each}0") for each in ("zero", "share", "one")),
        ("Range", [f"{name}.zero0", f"{name}.share0", f"{name}.one0"], f"{name}.places"),
        ("Add", [ROW_OFFSETS, f"{name}.start"], f"{name}.starts"),
        ("Reshape", [f"{name}.starts", f"{name}.column"], f"{name}.standing"),
        ("Add", [f"{name}.standing", f"{name}.places"], f"{name}.far"),
        ("Mod", [f"{name}.far", f"{name}.length"], f"{name}.near"),
        ("Gather", [noise, f"{name}.near"], f"{name}.flat"),
        ("Reshape", [f"{name}.flat", f"{name}.turned"], f"{name}.upright"),
    ]
    nodes = [encode_message(NODE, encode_node(*each)) for each in steps]
    transpose = encode_node("Transpose", [f"{name}.upright"], f"{name}.shaped") + encode_ints(
        "perm", (0, 2, 1)
    )
    return _noise_nodes(node, name, opset, constants, [*nodes, encode_message(NODE, transpose)])


def _noise_nodes(
    node: Node, name: str, opset: int, constants: dict[str, list[int]], noise_nodes: list[bytes]
) -> list[bytes]:
    """Constants and nodes that compute `name.shaped`, and those that apply the required mean,
    scale and type."""
    [like], [out] = node.inputs, node.outputs
    scale_steps, factors = _scale_nodes(node, name)
    last = scale_steps[-1][2] if scale_steps else f"{name}.shaped"
    # CastLike needs opset 15; older graphs use float32
    end = ("CastLike", [last, like], out) if opset >= 15 else ("Identity", [last], out)
    return [
        *(encode_constant(f"{name}.{key}", INT64, value) for key, value in constants.items()),
        *factors,
        *noise_nodes,
        *(encode_message(NODE, encode_node(*each)) for each in [*scale_steps, end]),
    ]


def _scale_nodes(node: Node, name: str) -> tuple[list[tuple[str, list[str], str]], list[bytes]]:
    """Nodes and constants that apply the mean and scale of a random node."""
    if node.op_type == "RandomNormalLike":
        offset, factor = _float_attribute(node, "mean", 0.0), _float_attribute(node, "scale", 1.0)
    else:
        offset = _float_attribute(node, "low", 0.0)
        factor = _float_attribute(node, "high", 1.0) - offset
    if (offset, factor) == (0.0, 1.0):
        return [], []
    steps = [
        ("Mul", [f"{name}.shaped", f"{name}.factor"], f"{name}.wide"),
        ("Add", [f"{name}.wide", f"{name}.offset"], f"{name}.moved"),
    ]
    factors = {"factor": factor, "offset": offset}
    return steps, [encode_constant(f"{name}.{key}", FLOAT, [each]) for key, each in factors.items()]


def _float_attribute(node: Node, name: str, default: float) -> float:
    """A float attribute (AttributeProto.f)."""
    return protobuf.parse_float(node.attributes[name], 2) if name in node.attributes else default
