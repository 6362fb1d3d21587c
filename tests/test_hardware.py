import os
from pathlib import Path

import pytest

from earshot.synthesis import pool
from earshot.voices import hardware


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
