"""Small figures that cost something to find, kept on this machine between runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def cache_dir() -> Path:
    """Where they are kept: `$EARSHOT_CACHE`, else the user's cache folder (XDG Base Directory)."""
    if own := os.environ.get("EARSHOT_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "earshot"


def memoized(name: str, compute: Callable[[], float]) -> float:
    """The figure of that name; found by `find` the first time. A folder that cannot be read or
    written costs the finding again and nothing else."""
    file = cache_dir() / name
    with suppress(OSError, ValueError):
        return float(file.read_text())
    value = compute()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_suffix(f".{os.getpid()}")
        temporary.write_text(str(value))
        temporary.replace(file)
    return value


def is_memoized(name: str) -> bool:
    """Whether the figure of that name was found before."""
    return (cache_dir() / name).is_file()
