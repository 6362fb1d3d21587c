"""The end of a vocoder, where few channels become samples: run a stretch after the other.

There each sample comes of what is near it and of nothing else. So the last upsamplings, and all
that follows them, can be run for less than a tenth of a second at a time, with as much more on
either side as a sample hears of: the same samples come out. Of a whole sentence a single layer has
more numbers there than the cache of a core (15 MB for five seconds), and waiting for memory takes
as long as reckoning; of a stretch it has not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earshot.voices.graph import Graph, Node, numbers

LEAST = 16
"""Samples at least that the end makes of each of its frames: fewer are not worth it."""
STRETCH = 192
"""Frames at a time."""
LOCAL = frozenset(
    "Add Clip Constant Conv ConvTranspose Div Elu Identity LeakyRelu Mul Neg Pow Relu Sigmoid Sin "
    "Squeeze Sub Sum Tanh Unsqueeze".split()
)
"""Operators that mix no times with each other, or near ones in a way that is known here."""


class Map(Protocol):
    def __call__(
        self, function: Callable[[int], NDArray[np.float32]], numbers: Iterable[int], /
    ) -> Iterable[NDArray[np.float32]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    nodes: frozenset[int]
    """Their numbers in the graph."""
    start: str
    """The tensor that it begins with: (row, channel, frame)."""
    output: str
    rate: int
    """Samples that it makes of a frame."""
    reach: int
    """Frames to either side of its own that a sample hears of."""


def tail_of(graph: Graph) -> Tail | None:
    """The shortest end of a graph that makes `LEAST` samples of each of its frames; None where no
    such end keeps times apart."""
    rate = 1
    for node in reversed(graph.nodes):
        if node.kind == "ConvTranspose" and node.inputs:
            rate *= (numbers(node, "strides") or [1])[0]
            if rate >= LEAST:
                return _beginning(graph, node.inputs[0])
    return None


def in_stretches(
    run: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    frames: NDArray[np.float32],
    tail: Tail,
    spread: Map = map,
) -> NDArray[np.float32]:
    """Samples (row, time) of frames (row, channel, frame): what `run` makes of all at once.
    `spread` is `map`, or one that does several at a time."""
    count = frames.shape[2]

    def made(start: int) -> NDArray[np.float32]:
        stop = min(count, start + STRETCH)
        first, last = max(0, start - tail.reach), min(count, stop + tail.reach)
        part = run(np.ascontiguousarray(frames[:, :, first:last])).reshape(len(frames), -1)
        if part.shape[1] != (last - first) * tail.rate:
            raise ValueError("its vocoder makes another number of samples than it says")
        return part[:, (start - first) * tail.rate : (stop - first) * tail.rate]

    return np.concatenate(list(spread(made, range(0, count, STRETCH))), axis=1)


def _beginning(graph: Graph, start: str) -> Tail | None:
    """The end that begins with a tensor."""
    output = graph.outputs[0]
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
    if not rate:
        return None
    return Tail(nodes=nodes, start=start, output=output, rate=rate, reach=math.ceil(frames))


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
