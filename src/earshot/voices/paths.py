"""The folder of voices that were installed on this machine."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from earshot.environment import cache_dir


def voices_dir() -> Path:
    """`$EARSHOT_VOICES`, else the user's data folder (XDG Base Directory)."""
    if own := os.environ.get("EARSHOT_VOICES"):
        return Path(own)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data) / "earshot/voices"


def hash_files(*files: Path) -> str:
    """SHA-256 of the files' own digests; found once for each state of a file."""
    return hashlib.sha256("".join(map(content_digest, files)).encode()).hexdigest()


def content_digest(file: Path) -> str:
    """SHA-256 of what is in the file; found once for each state of the file."""
    state = file.stat()
    return _hash_file(str(file), state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _hash_file(file: str, size: int, modified: int) -> str:
    key = hashlib.sha256(f"{file} {size} {modified}".encode()).hexdigest()
    cache_file = cache_dir() / "digest" / key[:32]
    with suppress(OSError):
        if len(checksum := cache_file.read_text()) == 64:
            return checksum
    checksum = file_sha256(Path(file))
    with suppress(OSError):
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        temporary = cache_file.with_suffix(f".{os.getpid()}")
        temporary.write_text(checksum)
        temporary.replace(cache_file)
    return checksum


def file_sha256(file: Path) -> str:
    """Of what is in the file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
