"""Style vectors of the StyleTTS 2 family of models (Kokoro, KittenTTS).

A file of styles is either an archive of several voices by name (NumPy's .npz), or raw float32 of
one voice. A voice has one style vector for each length of a text.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from earshot.errors import BrokenVoice
from earshot.imports import LazyModule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:  # a command starts sooner without it
    np = LazyModule("numpy")

STYLE_SIZE, MAX_ROWS = 256, 510
"""Size of a style vector, and the maximum number of them in a voice."""
STYLE_BYTES = MAX_ROWS * STYLE_SIZE * 4
"""Size of a file with one voice of Kokoro."""
Style: TypeAlias = "NDArray[np.float32]"


@lru_cache(maxsize=64)
def archive_names(file: str, modified: int) -> tuple[str, ...]:
    """The names in an archive; empty if it is not an archive. `modified` is the time of its last
    change, for the cache."""
    if not zipfile.is_zipfile(file):
        return ()
    with zipfile.ZipFile(file) as archive:
        return tuple(each.removesuffix(".npy") for each in archive.namelist())


@lru_cache(maxsize=8)
def load_styles(voice: str, file: Path, name: str) -> Style:
    """The styles of a voice, (rows, 1, 256). Raises BrokenVoice."""
    try:
        styles = _read_styles(file, name)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise BrokenVoice(voice=voice, file=file, reason=error) from error
    if not styles.size or styles.size % STYLE_SIZE or not np.isfinite(styles).all():
        reason = f"it is not an array of vectors of {STYLE_SIZE} numbers"
        raise BrokenVoice(voice=voice, file=file, reason=reason)
    return styles.reshape(-1, 1, STYLE_SIZE).astype(np.float32)


def _read_styles(file: Path, name: str) -> NDArray[np.floating]:
    max_bytes = MAX_ROWS * STYLE_SIZE * 4
    if not zipfile.is_zipfile(file):
        if file.stat().st_size != max_bytes:
            raise ValueError(f"a voice must have {max_bytes} bytes")
        return np.fromfile(file, np.float32)
    with zipfile.ZipFile(file) as archive:
        if archive.getinfo(f"{name}.npy").file_size > 3 * max_bytes:
            raise ValueError("it is too large")
        with archive.open(f"{name}.npy") as array:
            return np.asarray(np.lib.format.read_array(array, allow_pickle=False), np.float64)
