"""The folder of voices that were installed on this machine."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from earshot.environment import cache_folder


def voices_folder() -> Path:
    """`$EARSHOT_VOICES`, else the user's data folder (XDG Base Directory)."""
    if own := os.environ.get("EARSHOT_VOICES"):
        return Path(own)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data) / "earshot/voices"


def digest(*files: Path) -> str:
    """SHA-256 of the files' own digests; found once for each state of a file."""
    return hashlib.sha256("".join(map(content_digest, files)).encode()).hexdigest()


def content_digest(file: Path) -> str:
    """SHA-256 of what is in the file; found once for each state of the file."""
    state = file.stat()
    return _digest(str(file), state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(file: str, size: int, changed: int) -> str:
    name = hashlib.sha256(f"{file} {size} {changed}".encode()).hexdigest()
    memo = cache_folder() / "digest" / name[:32]
    with suppress(OSError):
        if len(found := memo.read_text()) == 64:
            return found
    found = sha256(Path(file))
    with suppress(OSError):
        memo.parent.mkdir(parents=True, exist_ok=True)
        aside = memo.with_suffix(f".{os.getpid()}")
        aside.write_text(found)
        aside.replace(memo)
    return found


def sha256(file: Path) -> str:
    """Of what is in the file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
