"""A model as it is to be run: the durations that it computes on the way are an output, its random
noise is an input, its convolutions are such as the runtime is fast at, and its tail is a model of
its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from earshot.voices.house_model.weights import Array
from earshot.voices.onnx import conv2d, external_weights, noise_inputs, protobuf
from earshot.voices.onnx.graph import FLOAT, GRAPH, INPUT, NODE, OUTPUT, TENSOR, Graph, graph_proto
from earshot.voices.onnx.protobuf import encode_integer, encode_message, encode_text, parse_fields
from earshot.voices.onnx.vocoder_tail import VocoderTail

VALUE_INFO = 13
"""Field of GraphProto: what is known of the tensors between its nodes. A runtime infers it."""
ByteParts = list[bytes | memoryview]


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteOptions:
    """How a model is to be run."""

    batched: bool = False
    """Whether its noise is that of a batch (row, channel, time), and `noise.ROWS` an input: for
    each row where in the noise it begins. A row's noise is laid out time by time, so that it is the
    same whatever stands beside it, and however long its padding is."""
    use_conv2d: bool = False
    """Whether its convolutions are widened (see `widening`)."""
    externalize_weights: bool = False
    """Whether its large weights are arrays beside its bytes (see `lifting`)."""


@dataclass(frozen=True, slots=True)
class RewrittenModel:
    """As a runtime is given it."""

    data: bytes
    weights: Mapping[str, Array]
    """Those that are not in `data`."""


DEFAULT_OPTIONS = RewriteOptions()


def rewrite_model(
    model: bytes | memoryview,
    graph: Graph,
    output: str,
    options: RewriteOptions = DEFAULT_OPTIONS,
    tail: VocoderTail | None = None,
) -> RewrittenModel:
    """The model with `output` among its outputs and its noise among its inputs (`noise.NORMAL` and
    `noise.UNIFORM`: `noise.LENGTH` float32 each, present where the graph has such noise). Without
    its `tail`, what that begins with comes in the place of what it makes."""
    outputs = [*graph.outputs, *([output] if output and output not in graph.outputs else [])]
    nodes = set(range(len(graph.nodes)))
    if tail:
        outputs[outputs.index(tail.parts[-1].output)] = tail.input_tensor
        nodes.difference_update(*(part.nodes for part in tail.parts))
    parts, external = _rewrite_nodes(model, graph, (nodes, frozenset(outputs)), options)
    parts += chain.from_iterable(_graph_io(model, graph.inputs, INPUT).values())
    parts += _encode_outputs(model, graph, outputs)
    return RewrittenModel(_with_graph(model, parts), external)


def extract_tail(
    model: bytes | memoryview,
    graph: Graph,
    part: VocoderTail,
    options: RewriteOptions = DEFAULT_OPTIONS,
) -> RewrittenModel:
    """A part of a tail as a model of its own: from `part.start` to `part.output`."""
    parts, external = _rewrite_nodes(model, graph, (part.nodes, frozenset([part.output])), options)
    parts.append(encode_message(INPUT, _encode_frame_input(part.input_tensor)))
    parts += _encode_outputs(model, graph, [part.output])
    return RewrittenModel(_with_graph(model, parts), external)


def _encode_outputs(model: bytes | memoryview, graph: Graph, names: Sequence[str]) -> ByteParts:
    """Tensors as outputs, as the graph has them where they are some already."""
    known = _graph_io(model, graph.outputs, OUTPUT)
    return [
        p
        for name in names
        for p in known.get(name) or [encode_message(OUTPUT, encode_text(1, name))]
    ]


def _graph_io(model: bytes | memoryview, names: Sequence[str], kind: int) -> dict[str, ByteParts]:
    """The inputs or the outputs of the graph, by name."""
    found = (
        protobuf.encode_raw(number, value)
        for number, value in parse_fields(graph_proto(model))
        if number == kind
    )
    return dict(zip(names, found, strict=True))


def _rewrite_nodes(
    model: bytes | memoryview,
    graph: Graph,
    part: tuple[Set[int], Set[str]],
    options: RewriteOptions,
) -> tuple[ByteParts, dict[str, Array]]:
    """Some of the nodes of a graph, to make some of its tensors; what they are to be fed of noise,
    and their weights, some of which are apart."""
    node_numbers, outputs = part
    parts: ByteParts = []
    external: dict[str, Array] = {}
    noise_used: list[str] = []
    inputs = set(chain.from_iterable(graph.nodes[number].inputs for number in node_numbers))
    weights = conv2d.find_conv1d_weights(graph) if options.use_conv2d else frozenset()
    conv_rewriter = conv2d.Conv2dRewriter(graph, weights, outputs)
    nodes, names = iter(enumerate(graph.nodes)), iter(graph.weights)
    for number, value in parse_fields(graph_proto(model)):
        if number == NODE:
            index, node = next(nodes)
            if index in node_numbers and node.op_type in noise_inputs.RANDOM_OPS:
                noise_used.append(noise_inputs.RANDOM_OPS[node.op_type])
                parts += noise_inputs.replace_random_node(
                    node, len(noise_used), graph.opset, batched=options.batched
                )
            elif index in node_numbers:
                parts += conv_rewriter.rewrite_node(protobuf.as_bytes(value), node)
        elif number == TENSOR:
            if next(names, "") in inputs:
                parts += _rewrite_weight(
                    protobuf.as_bytes(value),
                    weights,
                    external if options.externalize_weights else None,
                )
        elif number not in (INPUT, OUTPUT, VALUE_INFO):
            parts += protobuf.encode_raw(number, value)
    parts += noise_inputs.encode_noise_inputs(set(noise_used), batched=options.batched)
    return parts + (conv2d.encode_axis_constant() if weights & inputs else []), external


def _rewrite_weight(
    value: memoryview, wide: frozenset[str], external: dict[str, Array] | None
) -> ByteParts:
    """The name in the graph of a tensor, which may be put apart."""
    extracted = external_weights.extract_weights(value) if external is not None else None
    if external is None or not extracted:
        return conv2d.widen_tensor(value, wide)
    name, numbers = extracted
    shape = conv2d.widen_shape(numbers.shape) if name in wide else numbers.shape
    external[name] = numbers.reshape(shape)
    return [external_weights.encode_reference(name, external[name])]


def _with_graph(model: bytes | memoryview, parts: ByteParts) -> bytes:
    """The model with another graph."""
    head = [
        p for n, value in parse_fields(model) if n != GRAPH for p in protobuf.encode_raw(n, value)
    ]
    return b"".join([*head, *protobuf.encode_parts(GRAPH, parts)])


def _encode_frame_input(name: str) -> bytes:
    """ValueInfoProto: 32-bit floats (row, channel, frame)."""
    shape = b"".join(
        encode_message(1, encode_text(2, each)) for each in ("rows", "channels", "frames")
    )
    return encode_text(1, name) + encode_message(
        2, encode_message(1, encode_integer(1, FLOAT) + encode_message(2, shape))
    )
