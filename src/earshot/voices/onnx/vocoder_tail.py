"""The end of a vocoder, where few channels become samples: what it is of, and how far it hears.

There each sample comes of what is near it and of nothing else. So the last upsamplings, and all
that follows them, need not be run for a whole sentence at once (see `stretches`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from earshot.voices.onnx.graph import Graph, Node, numbers

LEAST = 16
"""Samples at least that the end makes of each of its frames: fewer are not worth it."""
LOCAL = frozenset(
    "Add Clip Constant Conv ConvTranspose Div Elu Identity LeakyRelu Mul Neg Pow Relu Sigmoid Sin "
    "Squeeze Sub Sum Tanh Unsqueeze".split()
)
"""Operators that mix no times with each other, or near ones in a way that is known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """An upsampling and what follows it up to the next one, or up to the samples."""

    nodes: frozenset[int]
    """Their numbers in the graph."""
    start: str
    """The tensor that it begins with: (row, channel, frame)."""
    output: str
    rate: int
    """Frames of the next upsampling, or samples, that it makes of a frame."""
    width: int
    """Numbers that a layer of it has for each frame."""
    reach: int
    """Frames to either side of its own that a sample hears of."""
    next: Tail | None = None
    """The next upsampling, where that can be run by itself."""

    @property
    def parts(self) -> list[Tail]:
        """It and those that follow."""
        return [self, *(self.next.parts if self.next else [])]


def tail_of(graph: Graph) -> Tail | None:
    """The shortest end of a graph that makes `LEAST` samples of each of its frames; None where no
    such end keeps times apart."""
    rate, tail = 1, None
    for node in reversed(graph.nodes):
        if node.kind == "ConvTranspose" and len(node.inputs) > 1:
            rate *= (numbers(node, "strides") or [1])[0]
            tail = _beginning(graph, node, tail)
            if rate >= LEAST:
                return tail
    return None


def _beginning(graph: Graph, first: Node, later: Tail | None) -> Tail | None:
    """The end that begins with an upsampling, `later` being that which begins with the next."""
    start, output = first.inputs[0], graph.outputs[0]
    nodes = _between(graph, start, output)
    made = {name for number in nodes for name in graph.nodes[number].outputs}
    outside = (node for number, node in enumerate(graph.nodes) if number not in nodes)
    heard = {name for node in outside for name in node.inputs} | set(graph.outputs[1:])
    if not nodes or made & heard:
        return None
    reaches: dict[str, _Reach] = {start: (1, Fraction(0))}
    for number in sorted(nodes):
        node = graph.nodes[number]
        given = [reaches[name] for name in node.inputs if name in reaches]
        if not given:
            continue  # what it makes is the same for all times
        reach = _reach(node, given, graph)
        if reach is None:
            return None
        reaches |= dict.fromkeys(node.outputs, reach)
    rate, frames = reaches.get(output, (0, Fraction(0)))
    weights = graph.weights.get(first.inputs[1])
    if not rate or not weights or len(weights.shape) != 3:
        return None
    later = later if later and later.start in made else None
    after = later.parts if later else []
    rate //= math.prod(part.rate for part in after)
    return Tail(
        nodes=nodes.difference(*(part.nodes for part in after)),
        start=start,
        output=later.start if later else output,
        rate=rate,
        width=rate * weights.shape[1],
        reach=math.ceil(frames),
        next=later,
    )


def _between(graph: Graph, start: str, output: str) -> frozenset[int]:
    """The nodes on the way from one tensor to another; none where the way begins elsewhere too, or
    is not all of `LOCAL` ones."""
    makers = {name: number for number, node in enumerate(graph.nodes) for name in node.outputs}
    found: set[int] = set()
    wanted = [output]
    while wanted:
        name = wanted.pop()
        if name in {"", start} or name in graph.weights or makers.get(name) in found:
            continue
        if name not in makers or graph.nodes[makers[name]].kind not in LOCAL:
            return frozenset()
        found.add(makers[name])
        wanted += graph.nodes[makers[name]].inputs
    return frozenset(found)


_Reach = tuple[int, Fraction]
"""Of a tensor: how many numbers it has for each frame, and of how many frames to either side of its
own each of them is made."""


def _reach(node: Node, given: Sequence[_Reach], graph: Graph) -> _Reach | None:
    """That of what a node makes of tensors with these; None where it cannot be told."""
    rate, reach = given[0][0], max(each for _, each in given)
    if any(each != rate for each, _ in given):
        return None
    shapes = [graph.weights[name].shape for name in node.inputs if name in graph.weights]
    if node.kind in {"Conv", "ConvTranspose"}:
        return _convolved(node, shapes, (rate, reach))
    return (rate, reach) if all(not shape or shape[-1] == 1 for shape in shapes) else None


def _convolved(node: Node, shapes: Sequence[tuple[int, ...]], given: _Reach) -> _Reach | None:
    """That of a convolution which makes a whole number of numbers of each: as many as its stride
    where it is a transposed one, else one."""
    rate, reach = given
    over_time = bool(shapes) and len(shapes[0]) == 3 and node.inputs[0] not in node.inputs[1:]
    if not over_time or {"auto_pad", "output_shape"} & set(node.attributes):
        return None
    before, after = numbers(node, "pads") or [0, 0]
    [stride], [spread] = numbers(node, "strides") or [1], numbers(node, "dilations") or [1]
    if not stride:
        return None
    wide = spread * (shapes[0][2] - 1)
    if node.kind == "Conv":
        same = stride == 1 and before + after == wide
        return (rate, reach + Fraction(max(before, after), rate)) if same else None
    [more] = numbers(node, "output_padding") or [0]
    if wide + 1 - before - after + more != stride:
        return None
    # Frame i makes i × stride − before … + wide: so a sample hears that many frames on each side.
    farthest = max((wide - before) // stride, (stride - 1 + before) // stride)
    return rate * stride, reach + Fraction(farthest, rate)
