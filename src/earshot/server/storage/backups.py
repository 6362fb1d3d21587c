"""Database backups: a dated set of them, and how to restore one.

earshot.db.backup                 the newest backup
earshot.db.backup-2026-11-25      an older one
"""

from __future__ import annotations

import os
import shlex
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from earshot.server.storage.data_dir import DataDir

DAY = 86_400.0
DAILY_BACKUPS, WEEKLY_BACKUPS, LARGEST_BACKUPS = 7, 4, 3
"""Dated backups that are kept: the last of each day and week, and those with the most stories."""


def add_backup(data_dir: DataDir, new: Path) -> None:
    """Make `new` the newest backup. The old one is kept with its date, unless it is of the same day
    and all its stories are in the new one."""
    with new.open("rb") as file:
        os.fsync(file.fileno())
    old = data_dir.backup_path
    if old.exists():
        is_lossy = has_lost_stories(_read_story_ids(old), _read_story_ids(new))
        if is_lossy or _day_of(old) != _day_of(new):
            old.rename(_dated_path(old))
    new.replace(old)
    for path in _list_superfluous(data_dir.dated_backups()):
        path.unlink(missing_ok=True)


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


def _day_of(path: Path) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(path.stat().st_mtime))


def _dated_path(backup: Path) -> Path:
    """An unused file name with the day of the backup."""
    day = _day_of(backup)
    dated, number = Path(f"{backup}-{day}"), 1
    while dated.exists():
        number += 1
        dated = Path(f"{backup}-{day}-{number}")
    return dated


def _list_superfluous(dated: Sequence[Path]) -> list[Path]:
    """The dated backups that the retention rule does not keep."""
    newest_first = sorted(dated, key=_age_order, reverse=True)
    days, weeks = dict[str, Path](), dict[str, Path]()
    for path in newest_first:
        moment = time.localtime(path.stat().st_mtime)
        days.setdefault(time.strftime("%Y-%m-%d", moment), path)
        weeks.setdefault(time.strftime("%G-%V", moment), path)
    kept = {*list(days.values())[:DAILY_BACKUPS], *list(weeks.values())[:WEEKLY_BACKUPS]}
    if kept.issuperset(dated):
        return []
    sizes = {path: len(_read_story_ids(path) or ()) for path in newest_first}
    kept |= set(sorted(newest_first, key=lambda path: -sizes[path])[:LARGEST_BACKUPS])
    return [path for path in dated if path not in kept]


def _age_order(path: Path) -> tuple[bool, float]:
    """Sorts backups by their time. One in the future is of a clock that was ahead, and counts as
    older than the others."""
    modified_at = path.stat().st_mtime
    return modified_at <= time.time() + DAY, modified_at


def describe_remains(data_dir: DataDir) -> str:
    """The remains of a library without a database; empty if there are none."""
    backups = "a backup" if _find_newest(data_dir) else ""
    recordings = "recordings" if data_dir.has_recordings() else ""
    return " and ".join(filter(None, (backups, recordings)))


def recovery_advice(data_dir: DataDir) -> str:
    """How to restore the library if its database is damaged or missing, and how to create a new
    one."""
    names = [data_dir.database_path.name + ending for ending in ("", "-wal", "-shm")]
    existing = [name for name in names if (data_dir.folder / name).exists()]
    backup = _find_newest(data_dir)
    to_move = [
        *existing,
        *(path.name for path in _list_backups(data_dir)),
        data_dir.stories_dir.name,
    ]
    command = f"earshot restore --data-dir {shlex.quote(str(data_dir.folder))}"
    return "; ".join(
        [f"to restore the library, run `{command} {shlex.quote(str(backup))}`"] * bool(backup)
        + [f"to create a new one, move {_join_names(to_move)} out of {data_dir.folder}"]
    )


def _join_names(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _list_backups(data_dir: DataDir) -> list[Path]:
    return [path for path in (data_dir.backup_path, *data_dir.dated_backups()) if path.exists()]


def _find_newest(data_dir: DataDir) -> Path | None:
    """The newest backup that has stories, otherwise the newest one."""
    return max(
        _list_backups(data_dir),
        key=lambda path: (bool(_read_story_ids(path)), _age_order(path)),
        default=None,
    )
