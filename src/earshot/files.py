"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from earshot.errors import DiskFull, Unwritable

DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` to write to; it becomes `path` when the block ends well.

    Whatever goes wrong, interruption included, nothing is left behind and an older `path` stays as
    it was. Raises Unwritable or DiskFull for what the file system refuses.
    """
    temporary: Path | None = None
    try:
        temporary = _temporary_beside(path)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise as_output_error(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def as_output_error(path: Path, error: OSError) -> Unwritable | DiskFull:
    """The error of ours for what the file system said."""
    if error.errno in DISK_FULL_ERRNOS:
        return DiskFull(path=path)
    return Unwritable(path=path, reason=(error.strerror or str(error)).lower())


def _temporary_beside(path: Path) -> Path:
    """An empty file in the folder of `path` that keeps its ending, which encoders look at."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".earshot-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    temporary.chmod(0o666 & ~_umask())
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
