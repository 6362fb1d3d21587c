"""Files of a training, written aside and renamed: a kill at any moment leaves old or new."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
STATE_FILE = "state.pt"
"""All that is needed to go on with a training, in its folder."""


def write_atomically(file: Path, write: Callable[[Path], object]) -> None:
    """Have `write` write a file beside it, and put that in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}")
    write(temporary)
    temporary.replace(file)


def save_arrays(file: Path, arrays: Arrays) -> None:
    def write(temporary: Path) -> None:
        with temporary.open("wb") as opened:
            np.savez(opened, allow_pickle=False, **arrays)

    write_atomically(file, write)


def load_arrays(file: Path) -> Arrays:
    with np.load(file, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def load_or_compute_arrays(file: Path, compute: Callable[[], Arrays]) -> Arrays:
    """The arrays in the file; found and kept there the first time."""
    try:
        return load_arrays(file)
    except (OSError, ValueError, zipfile.BadZipFile):
        save_arrays(file, arrays := compute())
        return arrays


def save_state(file: Path, state: dict[str, Any]) -> None:
    write_atomically(file, lambda aside: torch.save(state, aside))


def load_state(file: Path) -> dict[str, Any]:
    """What `save_state` wrote, or nothing where there is none."""
    if not file.exists():
        return {}
    loaded: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return loaded
