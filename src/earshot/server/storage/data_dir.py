"""The folder of a library: what lies where, and the lock that keeps a second server out."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from earshot.errors import HomeInUse, Unwritable

BACKUP = "earshot.db.backup"
DOOMED = ".deleted"


class Home:
    """`earshot.db`, its backup, `stories/ID/…`, `artwork/`, `lock`, and what was `lost`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def database(self) -> Path:
        return self.folder / "earshot.db"

    @property
    def backup(self) -> Path:
        return self.folder / BACKUP

    def dated_backups(self) -> list[Path]:
        return sorted(self.folder.glob(f"{BACKUP}-*"))

    @property
    def stories(self) -> Path:
        return self.folder / "stories"

    @property
    def artwork(self) -> Path:
        return self.folder / "artwork"

    def story(self, story: str) -> Path:
        return self.stories / story

    def revision(self, story: str, number: int) -> Path:
        return self.stories / story / str(number)

    def remove(self, story: str) -> None:
        """Nothing of the story is left; what cannot be removed is found again at the next start."""
        shutil.rmtree(self.story(story), ignore_errors=True)

    def doom(self, story: str) -> None:
        """Note that the story's folder is of no worth once nobody knows the story."""
        with suppress(OSError):
            (self.story(story) / DOOMED).touch()

    def is_doomed(self, story: str) -> bool:
        return (self.story(story) / DOOMED).exists()

    def has_recordings(self) -> bool:
        """Whether there is a story's folder that nobody has deleted."""
        return self.stories.is_dir() and any(
            folder.is_dir() and not self.is_doomed(folder.name) for folder in self.stories.iterdir()
        )

    def lose(self, story: str) -> None:
        """Put the story's folder out of the way."""
        lost = self.folder / "lost"
        lost.mkdir(exist_ok=True)
        self.story(story).rename(lost / f"{story}-{time.time_ns()}")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this server alone. Raises HomeInUse and Unwritable.

        The lock is the kernel's and goes with the process, however it ends.
        """
        try:
            self.stories.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Unwritable(path=self.folder, reason=reason) from error
        try:
            _lock(lock, self.folder)
            yield
        finally:
            os.close(lock)


def _lock(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        process = os.read(lock, 20).decode("ascii", "replace").strip() or "unknown"
        raise HomeInUse(home=folder, process=process) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
