"""The directory of installed voices."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from earshot.disk_cache import memoize
from earshot.environment import read_variable, user_data_dir


def voices_dir() -> Path:
    """`$EARSHOT_VOICES`, or a default in the user's data directory (XDG Base Directory)."""
    own = read_variable("EARSHOT_VOICES")
    return Path(own) if own else user_data_dir() / "voices"


def hash_files(*files: Path) -> str:
    """SHA-256 of the digests of the files; cached until a file changes."""
    return hashlib.sha256("".join(map(content_digest, files)).encode()).hexdigest()


def content_digest(file: Path) -> str:
    """SHA-256 of a file; cached until the file changes."""
    state = file.stat()
    return _hash_file(str(file), state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _hash_file(file: str, size: int, modified: int) -> str:
    key = hashlib.sha256(f"{file} {size} {modified}".encode()).hexdigest()
    return memoize(f"digest/{key[:32]}", lambda: file_sha256(Path(file)), _parse_digest)


def _parse_digest(text: str) -> str:
    if len(text) != 64:
        raise ValueError("not a SHA-256")
    return text


def file_sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
