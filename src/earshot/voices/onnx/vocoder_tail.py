"""Finds the final upsampling layers of a vocoder in a graph, and their receptive field.

Each sample depends only on a limited range of frames there. So these layers need not run for a
whole sentence at once (see `chunked_run`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from earshot.voices.onnx.graph import Graph, Node, int_attribute

MIN_SAMPLES_PER_FRAME = 16
"""Minimum number of samples per frame of the tail; a smaller one has no benefit."""
LOCAL_OPS = frozenset(
    "Add Clip Constant Conv ConvTranspose Div Elu Identity LeakyRelu Mul Neg Pow Relu Sigmoid Sin "
    "Squeeze Sub Sum Tanh Unsqueeze".split()
)
"""Operators that do not mix different times, or only within a known range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VocoderTail:
    """An upsampling layer and the layers after it, up to the next one or up to the samples."""

    nodes: frozenset[int]
    """Indices of its nodes in the graph."""
    input_tensor: str
    """Its input tensor: (row, channel, frame)."""
    output: str
    upsampling: int
    """Output frames or samples per input frame."""
    width: int
    """Values of its largest layer per frame."""
    receptive_field: int
    """Receptive field in frames on either side."""
    next_part: VocoderTail | None = None
    """The next upsampling, if it can run separately."""

    @property
    def parts(self) -> list[VocoderTail]:
        """This part and those after it."""
        return [self, *(self.next_part.parts if self.next_part else [])]


def find_tail(graph: Graph) -> VocoderTail | None:
    """The shortest tail with at least `MIN_SAMPLES_PER_FRAME`; None if no such tail has a limited
    receptive field."""
    rate, tail = 1, None
    for node in reversed(graph.nodes):
        if node.op_type == "ConvTranspose" and len(node.inputs) > 1:
            rate *= (int_attribute(node, "strides") or [1])[0]
            tail = _tail_from(graph, node, tail)
            if rate >= MIN_SAMPLES_PER_FRAME:
                return tail
    return None


def _tail_from(graph: Graph, first: Node, next_tail: VocoderTail | None) -> VocoderTail | None:
    """The tail that starts at an upsampling; `next_tail` starts at the next one."""
    start, output = first.inputs[0], graph.outputs[0]
    nodes = _nodes_between(graph, start, output)
    produced = {name for number in nodes for name in graph.nodes[number].outputs}
    outside = (node for number, node in enumerate(graph.nodes) if number not in nodes)
    used_outside = {name for node in outside for name in node.inputs} | set(graph.outputs[1:])
    if not nodes or produced & used_outside:
        return None
    receptive_fields: dict[str, _ReceptiveField] = {start: (1, Fraction(0))}
    for number in sorted(nodes):
        node = graph.nodes[number]
        input_fields = [receptive_fields[name] for name in node.inputs if name in receptive_fields]
        if not input_fields:
            continue  # constant over time
        receptive_field = _node_receptive_field(node, input_fields, graph)
        if receptive_field is None:
            return None
        receptive_fields |= dict.fromkeys(node.outputs, receptive_field)
    rate, frames = receptive_fields.get(output, (0, Fraction(0)))
    weights = graph.weights.get(first.inputs[1])
    if not rate or not weights or len(weights.shape) != 3:
        return None
    next_tail = next_tail if next_tail and next_tail.input_tensor in produced else None
    later_parts = next_tail.parts if next_tail else []
    rate //= math.prod(part.upsampling for part in later_parts)
    return VocoderTail(
        nodes=nodes.difference(*(part.nodes for part in later_parts)),
        input_tensor=start,
        output=next_tail.input_tensor if next_tail else output,
        upsampling=rate,
        width=rate * weights.shape[1],
        receptive_field=math.ceil(frames),
        next_part=next_tail,
    )


def _nodes_between(graph: Graph, start: str, output: str) -> frozenset[int]:
    """The nodes between two tensors; empty if they have other inputs, or operators outside
    `LOCAL`."""
    producers = {name: number for number, node in enumerate(graph.nodes) for name in node.outputs}
    found: set[int] = set()
    pending = [output]
    while pending:
        name = pending.pop()
        if name in {"", start} or name in graph.weights or producers.get(name) in found:
            continue
        if name not in producers or graph.nodes[producers[name]].op_type not in LOCAL_OPS:
            return frozenset()
        found.add(producers[name])
        pending += graph.nodes[producers[name]].inputs
    return frozenset(found)


_ReceptiveField = tuple[int, Fraction]
"""Of a tensor: its values per frame, and the number of frames on either side that each depends on.
"""


def _node_receptive_field(
    node: Node, input_fields: Sequence[_ReceptiveField], graph: Graph
) -> _ReceptiveField | None:
    """The receptive field of a node's output, given those of its inputs; None if unknown."""
    rate, frames = input_fields[0][0], max(each for _, each in input_fields)
    if any(each != rate for each, _ in input_fields):
        return None
    shapes = [graph.weights[name].shape for name in node.inputs if name in graph.weights]
    if node.op_type in {"Conv", "ConvTranspose"}:
        return _conv_receptive_field(node, shapes, (rate, frames))
    return (rate, frames) if all(not shape or shape[-1] == 1 for shape in shapes) else None


def _conv_receptive_field(
    node: Node, shapes: Sequence[tuple[int, ...]], input_field: _ReceptiveField
) -> _ReceptiveField | None:
    """The receptive field of a convolution whose output length is a multiple of its input length:
    by its stride if it is transposed, otherwise by 1."""
    rate, frames = input_field
    is_over_time = bool(shapes) and len(shapes[0]) == 3 and node.inputs[0] not in node.inputs[1:]
    if not is_over_time or {"auto_pad", "output_shape"} & set(node.attributes):
        return None
    before, after = int_attribute(node, "pads") or [0, 0]
    [stride], [dilation] = (
        int_attribute(node, "strides") or [1],
        int_attribute(node, "dilations") or [1],
    )
    if not stride:
        return None
    extent = dilation * (shapes[0][2] - 1)
    if node.op_type == "Conv":
        same = stride == 1 and before + after == extent
        return (rate, frames + Fraction(max(before, after), rate)) if same else None
    [output_padding] = int_attribute(node, "output_padding") or [0]
    if extent + 1 - before - after + output_padding != stride:
        return None
    # Frame i affects i × stride − before … + wide, so a sample depends on that many frames on each
    # side.
    max_distance = max((extent - before) // stride, (stride - 1 + before) // stride)
    return rate * stride, frames + Fraction(max_distance, rate)
