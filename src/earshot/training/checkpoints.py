"""Checkpoint files, written atomically: a kill at any moment leaves the old or the new one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from earshot.files import atomic_write

Arrays = dict[str, NDArray[Any]]
STATE_FILE = "state.pt"
"""Name of the file with the complete training state."""


def save_arrays(file: Path, arrays: Arrays) -> None:
    with atomic_write(file) as temporary, temporary.open("wb") as opened:
        np.savez(opened, allow_pickle=False, **arrays)


def load_arrays(file: Path) -> Arrays:
    with np.load(file, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def load_or_compute_arrays(file: Path, compute: Callable[[], Arrays]) -> Arrays:
    """Load the arrays from the file, or compute and store them."""
    try:
        return load_arrays(file)
    except (OSError, ValueError, zipfile.BadZipFile):
        save_arrays(file, arrays := compute())
        return arrays


def save_state(file: Path, state: dict[str, Any]) -> None:
    with atomic_write(file) as temporary:
        torch.save(state, temporary)


def load_state(file: Path) -> dict[str, Any]:
    """The state that `save_state` wrote, or None."""
    if not file.exists():
        return {}
    loaded: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return loaded


def read_random_state() -> dict[str, torch.Tensor]:
    """The state of PyTorch's random generators."""
    state = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        state["cuda"] = torch.cuda.get_rng_state()
    return state


def write_random_state(state: dict[str, torch.Tensor]) -> None:
    torch.set_rng_state(state["cpu"])
    if torch.cuda.is_available() and "cuda" in state:
        torch.cuda.set_rng_state(state["cuda"])
