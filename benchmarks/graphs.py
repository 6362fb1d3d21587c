"""ONNX files with the inputs, outputs, shapes and structure of Piper's and Kokoro's models, but
random weights, because the real weights are a download. Tests synthesize with them and benchmarks
time them.

In a `plain` model every frame is a constant that identifies its token, so a test can locate each
token in the audio. A full model has the expensive layers at their real sizes; its audio is
meaningless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HOP_PIPER, HOP_KOKORO = 256, 600
"""Samples per frame."""
KOKORO_TOKENS, KOKORO_STEPS = 178, 50
"""`n_token` and `max_dur` of Kokoro-82M's config.json."""


class Builder:
    """Builds a graph. Methods return the name of the tensor that they add."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(0)
        self.nodes: list[onnx.NodeProto] = []
        self.tensors: list[onnx.TensorProto] = []

    def const(self, value: Any) -> str:
        name = f"c{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def op(self, op_type: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        name = out or f"/{op_type}_{len(self.nodes)}_output_0"
        self.nodes.append(helper.make_node(op_type, list(inputs), [name], **attributes))
        return name

    def weights(self, *shape: int) -> str:
        fan = int(np.prod(shape[1:])) or 1
        scale = 1.0 / np.sqrt(fan)
        return self.const((self.random.standard_normal(shape) * scale).astype(np.float32))

    def conv(self, x: str, into: int, out: int, kernel: int, dilation: int = 1) -> str:
        pad = dilation * (kernel - 1) // 2
        weights, bias = self.weights(out, into, kernel), self.weights(out)
        return self.op("Conv", x, weights, bias, pads=[pad, pad], dilations=[dilation])

    def conv_transpose(self, x: str, into: int, out: int, kernel: int, rate: int) -> str:
        pad = (kernel - rate) // 2
        weights, bias = self.weights(into, out, kernel), self.weights(out)
        return self.op("ConvTranspose", x, weights, bias, strides=[rate], pads=[pad, pad])

    def leaky(self, x: str) -> str:
        return self.op("LeakyRelu", x, alpha=0.1)

    def channel(self, x: str, index: int) -> str:
        """One channel of (batch, channel, time)."""
        bounds = [self.const(np.array([each], np.int64)) for each in (index, index + 1, 1)]
        return self.op("Slice", x, *bounds)

    def expand(self, x: str, frames: str) -> str:
        """(batch, channel, token) to (batch, channel, frame): repeats each token by its frames in
        (batch, 1, token), as generate_path in VITS."""
        ends = self.op("CumSum", frames, self.const(np.array(2, np.int64)))
        starts = self.op("Sub", ends, frames)
        total = self.op("ReduceMax", self.op("Cast", ends, to=TensorProto.INT64), keepdims=0)
        count = self.op("Range", self.const(np.int64(0)), total, self.const(np.int64(1)))
        time = self.op("Cast", count, to=TensorProto.FLOAT)
        time = self.op("Unsqueeze", time, self.const(np.array([0, 2], np.int64)))
        before = self.op("Cast", self.op("Less", time, ends), to=TensorProto.FLOAT)
        earlier = self.op("Cast", self.op("Less", time, starts), to=TensorProto.FLOAT)
        path = self.op("Sub", before, earlier)
        expanded = self.op("MatMul", path, self.op("Transpose", x, perm=[0, 2, 1]))
        return self.op("Transpose", expanded, perm=[0, 2, 1])

    def model(self, inputs: list[Any], outputs: list[Any], opset: int) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, "main_graph", inputs, outputs, self.tensors)
        opsets = [helper.make_opsetid("", opset)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


@dataclass(frozen=True)
class PiperSizes:
    """Sizes of a Piper model; the defaults are those of `medium` quality."""

    hidden: int = 192
    filter: int = 768
    layers: int = 6
    upsample: int = 256
    rates: tuple[tuple[int, int], ...] = ((8, 16), (8, 16), (4, 8))
    blocks: tuple[tuple[int, tuple[int, ...]], ...] = ((3, (1, 2)), (5, (2, 6)), (7, (3, 12)))


def piper(
    symbols: int = 256, speakers: int = 1, sizes: PiperSizes | None = None, seconds: float = 0.0
) -> onnx.ModelProto:
    """A Piper model: `plain` without sizes. `seconds` is the approximate maximum length of a
    token."""
    b = Builder()
    tokens = b.op("Gather", b.const(_embedding(symbols, sizes)), "input")
    x = b.op("Transpose", tokens, perm=[0, 2, 1])
    if sizes:
        x = _encoder(b, x, sizes)
    noise_scale, length_scale, noise_w = (
        b.op("Gather", "scales", b.const(np.int64(number))) for number in range(3)
    )
    logw = b.op("Gather", b.const(_log_durations(symbols, seconds)), "input")
    logw = b.op("Transpose", logw, perm=[0, 2, 1])
    duration_noise = b.op("Mul", b.op("RandomNormalLike", logw), noise_w)
    logw = b.op("Add", logw, b.op("Mul", duration_noise, b.const(np.float32(0.2))))
    w = b.op("Mul", b.op("Mul", b.op("Exp", logw), _mask(b)), length_scale)
    frames = b.op("Ceil", w, out="/Ceil_output_0")
    m = b.expand(x, frames)
    z = b.op("Add", m, b.op("Mul", b.op("RandomNormalLike", m), noise_scale))
    sound = _hifigan(b, z, sizes) if sizes else _token_codes_audio(b, z, HOP_PIPER)
    if speakers > 1:
        levels = b.const(np.linspace(1.0, 0.5, speakers, dtype=np.float32).reshape(-1, 1, 1))
        sound = b.op("Mul", sound, b.op("Gather", levels, "sid"))
    b.op("Unsqueeze", sound, b.const(np.array([1], np.int64)), out="output")
    return b.model(*_piper_io(speakers), opset=15)


def _piper_io(speakers: int) -> tuple[list[Any], list[Any]]:
    int64, float32 = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("input", int64, ["batch_size", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", int64, ["batch_size"]),
        helper.make_tensor_value_info("scales", float32, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", int64, ["batch_size"]))
    shape: list[str | int | None] = ["batch_size", 1, 1, "time"]
    return inputs, [helper.make_tensor_value_info("output", float32, shape)]


def _embedding(symbols: int, sizes: PiperSizes | None) -> NDArray[np.float32]:
    random = np.random.default_rng(1).standard_normal((symbols, sizes.hidden if sizes else 2))
    random[:, 0] = np.arange(symbols) / symbols
    return random.astype(np.float32)


def _log_durations(symbols: int, seconds: float) -> NDArray[np.float32]:
    """Between two and six frames per token, or up to `seconds`."""
    max_frames = seconds * 22_050 / HOP_PIPER if seconds else 6.0
    return np.log(2 + (np.arange(symbols) * 7 % 11) / 10 * (max_frames - 2)).astype(np.float32)[
        :, None
    ]


def _mask(b: Builder) -> str:
    """1 for tokens inside `input_lengths`, 0 for padding: (batch, 1, token)."""
    length = b.op("Gather", b.op("Shape", "input"), b.const(np.int64(1)))
    position = b.op("Range", b.const(np.int64(0)), length, b.const(np.int64(1)))
    limit = b.op("Unsqueeze", "input_lengths", b.const(np.array([1], np.int64)))
    mask = b.op("Cast", b.op("Less", position, limit), to=TensorProto.FLOAT)
    return b.op("Unsqueeze", mask, b.const(np.array([1], np.int64)))


def _token_codes_audio(b: Builder, z: str, hop: int) -> str:
    ones = b.const(np.full((1, 1, hop), 0.5, np.float32))
    return b.op("ConvTranspose", b.channel(z, 0), ones, strides=[hop])


def _encoder(b: Builder, x: str, sizes: PiperSizes) -> str:
    """The convolutions of the text encoder, which are most of its cost."""
    for _ in range(sizes.layers):
        inner = b.op("Relu", b.conv(x, sizes.hidden, sizes.filter, 3))
        x = b.op("Add", x, b.conv(inner, sizes.filter, sizes.hidden, 3))
    return x


def _hifigan(b: Builder, z: str, sizes: PiperSizes) -> str:
    """The flow (four gated stacks) and the HiFi-GAN generator, which dominates the cost."""
    for _ in range(4):
        for _ in range(4):
            gates = b.conv(z, sizes.hidden, 2 * sizes.hidden, 5)
            half = b.op("Split", gates, out=f"/gate{len(b.nodes)}", axis=1)
            b.nodes[-1].output.append(f"{half}b")
            gated = b.op("Mul", b.op("Tanh", half), b.op("Sigmoid", f"{half}b"))
            z = b.op("Add", z, b.conv(gated, sizes.hidden, sizes.hidden, 1))
    width = sizes.upsample
    x = b.conv(z, sizes.hidden, width, 7)
    for rate, kernel in sizes.rates:
        x = b.conv_transpose(b.leaky(x), width, width // 2, kernel, rate)
        width //= 2
        x = _resblocks(b, x, width, sizes)
    return _normalize_level(b, b.conv(b.leaky(x), width, 1, 7), -1.7, 0.3)


def _resblocks(b: Builder, x: str, width: int, sizes: PiperSizes) -> str:
    outputs = []
    for kernel, dilations in sizes.blocks:
        y = x
        for dilation in dilations:
            y = b.op("Add", y, b.conv(b.leaky(y), width, width, kernel, dilation))
        outputs.append(y)
    total = b.op("Sum", *outputs)
    return b.op("Mul", total, b.const(np.float32(1 / len(outputs))))


def kitten() -> onnx.ModelProto:
    """A KittenTTS model. Its graph has the inputs of Kokoro's newer exports, and names the
    durations as an output."""
    return kokoro(tokens="input_ids", durations="duration")


def kokoro(
    full: bool = False, tokens: str = "tokens", speed: str = "float", durations: str = ""
) -> onnx.ModelProto:
    """A Kokoro-82M model with the input names of kokoro-onnx (`tokens`) or of newer exports
    (`input_ids`). Some exports take integer speeds (`int32`)."""
    b = Builder()
    steps = _log_steps()
    inner = b.op("Sigmoid", b.op("Gather", b.const(steps), tokens))
    speed_value = b.op("Cast", "speed", to=TensorProto.FLOAT)
    axis = b.const(np.array([-1], np.int64))
    length = b.op("Div", b.op("ReduceSum", inner, axis, keepdims=0), speed_value)
    clamped = b.op("Clip", b.op("Round", length), b.const(np.float32(1)))
    whole = b.op("Cast", clamped, to=TensorProto.INT64)
    frames = b.op("Cast", whole, to=TensorProto.FLOAT)
    frames = b.op("Unsqueeze", frames, b.const(np.array([1], np.int64)))
    codes = _kokoro_embedding(512 if full else 2)
    x = b.op("Transpose", b.op("Gather", b.const(codes), tokens), perm=[0, 2, 1])
    x = b.expand(_bert(b, x) if full else x, frames)
    sound = _istftnet(b, x) if full else _token_codes_audio(b, x, HOP_KOKORO)
    hiss = b.op("Mul", b.op("RandomNormalLike", sound), b.const(np.float32(0.0005)))
    phase = b.op("RandomUniformLike", sound, low=0.0, high=0.0005)
    sound = b.op("Add", sound, b.op("Add", hiss, phase))
    level = b.op("Gather", "style", b.const(np.int64(0)), axis=1)
    sound = b.op("Mul", sound, b.op("Reshape", level, b.const(np.array([1, 1, 1], np.int64))))
    b.op("Reshape", sound, b.const(np.array([-1], np.int64)), out="audio")
    if durations:
        b.op("Reshape", whole, b.const(np.array([-1], np.int64)), out=durations)
    real = TensorProto.FLOAT
    speed_type = real if speed == "float" else TensorProto.INT32
    inputs = [
        helper.make_tensor_value_info(tokens, TensorProto.INT64, [1, "sequence_length"]),
        helper.make_tensor_value_info("style", real, [1, 256]),
        helper.make_tensor_value_info("speed", speed_type, [1]),
    ]
    outputs = [helper.make_tensor_value_info("audio", real, ["audio_length"])]
    if durations:
        outputs.append(helper.make_tensor_value_info(durations, TensorProto.INT64, ["tokens"]))
    return b.model(inputs, outputs, opset=18)


def _log_steps() -> NDArray[np.float32]:
    """Weights whose sigmoids add up to between 1 and 4 frames per token."""
    wanted = 1 + (np.arange(KOKORO_TOKENS) * 5 % 13) / 4
    share = wanted / KOKORO_STEPS
    return np.repeat(np.log(share / (1 - share))[:, None], KOKORO_STEPS, 1).astype(np.float32)


def _kokoro_embedding(width: int) -> NDArray[np.float32]:
    random = np.random.default_rng(1).standard_normal((KOKORO_TOKENS, width))
    random[:, 0] = np.arange(KOKORO_TOKENS) / KOKORO_TOKENS
    return random.astype(np.float32)


def _bert(b: Builder, x: str) -> str:
    """Matrix products at the cost of PL-BERT's twelve layers."""
    y = b.conv(x, 512, 768, 1)
    wide, narrow = b.weights(2048, 768, 1), b.weights(768, 2048, 1)
    square = [b.weights(768, 768, 1) for _ in range(4)]  # ALBERT: all layers share their weights
    for _ in range(12):
        for weights in square:
            y = b.op("Add", y, b.op("Tanh", b.op("Conv", y, weights)))
        y = b.op("Add", y, b.op("Conv", b.op("Relu", b.op("Conv", y, wide)), narrow))
    return b.conv(y, 768, 512, 1)


def _istftnet(b: Builder, x: str) -> str:
    """The decoder's blocks at frame rate (twice 40 per second), the generator up to 4,800 Hz, and
    a substitute for the inverse Fourier transform."""
    x = b.conv_transpose(x, 512, 512, 4, 2)
    for _ in range(4):
        x = b.op("Add", x, b.conv(b.leaky(b.conv(b.leaky(x), 512, 1024, 3)), 1024, 512, 3))
    width = 512
    for rate, kernel in ((10, 20), (6, 12)):
        x = b.conv_transpose(b.leaky(x), width, width // 2, kernel, rate)
        width //= 2
        x = _resblocks(b, x, width, KOKORO_BLOCKS)
    spectrum = b.conv(b.leaky(x), width, 22, 7)
    weights = b.weights(22, 1, 5)
    return _normalize_level(b, b.op("ConvTranspose", spectrum, weights, strides=[5]), -150, 0.0003)


def _normalize_level(b: Builder, x: str, middle: float, level: float) -> str:
    """Centre and scale the output to the level of a voice for full sizes. Clipped audio would
    measure the limiter more than the model."""
    x = b.op("Sub", x, b.const(np.float32(middle)))
    return b.op("Tanh", b.op("Mul", x, b.const(np.float32(level))))


KOKORO_BLOCKS = PiperSizes(blocks=tuple((kernel, (1, 1, 3, 1, 5, 1)) for kernel in (3, 7, 11)))
"""Residual blocks of the first type: two convolutions per dilation."""
