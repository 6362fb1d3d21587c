"""Rewritten models: durations as an output, noise as an input."""

import onnx
import pytest

from benchmarks.graphs import kokoro, piper
from earshot.voices.onnx import graph, noise_inputs
from earshot.voices.onnx.rewrite import rewrite_model

PIPER = piper().SerializeToString()
KOKORO = kokoro().SerializeToString()


@pytest.mark.parametrize("model", [PIPER, KOKORO], ids=["piper", "kokoro"])
def test_the_model_is_a_valid_one_without_randomness(model: bytes) -> None:
    found = graph.read_graph(model)
    durations = graph.find_durations(found)
    made = onnx.load_model_from_string(rewrite_model(model, found, durations).data)
    onnx.checker.check_model(typed(made))
    assert not [node for node in made.graph.node if node.op_type.startswith("Random")]
    assert durations in {each.name for each in made.graph.output}
    assert noise_inputs.NORMAL in {each.name for each in made.graph.input}
    before = onnx.load_model_from_string(model).graph.initializer
    kept = {each.name: each for each in made.graph.initializer}
    assert all(kept[each.name] == each for each in before)


def typed(model: onnx.ModelProto) -> onnx.ModelProto:
    """The checker needs a type for each output; a runtime infers it."""
    for output in model.graph.output:
        if not output.HasField("type"):
            output.CopyFrom(onnx.helper.make_tensor_value_info(output.name, 1, [1, 1, 1]))
    return model
