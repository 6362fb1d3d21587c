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

MAX_DATED_BACKUPS = 3
"""The most dated backups; those with the most stories are kept."""


def replace_backup(data_dir: DataDir, new: Path) -> None:
    """Replace the newest backup. The old one is kept with its date if the new one lacks stories."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    if data_dir.backup_path.exists() and has_lost_stories(
        _read_story_ids(data_dir.backup_path), _read_story_ids(new)
    ):
        data_dir.backup_path.rename(_dated_path(data_dir.backup_path))
        _drop_smallest(data_dir)
    new.replace(data_dir.backup_path)


def has_lost_stories(old: set[str] | None, new: set[str] | None) -> bool:
    """Whether stories are missing, or the library is a different one."""
    if old is None or new is None:
        return True
    return len(new) < len(old) or len(old & new) * 2 < len(old)


def _read_story_ids(path: Path) -> set[str] | None:
    """The story ids in a backup; None if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return {row[0] for row in database.execute("SELECT id FROM stories")}
    except sqlite3.Error:
        return None


def _dated_path(backup: Path) -> Path:
    """An unused file name with the day of the backup."""
    day = time.strftime("%Y-%m-%d", time.localtime(backup.stat().st_mtime))
    dated, number = Path(f"{backup}-{day}"), 1
    while dated.exists():
        number += 1
        dated = Path(f"{backup}-{day}-{number}")
    return dated


def _drop_smallest(data_dir: DataDir) -> None:
    sizes = {path: len(_read_story_ids(path) or ()) for path in data_dir.dated_backups()}
    ordered = sorted(sizes, key=lambda path: (sizes[path], path.stat().st_mtime), reverse=True)
    for path in ordered[MAX_DATED_BACKUPS:]:
        path.unlink(missing_ok=True)


def describe_remains(data_dir: DataDir) -> str:
    """What remains of a library without a database; empty if nothing remains."""
    backups = "a backup" if _find_newest(data_dir) else ""
    recordings = "recordings" if data_dir.has_recordings() else ""
    return " and ".join(filter(None, (backups, recordings)))


def recovery_advice(data_dir: DataDir) -> str:
    """How to restore the library if its database is damaged or missing, and how to create a new
    one."""
    names = [data_dir.database_path.name + ending for ending in ("", "-wal", "-shm")]
    existing = [name for name in names if (data_dir.folder / name).exists()]
    backup = _find_newest(data_dir)
    move_existing = (
        f"move {_join_names(existing)} out of {data_dir.folder}, and " if existing else ""
    )
    to_move = [
        *existing,
        *(path.name for path in _list_backups(data_dir)),
        data_dir.stories_dir.name,
    ]
    return "; ".join(
        [f"to restore the library, {move_existing}copy {backup} to {data_dir.database_path}"]
        * bool(backup)
        + [f"to create a new one, move {_join_names(to_move)} out of {data_dir.folder}"]
    )


def _join_names(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _list_backups(data_dir: DataDir) -> list[Path]:
    return [path for path in (data_dir.backup_path, *data_dir.dated_backups()) if path.exists()]


def _find_newest(data_dir: DataDir) -> Path | None:
    """The newest backup that has stories, or else the newest one."""
    return max(
        _list_backups(data_dir),
        key=lambda path: (bool(_read_story_ids(path)), path.stat().st_mtime),
        default=None,
    )
