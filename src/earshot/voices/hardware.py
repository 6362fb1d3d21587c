"""How much of the machine may be at work, and where models are run."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from earshot.errors import BadOption

GPU_WORKERS = 2
"""Processes that share a GPU: one prepares phonemes while the other's batch is run."""
DRIVER = Path("/dev/nvidiactl")


def cores(most: int) -> int:
    """`EARSHOT_WORKERS`, else one for each core that this process may use, at most `most`.

    Raises BadOption.
    """
    wanted = os.environ.get("EARSHOT_WORKERS") or str(min(most, len(os.sched_getaffinity(0))))
    if not wanted.isdigit() or int(wanted) < 1:
        raise BadOption(option="EARSHOT_WORKERS", value=wanted, expected="a number from 1 on")
    return int(wanted)


def device() -> str:
    """Where models are to run, "cuda" or "cpu": as `EARSHOT_DEVICE` says, else on a GPU that is
    there and that the runtime is made for. Raises BadOption."""
    wanted = os.environ.get("EARSHOT_DEVICE", "")
    if wanted not in ("", "cpu", "cuda"):
        raise BadOption(option="EARSHOT_DEVICE", value=wanted, expected="it is cpu or cuda")
    return wanted or ("cuda" if DRIVER.exists() and _runtime_for_gpu() else "cpu")


def _runtime_for_gpu() -> bool:
    try:
        return bool(distribution("onnxruntime-gpu").version)
    except PackageNotFoundError:
        return False
