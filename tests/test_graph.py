"""Parsing of .onnx files, compared with the onnx package."""

import contextlib

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.graphs import kokoro, piper
from earshot.voices.onnx import graph, protobuf
from earshot.voices.onnx.rewrite import RewriteOptions, extract_tail, rewrite_model
from earshot.voices.onnx.vocoder_tail import find_tail

PIPER = piper().SerializeToString()
KOKORO = kokoro().SerializeToString()


@pytest.mark.parametrize("model", [PIPER, KOKORO], ids=["piper", "kokoro"])
def test_the_nodes_and_doors_are_those_of_the_file(model: bytes) -> None:
    real = onnx.load_model_from_string(model).graph
    found = graph.read_graph(model)
    assert [node.op_type for node in found.nodes] == [node.op_type for node in real.node]
    assert [node.inputs for node in found.nodes] == [tuple(node.input) for node in real.node]
    assert found.inputs == tuple(each.name for each in real.input)
    assert found.outputs == tuple(each.name for each in real.output)


def test_the_durations_of_piper_are_the_output_of_its_ceil() -> None:
    assert graph.find_durations(graph.read_graph(PIPER)) == "/Ceil_output_0"


def test_kokoro_s_durations_have_at_least_one_frame() -> None:
    found = graph.read_graph(KOKORO)
    [clip] = [node for node in found.nodes if node.op_type == "Clip"]
    assert graph.find_durations(found) == clip.outputs[0]


def test_an_output_that_names_durations_is_taken_as_it_is() -> None:
    model = kokoro()
    [clip] = [node for node in model.graph.node if node.op_type == "Clip"]
    model.graph.node.append(onnx.helper.make_node("Identity", [clip.output[0]], ["durations"]))
    model.graph.output.append(onnx.ValueInfoProto(name="durations"))
    assert graph.find_durations(graph.read_graph(model.SerializeToString())) == "durations"


def test_no_durations_are_found_in_a_graph_without_them() -> None:
    model = piper()
    for node in model.graph.node:
        if node.op_type == "Ceil":
            node.op_type = "Floor"
    assert graph.find_durations(graph.read_graph(model.SerializeToString())) == ""


def test_weights_in_another_file_are_refused() -> None:
    model = piper()
    onnx.external_data_helper.set_external_data(model.graph.initializer[0], "../../etc/passwd")
    model.graph.initializer[0].data_location = onnx.TensorProto.EXTERNAL
    with pytest.raises(ValueError, match="another file"):
        graph.read_graph(model.SerializeToString())


@pytest.mark.parametrize("size", [0, 1, 100, len(PIPER) // 2, len(PIPER) - 1])
def test_a_truncated_file_is_an_error_that_says_so(size: int) -> None:
    with pytest.raises(ValueError, match=r"it is|no graph"):
        graph.read_graph(PIPER[:size])


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_a_value_error(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        graph.read_graph(data)


@pytest.mark.parametrize("model", [PIPER, KOKORO], ids=["piper", "kokoro"])
@given(place=st.integers(0, 2**20), byte=st.integers(0, 255))
@settings(max_examples=200)
def test_no_damage_does_more_than_a_value_error(model: bytes, place: int, byte: int) -> None:
    damaged = bytearray(model)
    damaged[place % len(damaged)] = byte
    with contextlib.suppress(ValueError):
        found = graph.read_graph(bytes(damaged))
        tail = find_tail(found)
        rewrite_model(
            bytes(damaged),
            found,
            graph.find_durations(found),
            RewriteOptions(use_conv2d=True, externalize_weights=True),
            tail,
        )
        for part in tail.parts if tail else []:
            extract_tail(
                bytes(damaged),
                found,
                part,
                RewriteOptions(use_conv2d=True, externalize_weights=True),
            )


@given(st.integers(0, 2**63 - 1), st.integers(1, 2**20))
def test_whole_numbers_come_back_from_the_wire(value: int, number: int) -> None:
    assert list(protobuf.parse_fields(protobuf.encode_integer(number, value))) == [(number, value)]


def test_floats_are_packed_little_endian() -> None:
    random = np.random.default_rng(0).standard_normal(8)
    assert protobuf.encode_floats(list(random)) == random.astype("<f4").tobytes()
