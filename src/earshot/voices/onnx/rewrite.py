"""Rewrites a model for inference: token durations become an output and random noise an input,
convolutions get a faster form, and the vocoder tail becomes a separate model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from earshot.voices.house_model.weights import Array
from earshot.voices.onnx import conv2d, external_weights, int8_conv, noise_inputs, protobuf
from earshot.voices.onnx.graph import FLOAT, GRAPH, INPUT, NODE, OUTPUT, TENSOR, Graph, graph_proto
from earshot.voices.onnx.protobuf import encode_integer, encode_message, encode_text, parse_fields
from earshot.voices.onnx.vocoder_tail import VocoderTail

VALUE_INFO = 13
"""Field of GraphProto with the types of intermediate tensors. A runtime infers them."""
ByteParts = list[bytes | memoryview]


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteOptions:
    """Options of the rewrite."""

    batched: bool = False
    """Whether noise is generated for a batch (row, channel, time), with `noise_inputs.ROWS` as an
    input: the noise offset of each row. The noise of a row is ordered by time, so it depends
    neither on other rows nor on the padding."""
    use_conv2d: bool = False
    """Whether convolutions become 2-D (see `conv2d`)."""
    signed_activations: bool = False
    """Whether quantized convolutions get signed activations (see `int8_conv`)."""
    externalize_weights: bool = False
    """Whether large weights are separate arrays (see `external_weights`)."""


@dataclass(frozen=True, slots=True)
class RewrittenModel:
    """A model in the form for the runtime."""

    data: bytes
    weights: Mapping[str, Array]
    """Weights that are not in `data`."""


DEFAULT_OPTIONS = RewriteOptions()


def rewrite_model(
    model: bytes | memoryview,
    graph: Graph,
    output: str,
    options: RewriteOptions = DEFAULT_OPTIONS,
    tail: VocoderTail | None = None,
) -> RewrittenModel:
    """Rewrite the model, with `output` among its outputs and noise inputs for its random nodes
    (`NOISE_LENGTH` float32 each, only if the graph has such noise). With a `tail`, the input
    tensor of the tail replaces the final output."""
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
    """Extract a part of a tail as a separate model, from `part.start` to `part.output`."""
    parts, external = _rewrite_nodes(model, graph, (part.nodes, frozenset([part.output])), options)
    parts.append(encode_message(INPUT, _encode_frame_input(part.input_tensor)))
    parts += _encode_outputs(model, graph, [part.output])
    return RewrittenModel(_with_graph(model, parts), external)


def _encode_outputs(model: bytes | memoryview, graph: Graph, names: Sequence[str]) -> ByteParts:
    """Tensors as graph outputs; existing outputs keep their declaration."""
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
    """Rewrite a part of a graph, for computing some of its tensors. Returns the nodes, the noise
    inputs that they need, and their weights, inline or external."""
    node_numbers, outputs = part
    parts: ByteParts = []
    external: dict[str, Array] = {}
    noise_used: list[str] = []
    inputs = set(chain.from_iterable(graph.nodes[number].inputs for number in node_numbers))
    weights = conv2d.find_conv1d_weights(graph) if options.use_conv2d else frozenset()
    conv_rewriter = conv2d.Conv2dRewriter(graph, weights, outputs)
    signed = int8_conv.SignedActivations(graph if options.signed_activations else None)
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
                encoded = protobuf.as_bytes(value)
                parts += signed.rewrite_node(encoded, node, conv_rewriter.rewrite_node)
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
    parts += signed.encode_constants()
    return parts + (conv2d.encode_axis_constant() if weights & inputs else []), external


def _rewrite_weight(
    value: memoryview, wide: frozenset[str], external: dict[str, Array] | None
) -> ByteParts:
    """A rewritten weight tensor, inline or external."""
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
