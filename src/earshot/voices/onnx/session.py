"""Runs models with onnxruntime.

Operators use a single thread. Sentences are distributed over worker processes, which scales better
than threads in one session; only the tail of a sentence uses all free cores. On a machine with an
NVIDIA GPU, and with `onnxruntime-gpu` instead of `onnxruntime`, the model runs on the GPU with
batches of sentences.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from earshot.errors import BrokenVoice, SynthesisFailed
from earshot.voices.hardware import available_cores, has_vnni, select_device
from earshot.voices.onnx import graph, noise_inputs, optimized_models, rewrite
from earshot.voices.onnx.chunked_run import MapFunction, RunModel, run_in_chunks
from earshot.voices.onnx.rewrite import RewriteOptions, RewrittenModel
from earshot.voices.onnx.runtime import (
    CUDA_PROVIDER,
    create_session,
    first_line,
    open_optimized,
    runtime_version,
)
from earshot.voices.onnx.vocoder_tail import VocoderTail, find_tail

MAX_MODEL_BYTES = (1 << 31) - 1
"""Bytes: the size limit of Protocol Buffers messages."""
MAX_TAIL_THREADS = 8
"""Limit for the tail of a sentence, which also uses cores that have no sentence of their own."""
RUNTIME_VERSION = 2
"""Version of the inference code. Increment it when the last digits of the output change."""
REWRITE_VERSION = 1
"""Version of the optimized models that are stored. Increment it when the rewrite changes without
changing the output."""
Feeds = Mapping[str, NDArray[Any]]


class Session:
    """A loaded model. Not thread-safe."""

    def __init__(self, voice: str, file: Path, *, batched: bool = False, device: str = "") -> None:
        """`batched` selects noise per row (see `rewrite.RewriteOptions`). `device` is "cuda" or
        "cpu", by default `select_device()`.

        Raises BrokenVoice if the file is not a model, and VoiceNotInstalled without a runtime.
        Warns with GpuUnavailable if the model falls back to the CPU.
        """
        self.voice = voice
        self._session, self._tail_models, self._tail, self.durations = _load_model(
            voice, file, batched, device or select_device()
        )
        self._map_chunks: MapFunction = map
        if self._tail and (threads := available_cores(MAX_TAIL_THREADS)) > 1:
            self._map_chunks = ThreadPoolExecutor(threads).map
        self._inputs = {each.name: each for each in self._session.get_inputs()}
        self._outputs = [each.name for each in self._session.get_outputs()]
        self._noise = {
            name: _generate_noise(name)
            for name in (noise_inputs.NORMAL, noise_inputs.UNIFORM)
            if name in self._inputs
        }
        self._has_row_offsets = noise_inputs.ROW_OFFSETS in self._inputs

    @property
    def inputs(self) -> list[str]:
        """Names of the inputs that a caller must provide."""
        return [
            name
            for name in self._inputs
            if name not in self._noise and name != noise_inputs.ROW_OFFSETS
        ]

    @property
    def is_on_gpu(self) -> bool:
        return CUDA_PROVIDER in self._session.get_providers()

    @property
    def is_batch_safe(self) -> bool:
        """Whether the rows of a batch give the same output as single runs."""
        return self._has_row_offsets or not self._noise

    def input_dtype(self, name: str) -> np.dtype[Any]:
        """The number type of an input. Raises KeyError for an unknown input."""
        return np.dtype(DTYPES.get(self._inputs[name].type, np.float32))

    def noise_offset(self, feeds: Feeds) -> int:
        """The noise offset for these feeds. It depends only on their content."""
        arrays = self._cast_feeds(feeds)
        return (
            crc32(b"".join(each.tobytes() for each in arrays.values())) % noise_inputs.NOISE_LENGTH
        )

    def run(
        self, feeds: Feeds, text: str, noise_offsets: Sequence[int] = ()
    ) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """The first output, and the durations (empty if the model has no such output).

        The same feeds give the same output, whatever ran before. In a batch, `noise_offsets` has
        the offset of each row. Raises SynthesisFailed.
        """
        output_names = [self._outputs[0], *([self.durations] if self.durations else [])]
        arrays = self._cast_feeds(feeds) | self._build_noise(
            noise_offsets or [self.noise_offset(feeds)]
        )
        try:
            outputs = self._session.run(output_names, arrays)
            sound = self._run_tail(outputs[0])
        except Exception as error:
            reason = f"its model failed: {first_line(error)}"
            raise SynthesisFailed(voice=self.voice, text=text, reason=reason) from error
        return sound, np.asarray(outputs[1]) if self.durations else np.zeros(0)

    def _run_tail(self, output: NDArray[np.float32]) -> NDArray[np.float32]:
        """Run the tail on the output of the main model; without a tail, return it unchanged."""
        if not self._tail:
            return np.asarray(output, np.float32)
        return run_in_chunks(self._tail_models, output, self._tail, self._map_chunks)

    def _cast_feeds(self, feeds: Feeds) -> dict[str, NDArray[Any]]:
        return {
            name: np.ascontiguousarray(value, self.input_dtype(name))
            for name, value in feeds.items()
        }

    def _build_noise(self, noise_offsets: Sequence[int]) -> dict[str, NDArray[Any]]:
        """The noise from each offset on."""
        if self._has_row_offsets:
            return {**self._noise, noise_inputs.ROW_OFFSETS: np.array(noise_offsets, np.int64)}
        return {name: np.roll(each, noise_offsets[0]) for name, each in self._noise.items()}


DTYPES = {
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
}


_LoadedModel = tuple[Any, list[RunModel], VocoderTail | None, str]
"""The model, its tail, the tail's structure, and the name of the durations output."""


def _load_model(voice: str, file: Path, batched: bool, device: str) -> _LoadedModel:
    """None on a GPU, or if the model cannot be split."""
    if device == "cpu":
        with suppress(BrokenVoice, OSError):
            facts = (RUNTIME_VERSION, REWRITE_VERSION, runtime_version(), batched)
            key = optimized_models.model_key(file, *facts)
            return _load_stored(voice, key) or _load_and_store(voice, file, batched, key)
    model, _, _, durations = _rewrite_file(voice, file, RewriteOptions(batched=batched))
    return create_session(voice, model.data, model.weights, device), [], None, durations


def _load_stored(voice: str, key: str) -> _LoadedModel | None:
    """The model that an earlier process optimized; None without a usable one."""
    if stored := optimized_models.find_stored(key):
        with suppress(BrokenVoice):
            head, *parts = [open_optimized(voice, each) for each in stored.files]
            return head, list(map(_as_function, parts)), stored.tail, stored.durations
        optimized_models.remove_stored(key)
    return None


def _load_and_store(voice: str, file: Path, batched: bool, key: str) -> _LoadedModel:
    """Optimize the model for the CPU, and store the result for the next process."""
    options = RewriteOptions(
        batched=batched,
        use_conv2d=True,
        signed_activations=has_vnni(),
        externalize_weights=True,
    )
    model, parts, tail, durations = _rewrite_file(voice, file, options)
    folder = optimized_models.create_folder()
    try:
        head, *runs = [
            create_session(
                voice, each.data, each.weights, "cpu", folder and folder / f"{number}.onnx"
            )
            for number, each in enumerate([model, *parts])
        ]
    finally:
        if folder:
            optimized_models.store(key, folder, tail, durations)
    return head, list(map(_as_function, runs)), tail, durations


def _as_function(session: Any) -> RunModel:
    """A model with one input and one output as a function."""
    [model_input], [model_output] = session.get_inputs(), session.get_outputs()

    def run(frames: NDArray[np.float32]) -> NDArray[np.float32]:
        samples: NDArray[np.float32] = session.run([model_output.name], {model_input.name: frames})[
            0
        ]
        return samples

    return run


def _rewrite_file(
    voice: str, file: Path, options: RewriteOptions
) -> tuple[RewrittenModel, list[RewrittenModel], VocoderTail | None, str]:
    """Rewrite a model file. Returns the model, the parts of its tail, the tail's structure, and
    the name of the durations output."""
    try:
        if not 0 < file.stat().st_size <= MAX_MODEL_BYTES:
            raise ValueError("it is empty" if not file.stat().st_size else "it is too large")
        with file.open("rb") as handle:
            model = memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ))
        onnx_graph = graph.read_graph(model)
        durations = graph.find_durations(onnx_graph)
        tail = find_tail(onnx_graph) if options.use_conv2d else None
        tail_parts = tail.parts if tail else []
        parts = [rewrite.extract_tail(model, onnx_graph, part, options) for part in tail_parts]
        return (
            rewrite.rewrite_model(model, onnx_graph, durations, options, tail),
            parts,
            tail,
            durations,
        )
    except (OSError, ValueError) as error:
        raise BrokenVoice(voice=voice, file=file, reason=error) from error


def _generate_noise(name: str) -> NDArray[np.float32]:
    generator = np.random.Generator(np.random.PCG64(0))
    if name == noise_inputs.NORMAL:
        return generator.standard_normal(noise_inputs.NOISE_LENGTH, np.float32)
    return generator.random(noise_inputs.NOISE_LENGTH, np.float32)
