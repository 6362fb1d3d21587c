"""Number of worker processes and the device for models."""

from __future__ import annotations

import importlib.util
import os
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from earshot.environment import read_variable
from earshot.errors import InvalidOption

INSTALL_HINT = "pip install 'earshot-audio[neural]'"
MIN_GPU_WORKERS = 2
"""Processes that share a GPU: one prepares phonemes while the batch of the other runs. More of them
synthesize more sentences at once with a voice that takes no batches."""
CPU_INFO = Path("/proc/cpuinfo")
NVIDIA_DRIVER = Path("/dev/nvidiactl")


def available_cores(limit: int) -> int:
    """`EARSHOT_SYNTHESIS_WORKERS`; by default one per core of this process, at most `limit`.

    Raises InvalidOption.
    """
    setting = read_variable("EARSHOT_SYNTHESIS_WORKERS") or str(
        min(limit, len(os.sched_getaffinity(0)))
    )
    if not setting.isdigit() or int(setting) < 1:
        expected = "it must be a number, at least 1"
        raise InvalidOption(option="EARSHOT_SYNTHESIS_WORKERS", value=setting, expected=expected)
    return int(setting)


def select_device() -> str:
    """The device for models, "cuda" or "cpu": `EARSHOT_DEVICE`, or by default a GPU if there is
    one and the runtime supports it. Raises InvalidOption."""
    setting = read_variable("EARSHOT_DEVICE")
    if setting not in ("", "cpu", "cuda"):
        raise InvalidOption(option="EARSHOT_DEVICE", value=setting, expected="use cpu or cuda")
    return setting or ("cuda" if NVIDIA_DRIVER.exists() and _has_gpu_runtime() else "cpu")


def is_gpu_requested() -> bool:
    """Whether `EARSHOT_DEVICE` says so. A house voice starts sooner and is fast enough without."""
    return read_variable("EARSHOT_DEVICE") == "cuda"


def gpu_memory_bytes() -> int:
    """`EARSHOT_GPU_MEMORY`, the limit of each process; 0 for none. Raises InvalidOption."""
    setting = read_variable("EARSHOT_GPU_MEMORY")
    if not setting.isdigit():
        expected = "it must be a number of MB"
        raise InvalidOption(option="EARSHOT_GPU_MEMORY", value=setting, expected=expected)
    return int(setting) * 1_000_000


def count_gpu_workers(free_bytes: int, limit: int) -> int:
    """As many processes as the free memory of the GPU has room for, by `EARSHOT_GPU_MEMORY`, at
    most `limit`. Without that setting, or if the memory is not known, it is the least number.

    Raises InvalidOption.
    """
    each = gpu_memory_bytes()
    return max(MIN_GPU_WORKERS, min(limit, free_bytes // each if each else 0))


def _has_gpu_runtime() -> bool:
    try:
        return bool(distribution("onnxruntime-gpu").version)
    except PackageNotFoundError:
        return False


@cache
def has_vnni() -> bool:
    """Whether the processor multiplies unsigned by signed bytes without saturation. False if
    unknown."""
    with suppress(OSError):
        flags = CPU_INFO.read_text("utf-8").split()
        return not {"avx512_vnni", "avx_vnni"}.isdisjoint(flags)
    return False


def runtime_install_hint() -> str:
    """How to install the runtime; empty if it is installed."""
    return "" if importlib.util.find_spec("onnxruntime") else INSTALL_HINT
