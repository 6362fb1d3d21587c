"""Where a static site is written to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from earshot.files import as_output_error, atomic_write


class Destination(Protocol):
    """A place for files. Their names are relative paths with slashes. A file appears whole or not
    at all.

    Every method raises Unwritable or DiskFull.
    """

    def read(self, name: str) -> bytes | None: ...

    def write(self, name: str, content: bytes) -> None: ...

    def copy(self, name: str, source: Path) -> None:
        """Write the content of a file. Raises FileNotFoundError if the file does not exist."""

    def delete(self, name: str) -> None: ...


class FolderDestination:
    """A folder on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        with self._as_output_errors(name):
            try:
                return (self.folder / name).read_bytes()
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        with atomic_write(self.folder / name) as temp_path:
            temp_path.write_bytes(content)

    def copy(self, name: str, source: Path) -> None:
        with source.open("rb") as file:  # outside: a missing source is not an error of the output
            self._write_stream(name, file)

    def _write_stream(self, name: str, file: IO[bytes]) -> None:
        with atomic_write(self.folder / name) as temp_path, temp_path.open("wb") as copied:
            shutil.copyfileobj(file, copied, 1_000_000)

    def delete(self, name: str) -> None:
        """Delete a file, and the folders that it leaves empty."""
        path = self.folder / name
        with self._as_output_errors(name):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # a folder is not empty, or it is gone already
            for parent in path.relative_to(self.folder).parents[:-1]:
                (self.folder / parent).rmdir()

    @contextmanager
    def _as_output_errors(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise as_output_error(self.folder / name, error) from error
