"""Database backups: rotation and restore.

earshot.db.backup                 the newest backup
earshot.db.backup-2026-11-25      a dated backup, with stories that the next one lacks
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from earshot.server.storage.data_dir import DataDir

KEPT = 3
"""The most dated backups; those with the most stories are kept."""


def replace_backup(home: DataDir, new: Path) -> None:
    """Replace the newest backup. The old one is kept with its date if the new one lacks stories."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    if home.backup_path.exists() and has_lost(_stories(home.backup_path), _stories(new)):
        home.backup_path.rename(_dated(home.backup_path))
        _drop_smallest(home)
    new.replace(home.backup_path)


def has_lost(old: set[str] | None, new: set[str] | None) -> bool:
    """Whether stories are missing, or the library is a different one."""
    if old is None or new is None:
        return True
    return len(new) < len(old) or len(old & new) * 2 < len(old)


def _stories(path: Path) -> set[str] | None:
    """The story ids in a backup; None if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return {row[0] for row in database.execute("SELECT id FROM stories")}
    except sqlite3.Error:
        return None


def _dated(backup: Path) -> Path:
    """An unused file name with the day of the backup."""
    day = time.strftime("%Y-%m-%d", time.localtime(backup.stat().st_mtime))
    dated, number = Path(f"{backup}-{day}"), 1
    while dated.exists():
        number += 1
        dated = Path(f"{backup}-{day}-{number}")
    return dated


def _drop_smallest(home: DataDir) -> None:
    sizes = {path: len(_stories(path) or ()) for path in home.dated_backups()}
    ordered = sorted(sizes, key=lambda path: (sizes[path], path.stat().st_mtime), reverse=True)
    for path in ordered[KEPT:]:
        path.unlink(missing_ok=True)


def remains(home: DataDir) -> str:
    """What remains of a library without a database; empty if nothing remains."""
    backups = "a backup" if _newest(home) else ""
    recordings = "recordings" if home.has_recordings() else ""
    return " and ".join(filter(None, (backups, recordings)))


def advice(home: DataDir) -> str:
    """How to restore the library if its database is damaged or missing, and how to create a new
    one."""
    names = [home.database_path.name + ending for ending in ("", "-wal", "-shm")]
    there = [name for name in names if (home.folder / name).exists()]
    backup = _newest(home)
    clearing = f"move {_listed(there)} out of {home.folder}, and " if there else ""
    beginning = [*there, *(path.name for path in _all(home)), home.stories_dir.name]
    return "; ".join(
        [f"to restore the library, {clearing}copy {backup} to {home.database_path}"] * bool(backup)
        + [f"to begin a new one, move {_listed(beginning)} out of {home.folder}"]
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _all(home: DataDir) -> list[Path]:
    return [path for path in (home.backup_path, *home.dated_backups()) if path.exists()]


def _newest(home: DataDir) -> Path | None:
    """The newest backup that has stories, or else the newest one."""
    return max(
        _all(home), key=lambda path: (bool(_stories(path)), path.stat().st_mtime), default=None
    )
