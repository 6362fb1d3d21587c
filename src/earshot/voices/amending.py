"""A model as it is to be run: the durations that it computes on the way are an output, its random
noise is an input, and its convolutions are such as the runtime is fast at."""

from __future__ import annotations

from earshot.voices import noise, widening, wire
from earshot.voices.graph import GRAPH, NODE, OUTPUT, TENSOR, Graph, body
from earshot.voices.wire import fields, message, text


def amended(
    model: bytes | memoryview, graph: Graph, output: str, *, rows: bool = False, wide: bool = False
) -> bytes:
    """The model with `output` among its outputs and its noise among its inputs (`noise.NORMAL` and
    `noise.UNIFORM`: `noise.LENGTH` float32 each, present where the graph has such noise).

    With `rows` the noise is that of a batch (row, channel, time), and `noise.ROWS` an input too:
    for each row where in the noise it begins. A row's noise is laid out time by time, so that it is
    the same whatever stands beside it, and however long its padding is. With `wide`, convolutions
    are widened (see `widening`).
    """
    pieces: list[bytes | memoryview] = []
    used: list[str] = []
    weights = widening.weights(graph) if wide else frozenset()
    nodes = iter(graph.nodes)
    for number, value in fields(body(model)):
        node = next(nodes) if number == NODE else None
        if node and node.kind in noise.RANDOM:
            used.append(noise.RANDOM[node.kind])
            pieces += noise.read_off(node, len(used), graph.opset, rows=rows)
        elif node and weights.intersection(node.inputs):
            pieces += widening.node(wire.block(value), node, graph.opset)
        elif number == TENSOR and weights:
            pieces += widening.tensor(wire.block(value), weights)
        else:
            pieces += wire.raw(number, value)
    pieces += noise.doors(set(used), rows=rows)
    pieces += widening.constants() if weights else []
    if output and output not in graph.outputs:
        pieces.append(message(OUTPUT, text(1, output)))
    head = [p for n, value in fields(model) if n != GRAPH for p in wire.raw(n, value)]
    return b"".join([*head, *wire.enclosed(GRAPH, pieces)])
