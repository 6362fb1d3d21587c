"""Objects by key: in a folder, or in a bucket of S3 or a compatible service.

`open_store` chooses by URL. Both kinds behave the same; `tests/test_object_store.py` runs the same
tests on both.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol

from earshot.errors import InvalidOption, Unwritable
from earshot.files import as_output_error, atomic_write, create_file, is_temporary, write_file

S3_SCHEME = "s3://"


class ObjectStore(Protocol):
    """Every method raises an OutputError if the store fails. A write is complete or has no
    effect."""

    url: str

    def read(self, key: str) -> bytes | None:
        """The content of an object; None if there is none."""
        ...

    def stat(self, key: str) -> tuple[int, float] | None:
        """The size of an object and when it was written; None if there is none."""
        ...

    def read_range(self, key: str, start: int, stop: int) -> bytes:
        """The bytes of an object from `start` to before `stop`."""
        ...

    def create(self, key: str, data: bytes, media_type: str) -> bool:
        """Write an object unless there is one, and return whether it was written. Of several
        processes only one succeeds."""
        ...

    def write(self, key: str, data: bytes, media_type: str) -> None:
        """Write an object, and replace an older one."""
        ...

    def upload(self, key: str, path: Path, media_type: str) -> None:
        """Write the content of a file, and replace an older object."""
        ...

    def download(self, key: str, path: Path) -> bool:
        """Download an object to a file; return whether the object exists."""
        ...

    def sign(self, key: str, method: str, seconds: int) -> str:
        """A URL that allows one method on this object for some time. Empty if the store has no
        URLs."""
        ...

    def list_objects(self, prefix: str) -> Iterator[tuple[str, float]]:
        """The keys in a directory such as "stories/" and when each was written, in no order."""
        ...

    def delete(self, key: str) -> None:
        """Delete an object, if there is one."""
        ...


def open_store(url: str, retry_seconds: int = 180) -> ObjectStore:
    """The store of a folder or of `s3://BUCKET/PREFIX`. Failed requests are repeated for
    `retry_seconds`. Raises InvalidOption and PackageMissing."""
    if url.startswith(S3_SCHEME):
        store: ObjectStore = import_module("earshot.s3_store").open_bucket(url, retry_seconds)
        return store
    if "://" in url:
        raise InvalidOption(option="the store", value=url, expected="use a folder or s3://BUCKET")
    return FolderStore(Path(url))


class FolderStore:
    """Objects as files. The folder is created with the first object."""

    def __init__(self, folder: Path) -> None:
        self.url = str(folder)
        self._folder = folder

    def read(self, key: str) -> bytes | None:
        path = self._readable_path(key)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise as_output_error(path, error) from error

    def stat(self, key: str) -> tuple[int, float] | None:
        try:
            found = self._readable_path(key).stat()
        except FileNotFoundError:
            return None
        return found.st_size, found.st_mtime

    def read_range(self, key: str, start: int, stop: int) -> bytes:
        path = self._readable_path(key)
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read(stop - start)
        except OSError as error:
            raise as_output_error(path, error) from error

    def create(self, key: str, data: bytes, media_type: str) -> bool:
        return create_file(self._path(key), data)

    def write(self, key: str, data: bytes, media_type: str) -> None:
        write_file(self._path(key), data)

    def upload(self, key: str, path: Path, media_type: str) -> None:
        with atomic_write(self._path(key)) as temporary:
            shutil.copyfile(path, temporary)

    def download(self, key: str, path: Path) -> bool:
        source = self._readable_path(key)
        try:
            with atomic_write(path) as temporary:
                shutil.copyfile(source, temporary)
        except Unwritable:
            if source.exists():
                raise
            return False
        return True

    def sign(self, key: str, method: str, seconds: int) -> str:
        return ""

    def list_objects(self, prefix: str) -> Iterator[tuple[str, float]]:
        for path in (self._folder / prefix).rglob("*"):
            if path.is_file() and not is_temporary(path):
                yield path.relative_to(self._folder).as_posix(), path.stat().st_mtime

    def delete(self, key: str) -> None:
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise as_output_error(path, error) from error

    def _path(self, key: str) -> Path:
        """Where to write or delete an object. Raises Unwritable for a key that leads out of the
        folder: somebody else may have changed a list of files, or put a link into the folder."""
        path = self._folder / key
        if Path(key).is_absolute() or ".." in Path(key).parts:
            raise Unwritable(path=key, reason=f"it is not in {self._folder}")
        self._check_place(path.parent)
        return path

    def _readable_path(self, key: str) -> Path:
        """Raises Unwritable as `_path` does, and for an object that is a link to a file elsewhere.
        A write only replaces such a link."""
        path = self._path(key)
        self._check_place(path)
        return path

    def _check_place(self, path: Path) -> None:
        place = Path(os.path.realpath(path))
        if not place.is_relative_to(os.path.realpath(self._folder)):
            reason = f"a link leads to {place}, which is not in {self._folder}; remove the link"
            raise Unwritable(path=path, reason=reason)
