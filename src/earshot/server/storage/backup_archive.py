"""A backup of a whole library in one file: a tar archive with the database, settings and stories.

A file with only the database, such as `earshot.db.backup`, can be restored too.
"""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from earshot.errors import ServerError
from earshot.files import as_output_error, atomic_write, is_temporary
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database
from earshot.server.storage.recordings import Recording
from earshot.server.storage.sqlite_database import MIGRATIONS, copy_database

SETTINGS_FILES = ("earshot.toml", "password")


class LibraryNotFound(ServerError):
    """{path} has no library."""

    advice = "name the data directory of the server"


class InvalidBackup(ServerError):
    """{path} is not a backup of a library: {reason}."""

    advice = "choose a file of `earshot backup`, or a database such as earshot.db.backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreResult:
    story_count: int
    missing_count: int
    """Stories whose recording is not there; it is made again."""
    replaced: Path | None
    """The directory of the files that were there before."""


def write_backup(data_dir: DataDir, target: Path) -> int:
    """Back up the library, which may be in use, and return the number of stories.

    Raises LibraryNotFound, DiskFull and Unwritable.
    """
    if not data_dir.database_path.exists():
        raise LibraryNotFound(path=data_dir.folder)
    mode = "w:gz" if target.suffix in (".gz", ".tgz") else "w"
    with atomic_write(target) as temp_path, TemporaryDirectory(dir=target.parent) as work_dir:
        temp_path.chmod(0o600)
        database_copy = Path(work_dir) / data_dir.database_path.name
        copy_database(data_dir.database_path, database_copy)
        with tarfile.open(temp_path, mode) as archive:  # type: ignore[call-overload]
            archive.add(database_copy, database_copy.name)
            for path in _list_files(data_dir):
                with suppress(FileNotFoundError):  # the server has deleted it meanwhile
                    archive.add(path, str(path.relative_to(data_dir.folder)), recursive=False)
        return _count_stories(database_copy)


def _list_files(data_dir: DataDir) -> Iterator[Path]:
    for name in SETTINGS_FILES:
        if (data_dir.folder / name).exists():
            yield data_dir.folder / name
    for path in data_dir.stories_dir.rglob("*"):
        if path.is_file() and not is_temporary(path):
            yield path


def restore_backup(data_dir: DataDir, source: Path) -> RestoreResult:
    """Replace the library by a backup. The previous files are moved to a separate directory.

    Raises InvalidBackup, DataDirLocked, DiskFull and Unwritable.
    """
    with data_dir.exclusive_lock():
        staging = data_dir.folder / "restoring"
        shutil.rmtree(staging, ignore_errors=True)
        try:
            staging.mkdir()
            _unpack(source, staging)
            story_count = _count_stories(staging / data_dir.database_path.name, source)
            replaced = _replace_library(data_dir, staging)
        except OSError as error:
            raise as_output_error(data_dir.folder, error) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        missing_count = _requeue_missing(data_dir)
    return RestoreResult(story_count=story_count, missing_count=missing_count, replaced=replaced)


def _unpack(source: Path, staging: Path) -> None:
    """Raises InvalidBackup."""
    try:
        if not tarfile.is_tarfile(source):
            shutil.copyfile(source, staging / "earshot.db")
            return
        with tarfile.open(source) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content and _is_part_of_library(member.name):
                    _write(content, staging / member.name)
    except FileNotFoundError as error:
        raise InvalidBackup(path=source, reason="it does not exist") from error
    except (tarfile.TarError, EOFError) as error:
        raise InvalidBackup(path=source, reason=f"it is damaged ({error})") from error


def _is_part_of_library(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    return path.parts[0] == "stories" or name in ("earshot.db", *SETTINGS_FILES)


def _write(content: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        shutil.copyfileobj(content, file, 1_000_000)
    path.chmod(0o600)


def _count_stories(database: Path, source: Path | None = None) -> int:
    """Check the database, and count its stories. Raises InvalidBackup."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            count = int(connection.execute("SELECT count(*) FROM stories").fetchone()[0])
    except sqlite3.Error as error:
        raise InvalidBackup(path=source or database, reason=str(error)) from error
    if verdict != "ok" or version > len(MIGRATIONS):
        reason = "a newer version of Earshot wrote it" if verdict == "ok" else verdict
        raise InvalidBackup(path=source or database, reason=reason)
    return count


def _replace_library(data_dir: DataDir, staging: Path) -> Path | None:
    """Move the present files away and the new ones to their places, the database last."""
    names = sorted((path.name for path in staging.iterdir()), key=lambda name: name == "earshot.db")
    replaced = data_dir.folder / f"replaced-{time.strftime('%Y-%m-%d-%H%M%S')}"
    replaced.mkdir()
    for name in (*names, "earshot.db-wal", "earshot.db-shm"):
        if (data_dir.folder / name).exists():
            (data_dir.folder / name).rename(replaced / name)
    for name in names:
        (staging / name).rename(data_dir.folder / name)
    data_dir.stories_dir.mkdir(exist_ok=True)
    with suppress(OSError):  # it is not empty
        replaced.rmdir()
        return None
    return replaced


def _requeue_missing(data_dir: DataDir) -> int:
    """Queue the stories whose recording is missing, and return their number."""
    database = open_database(data_dir)
    sql = "UPDATE stories SET status = 'todo', digest = '', ready_revision = 0, attempts = 0"
    count = 0
    with closing(database), database.transaction():
        for row in database.rows("SELECT id, ready_revision FROM stories WHERE ready_revision > 0"):
            folder = data_dir.revision_dir(row["id"], row["ready_revision"])
            if not Recording(folder).is_finished:
                count += database.execute(f"{sql} WHERE id = ?", row["id"])
    return count
