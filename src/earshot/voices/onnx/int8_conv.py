"""Gives the convolutions of a quantized model the operand types that a processor multiplies
fastest.

Dynamic quantization makes the activations and the weights unsigned. The VNNI instructions multiply
unsigned by signed numbers, so for two unsigned operands the runtime widens both to 16 bits, which
takes twice as long. Signed activations are the same numbers less 128, and so is their zero point:
the products and their sums are the same integers.
"""

from __future__ import annotations

from collections.abc import Callable

from earshot.voices.onnx import protobuf
from earshot.voices.onnx.graph import (
    INT8,
    INT64,
    NODE,
    UINT8,
    Graph,
    Node,
    encode_constant,
    encode_int,
    encode_node,
)
from earshot.voices.onnx.protobuf import encode_message, encode_text, parse_fields

OFFSET_NAME = "earshot.int8_offset"
"""Name of the constant with the difference of unsigned and signed numbers, 128."""
ByteParts = list[bytes | memoryview]
QUANTIZE, CONVOLVE = "DynamicQuantizeLinear", "ConvInteger"


class SignedActivations:
    """Rewrites the quantized convolutions of a graph with unsigned weights."""

    def __init__(self, graph: Graph | None) -> None:
        """Without a graph, all nodes stay as they are."""
        self._signed_names: dict[str, str] = {}
        """New names by the names of unsigned activations and zero points."""
        self._convolutions: set[str] = set()
        """Outputs of the convolutions that get signed activations."""
        nodes = graph.nodes if graph else ()
        quantized = {node.outputs[0]: node for node in nodes if _is_quantization(node)}
        for node in nodes:
            source = quantized.get(node.inputs[0]) if _has_unsigned_weights(node, graph) else None
            if source and node.inputs[2:3] == source.outputs[2:]:
                names = (source.outputs[0], source.outputs[2])
                self._signed_names |= {name: f"{name}.earshot.signed" for name in names}
                self._convolutions.update(node.outputs)

    def rewrite_node(
        self, value: memoryview, node: Node, encode: Callable[[memoryview, Node], ByteParts]
    ) -> ByteParts:
        """The node with signed inputs, as `encode` returns it, and the nodes after it."""
        return [*encode(*self._replace_inputs(value, node)), *self._quantize_again(node)]

    def _replace_inputs(self, value: memoryview, node: Node) -> tuple[memoryview, Node]:
        """A convolution with signed inputs; other nodes are unchanged."""
        if self._convolutions.isdisjoint(node.outputs):
            return value, node
        names = [self._signed_names.get(name, name) for name in node.inputs]
        others = [
            part
            for number, field in parse_fields(value)
            if number != 1
            for part in protobuf.encode_raw(number, field)
        ]
        encoded = b"".join([*(encode_text(1, name) for name in names), *others])
        return memoryview(encoded), Node(node.op_type, tuple(names), node.outputs, node.attributes)

    def _quantize_again(self, node: Node) -> list[bytes]:
        """The nodes after a quantization that compute its signed output and zero point."""
        if not _is_quantization(node) or node.outputs[0] not in self._signed_names:
            return []
        [source], (values, scale, zero) = node.inputs, node.outputs
        signed, signed_zero = self._signed_names[values], self._signed_names[zero]
        wide, moved = f"{zero}.earshot.wide_zero", f"{zero}.earshot.moved_zero"
        nodes = (
            encode_node("Cast", [zero], wide) + encode_int("to", INT64),
            encode_node("Sub", [wide, OFFSET_NAME], moved),
            encode_node("Cast", [moved], signed_zero) + encode_int("to", INT8),
            encode_node("QuantizeLinear", [source, scale, signed_zero], signed),
        )
        return [encode_message(NODE, each) for each in nodes]

    def encode_constants(self) -> list[bytes]:
        """The constants of the new nodes."""
        return [encode_constant(OFFSET_NAME, INT64, 128)] if self._signed_names else []


def _is_quantization(node: Node) -> bool:
    return node.op_type == QUANTIZE and len(node.outputs) == 3


def _has_unsigned_weights(node: Node, graph: Graph | None) -> bool:
    weights = graph.weights.get(node.inputs[1]) if graph and node.op_type == CONVOLVE else None
    return weights is not None and weights.data_type == UINT8
