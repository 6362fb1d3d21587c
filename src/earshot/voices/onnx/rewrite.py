"""A model as it is to be run: the durations that it computes on the way are an output, its random
noise is an input, its convolutions are such as the runtime is fast at, and its tail is a model of
its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from earshot.voices.house_model.weights import Array
from earshot.voices.onnx import conv2d as widening
from earshot.voices.onnx import external_weights as lifting
from earshot.voices.onnx import noise_inputs as noise
from earshot.voices.onnx import protobuf as wire
from earshot.voices.onnx.graph import FLOAT, GRAPH, INPUT, NODE, OUTPUT, TENSOR, Graph, body
from earshot.voices.onnx.protobuf import fields, integer, message, text
from earshot.voices.onnx.vocoder_tail import Tail

TYPES = 13
"""Field of GraphProto: what is known of the tensors between its nodes. A runtime infers it."""
Pieces = list[bytes | memoryview]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a model is to be run."""

    rows: bool = False
    """Whether its noise is that of a batch (row, channel, time), and `noise.ROWS` an input: for
    each row where in the noise it begins. A row's noise is laid out time by time, so that it is the
    same whatever stands beside it, and however long its padding is."""
    wide: bool = False
    """Whether its convolutions are widened (see `widening`)."""
    lifted: bool = False
    """Whether its large weights are arrays beside its bytes (see `lifting`)."""


@dataclass(frozen=True, slots=True)
class Model:
    """As a runtime is given it."""

    data: bytes
    weights: Mapping[str, Array]
    """Those that are not in `data`."""


PLAIN = Manner()


def amended(
    model: bytes | memoryview,
    graph: Graph,
    output: str,
    manner: Manner = PLAIN,
    tail: Tail | None = None,
) -> Model:
    """The model with `output` among its outputs and its noise among its inputs (`noise.NORMAL` and
    `noise.UNIFORM`: `noise.LENGTH` float32 each, present where the graph has such noise). Without
    its `tail`, what that begins with comes in the place of what it makes."""
    outputs = [*graph.outputs, *([output] if output and output not in graph.outputs else [])]
    nodes = set(range(len(graph.nodes)))
    if tail:
        outputs[outputs.index(tail.parts[-1].output)] = tail.start
        nodes.difference_update(*(part.nodes for part in tail.parts))
    pieces, apart = _part(model, graph, (nodes, frozenset(outputs)), manner)
    pieces += chain.from_iterable(_doors(model, graph.inputs, INPUT).values())
    pieces += _outputs(model, graph, outputs)
    return Model(_whole(model, pieces), apart)


def ending(model: bytes | memoryview, graph: Graph, part: Tail, manner: Manner = PLAIN) -> Model:
    """A part of a tail as a model of its own: from `part.start` to `part.output`."""
    pieces, apart = _part(model, graph, (part.nodes, frozenset([part.output])), manner)
    pieces.append(message(INPUT, _frames(part.start)))
    pieces += _outputs(model, graph, [part.output])
    return Model(_whole(model, pieces), apart)


def _outputs(model: bytes | memoryview, graph: Graph, names: Sequence[str]) -> Pieces:
    """Tensors as outputs, as the graph has them where they are some already."""
    known = _doors(model, graph.outputs, OUTPUT)
    return [p for name in names for p in known.get(name) or [message(OUTPUT, text(1, name))]]


def _doors(model: bytes | memoryview, names: Sequence[str], kind: int) -> dict[str, Pieces]:
    """The inputs or the outputs of the graph, by name."""
    found = (wire.raw(number, value) for number, value in fields(body(model)) if number == kind)
    return dict(zip(names, found, strict=True))


def _part(
    model: bytes | memoryview, graph: Graph, part: tuple[Set[int], Set[str]], manner: Manner
) -> tuple[Pieces, dict[str, Array]]:
    """Some of the nodes of a graph, to make some of its tensors; what they are to be fed of noise,
    and their weights, some of which are apart."""
    wanted, outputs = part
    pieces: Pieces = []
    apart: dict[str, Array] = {}
    used: list[str] = []
    inputs = set(chain.from_iterable(graph.nodes[number].inputs for number in wanted))
    weights = widening.weights(graph) if manner.wide else frozenset()
    widened = widening.Widening(graph, weights, outputs)
    nodes, names = iter(enumerate(graph.nodes)), iter(graph.weights)
    for number, value in fields(body(model)):
        if number == NODE:
            place, node = next(nodes)
            if place in wanted and node.kind in noise.RANDOM:
                used.append(noise.RANDOM[node.kind])
                pieces += noise.read_off(node, len(used), graph.opset, rows=manner.rows)
            elif place in wanted:
                pieces += widened.node(wire.block(value), node)
        elif number == TENSOR:
            if next(names, "") in inputs:
                pieces += _weight(wire.block(value), weights, apart if manner.lifted else None)
        elif number not in (INPUT, OUTPUT, TYPES):
            pieces += wire.raw(number, value)
    pieces += noise.doors(set(used), rows=manner.rows)
    return pieces + (widening.constants() if weights & inputs else []), apart


def _weight(value: memoryview, wide: frozenset[str], apart: dict[str, Array] | None) -> Pieces:
    """What stands in the graph for a tensor, which may be put apart."""
    found = lifting.lifted(value) if apart is not None else None
    if apart is None or not found:
        return widening.tensor(value, wide)
    name, numbers = found
    shape = widening.further(numbers.shape) if name in wide else numbers.shape
    apart[name] = numbers.reshape(shape)
    return [lifting.reference(name, apart[name])]


def _whole(model: bytes | memoryview, pieces: Pieces) -> bytes:
    """The model with another graph."""
    head = [p for n, value in fields(model) if n != GRAPH for p in wire.raw(n, value)]
    return b"".join([*head, *wire.enclosed(GRAPH, pieces)])


def _frames(name: str) -> bytes:
    """ValueInfoProto: 32-bit floats (row, channel, frame)."""
    shape = b"".join(message(1, text(2, each)) for each in ("rows", "channels", "frames"))
    return text(1, name) + message(2, message(1, integer(1, FLOAT) + message(2, shape)))
