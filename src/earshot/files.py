"""Atomic writing of files, and file system errors."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from earshot.errors import DiskFull, Unwritable

TEMPORARY_PREFIX = ".earshot-"
DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoTemporarySpace(DiskFull):
    """No temporary file can be written to {path}: the disk is full, or the directory is
    read-only."""

    advice = "free some space there, or set TMPDIR to another directory"


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary file beside `path`, and rename it to `path` if the block succeeds.

    On any failure, interruption included, the temporary file is removed and an older `path` stays
    unchanged. Raises Unwritable or DiskFull for errors of the file system.
    """
    temporary = _name_temporary(path)
    try:
        _create_empty(temporary)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise as_output_error(path, error) from error
    finally:
        _remove(temporary)


def write_file(path: Path, content: bytes | str) -> None:
    """Write a file as `atomic_write` does. Text is encoded as UTF-8."""
    with atomic_write(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


def create_file(path: Path, data: bytes) -> bool:
    """Write a file unless there is one; return whether it was written.

    The file appears complete, and only one of several processes can write it. Raises Unwritable or
    DiskFull.
    """
    temporary = _name_temporary(path)
    try:
        _create_empty(temporary)
        temporary.write_bytes(data)
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
            return True
    except OSError as error:
        raise as_output_error(path, error) from error
    finally:
        _remove(temporary)
    return False


def copy_file(source: Path, target: Path) -> None:
    """Copy a file that never changes: as a hard link, where the file system has them. Raises
    Unwritable or DiskFull."""
    with atomic_write(target) as temporary:
        temporary.unlink()
        try:
            temporary.hardlink_to(source)
        except OSError:
            shutil.copyfile(source, temporary)


def as_output_error(path: Path, error: OSError) -> Unwritable | DiskFull:
    """Translate an error of the file system."""
    if error.errno in DISK_FULL_ERRNOS:
        return DiskFull(path=path)
    return Unwritable(path=path, reason=(error.strerror or str(error)).lower())


@contextmanager
def temporary_space() -> Iterator[None]:
    """Translate the errors of a block that writes temporary files. Raises NoTemporarySpace."""
    try:
        yield
    except OSError as error:
        folder = _find_temporary_dir()
        if folder and error.errno not in DISK_FULL_ERRNOS:
            raise
        raise NoTemporarySpace(path=folder or "the temporary directory") from error


def _find_temporary_dir() -> str:
    """Empty if no directory can be written to: the standard library writes a file to find out."""
    with suppress(FileNotFoundError):
        return tempfile.gettempdir()
    return ""


def is_temporary(path: Path) -> bool:
    """Whether `path` is a temporary file of `atomic_write`."""
    return path.name.startswith(TEMPORARY_PREFIX)


def _name_temporary(path: Path) -> Path:
    """A new name in the directory of `path`. It keeps the suffix for encoders."""
    return path.with_name(f"{TEMPORARY_PREFIX}{os.urandom(8).hex()}{path.suffix}")


def _create_empty(temporary: Path) -> None:
    temporary.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))


def _remove(temporary: Path) -> None:
    """Remove a file that an interruption may have left, or that was never created."""
    with suppress(OSError):
        temporary.unlink()
