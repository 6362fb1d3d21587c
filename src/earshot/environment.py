"""Small figures that cost something to find, kept on this machine between runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def cache_folder() -> Path:
    """Where they are kept: `$EARSHOT_CACHE`, else the user's cache folder (XDG Base Directory)."""
    if own := os.environ.get("EARSHOT_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "earshot"


def kept(name: str, find: Callable[[], float]) -> float:
    """The figure of that name; found by `find` the first time. A folder that cannot be read or
    written costs the finding again and nothing else."""
    file = cache_folder() / name
    with suppress(OSError, ValueError):
        return float(file.read_text())
    figure = find()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        aside = file.with_suffix(f".{os.getpid()}")
        aside.write_text(str(figure))
        aside.replace(file)
    return figure


def is_kept(name: str) -> bool:
    """Whether the figure of that name was found before."""
    return (cache_folder() / name).is_file()
