import os
from pathlib import Path

import pytest

from earshot.synthesis import pool as workers
from earshot.voices import hardware as cores


def test_a_gpu_is_taken_where_it_is_wanted_and_there_else_the_cpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cores.device() == "cpu"
    driver = tmp_path / "nvidiactl"
    driver.touch()
    monkeypatch.setattr(cores, "DRIVER", driver)
    assert cores.device() == "cpu", "the runtime is not made for it"
    monkeypatch.setattr(cores, "_runtime_for_gpu", lambda: True)
    assert cores.device() == "cuda"
    assert workers.count() == min(2, len(os.sched_getaffinity(0)))
    monkeypatch.setenv("EARSHOT_DEVICE", "cpu")
    assert cores.device() == "cpu"
