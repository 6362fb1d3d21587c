"""onnxruntime, and nothing else of it anywhere: a model file in, arrays in and arrays out.

One thread each: sentences are spread over worker processes, which carries a fifth more than two
threads in one session. On a machine with a CUDA runtime (`onnxruntime-gpu` in the place of
`onnxruntime`) the model lies on the GPU.
"""

from __future__ import annotations

import importlib.util
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from earshot.errors import BrokenVoice, SynthesisFailed, VoiceNotInstalled
from earshot.voices import graph

CURE = "pip install 'earshot[neural]'"
CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
LARGEST = (1 << 31) - 1
"""Bytes: what Protocol Buffers allow a message."""
Feeds = Mapping[str, NDArray[Any]]


def missing() -> str:
    """What is to be done before models can run here; nothing where they can."""
    return "" if importlib.util.find_spec("onnxruntime") else CURE


class Session:
    """A model, loaded. Not for two threads at once."""

    def __init__(self, voice: str, file: Path) -> None:
        """Raises BrokenVoice where the file is no model, and VoiceNotInstalled where there is
        no runtime."""
        self.voice = voice
        model, self.durations = _opened(voice, file)
        self._session = _session(voice, model)
        self._wanted = {each.name: each for each in self._session.get_inputs()}
        self._outputs = [each.name for each in self._session.get_outputs()]
        self._noise = {
            name: _noise(name) for name in (graph.NORMAL, graph.UNIFORM) if name in self._wanted
        }

    @property
    def inputs(self) -> list[str]:
        """Those that are to be fed."""
        return [name for name in self._wanted if name not in self._noise]

    @property
    def gpu(self) -> bool:
        return CUDA in self._session.get_providers()

    def kind(self, name: str) -> np.dtype[Any]:
        """The type of numbers that an input takes. Raises KeyError where there is none such."""
        return np.dtype(KINDS.get(self._wanted[name].type, np.float32))

    def run(self, feeds: Feeds, text: str) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """The first output, and the durations (empty where the model tells none).

        The same feeds make the same output, whatever was run before. Raises SynthesisFailed.
        """
        wanted = [self._outputs[0], *([self.durations] if self.durations else [])]
        given = {name: np.asarray(value, self.kind(name)) for name, value in feeds.items()}
        try:
            made = self._session.run(wanted, given | self._rolled(given))
        except Exception as error:
            reason = f"its model failed: {_first_line(error)}"
            raise SynthesisFailed(voice=self.voice, text=text, reason=reason) from error
        sound = np.asarray(made[0], np.float32)
        return sound, np.asarray(made[1]) if self.durations else np.zeros(0)

    def _rolled(self, feeds: Feeds) -> dict[str, NDArray[np.float32]]:
        """The noise, begun at a place that depends on what is to be said and on nothing else."""
        if not self._noise:
            return {}
        seed = crc32(b"".join(np.ascontiguousarray(each).tobytes() for each in feeds.values()))
        place = seed % graph.NOISE_LENGTH
        return {name: np.roll(noise, place) for name, noise in self._noise.items()}


KINDS = {
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
}


def _opened(voice: str, file: Path) -> tuple[bytes, str]:
    """The model as it is to be run, and its durations."""
    try:
        if not 0 < file.stat().st_size <= LARGEST:
            raise ValueError("it is empty" if not file.stat().st_size else "it is too large")
        with file.open("rb") as opened:
            model = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
        found = graph.read(model)
        durations = graph.durations(found)
        return graph.amended(model, found, durations), durations
    except (OSError, ValueError) as error:
        raise BrokenVoice(voice=voice, file=file, reason=error) from error


def _session(voice: str, model: bytes) -> Any:
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
    try:
        return onnxruntime.InferenceSession(model, options, providers=_providers(onnxruntime))
    except Exception as error:
        raise BrokenVoice(voice=voice, file="the model", reason=_first_line(error)) from error


def _providers(runtime: Any) -> list[str]:
    """The GPU where there is one and `EARSHOT_DEVICE` is not `cpu`."""
    able = CUDA in runtime.get_available_providers() and os.environ.get("EARSHOT_DEVICE") != "cpu"
    return [CUDA, CPU] if able else [CPU]


def _noise(name: str) -> NDArray[np.float32]:
    generator = np.random.Generator(np.random.PCG64(0))
    if name == graph.NORMAL:
        return generator.standard_normal(graph.NOISE_LENGTH, np.float32)
    return generator.random(graph.NOISE_LENGTH, np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
