"""The free memory of the GPU, which NVIDIA's management library (NVML) knows."""

from __future__ import annotations

import ctypes
from typing import Any

from earshot.environment import visible_gpu

LIBRARY = "libnvidia-ml.so.1"
"""Part of the driver."""
SUCCESS = 0


class _Memory(ctypes.Structure):
    """nvmlMemory_t, in bytes."""

    _fields_ = (
        ("total", ctypes.c_ulonglong),
        ("free", ctypes.c_ulonglong),
        ("used", ctypes.c_ulonglong),
    )


def read_free_bytes() -> int:
    """Of the GPU that models use: the first that `CUDA_VISIBLE_DEVICES` lists. 0 if it is not
    known."""
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError:
        return 0
    return ask_library(library, visible_gpu())


def ask_library(library: Any, gpu: str) -> int:
    """`gpu` is an index, or an identifier such as `GPU-8932f937`."""
    device, memory = ctypes.c_void_p(), _Memory()
    if library.nvmlInit_v2() != SUCCESS:
        return 0
    try:
        if gpu.isdecimal():
            status = library.nvmlDeviceGetHandleByIndex_v2(
                ctypes.c_uint(int(gpu)), ctypes.byref(device)
            )
        else:
            status = library.nvmlDeviceGetHandleByUUID(gpu.encode(), ctypes.byref(device))
        if status != SUCCESS:
            return 0
        status = library.nvmlDeviceGetMemoryInfo(device, ctypes.byref(memory))
        return int(memory.free) if status == SUCCESS else 0
    finally:
        library.nvmlShutdown()
