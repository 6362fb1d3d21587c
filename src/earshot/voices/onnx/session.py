"""onnxruntime, and nothing else of it anywhere: a model file in, arrays in and arrays out.

One thread in each operator: sentences are spread over worker processes, which carries more than
threads in one session; only the tail of a sentence is run by all cores that are free. On a machine
with an NVIDIA GPU and `onnxruntime-gpu` in the place of `onnxruntime` the model lies on the GPU,
and is given many sentences at once.
"""

from __future__ import annotations

import importlib.util
import mmap
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from earshot.errors import BrokenVoice, GpuUnused, SynthesisFailed, VoiceNotInstalled
from earshot.voices.hardware import cores, device
from earshot.voices.onnx import graph
from earshot.voices.onnx import noise_inputs as noise
from earshot.voices.onnx import rewrite as amending
from earshot.voices.onnx.chunked_run import Map, Run, in_stretches
from earshot.voices.onnx.rewrite import Manner, Model
from earshot.voices.onnx.vocoder_tail import Tail, tail_of

CURE = "pip install 'earshot[neural]'"
CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
TUNING = {"cudnn_conv_algo_search": "HEURISTIC"}
"""Its default tries all algorithms anew for each length of sentence, for seconds."""
LARGEST = (1 << 31) - 1
"""Bytes: what Protocol Buffers allow a message."""
THREADS = 8
"""At most, of a sentence's tail: cores that have no sentence of their own to say help with it."""
EDITION = 2
"""Of how models are run here, which decides the last digits of what they make."""
Feeds = Mapping[str, NDArray[Any]]


def missing() -> str:
    """What is to be done before models can run here; nothing where they can."""
    return "" if importlib.util.find_spec("onnxruntime") else CURE


class Session:
    """A model, loaded. Not for two threads at once."""

    def __init__(self, voice: str, file: Path, *, rows: bool = False, on: str = "") -> None:
        """`rows` makes its noise that of a batch (see `amending.amended`); `on` is "cuda" or "cpu",
        by default `device()`.

        Raises BrokenVoice where the file is no model, and VoiceNotInstalled where there is no
        runtime; warns with GpuUnused where the model has to stay on the CPU.
        """
        self.voice = voice
        self._session, self._runs, self._tail, self.durations = _loaded(
            voice, file, rows, on or device()
        )
        self._spread: Map = map
        if self._tail and (threads := cores(THREADS)) > 1:
            self._spread = ThreadPoolExecutor(threads).map
        self._wanted = {each.name: each for each in self._session.get_inputs()}
        self._outputs = [each.name for each in self._session.get_outputs()]
        self._noise = {
            name: _noise(name) for name in (noise.NORMAL, noise.UNIFORM) if name in self._wanted
        }
        self._rows = noise.ROWS in self._wanted

    @property
    def inputs(self) -> list[str]:
        """Those that are to be fed."""
        return [name for name in self._wanted if name not in self._noise and name != noise.ROWS]

    @property
    def gpu(self) -> bool:
        return CUDA in self._session.get_providers()

    @property
    def batched(self) -> bool:
        """Whether the rows of a batch come out as each does by itself."""
        return self._rows or not self._noise

    def kind(self, name: str) -> np.dtype[Any]:
        """The type of numbers that an input takes. Raises KeyError where there is none such."""
        return np.dtype(KINDS.get(self._wanted[name].type, np.float32))

    def place(self, feeds: Feeds) -> int:
        """Where in the noise these feeds begin: that depends on what is to be said and on nothing
        else."""
        given = self._given(feeds)
        return crc32(b"".join(each.tobytes() for each in given.values())) % noise.LENGTH

    def run(
        self, feeds: Feeds, text: str, places: Sequence[int] = ()
    ) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """The first output, and the durations (empty where the model tells none).

        The same feeds make the same output, whatever was run before. For a batch, `places` are
        those of its rows, each by itself. Raises SynthesisFailed.
        """
        wanted = [self._outputs[0], *([self.durations] if self.durations else [])]
        given = self._given(feeds) | self._noised(places or [self.place(feeds)])
        try:
            made = self._session.run(wanted, given)
            sound = self._sound(made[0])
        except Exception as error:
            reason = f"its model failed: {_first_line(error)}"
            raise SynthesisFailed(voice=self.voice, text=text, reason=reason) from error
        return sound, np.asarray(made[1]) if self.durations else np.zeros(0)

    def _sound(self, made: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the model's tail makes of what all before it made; that itself if it has none."""
        if not self._tail:
            return np.asarray(made, np.float32)
        return in_stretches(self._runs, made, self._tail, self._spread)

    def _given(self, feeds: Feeds) -> dict[str, NDArray[Any]]:
        return {name: np.ascontiguousarray(value, self.kind(name)) for name, value in feeds.items()}

    def _noised(self, places: Sequence[int]) -> dict[str, NDArray[Any]]:
        """The noise from those places on."""
        if self._rows:
            return {**self._noise, noise.ROWS: np.array(places, np.int64)}
        return {name: np.roll(each, places[0]) for name, each in self._noise.items()}


KINDS = {
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
}


def _loaded(voice: str, file: Path, rows: bool, on: str) -> tuple[Any, list[Run], Tail | None, str]:
    """The model, the parts of its tail, what is known of that, and the output that tells its
    durations. On a GPU it has none, nor where it cannot be loaded in such parts."""
    if on == "cpu":
        with suppress(BrokenVoice):
            manner = Manner(rows=rows, wide=True, lifted=True)
            model, parts, tail, durations = _opened(voice, file, manner)
            runs = [_run(_session(voice, part, on)) for part in parts]
            return _session(voice, model, on), runs, tail, durations
    model, _, _, durations = _opened(voice, file, Manner(rows=rows))
    return _session(voice, model, on), [], None, durations


def _run(session: Any) -> Run:
    """A model of one input and one output."""
    [given], [made] = session.get_inputs(), session.get_outputs()

    def run(frames: NDArray[np.float32]) -> NDArray[np.float32]:
        samples: NDArray[np.float32] = session.run([made.name], {given.name: frames})[0]
        return samples

    return run


def _opened(voice: str, file: Path, manner: Manner) -> tuple[Model, list[Model], Tail | None, str]:
    """The model as it is to be run, the parts of its tail, what is known of that, and its
    durations."""
    try:
        if not 0 < file.stat().st_size <= LARGEST:
            raise ValueError("it is empty" if not file.stat().st_size else "it is too large")
        with file.open("rb") as opened:
            model = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
        found = graph.read(model)
        durations = graph.durations(found)
        tail = tail_of(found) if manner.wide else None
        ends = tail.parts if tail else []
        parts = [amending.ending(model, found, part, manner) for part in ends]
        return amending.amended(model, found, durations, manner, tail), parts, tail, durations
    except (OSError, ValueError) as error:
        raise BrokenVoice(voice=voice, file=file, reason=error) from error


def _session(voice: str, model: Model, on: str) -> Any:
    try:
        import onnxruntime  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        raise VoiceNotInstalled(voice=voice, cure=CURE) from error
    onnxruntime.set_default_logger_severity(4)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # It keeps a plan of memory for each length of sentence that it meets, and never lets go.
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    reason = ""
    if on == "cuda":
        made, reason = _on_gpu(onnxruntime, model.data, options)
        if made:
            return made
    if weights := model.weights:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(each) for each in weights.values()]
        options.add_external_initializers(list(weights), values)
    try:
        made = onnxruntime.InferenceSession(model.data, options, providers=[CPU])
    except Exception as error:
        raise BrokenVoice(voice=voice, file="the model", reason=_first_line(error)) from error
    if reason:
        warnings.warn(f"the GPU is not used, the CPU is: {reason}", GpuUnused, 2)
    return made


def _on_gpu(runtime: Any, model: bytes, options: Any) -> tuple[Any, str]:
    """The model on the GPU; nothing, and why, where that cannot be."""
    if CUDA not in runtime.get_available_providers():
        return None, "this onnxruntime is not made for it; put onnxruntime-gpu in its place"
    try:
        made = runtime.InferenceSession(model, options, providers=[(CUDA, TUNING), CPU])
    except Exception as error:
        return None, _first_line(error)
    if CUDA in made.get_providers():
        return made, ""
    return None, "its driver or CUDA's libraries are missing or do not fit"


def _noise(name: str) -> NDArray[np.float32]:
    generator = np.random.Generator(np.random.PCG64(0))
    if name == noise.NORMAL:
        return generator.standard_normal(noise.LENGTH, np.float32)
    return generator.random(noise.LENGTH, np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
