"""Running the vocoder tail in chunks gives the same samples as in one run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper
from test_onnx_rewrite import typed

from benchmarks.graphs import Builder, PiperSizes, kokoro, piper
from earshot.voices.onnx import chunked_run, graph
from earshot.voices.onnx.chunked_run import run_in_chunks
from earshot.voices.onnx.rewrite import RewriteOptions, extract_tail, rewrite_model
from earshot.voices.onnx.vocoder_tail import VocoderTail, find_tail

CHANNELS = 4
Run = Callable[[np.ndarray], np.ndarray]


def vocoder(build: Callable[[Builder, str], str]) -> bytes:
    """A model that computes `sound` from `frames` as `build` says."""
    b = Builder()
    b.op("Identity", build(b, b.op("Relu", "frames")), out="sound")
    frames = helper.make_tensor_value_info("frames", TensorProto.FLOAT, ["rows", CHANNELS, "count"])
    sound = helper.make_tensor_value_info("sound", TensorProto.FLOAT, ["a", "b", "c"])
    data: bytes = b.model([frames], [sound], opset=17).SerializeToString()
    return data


def session(data: bytes, name: str) -> Run:
    made = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    return lambda values: np.asarray(made.run(None, {name: values})[0])


def both(data: bytes, frames: np.ndarray, options: RewriteOptions) -> tuple[np.ndarray, np.ndarray]:
    """The output of the model in one run and in parts."""
    found = graph.read_graph(data)
    end = find_tail(found)
    assert end
    head = session(rewrite_model(data, found, "", options, end).data, "frames")
    runs = [
        session(extract_tail(data, found, part, options).data, part.input_tensor)
        for part in end.parts
    ]
    whole = session(data, "frames")(frames).reshape(len(frames), -1)
    return whole, run_in_chunks(runs, head(frames), end)


def noise(count: int, rows: int = 1) -> np.ndarray:
    return np.random.default_rng(count).standard_normal((rows, CHANNELS, count)).astype(np.float32)


@st.composite
def vocoders(draw: st.DrawFn) -> bytes:
    """Upsamplings and residual convolutions of any width, as in HiFi-GAN."""
    stages = draw(st.lists(st.tuples(st.integers(2, 5), st.integers(0, 3)), min_size=2, max_size=3))
    kernels = [draw(st.sampled_from([1, 3, 5, 7])) for _ in stages]
    spreads = [draw(st.integers(1, 6)) for _ in stages]

    def build(b: Builder, x: str) -> str:
        for (rate, more), kernel, spread in zip(stages, kernels, spreads, strict=True):
            x = b.conv_transpose(b.leaky(x), CHANNELS, CHANNELS, rate + 2 * more, rate)
            x = b.op("Add", x, b.conv(b.leaky(x), CHANNELS, CHANNELS, kernel, spread))
        return b.op("Tanh", b.conv(x, CHANNELS, 1, 3))

    return vocoder(build)


@given(vocoders(), st.integers(1, 40), st.sampled_from([1, 40, 200]), st.booleans())
@settings(max_examples=40)
def test_any_vocoder_makes_the_same_samples_in_stretches_of_any_length(
    data: bytes, count: int, room: int, wide: bool
) -> None:
    if find_tail(graph.read_graph(data)) is None:
        return  # too few samples per frame
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chunked_run, "MAX_CHUNK_VALUES", room)
        patched.setattr(chunked_run, "MIN_CHUNK_TO_OVERLAP", 0)
        whole, parts = both(data, noise(count, rows=2), RewriteOptions(use_conv2d=wide))
    np.testing.assert_allclose(parts, whole, atol=1e-5)


def test_several_stretches_may_be_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunked_run, "MAX_CHUNK_VALUES", 1)
    data = vocoder(
        lambda b, x: b.conv(b.conv_transpose(x, CHANNELS, CHANNELS, 32, 16), CHANNELS, 1, 5)
    )
    found = graph.read_graph(data)
    end = find_tail(found)
    assert end
    runs = [session(extract_tail(data, found, end).data, end.input_tensor)]
    with ThreadPoolExecutor(2) as pool:
        assert np.array_equal(
            run_in_chunks(runs, noise(30), end, pool.map), run_in_chunks(runs, noise(30), end)
        )


def test_piper_s_end_is_its_last_upsamplings() -> None:
    end = find_tail(graph.read_graph(piper(sizes=PiperSizes()).SerializeToString()))
    assert end
    assert [part.upsampling for part in end.parts] == [8, 4]
    assert [part.receptive_field for part in end.parts] == [9, 13]
    assert [part.width for part in end.parts] == [8 * 64, 4 * 32]


def used_twice(b: Builder, x: str) -> str:
    first = b.conv_transpose(x, CHANNELS, CHANNELS, 32, 16)
    again = b.conv_transpose(b.leaky(first), CHANNELS, CHANNELS, 1, 1)
    return b.conv(b.op("Add", first, again), CHANNELS, 1, 3)


def side_by_side(b: Builder, x: str) -> str:
    beside = [b.conv_transpose(x, CHANNELS, CHANNELS, 8, 4) for _ in range(2)]
    return b.conv(b.op("Add", *beside), CHANNELS, 1, 3)


@pytest.mark.parametrize("build", [used_twice, side_by_side])
def test_upsamplings_that_cannot_run_separately_are_one_part(
    build: Callable[[Builder, str], str],
) -> None:
    data = vocoder(build)
    end = find_tail(graph.read_graph(data))
    assert end
    assert len(end.parts) == 1
    whole, parts = both(data, noise(30), RewriteOptions())
    np.testing.assert_allclose(parts, whole, atol=1e-5)


def test_no_tail_is_found_in_a_vocoder_that_uses_all_of_the_audio() -> None:
    assert find_tail(graph.read_graph(kokoro(full=True).SerializeToString())) is None


def mean_of_all(b: Builder, x: str) -> str:
    x = b.conv_transpose(x, CHANNELS, 1, 32, 16)
    return b.op("Sub", x, b.op("ReduceMean", x, keepdims=1))


def used_elsewhere(b: Builder, x: str) -> str:
    x = b.conv_transpose(x, CHANNELS, 1, 32, 16)
    y = b.op("Tanh", x)
    b.op("ReduceMax", y, keepdims=0)
    return y


def with_second_input(b: Builder, x: str) -> str:
    level = b.op("ReduceMax", "frames", keepdims=1)
    return b.op("Mul", b.conv_transpose(x, CHANNELS, 1, 32, 16), level)


def longer_than_its_stride(b: Builder, x: str) -> str:
    return b.op("ConvTranspose", x, b.weights(CHANNELS, 1, 32), strides=[16])


def different_at_each_time(b: Builder, x: str) -> str:
    return b.op("Mul", b.conv_transpose(x, CHANNELS, 1, 32, 16), b.weights(1, 1, 480))


def few_samples(b: Builder, x: str) -> str:
    return b.conv_transpose(x, CHANNELS, 1, 8, 4)


def padded_by_itself(b: Builder, x: str) -> str:
    x = b.conv_transpose(x, CHANNELS, CHANNELS, 32, 16)
    return b.op("Conv", x, b.weights(1, CHANNELS, 3), auto_pad="SAME_UPPER")


def without_a_stride(b: Builder, x: str) -> str:
    still = b.op("ConvTranspose", x, b.weights(CHANNELS, 1, 1), strides=[0], pads=[1, 0])
    return b.op("Add", still, b.conv_transpose(x, CHANNELS, 1, 32, 16))


@pytest.mark.parametrize(
    "build",
    [
        *(mean_of_all, used_elsewhere, with_second_input, longer_than_its_stride),
        *(different_at_each_time, few_samples, padded_by_itself, without_a_stride),
    ],
)
def test_an_ambiguous_graph_is_not_split(build: Callable[[Builder, str], str]) -> None:
    assert find_tail(graph.read_graph(vocoder(build))) is None


def test_an_end_that_makes_another_number_of_samples_is_refused() -> None:
    end = VocoderTail(
        nodes=frozenset(), input_tensor="x", output="y", upsampling=16, width=16, receptive_field=1
    )
    with pytest.raises(ValueError, match="unexpected number of samples"):
        run_in_chunks([lambda part: part], noise(8), end)


def test_the_parts_are_valid_models() -> None:
    data = piper(sizes=PiperSizes(hidden=16, filter=16, layers=1, upsample=32)).SerializeToString()
    found = graph.read_graph(data)
    end = find_tail(found)
    assert end
    for options in (RewriteOptions(), RewriteOptions(use_conv2d=True)):
        parts = [extract_tail(data, found, part, options).data for part in end.parts]
        models = list(map(onnx.load_model_from_string, parts))
        for model in models:
            onnx.checker.check_model(typed(model))
        models.append(
            onnx.load_model_from_string(rewrite_model(data, found, "", options, end).data)
        )
        names = [each.name for model in models for each in model.graph.initializer]
        shared = [name for name in names if names.count(name) > 1]
        assert set(shared) <= {"earshot.axis"}
        whole = {each.name for each in onnx.load_model_from_string(data).graph.initializer}
        assert whole <= set(names)
