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
STATE = "state.pt"
"""All that is needed to go on with a training, in its folder."""


def write_aside(file: Path, write: Callable[[Path], object]) -> None:
    """Have `write` write a file beside it, and put that in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}")
    write(aside)
    aside.replace(file)


def save_arrays(file: Path, arrays: Arrays) -> None:
    def write(aside: Path) -> None:
        with aside.open("wb") as opened:
            np.savez(opened, allow_pickle=False, **arrays)

    write_aside(file, write)


def load_arrays(file: Path) -> Arrays:
    with np.load(file, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def kept_arrays(file: Path, find: Callable[[], Arrays]) -> Arrays:
    """The arrays in the file; found and kept there the first time."""
    try:
        return load_arrays(file)
    except (OSError, ValueError, zipfile.BadZipFile):
        save_arrays(file, made := find())
        return made


def save_state(file: Path, state: dict[str, Any]) -> None:
    write_aside(file, lambda aside: torch.save(state, aside))


def load_state(file: Path) -> dict[str, Any]:
    """What `save_state` wrote, or nothing where there is none."""
    if not file.exists():
        return {}
    loaded: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return loaded
