"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from earshot.errors import DiskFull, Unwritable

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` to write to; it becomes `path` when the block ends well.

    Whatever goes wrong, interruption included, nothing is left behind and an older `path` stays as
    it was. Raises Unwritable or DiskFull for what the file system refuses.
    """
    aside: Path | None = None
    try:
        aside = _place_beside(path)
        yield aside
        aside.replace(path)
    except OSError as error:
        raise refusal(path, error) from error
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)


def refusal(path: Path, error: OSError) -> Unwritable | DiskFull:
    """The error of ours for what the file system said."""
    if error.errno in NO_ROOM:
        return DiskFull(path=path)
    return Unwritable(path=path, reason=(error.strerror or str(error)).lower())


def _place_beside(path: Path) -> Path:
    """An empty file in the folder of `path` that keeps its ending, which encoders look at."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".earshot-", suffix=path.suffix)
    os.close(handle)
    aside = Path(name)
    aside.chmod(0o666 & ~_umask())
    return aside


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
