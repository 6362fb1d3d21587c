import ctypes
import os
from pathlib import Path
from typing import Any

import pytest

from earshot.environment import visible_gpu
from earshot.synthesis import pool
from earshot.voices import gpu_memory, hardware


def test_a_gpu_is_taken_where_it_is_wanted_and_there_else_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hardware.select_device() == "cpu"
    driver = tmp_path / "nvidiactl"
    driver.touch()
    monkeypatch.setattr(hardware, "NVIDIA_DRIVER", driver)
    assert hardware.select_device() == "cpu", "the runtime is not made for it"
    monkeypatch.setattr(hardware, "_has_gpu_runtime", lambda: True)
    assert hardware.select_device() == "cuda"
    assert pool.worker_count() == min(2, len(os.sched_getaffinity(0)))
    monkeypatch.setenv("EARSHOT_DEVICE", "cpu")
    assert hardware.select_device() == "cpu"


def test_a_gpu_has_as_many_processes_as_its_free_memory_has_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts = [hardware.count_gpu_workers(free * 10**9, 8) for free in (0, 8, 13, 24, 80)]
    assert counts == [2, 2, 2, 4, 8]
    monkeypatch.setenv("EARSHOT_GPU_MEMORY", "3000")
    assert hardware.count_gpu_workers(24 * 10**9, 8) == 8
    monkeypatch.setenv("EARSHOT_GPU_MEMORY", "0")
    assert hardware.count_gpu_workers(24 * 10**9, 8) == 2


def test_the_free_memory_is_that_of_the_first_visible_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    free = {0: 5, 1: 7}

    class Library:
        """NVML of a machine with two GPUs, by its interface."""

        def nvmlInit_v2(self) -> int:  # noqa: N802
            return 0

        def nvmlShutdown(self) -> int:  # noqa: N802
            return 0

        def nvmlDeviceGetHandleByIndex_v2(self, index: ctypes.c_uint, device: Any) -> int:  # noqa: N802
            device._obj.value = index.value + 1
            return 0 if index.value in free else 2

        def nvmlDeviceGetHandleByUUID(self, name: bytes, device: Any) -> int:  # noqa: N802
            device._obj.value = 2
            return 0 if name == b"GPU-1" else 2

        def nvmlDeviceGetMemoryInfo(self, device: ctypes.c_void_p, memory: Any) -> int:  # noqa: N802
            memory._obj.free = free[(device.value or 0) - 1]
            return 0

    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert gpu_memory.ask_library(Library(), visible_gpu()) == 5
    for visible, expected in (("0", 5), ("1", 7), ("1,0", 7), ("GPU-1", 7), ("2", 0), ("GPU-9", 0)):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
        assert gpu_memory.ask_library(Library(), visible_gpu()) == expected


def test_without_a_driver_the_memory_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu_memory, "LIBRARY", "libno-such-library.so.1")
    assert gpu_memory.read_free_bytes() == 0
