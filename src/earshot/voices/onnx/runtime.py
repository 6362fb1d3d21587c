"""Creates sessions of onnxruntime; no other module imports it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from earshot.errors import BrokenVoice, GpuUnavailable, VoiceNotInstalled
from earshot.voices.hardware import INSTALL_HINT, gpu_memory_bytes

CUDA_PROVIDER, CPU_PROVIDER = "CUDAExecutionProvider", "CPUExecutionProvider"
CUDA_OPTIONS = {
    # The default searches all algorithms again for each sentence length, which takes seconds.
    "cudnn_conv_algo_search": "HEURISTIC",
    # The default doubles the memory each time, up to all of the device.
    "arena_extend_strategy": "kSameAsRequested",
}

NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"
"""Variable of onnxruntime. Since 1.29 its wheels report to Microsoft how they are used, and keep an
identifier of the machine in the user's cache directory."""

MIN_SEPARATE_BYTES = 1024
"""Weights of this size are stored beside an optimized model."""
Weights = Mapping[str, NDArray[Any]]


def runtime_version() -> str:
    """Empty if onnxruntime is not installed."""
    with suppress(VoiceNotInstalled):
        return str(_import_runtime("").__version__)
    return ""


def create_session(
    voice: str, model: bytes, weights: Weights, device: str, save_to: Path | None = None
) -> Any:
    """A session of a model with the weights that are not in its bytes.

    On the CPU, `save_to` is the file for the optimized model; its weights are stored beside it.
    Raises BrokenVoice and VoiceNotInstalled.

    Warns with GpuUnavailable if the model falls back to the CPU.
    """
    onnxruntime = _import_runtime(voice)
    options = _session_options(onnxruntime)
    reason = ""
    if device == "cuda":
        created, reason = _create_gpu_session(onnxruntime, model, options)
        if created:
            return created
    _add_weights(onnxruntime, options, weights)
    if save_to:
        options.optimized_model_filepath = str(save_to)
        for key, value in (
            ("initializers_file_name", f"{save_to.name}.weights"),
            ("initializers_min_size_in_bytes", str(MIN_SEPARATE_BYTES)),
        ):
            options.add_session_config_entry(f"session.optimized_model_external_{key}", value)
    try:
        created = onnxruntime.InferenceSession(model, options, providers=[CPU_PROVIDER])
    except Exception as error:
        if save_to:  # it may be the disk
            return create_session(voice, model, weights, device)
        raise BrokenVoice(voice=voice, file="the model", reason=first_line(error)) from error
    if reason:
        warnings.warn(f"running on the CPU instead of the GPU: {reason}", GpuUnavailable, 2)
    return created


def open_optimized(voice: str, file: Path) -> Any:
    """A session of a model that `create_session` saved. Raises BrokenVoice."""
    onnxruntime = _import_runtime(voice)
    options = _session_options(onnxruntime)
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=[CPU_PROVIDER])
    except Exception as error:
        raise BrokenVoice(voice=voice, file=file, reason=first_line(error)) from error


def cuda_options() -> dict[str, str]:
    """The options of the CUDA provider. Raises InvalidOption."""
    limit = gpu_memory_bytes()
    return CUDA_OPTIONS | ({"gpu_mem_limit": str(limit)} if limit else {})


def first_line(error: Exception) -> str:
    """The first line of an error of the runtime, shortened."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _import_runtime(voice: str) -> Any:
    os.environ.setdefault(NO_TELEMETRY, "1")
    try:
        import onnxruntime  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        raise VoiceNotInstalled(voice=voice, install_hint=INSTALL_HINT) from error
    onnxruntime.set_default_logger_severity(4)
    return onnxruntime


def _session_options(runtime: Any) -> Any:
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # It caches a memory plan for each sentence length and never frees it.
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return options


def _add_weights(runtime: Any, options: Any, weights: Weights) -> None:
    if weights:
        values = [runtime.OrtValue.ortvalue_from_numpy(each) for each in weights.values()]
        options.add_external_initializers(list(weights), values)


def _create_gpu_session(runtime: Any, model: bytes, options: Any) -> tuple[Any, str]:
    """The model on the GPU; None and the reason if that fails."""
    if CUDA_PROVIDER not in runtime.get_available_providers():
        return None, "this onnxruntime does not support it; install onnxruntime-gpu instead"
    try:
        created = runtime.InferenceSession(
            model, options, providers=[(CUDA_PROVIDER, cuda_options()), CPU_PROVIDER]
        )
    except Exception as error:
        return None, first_line(error)
    if CUDA_PROVIDER in created.get_providers():
        return created, ""
    return None, "its driver or CUDA's libraries are missing or do not fit"
